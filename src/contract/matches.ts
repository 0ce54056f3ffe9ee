import { isDay, isInstant } from './dates.ts'
import type { Filter, FilterColumns, Term } from './filter.ts'

/*
 * What a filter means, over rows in memory. `server/list-sql.ts` says the same in SQL, and a property test holds the two
 * together; so every rule here is one that SQLite and PostgreSQL can keep exactly.
 */

/** A field of a row: text, an instant (ISO 8601 or milliseconds) for a date column, or nothing. */
export type Value = string | number | null | undefined

const foldOne = (char: string): string => {
  const upper = char.toUpperCase()
  const lower = (upper.length === char.length ? upper : char).toLowerCase()
  return lower.length === char.length && lower > '\u007f' ? lower : char
}

/**
 * A text without its case: A–Z by the ASCII rule, other letters one by one as Unicode's simple case folding does (Ü and ü,
 * Σ σ ς). Letters whose other case has another length (ß and SS, İ) stay, and nothing but A–Z folds to ASCII (K, the Kelvin
 * sign): with these two limits SQL can do the same (`foldedFor` in server/list-sql.ts).
 */
export function fold(text: string): string {
  const lower = text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
  return /[^\0-\x7f]/.test(lower) ? lower.replace(/[^\0-\x7f]/gu, foldOne) : lower
}

/** What is looked for: folded, and composed as names and notes are kept (NFC). */
export const needle = (value: string): string => fold(value.normalize('NFC'))

const dayMs = 86_400_000

/** Milliseconds `[from, before)`; `outside`: what is not in there matches, and so does nothing at all. */
export interface DateSpan {
  readonly from: number
  readonly before: number
  readonly outside: boolean
}

/**
 * The span that a date operator and its value mean, or `undefined` for what is no date. A day is a UTC day, so `is after
 * 2027-01-01` begins on the 2nd; an instant is its millisecond.
 */
export function dateSpan(operator: Term['operator'], value: string): DateSpan | undefined {
  const whole = isDay(value)
  if (!whole && !isInstant(value)) return undefined
  const start = Date.parse(value)
  if (Number.isNaN(start)) return undefined
  const end = start + (whole ? dayMs : 1)
  const from = operator === 'is after' ? end : operator === 'is before' || operator === 'is on or before' ? -Infinity : start
  const before = operator === 'is before' ? start : operator === 'is after' || operator === 'is on or after' ? Infinity : end
  return { from, before, outside: operator === 'is not' }
}

type Test = (value: Value) => boolean
const isNothing = (value: Value) => value === null || value === undefined
const time = (value: Value) => (typeof value === 'string' ? Date.parse(value) : Number(value))

function dateTest({ operator, values }: Term): Test {
  if (operator === 'is empty') return isNothing
  if (operator === 'is not empty') return (value) => !isNothing(value)
  const span = dateSpan(operator, values[0] ?? '')
  if (!span) return () => false
  return (value) => (isNothing(value) ? span.outside : (time(value) >= span.from && time(value) < span.before) !== span.outside)
}

/** Choices are words; a field of a few numbers is read as such. */
function choiceTest({ operator, values }: Term): Test {
  if (operator === 'is not') return (value) => String(value) !== values[0]
  return (value) => !isNothing(value) && values.includes(String(value))
}

/** A text that is not there does not contain anything and equals nothing, so the `does not` operators hold. */
function textTest({ operator, values }: Term): Test {
  const sought = values.map(needle)
  const [first = ''] = sought
  const on = (test: (text: string) => boolean, without: boolean): Test => (value) => (isNothing(value) ? without : test(fold(String(value))))
  switch (operator) {
    case 'contains': return on((text) => text.includes(first), false)
    case 'does not contain': return on((text) => !text.includes(first), true)
    case 'equals': return on((text) => text === first, false)
    case 'does not equal': return on((text) => text !== first, true)
    case 'starts with': return on((text) => text.startsWith(first), false)
    case 'ends with': return on((text) => text.endsWith(first), false)
    case 'is any of': return on((text) => sought.includes(text), false)
    case 'is empty': return on((text) => text === '', true)
    case 'is not empty': return on((text) => text !== '', false)
    default: return () => false
  }
}

const tests = { text: textTest, date: dateTest, choice: choiceTest }

/** A filter made ready for many rows. `read` gives a row's field by column name. No terms: every row matches. */
export function matcher(filter: Filter, columns: FilterColumns): (read: (column: string) => Value) => boolean {
  const terms = filter.terms.map((term) => ({ column: term.column, test: tests[columns[term.column]?.type ?? 'text'](term) }))
  if (terms.length === 0) return () => true
  if (filter.join === 'and') return (read) => terms.every(({ column, test }) => test(read(column)))
  return (read) => terms.some(({ column, test }) => test(read(column)))
}

/** Does one row match? For many rows, `matcher`. */
export function matches(filter: Filter, columns: FilterColumns, read: (column: string) => Value): boolean {
  return matcher(filter, columns)(read)
}

// UTF-16 units in the order of the code points they stand for: surrogates go above U+E000…U+FFFF.
const rank = (unit: number) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

/**
 * The order of every list, rising: numbers by size, texts without regard to the case of A–Z and then by code point (as
 * both databases order bytes of UTF-8), what is empty first (the indexes stand so). Falling order is the exact reverse.
 */
export function compareValues(a: Value, b: Value): number {
  if (isNothing(a) || isNothing(b)) return Number(isNothing(b)) - Number(isNothing(a))
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b)
  const lower = (text: string) => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
  const [left, right] = [lower(a), lower(b)]
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  if (at >= left.length || at >= right.length) return left.length - right.length
  return rank(left.charCodeAt(at)) - rank(right.charCodeAt(at))
}
