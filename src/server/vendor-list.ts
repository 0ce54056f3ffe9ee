import { sql, type Expression, type QueryExecutorProvider, type SelectQueryBuilder } from 'kysely'
import { vendorLimitDefault, type VendorQuery } from '#contract/certcentral.ts'
import { searchFilter, type Filter, type FilterColumns, type Term } from '#contract/filter.ts'
import { compareValues, matcher, type Value } from '#contract/matches.ts'
import { filterCondition, sortExpression, type Expressions } from './list-sql.ts'
import { parseSort } from './list.ts'
import { fail } from './problem.ts'

/** A list query of CertCentral's dialect, understood. */
interface Parsed {
  filters: readonly Filter[]
  sorts: readonly { name: string; falling: boolean }[]
  offset: number
  limit: number
}

const filterName = /^filters\[(\w{1,60})\]$/

/**
 * Reads `filters[prop]=value` (exact; a leading `%` means contains), `filters[search]`, `sort=-prop,prop`, `offset`, `limit`. A
 * filter that the list does not have is refused: to leave it out would answer more than was asked for.
 */
export function parseVendorQuery(query: VendorQuery, columns: FilterColumns, sort: string): Parsed {
  const terms = Object.entries(query).flatMap(([name, value]): Term[] => {
    if (value === undefined || !name.startsWith('filters')) return []
    const column = filterName.exec(name)?.[1] ?? ''
    if (column === 'search') return []
    if (!Object.hasOwn(columns, column) || typeof value !== 'string') return fail('invalid-value', `There is no such filter. Filters: ${['search', ...Object.keys(columns)].join(', ')}.`, [{ field: name, pointer: '', message: 'There is no such filter.' }])
    const contains = value.startsWith('%')
    return [{ column, operator: contains ? 'contains' : 'equals', values: [contains ? value.replace(/^%|%$/g, '') : value] }]
  })
  const sought = (query['filters[search]'] ?? '').replace(/^%|%$/g, '')
  return {
    filters: [{ join: 'and', terms }, searchFilter(sought, columns)],
    sorts: parseSort(query.sort ?? sort, columns).map(({ name, falling }) => ({ name, falling })),
    offset: query.offset ?? 0,
    limit: query.limit ?? vendorLimitDefault,
  }
}

export interface VendorSqlList<DB, TB extends keyof DB, Row, C extends FilterColumns> {
  db: QueryExecutorProvider
  select: SelectQueryBuilder<DB, TB, Row>
  columns: C
  /** The SQL of every column as text. */
  expressions: Expressions<C>
  /** Columns that sort by something else than their text: numbers, dates. */
  sortBy?: Partial<Record<keyof C, Expression<unknown>>>
  id: Expression<unknown>
  query: VendorQuery
  sort: string
  /** How many where no `limit` is asked for. */
  limit?: number
}

/** `page` of a list that the vendor shows without: only where a part was asked for, or the answer is one. */
export function pageOfPart(query: { offset?: number; limit?: number }, page: { total: number; limit: number; offset: number }): { page?: typeof page } {
  const whole = query.offset === undefined && query.limit === undefined && page.total <= page.limit
  return whole ? {} : { page }
}

/** A page of rows from the database. */
export async function vendorSqlPage<DB, TB extends keyof DB, Row, C extends FilterColumns>(list: VendorSqlList<DB, TB, Row, C>): Promise<{ rows: Row[]; page: { total: number; limit: number; offset: number } }> {
  const { filters, sorts, offset, limit } = parseVendorQuery({ limit: list.limit, ...list.query }, list.columns, list.sort)
  let found = list.select
  for (const filter of filters) found = found.where(filterCondition(filter, list.columns, list.expressions))
  let paged = found.limit(limit).offset(offset)
  for (const { name, falling } of sorts) paged = paged.orderBy(list.sortBy?.[name] ?? sortExpression(list.columns[name]!, list.expressions[name]!), (order) => (falling ? order.desc() : order.asc()))
  const rows = (await paged.orderBy(list.id).execute()) as Row[]
  const some = found.clearSelect().select(sql<number>`1`.as('one'))
  const { rows: [counted] } = await sql<{ count: number | string }>`select count(*) as count from ${some} as counted`.execute(list.db)
  return { rows, page: { total: Number(counted?.count ?? 0), limit, offset } }
}

/** A page of entries that are in memory; `read` gives an entry's field. */
export function vendorArrayPage<T>(entries: readonly T[], columns: FilterColumns, read: (entry: T, column: string) => Value, query: VendorQuery, sort: string): { rows: T[]; page: { total: number; limit: number; offset: number } } {
  const { filters, sorts, offset, limit } = parseVendorQuery(query, columns, sort)
  const tests = filters.map((filter) => matcher(filter, columns))
  const found = entries.filter((entry) => tests.every((test) => test((column) => read(entry, column))))
  const sorted = found.sort((a, b) => {
    for (const { name, falling } of sorts) {
      const order = compareValues(read(a, name), read(b, name))
      if (order !== 0) return falling ? -order : order
    }
    return 0
  })
  return { rows: sorted.slice(offset, offset + limit), page: { total: found.length, limit, offset } }
}
