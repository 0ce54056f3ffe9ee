import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { pageSizeMax } from '#contract/lists.ts'
import { formatFilter, namesDays, type FilterColumns } from '#contract/filter.ts'
import type { Page } from '#contract/page.ts'
import { call } from '../client/call.ts'
import { query } from '../client/query.ts'
import type { ListEndpoint } from './list-table-props.ts'
import { type ListState, sortText } from './list-state.ts'
import type { RowsEngine, rowsEngine } from './rows-engine.ts'
import { useSame } from './use-same.ts'

/** A list of at most so many rows is loaded whole, by and by, and is then filtered, sorted and searched in the tab. */
export const wholeMax = 2000

/** Comes with the whole list: the first page does not wait for it. */
let makeEngine: typeof rowsEngine | undefined

/** `zone`: only where the filter names days, so that another one asks for nothing anew. `more`: what each row is to have besides. */
type Asked = Pick<ListState, 'filter' | 'search' | 'sort' | 'zone'> & { more: 'uses' | undefined }

const askedQuery = ({ filter, search, sort, zone, more }: Asked) => ({
  filter: formatFilter(filter),
  search: search.trim(),
  sort: sortText(sort),
  ...(zone === undefined ? {} : { tz: zone }),
  ...(more === undefined ? {} : { with: more }),
})

/** What finds the rows of a state. */
const askedOf = ({ filter, search, sort, zone }: ListState, fields: FilterColumns, more: Asked['more']): Asked => ({
  filter,
  search,
  sort,
  zone: namesDays(filter, fields) ? zone : undefined,
  more,
})

/** All that matches, page by page by cursor. */
async function* walk<Row>(list: ListEndpoint<Row>, asked: Asked, signal?: AbortSignal): AsyncGenerator<Page<Row>> {
  let after: string | undefined
  do {
    const reply: Page<Row> = await call(list, { query: { ...askedQuery(asked), size: String(pageSizeMax), ...(after === undefined ? {} : { after }) }, signal })
    yield reply
    after = reply.next ?? undefined
  } while (after !== undefined)
}

/** The whole list; null when it has grown too long for that. */
const wholeList = <Row>(list: ListEndpoint<Row>, sort: ListState['sort'], more: Asked['more']) => queryOptions<readonly Row[] | null>({
  queryKey: [list.path, 'whole', ...(more === undefined ? [] : [more])],
  queryFn: async ({ signal }) => {
    const rows: Row[] = []
    makeEngine ??= (await import('./rows-engine.ts')).rowsEngine
    for await (const page of walk(list, { filter: { join: 'and', terms: [] }, search: '', sort, zone: undefined, more }, signal)) {
      rows.push(...page.data)
      if (page.totalCapped || page.total > wholeMax) return null
    }
    return rows
  },
})

export interface Shown<Row> {
  /** Of this page; `undefined` until the first answer. */
  rows: readonly Row[] | undefined
  /** The page they are of: the last one there is, when the URL asks for one beyond it. */
  page: number
  /** How many match; `undefined` until known. `capped`: that and more. */
  total: number | undefined
  capped: boolean
  /** How many there are without filters. */
  all: number | undefined
  allCapped: boolean
  /** Of the last try. */
  failure: unknown
  /** Other rows are on their way. */
  busy: boolean
  retry: () => Promise<unknown>
  /** Everything that matches, in order. */
  everything: () => Promise<readonly Row[]>
  /** Some of it: from the row at `from`, counted from 0, a multiple of `size`. The same function while it finds the same. */
  some: (from: number, size: number) => Promise<readonly Row[]>
  /** Is this row still there? Only known when the list is whole. */
  exists: ((id: string) => boolean) | undefined
}

/** Is there a row with this id? The set is made when first asked: most often nothing is selected. */
function finder<Row>(rows: readonly Row[], idOf: (row: Row) => string): (id: string) => boolean {
  let ids: Set<string> | undefined
  return (id) => (ids ??= new Set(rows.map(idOf))).has(id)
}

