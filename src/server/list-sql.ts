import { sql, type Expression, type RawBuilder, type SqlBool } from 'kysely'
import type { Filter, FilterColumn, FilterColumns, Term } from '#contract/filter.ts'
import { dateSpan, fold, needle } from '#contract/matches.ts'

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

let others: Map<string, string[]> | undefined

/** The characters that fold to this one, itself apart: Ü for ü, Σ and ς for σ. Made at the first search beyond ASCII. */
function othersOf(char: string): readonly string[] {
  if (!others) {
    others = new Map()
    for (let point = 0x80; point < 0x1f000; point++) {
      if (point >= 0x3400 && point < 0xa000) continue // Han has no case.
      const one = String.fromCodePoint(point)
      const folded = fold(one)
      if (folded !== one) others.set(folded, [...(others.get(folded) ?? []), one])
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

const literal = (text: string) => text.replace(/[%_\\]/g, '\\$&')

function textCondition({ operator, values }: Term, column: FilterColumn, kept: Expression<unknown>): Condition {
  const x = column.number ? sql`cast(${kept} as text)` : kept
  const sought = values.map(needle)
  const [first = ''] = sought
  const like = (pattern: string): Condition => sql`${foldedFor(column, x, first)} like ${pattern} escape '\\'`
  const equal = (text: string): Condition => sql`${foldedFor(column, x, text)} = ${text}`
  const not = (condition: Condition): Condition => sql`(${x} is null or not (${condition}))`
  switch (operator) {
    case 'contains': return like(`%${literal(first)}%`)
    case 'does not contain': return not(like(`%${literal(first)}%`))
    case 'equals': return equal(first)
    case 'does not equal': return not(equal(first))
    case 'starts with': return like(`${literal(first)}%`)
    case 'ends with': return like(`%${literal(first)}`)
    case 'is empty': return sql`(${x} is null or ${x} = '')`
    case 'is not empty': return sql`(${x} is not null and ${x} <> '')`
    case 'is any of': {
      // Those with the same letters beyond ASCII ask the same of a text: it is folded once for all of them.
      const alike = Map.groupBy(sought, (text) => [...new Set(text.match(/[^\0-\x7f]/gu) ?? [])].sort().join(''))
      return any([...alike].map(([letters, texts]) => sql`${foldedFor(column, x, letters)} in (${sql.join(texts)})`))
    }
    default: return never
  }
}

function dateCondition({ operator, values }: Term, x: Expression<unknown>): Condition {
  if (operator === 'is empty') return sql`${x} is null`
  if (operator === 'is not empty') return sql`${x} is not null`
  const span = dateSpan(operator, values[0] ?? '')
  if (!span) return never
  if (span.outside) return sql`(${x} is null or ${x} < ${span.from} or ${x} >= ${span.before})`
  const bounds: Condition[] = []
  if (Number.isFinite(span.from)) bounds.push(sql`${x} >= ${span.from}`)
  if (Number.isFinite(span.before)) bounds.push(sql`${x} < ${span.before}`)
  return all(bounds)
}

function choiceCondition({ operator, values }: Term, x: Expression<unknown>): Condition {
  if (operator === 'is not') return sql`(${x} is null or ${x} <> ${values[0] ?? ''})`
  return values.length ? sql`${x} in (${sql.join(values)})` : never
}

/** A filter that `parseFilter` accepted for these columns, as a condition. No terms: every row. */
export function filterCondition<C extends FilterColumns>(filter: Filter, columns: C, expressions: Expressions<C>): Condition {
  const conditions = filter.terms.map((term) => {
    const column: FilterColumn | undefined = columns[term.column]
    const x = expressions[term.column]
    if (!column || !x) throw new Error(`No column ${term.column}`)
    if (column.type === 'text') return textCondition(term, column, x)
    return column.type === 'date' ? dateCondition(term, x) : choiceCondition(term, x)
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

/** What a column is sorted by: texts without regard to the case of A–Z (`compareValues` in contract/matches.ts). */
export const sortExpression = (column: FilterColumn, x: Expression<unknown>): Expression<unknown> =>
  column.type === 'text' && !column.folded && !column.number ? sql`lower(${x})` : x

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
