import { sql, type Expression, type SelectQueryBuilder } from 'kysely'
import { FilterError, formatFilter, namesDays, parseFilter, searchFilter, type Filter, type FilterColumn, type FilterColumns } from '#contract/filter.ts'
import { totalCap, type PageQuery } from '#contract/page.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '../bytes.ts'
import type { Database, Store } from '../db/store.ts'
import type { CredentialTable, Tables } from '../db/tables.ts'
import { candidatesOf, type Narrowing } from './narrow.ts'
import { afterCondition, all, filterCondition, sortExpression, type Condition, type CursorValue, type Expressions, type SortKey } from './sql.ts'
import { fail } from '../problem.ts'

export const pageSizeDefault = 50
const sortsMax = 5
/** Rows of a page that is read sooner than another thread is asked for it. */
const shortPage = 100

export interface List<DB, TB extends keyof DB, Row, C extends FilterColumns> {
  readonly store: Pick<Store, 'db' | 'aside'>
  /** Selects what a row needs, already limited to what the actor may see; without order and limit. */
  readonly select: SelectQueryBuilder<DB, TB, Row>
  readonly columns: C
  /** The SQL of every column: texts as they are kept, dates in milliseconds, a choice often as a `case`. */
  readonly expressions: Expressions<C>
  /** Columns whose natural order is kept (`name_order`): an index has it. */
  readonly sortBy?: Partial<Record<keyof C, Expression<unknown>>>
  /** Unique and never null: settles the order of rows that are equal otherwise. */
  readonly id: Expression<unknown>
  readonly query: PageQuery
  /** Sort when the query names none, as in the query: `-createdAt`. */
  readonly sort: string
  /** Which list and whose: a cursor is good for this scope only. */
  readonly scope: string
  /** Whoever asks may go: what has not begun by then is left. */
  readonly request?: Request
  /** A MAC over a text, printable and without dots. */
  readonly sign: (text: string) => string
  /** The rows of `select` with no more tables than conditions on these columns need: what is counted. Absent: `select`. */
  readonly counted?: (columns: readonly string[]) => Counted
  /** How an index of trigrams is asked; absent where there is none, or nobody needs it. */
  readonly narrowing?: Narrowing
}

/** Any rows of credentials. */
export type Counted = SelectQueryBuilder<Tables & { c: CredentialTable }, 'c', object>

export interface ListPage<Row> {
  rows: Row[]
  page: number
  size: number
  total: number
  totalCapped: boolean
  next: string | null
}

const refuse = (field: string, message: string): never => fail('invalid-value', message, [{ field, pointer: '', message }])

/** Reads `-createdAt,name`. Refuses with `invalid-value`. */
export function parseSort(text: string, columns: FilterColumns): { name: string; column: FilterColumn; falling: boolean }[] {
  const parts = text.split(',')
  if (parts.length > sortsMax) refuse('sort', `A list is sorted by at most ${sortsMax} columns.`)
  const names = new Set<string>()
  return parts.map((part) => {
    const falling = part.trim().startsWith('-')
    const name = part.trim().slice(falling ? 1 : 0)
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) return refuse('sort', `There is no such column to sort by. Columns: ${Object.keys(columns).join(', ')}; a - before one reverses it.`)
    if (names.has(name)) refuse('sort', `The column ${name} is sorted by twice.`)
    names.add(name)
    return { name, column, falling }
  })
}

/** A filter of these columns, or `invalid-filter`. */
export function filterOf(text: string, columns: FilterColumns): Filter {
  try {
    return parseFilter(text, columns)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return fail('invalid-filter', error.message, [{ field: 'filter', pointer: '', message: `${error.message} (At character ${error.position + 1}.)` }])
  }
}

/** Cursors: where a page ended, as `payload.mac`. The MAC also covers what the walk is over, so it fits no other list. */
function cursors(sign: (text: string) => string, walk: readonly string[]) {
  const mac = (payload: string) => sign(JSON.stringify(['list-cursor', ...walk, payload]))
  return {
    write(page: number, values: readonly CursorValue[]): string {
      const payload = base64url(utf8(JSON.stringify([page, values])))
      return `${payload}.${mac(payload)}`
    },
    read(cursor: string): [page: number, values: CursorValue[]] {
      const dot = cursor.indexOf('.')
      const payload = cursor.slice(0, dot)
      // Both sides signed once more: comparing those says nothing about the MAC by its timing.
      if (dot < 0 || sign(mac(payload)) !== sign(cursor.slice(dot + 1))) {
        const message = 'The cursor is not one of this list with this filter, search and sort. Start again without "after".'
        fail('invalid-cursor', message, [{ field: 'after', pointer: '', message }])
      }
      return JSON.parse(fromUtf8(fromBase64url(payload))) as [number, CursorValue[]]
    },
  }
}

/**
 * One page of a list: filtered, searched, sorted, counted up to `totalCap`. Deep pages are for cursors: `page` reaches as far
 * as the count. Refuses with `invalid-filter`, `invalid-cursor`, or `invalid-value` for `sort` and `page`.
 */
