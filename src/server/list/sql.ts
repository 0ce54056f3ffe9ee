import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Filter, FilterColumn, FilterColumns, Term } from '#contract/filter.ts'
import { asksForDots, dateSpans, fold, needle } from '#contract/matches.ts'
import { choiceMeaning, dateMeaning, textMeaning, type Meaning } from '#contract/operators.ts'
import { literal } from '../db/text-index.ts'

/*
 * Filters and cursors as SQL that SQLite and PostgreSQL read alike; `contract/matches.ts` says what it must mean.
 * `lower()` changes A–Z only in both: SQLite always, PostgreSQL because every text column has COLLATE "C" (migration 1).
 * That collation also makes both order texts by code point.
 */

export type Condition = RawBuilder<SqlBool>
export type Expressions<C extends FilterColumns> = { readonly [Name in keyof C]: Expression<unknown> }

const always = sql<SqlBool>`1 = 1`
const never = sql<SqlBool>`1 = 0`
export const all = (conditions: readonly Condition[]): Condition => (conditions.length ? sql`(${sql.join(conditions, sql` and `)})` : always)
const any = (conditions: readonly Condition[]): Condition => (conditions.length ? sql`(${sql.join(conditions, sql` or `)})` : never)

const block = 256
const cased = /\p{Changes_When_Casemapped}/u
let others: Map<string, string[]> | undefined

/** The characters that fold to this one, itself apart: Ü for ü, Σ and ς for σ. Made at the first search beyond ASCII. */
function othersOf(char: string): readonly string[] {
  if (!others) {
    others = new Map()
    for (let from = 0; from < 0x1f000; from += block) {
      const all = String.fromCodePoint(...Array.from({ length: block }, (_, at) => from + at).filter((point) => point >= 0x80))
      // Most have no case at all: one question for all of them, since nobody else is heard meanwhile.
      if (!cased.test(all)) continue
      for (const one of all) {
        const folded = cased.test(one) ? fold(one) : one
        if (folded !== one) others.set(folded, [...(others.get(folded) ?? []), one])
      }
    }
  }
  return others.get(char) ?? []
}

/** Is this character what others fold to, or one that folds? */
export const folded = (char: string): boolean => fold(char) !== char || othersOf(char).length > 0

/**
 * A column without its case, as far as this needle can tell: `lower()` does A–Z, and each other letter of the needle is put
 * in place of its other cases. Letters that the needle has not may keep theirs: they differ from it anyway.
 */
function foldedFor(column: FilterColumn, expression: Expression<unknown>, sought: string): Expression<unknown> {
  if (column.folded || column.number) return expression
  let folded: Expression<unknown> = sql`lower(${expression})`
  for (const char of new Set(sought.match(/[^\0-\x7f]/gu) ?? [])) {
    for (const other of othersOf(char)) folded = sql`replace(${folded}, ${other}, ${char})`
  }
  return folded
}

/** What holds of a field that has something in it, as it holds of any; `contract/operators.ts` says which word means what. */
const conditionOf = ({ how, not }: Meaning, x: Expression<unknown>, holds: Condition): Condition => {
  if (!not) return holds
  return how === 'empty' ? sql`not (${holds})` : sql`(${x} is null or not (${holds}))`
}

/** Between texts, a character that is in none. */
const edge = '\u0001'

function textCondition({ operator, values }: Term, column: FilterColumn, kept: Expression<unknown>): Condition {
  const meaning = textMeaning(operator)
  if (!meaning) return never
  const x = column.number ? sql`cast(${kept} as text)` : kept
  const sought = values.map(needle)
  const like = (x: Expression<unknown>, pattern: (text: string) => string): Condition =>
    any(sought.map((text) => sql`${foldedFor(column, x, text)} like ${pattern(literal(text))} escape '\\'`))
  /** Of several texts that are joined: of one of them, from its edges where it is to begin or end so. */
  const likeOne = (x: Expression<unknown>, before: string, after: string): Condition =>
    any(sought.filter((text) => !text.includes(edge)).map((text) =>
      sql`${foldedFor(column, sql`${edge} || replace(${x}, ', ', ${edge}) || ${edge}`, text)} like ${`%${before}${literal(text)}${after}%`} escape '\\'`))
  const equal = (x: Expression<unknown>): Condition => {
    const [first = ''] = sought
    if (sought.length === 1) return sql`${foldedFor(column, x, first)} = ${first}`
    // Those with the same letters beyond ASCII ask the same of a text: it is folded once for all of them.
    const alike = Map.groupBy(sought, (text) => [...new Set(text.match(/[^\0-\x7f]/gu) ?? [])].sort().join(''))
    return any([...alike].map(([letters, texts]) => sql`${foldedFor(column, x, letters)} in (${sql.join(texts)})`))
  }
  const holds = (x: Expression<unknown>): Condition => {
    if (column.several && meaning.how !== 'empty') {
      const [before, after] = ({ contains: ['', ''], equals: [edge, edge], starts: [edge, ''], ends: ['', edge] } as const)[meaning.how]
      return likeOne(x, before, after)
    }
    switch (meaning.how) {
      case 'contains': return like(x, (text) => `%${text}%`)
      case 'equals': return equal(x)
      case 'starts': return like(x, (text) => `${text}%`)
      case 'ends': return like(x, (text) => `%${text}`)
      case 'empty': return sql`(${x} is null or ${x} = '')`
      default: return meaning.how satisfies never
    }
  }
  return conditionOf(meaning, x, asksForDots(column, sought) ? any([holds(x), holds(sql`replace(${x}, ', ', '., ') || '.'`)]) : holds(x))
}

