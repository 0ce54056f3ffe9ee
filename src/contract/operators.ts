/*
 * The words of a filter, each once: how many values it takes and what it means. A row here is all that an operator is. The
 * filter's reader and the panel ask `takes`; `matches.ts`, the table's own engine (`web/table/rows-engine.ts`) and SQL
 * (`server/list/sql.ts`) each know the few ways in `how`, and do not compile while they lack one.
 */

export type Takes = 'none' | 'one' | 'many'

/** How a field is held against the values, of which any is enough. A field with nothing in it is `empty`, and nothing else. */
export interface Meaning<How extends string = string> {
  readonly takes: Takes
  readonly how: How
  /** It holds where the rest does not, so for a field with nothing in it too. */
  readonly not?: boolean
}

export type TextHow = 'contains' | 'equals' | 'starts' | 'ends' | 'empty'
/** `on` a day or at an instant, and from it or until it, with itself or without. */
export type DateHow = 'on' | 'after' | 'from' | 'before' | 'until' | 'empty'
export type ChoiceHow = 'equals'

const text = {
  contains: { takes: 'one', how: 'contains' },
  'does not contain': { takes: 'one', how: 'contains', not: true },
  equals: { takes: 'one', how: 'equals' },
  'does not equal': { takes: 'one', how: 'equals', not: true },
  'starts with': { takes: 'one', how: 'starts' },
  'ends with': { takes: 'one', how: 'ends' },
  'is empty': { takes: 'none', how: 'empty' },
  'is not empty': { takes: 'none', how: 'empty', not: true },
  'is any of': { takes: 'many', how: 'equals' },
} as const satisfies Record<string, Meaning<TextHow>>

const date = {
  is: { takes: 'one', how: 'on' },
  'is not': { takes: 'one', how: 'on', not: true },
  'is after': { takes: 'one', how: 'after' },
  'is on or after': { takes: 'one', how: 'from' },
  'is before': { takes: 'one', how: 'before' },
  'is on or before': { takes: 'one', how: 'until' },
  'is empty': { takes: 'none', how: 'empty' },
  'is not empty': { takes: 'none', how: 'empty', not: true },
} as const satisfies Record<string, Meaning<DateHow>>

const choice = {
  is: { takes: 'one', how: 'equals' },
  'is not': { takes: 'one', how: 'equals', not: true },
  'is any of': { takes: 'many', how: 'equals' },
} as const satisfies Record<string, Meaning<ChoiceHow>>

/** By type of column, in the order that the panel offers them (procedures: Every table). A word takes as many values in each. */
export const operators = { text, date, choice }

export type Operator = keyof typeof text | keyof typeof date | keyof typeof choice

const words: Readonly<Record<string, Meaning>> = { ...text, ...date, ...choice }
export const takesOf = (operator: Operator): Takes => words[operator]!.takes

/** What it means for a column of this type; `undefined` where that has no such operator. */
export const textMeaning = (operator: Operator): Meaning<TextHow> | undefined => (text as Partial<Record<Operator, Meaning<TextHow>>>)[operator]
export const dateMeaning = (operator: Operator): Meaning<DateHow> | undefined => (date as Partial<Record<Operator, Meaning<DateHow>>>)[operator]
export const choiceMeaning = (operator: Operator): Meaning<ChoiceHow> | undefined => (choice as Partial<Record<Operator, Meaning<ChoiceHow>>>)[operator]