export async function listPage<DB, TB extends keyof DB, Row, C extends FilterColumns>(list: List<DB, TB, Row, C>): Promise<ListPage<Row>> {
  const { columns, expressions, query } = list
  const size = query.size ?? pageSizeDefault
  const filter = filterOf(query.filter ?? '', columns)
  const search = searchFilter((query.search ?? '').replaceAll('\0', '\ufffd'), columns)
  const sorts = parseSort(query.sort ?? list.sort, columns)
  const sortText = sorts.map(({ name, falling }) => `${falling ? '-' : ''}${name}`).join(',')

  if (query.after !== undefined && query.page !== undefined) refuse('page', 'Give "page" or "after", not both.')
  // The zone too, where the filter means another thing in another one.
  const zoned = query.tz !== undefined && namesDays(filter, columns) ? [query.tz] : []
  const cursor = cursors(list.sign, [list.scope, sortText, formatFilter(filter), formatFilter(search), ...zoned])
  const [page, values] = query.after === undefined ? [query.page ?? 1, undefined] : cursor.read(query.after)
  const offset = values ? 0 : (page - 1) * size
  if (offset >= totalCap && offset > 0) refuse('page', `Pages reach ${totalCap} rows deep. Go further with the cursor in "next", or filter.`)

  const keys: SortKey[] = sorts.map(({ name, column, falling }) => ({
    x: list.sortBy?.[name] ?? sortExpression(column, expressions[name]!), falling, nullable: column.nullable ?? false,
  }))
  // The same direction as before it, so that one index can serve both, read either way.
  keys.push({ x: list.id, falling: keys.at(-1)?.falling ?? false, nullable: false })

  // Along the index of its own order a page is there at once; everything else may be a walk, and hundreds of rows take their time.
  const isShort = size <= shortPage && filter.terms.length === 0 && search.terms.length === 0 && offset === 0 && sortText === list.sort
  const db = isShort ? list.store.db : list.store.aside
  const signal = isShort ? undefined : list.request?.signal
  const conditions = all([filterCondition(filter, columns, expressions, query.tz), filterCondition(search, columns, expressions)])
  const candidates = list.narrowing && (await candidatesOf(filter, search, columns, list.narrowing, signal))
  const touched = [...filter.terms, ...search.terms].map(({ column }) => column)
  const count = (among?: Condition) =>
    countOf(db, signal, (list.counted?.(touched) ?? (list.select as unknown as Counted)).where(all(among ? [among, conditions] : [conditions])))

  // Where the index names more rows than it was asked for, the walk in order is soon at the end of a page; but the count is
  // taken among those named, which are enough, unless most of them do not match.
  let counted = candidates && !candidates.whole ? await count(candidates.condition) : undefined
  if (counted !== undefined && counted <= totalCap) counted = undefined

  const inOrder = <D, T extends keyof D, O>(rows: SelectQueryBuilder<D, T, O>): SelectQueryBuilder<D, T, O> => keys.reduce((sorted, { x, falling, nullable }) =>
    sorted.orderBy(x, (order) => {
      const directed = falling ? order.desc() : order.asc()
      if (!nullable) return directed
      return falling ? directed.nullsLast() : directed.nullsFirst()
    }), rows)
  /** The page of rows found, in order; one more, which says that there is a next. */
  const cut = <D, T extends keyof D, O>(rows: SelectQueryBuilder<D, T, O>): SelectQueryBuilder<D, T, O> => {
    const later = values ? rows.where(afterCondition(keys, values)) : rows
    return inOrder(later).limit(size + 1).$if(offset > 0, (query) => query.offset(offset))
  }
  const asked = all(candidates?.whole ? [candidates.condition, conditions] : [conditions])
  const shown = list.select.select(keys.map(({ x }, i) => sql<CursorValue>`${x}`.as(`list_key_${i}`)))
  // Thousands of candidates are sorted without what a row shows, which is joined to those of the page only.
  const paged = candidates?.whole && list.counted
    ? inOrder(shown.where(list.id, 'in', cut(list.counted([...touched, ...sorts.map(({ name }) => name)]).where(asked)).select(sql`${list.id}`.as('id'))))
    : cut(shown.where(asked))

  const read = (await db.executeQuery(paged, { signal })).rows as (Row & Record<string, CursorValue>)[]
  const rows = read.slice(0, size)
  const last = rows.at(-1)
  const next = read.length > size && last ? cursor.write(page + 1, keys.map((_, i) => last[`list_key_${i}`] ?? null)) : null
  for (const row of rows) keys.forEach((_, i) => delete row[`list_key_${i}`])

  const isLastPage = next === null && !values && (offset === 0 || rows.length > 0)
  const total = isLastPage ? offset + rows.length : (counted ?? await count(candidates?.whole ? candidates.condition : undefined))
  return { rows, page, size, total: Math.min(total, totalCap), totalCapped: total > totalCap, next }
}

/** How many rows there are, counting one further than `totalCap` and no more. */
async function countOf(db: Database, signal: AbortSignal | undefined, found: Counted): Promise<number> {
  const some = found.clearSelect().select(sql<number>`1`.as('one')).limit(totalCap + 1)
  const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${some} as counted`.execute(db, { signal })
  return Number(rows[0]?.count ?? 0)
}