function dateCondition({ operator, values }: Term, x: Expression<unknown>, zone: string | undefined): Condition {
  const meaning = dateMeaning(operator)
  if (!meaning) return never
  if (meaning.how === 'empty') return conditionOf(meaning, x, sql`${x} is null`)
  const spans = dateSpans(meaning.how, values, zone)
  if (spans.length === 0) return never
  return conditionOf(meaning, x, any(spans.map(({ from, before }) => all([
    ...(Number.isFinite(from) ? [sql<SqlBool>`${x} >= ${from}`] : []),
    ...(Number.isFinite(before) ? [sql<SqlBool>`${x} < ${before}`] : []),
  ]))))
}

function choiceCondition({ operator, values }: Term, x: Expression<unknown>): Condition {
  const meaning = choiceMeaning(operator)
  return meaning ? conditionOf(meaning, x, values.length ? sql`${x} in (${sql.join(values)})` : never) : never
}

/** A filter that `parseFilter` accepted for these columns, as a condition; its days are those of `zone` (UTC). No terms: every row. */
export function filterCondition<C extends FilterColumns>(filter: Filter, columns: C, expressions: Expressions<C>, zone?: string): Condition {
  const conditions = filter.terms.map((term) => {
    const column: FilterColumn | undefined = columns[term.column]
    const x = expressions[term.column]
    if (!column || !x) throw new Error(`No column ${term.column}`)
    if (column.type === 'text') return textCondition(term, column, x)
    return column.type === 'date' ? dateCondition(term, x, zone) : choiceCondition(term, x)
  })
  if (conditions.length === 0) return always
  return filter.join === 'and' ? all(conditions) : any(conditions)
}

/** One expression of the order. What is empty is the smallest. */
export interface SortKey {
  readonly x: Expression<unknown>
  readonly falling: boolean
  readonly nullable: boolean
}

/** What a column is sorted by without a look at the numbers in it: texts without regard to the case of A–Z (`comparePlainly`). */
export const plainOrder = (column: FilterColumn, x: Expression<unknown>): Expression<unknown> =>
  column.type === 'text' && !column.folded && !column.number ? sql`lower(${x})` : x

/** What a column is sorted by (`compareValues` in contract/matches.ts). */
export const sortExpression = (column: FilterColumn, x: Expression<unknown>): Expression<unknown> =>
  column.natural ? sql`natural_key(${x})` : plainOrder(column, x)

export type CursorValue = string | number | null

const isEqual = ({ x }: SortKey, value: CursorValue): Condition => (value === null ? sql`${x} is null` : sql`${x} = ${value}`)

function isLater({ x, falling, nullable }: SortKey, value: CursorValue): Condition {
  if (value === null) return falling ? never : sql`${x} is not null`
  if (!falling) return sql`${x} > ${value}`
  return nullable ? sql`(${x} < ${value} or ${x} is null)` : sql`${x} < ${value}`
}

function isNotEarlier({ x, falling, nullable }: SortKey, value: CursorValue): Condition {
  if (value === null) return falling ? sql`${x} is null` : always
  if (!falling) return sql`${x} >= ${value}`
  return nullable ? sql`(${x} <= ${value} or ${x} is null)` : sql`${x} <= ${value}`
}

/**
 * Rows after the one with these values in the order of `keys`, of which the last is unique. The bound on the first key says
 * nothing new, but lets both databases start within its index.
 */
export function afterCondition(keys: readonly SortKey[], values: readonly CursorValue[]): Condition {
  const value = (i: number) => values[i] ?? null
  const steps = keys.map((key, i) => all([...keys.slice(0, i).map((before, j) => isEqual(before, value(j))), isLater(key, value(i))]))
  return all([...keys.slice(0, 1).map((key) => isNotEarlier(key, value(0))), any(steps)])
}