/** What the table shows: from the list in the tab where that is whole, else asked for. */
export function useRows<Row>(
  list: ListEndpoint<Row>,
  state: ListState,
  {
    engine: given,
    fields,
    idField,
    usual,
    idOf,
    more,
  }: { engine?: RowsEngine<Row>; fields: FilterColumns; idField: string; usual: ListState['sort']; idOf: (row: Row) => string; more?: Asked['more'] },
): Shown<Row> {
  const { size } = state
  const filtered = state.filter.terms.length > 0 || state.search.trim() !== ''

  const cached = useQuery({ ...wholeList(list, usual, more), enabled: false })
  const engine = useMemo(
    () => given ?? (cached.data && makeEngine ? makeEngine(cached.data, fields, idField) : undefined),
    [given, cached.data, fields, idField],
  )
  const inTab = engine !== undefined
  const wanted = askedOf(state, fields, more)
  // Where nothing is asked, always the same: each key that is typed would make another query, and keep it for minutes.
  const nothing = useMemo(() => ({ ...query(list), queryKey: [list.path, 'in the tab'] }), [list])
  const pageQuery = (page: number) => (inTab ? nothing : query(list, { query: { ...askedQuery(wanted), size: String(size), page: String(page) } }))

  const asked = useQuery({ ...pageQuery(state.page), enabled: !inTab, placeholderData: keepPreviousData })
  const reply = asked.data
  const lastPage = Math.max(1, Math.ceil((reply?.total ?? 0) / size))
  const beyond = reply !== undefined && !asked.isPlaceholderData && reply.data.length === 0 && reply.total > 0
  const instead = useQuery({ ...pageQuery(lastPage), enabled: !inTab && beyond })
  const count = useQuery({ ...(inTab ? nothing : query(list, { query: { size: '1' } })), enabled: !inTab && filtered })

  const unfiltered = filtered ? count.data : asked.isPlaceholderData ? undefined : reply
  const whole = useQuery({
    ...wholeList(list, usual, more),
    enabled:
      given === undefined && (inTab || (cached.data === undefined && unfiltered !== undefined && !unfiltered.totalCapped && unfiltered.total <= wholeMax)),
  })

  // Without page and columns: what they change finds the same rows.
  const same = useSame(wanted)
  const found = useMemo(() => engine?.find(same), [engine, same])
  const exists = useMemo(() => engine && finder(engine.rows, idOf), [engine, idOf])

  const some = useCallback(
    async (from: number, of: number): Promise<readonly Row[]> =>
      engine && found
        ? Array.from(found.subarray(from, from + of), (at) => engine.rows[at]!)
        : (await call(list, { query: { ...askedQuery(same), size: String(of), page: String(from / of + 1) } })).data,
    [engine, found, list, same],
  )

  const pageInTab = Math.min(state.page, Math.max(1, Math.ceil((found?.length ?? 0) / size)))
  // The same array while it is the same page, so that what only looks at rows is not drawn anew.
  const rowsInTab = useMemo(
    () => (engine && found ? Array.from(found.subarray((pageInTab - 1) * size, pageInTab * size), (at) => engine.rows[at]!) : undefined),
    [engine, found, pageInTab, size],
  )

  if (engine && found) {
    return {
      rows: rowsInTab,
      page: pageInTab,
      total: found.length,
      capped: false,
      all: engine.rows.length,
      allCapped: false,
      failure: whole.error,
      busy: false,
      retry: whole.refetch,
      exists,
      some,
      everything: () => Promise.resolve(Array.from(found, (at) => engine.rows[at]!)),
    }
  }

  const shown = beyond ? instead.data : reply
  return {
    rows: shown?.data,
    page: beyond ? lastPage : (shown?.page ?? state.page),
    total: shown?.total,
    capped: shown?.totalCapped ?? false,
    all: unfiltered?.total ?? (filtered ? undefined : shown?.total),
    allCapped: unfiltered?.totalCapped ?? false,
    failure: asked.error ?? instead.error,
    busy: asked.isPlaceholderData || (beyond && instead.isPending),
    retry: () => Promise.all([asked.refetch(), filtered ? count.refetch() : undefined]),
    exists: undefined,
    some,
    everything: async () => {
      const rows: Row[] = []
      for await (const page of walk(list, wanted)) rows.push(...page.data)
      return rows
    },
  }
}
