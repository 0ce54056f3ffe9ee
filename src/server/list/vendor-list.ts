import { sql, type Expression, type SelectQueryBuilder } from 'kysely'
import { vendorLimitDefault, type VendorQuery } from '#contract/certcentral.ts'
import type { Filter, FilterColumn, FilterColumns, Term } from '#contract/filter.ts'
import { comparePlainly, matcher, type Value } from '#contract/matches.ts'
import type { Store } from '../db/store.ts'
import { filterCondition, plainOrder, type Expressions } from './sql.ts'
import { parseSort } from './list.ts'
import { fail } from '../problem.ts'
import { mapInTurns, sortInTurns } from '../turn.ts'

/** `only`: what a value of this column looks like, with `%` or without; in words for whoever asks for another. */
export type VendorColumns = Readonly<Record<string, FilterColumn & { readonly only?: readonly [form: RegExp, words: string] }>>
export const wholeNumbers = { type: 'text', only: [/^\d{1,15}$/, 'Give a whole number.'] } as const satisfies VendorColumns[string]
export const truths = { type: 'text', only: [/^(true|false)$/i, 'Give true or false.'] } as const satisfies VendorColumns[string]
export const instants = {
  type: 'text',
  only: [/^[\dT:.Z+ -]{1,40}$/, 'Give a date as it is answered, or a part of one with %.'],
} as const satisfies VendorColumns[string]

/** A list query of CertCentral's API, understood. */
interface Parsed {
  filters: readonly Filter[]
  sorts: readonly { name: string; falling: boolean }[]
  offset: number
  limit: number
}

const filterName = /^filters\[(\w{1,60})\]$/

/** What a value of a filter or of the search box means: exactly this; with `%` before it contained, with one behind it only at the beginning. */
function meaning(value: string): { operator: 'equals' | 'contains' | 'starts with'; values: [string] } {
  if (value.startsWith('%')) return { operator: 'contains', values: [value.slice(1).replace(/%$/, '')] }
  return value.endsWith('%') ? { operator: 'starts with', values: [value.slice(0, -1)] } : { operator: 'equals', values: [value] }
}

/** What a list does in its own way. */
export interface VendorListOptions {
  /** Filters that the list knows and looks at itself. */
  readonly apart?: readonly string[]
  /** `filters[search]` is an exact id, or contained: so the vendor searches organizations. Else it is exact unless it holds `%`. */
  readonly searchById?: true
}

function searchTerms(value: string, columns: FilterColumns, { searchById }: VendorListOptions): Term[] {
  const sought = value.trim()
  if (sought === '') return []
  const names = Object.keys(columns).filter((name) => columns[name]!.search)
  const part = sought.replace(/^%|%$/g, '')
  if (searchById)
    return [...names.map((column): Term => ({ column, operator: 'contains', values: [part] })), { column: 'id', operator: 'equals', values: [part] }]
  return names.map((column) => ({ column, ...meaning(sought) }))
}

/**
 * Reads `filters[prop]=value`, `filters[search]`, `sort=-prop,prop`, `offset`, `limit`. A filter that the list does not have is
 * refused, also with blanks round its name: to leave it out would answer more than was asked for.
 */
export function parseVendorQuery(query: VendorQuery, columns: VendorColumns, sort: string, options: VendorListOptions = {}): Parsed {
  const { apart = [] } = options
  const terms = Object.entries(query).flatMap(([name, value]): Term[] => {
    if (value === undefined || !/^\s*filters/i.test(name)) return []
    const column = filterName.exec(name)?.[1] ?? ''
    if (column === 'search' || apart.includes(column)) return []
    const wrong = (message: string) => fail('invalid-value', message, [{ field: name, pointer: '', message }])
    const known = Object.hasOwn(columns, column) ? columns[column]! : undefined
    if (!known || typeof value !== 'string') return wrong(`There is no such filter. Filters: ${['search', ...apart, ...Object.keys(columns)].join(', ')}.`)
    if (known.type !== 'choice') {
      const term = meaning(value)
      if (known.only && !known.only[0].test(term.values[0])) return wrong(known.only[1])
      return [{ column, ...term }]
    }
    const choice = known.choices?.find((one) => one === value.toLowerCase()) ?? wrong(`Give one of ${known.choices?.join(', ')}.`)
    return [{ column, operator: 'is', values: [choice] }]
  })
  return {
    filters: [{ join: 'and', terms }, { join: 'or', terms: searchTerms(query['filters[search]'] ?? '', columns, options) }],
    sorts: parseSort(query.sort ?? sort, columns).map(({ name, falling }) => ({ name, falling })),
    offset: query.offset ?? 0,
    limit: query.limit ?? vendorLimitDefault,
  }
}

export interface VendorSqlList<DB, TB extends keyof DB, Row, C extends FilterColumns> {
  store: Pick<Store, 'aside'>
  select: SelectQueryBuilder<DB, TB, Row>
  columns: C
  /** The SQL of every column as text. */
  expressions: Expressions<C>
  /** Columns that sort by something else than their text: numbers, dates. */
  sortBy?: Partial<Record<keyof C, Expression<unknown>>>
  id: Expression<unknown>
  query: VendorQuery
  sort: string
  request?: Request
  /** How many where no `limit` is asked for. */
  limit?: number
}

/** `page` of a list that the vendor shows without: only where a part was asked for, or the answer is one. */
export function pageOfPart(query: { offset?: number; limit?: number }, page: { total: number; limit: number; offset: number }): { page?: typeof page } {
  const whole = query.offset === undefined && query.limit === undefined && page.total <= page.limit
  return whole ? {} : { page }
}

/** A page of rows from the database. */
export async function vendorSqlPage<DB, TB extends keyof DB, Row, C extends FilterColumns>(
  list: VendorSqlList<DB, TB, Row, C>,
): Promise<{ rows: Row[]; page: { total: number; limit: number; offset: number } }> {
  const { filters, sorts, offset, limit } = parseVendorQuery({ limit: list.limit, ...list.query }, list.columns, list.sort)
  let found = list.select
  for (const filter of filters) found = found.where(filterCondition(filter, list.columns, list.expressions))
  let paged = found.limit(limit).offset(offset)
  for (const { name, falling } of sorts)
    paged = paged.orderBy(list.sortBy?.[name] ?? plainOrder(list.columns[name]!, list.expressions[name]!), (order) =>
      falling ? order.desc() : order.asc(),
    )
  const {
    store: { aside },
    request: { signal } = {},
  } = list
  const rows = (await aside.executeQuery(paged.orderBy(list.id), { signal })).rows as Row[]
  const some = found.clearSelect().select(sql<number>`1`.as('one'))
  const {
    rows: [counted],
  } = await sql<{ count: number | string }>`select count(*) as count from ${some} as counted`.execute(aside, { signal })
  return { rows, page: { total: Number(counted?.count ?? 0), limit, offset } }
}

export interface VendorArrayList<T> extends VendorListOptions {
  entries: readonly T[]
  columns: FilterColumns
  /** An entry's field. */
  field: (entry: T, column: string) => Value
  query: VendorQuery
  sort: string
  /** How many where no `limit` is asked for. */
  limit?: number
}

/** A page of entries that are in memory. Who searched by an id has that entry first, unless they asked for another order. */
export async function vendorArrayPage<T>({
  entries,
  columns,
  field,
  query,
  sort,
  limit: most,
  ...options
}: VendorArrayList<T>): Promise<{ rows: T[]; page: { total: number; limit: number; offset: number } }> {
  const { filters, sorts, offset, limit } = parseVendorQuery({ limit: most, ...query }, columns, sort, options)
  const tests = filters.map((filter) => matcher(filter, columns))
  const matching = await mapInTurns(entries, (entry) => tests.every((test) => test((column) => field(entry, column))))
  const found = entries.filter((_, at) => matching[at])
  const first = options.searchById && query.sort === undefined ? query['filters[search]']?.trim() : undefined
  const sorted = await sortInTurns(found, (a, b) => {
    const named = Number(String(field(b, 'id')) === first) - Number(String(field(a, 'id')) === first)
    if (first !== undefined && named !== 0) return named
    for (const { name, falling } of sorts) {
      const order = comparePlainly(field(a, name), field(b, name))
      if (order !== 0) return falling ? -order : order
    }
    return 0
  })
  return { rows: sorted.slice(offset, offset + limit), page: { total: found.length, limit, offset } }
}
