import { useSuspenseQuery } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { useCallback, useEffect, useEffectEvent, useId, useMemo, useRef, useState } from 'react'
import { formatFilter, namesDays } from '#contract/filter.ts'
import { localZone } from '#contract/zones.ts'
import { failureOf } from '../client/failure.ts'
import { session } from '../client/session.ts'
import { chooseTimes } from '../client/times.ts'
import { useNow } from '../client/use-now.ts'
import { wordsFor } from '../client/words.ts'
import { Icon } from '../ui/icon.tsx'
import { late } from '../ui/late.tsx'
import css from '../ui/list-table.module.css'
import { TableCard } from '../ui/table-frame.tsx'
import { TextButton } from '../ui/text-link.tsx'
import { useNarrow } from '../ui/use-media.ts'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import { useZone } from '../ui/zone.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { Cards } from './cards.tsx'
import { countWords } from './count-words.ts'
import { fieldNames, filterWords } from './field-names.ts'
import type { FilterPanelProps } from './filter-panel.tsx'
import type { KeysDialogProps } from './keys-dialog.tsx'
import { type Density, formatListState, type ListShape, type ListState, noFilter, parseListState } from './list-state.ts'
import type { ListTableProps } from './list-table-props.ts'
import { Pager } from './pager.tsx'
import { Problems } from './problems.tsx'
import { fieldReader } from './read-field.ts'
import { Rows } from './rows.tsx'
import { SearchBox } from './search-box.tsx'
import { NoMatch, NothingYet, NotLoaded } from './states.tsx'
import { Strip } from './strip.tsx'
import { Toolbar } from './toolbar.tsx'
import { useArrange } from './use-arrange.ts'
import { useBulk } from './use-bulk.ts'
import { useExport } from './use-export.ts'
import { useLate } from './use-late.ts'
import { useListColumns } from './use-list-columns.ts'
import { arranges, useListState } from './use-list-state.ts'
import { useLookup } from './use-lookup.tsx'
import { useRowFocus } from './use-row-focus.ts'
import { useRows } from './use-rows.ts'
import { useKeysOn, useShortcuts } from './use-shortcuts.ts'
import { useStable } from './use-stable.ts'
import { useViews } from './views-menu.tsx'

const FilterPanel = late<FilterPanelProps>(async () => (await import('./panels.ts')).FilterPanel)
const KeysDialog = late<KeysDialogProps>(async () => (await import('./panels.ts')).KeysDialog)

/** See `ListTableProps`. Every part of it is a file of this folder; here they are put together. */
export function ListTable<Row>(props: ListTableProps<Row>) {
  const {
    noun,
    caption,
    things,
    list,
    engine,
    fields,
    idField = 'id',
    columns,
    moreFields,
    rowName,
    rowActions,
    rowButton,
    detail,
    fold,
    onShown,
    looks,
    sort: usual,
    views = none,
    tools,
    empty,
  } = props
  const { user } = useSuspenseQuery(session).data
  const shape: ListShape = useMemo(
    () => ({ fields, columns, sort: { id: usual.id, desc: usual.desc }, ...(looks && { looks }) }),
    [fields, columns, usual.id, usual.desc, looks],
  )
  const names = useMemo(() => fieldNames(columns, fields, moreFields), [columns, fields, moreFields])
  const rowId = useMemo(() => {
    const read = fieldReader(idField)
    return (row: Row) => String(read(row))
  }, [idField])

  const { state, problems, change } = useListState(shape, user.id, noun)
  const zone = useZone()
  const cols = useListColumns(columns, fields, state, shape, change)
  const more = cols.shown.find((column) => column.with)?.with
  const shown = useRows(list, state, { engine, fields, idField, usual: shape.sort, idOf: rowId, more })
  const query = formatListState(state, shape)
  const filtered = state.filter.terms.length > 0 || state.search.trim() !== ''
  const bulk = useBulk(props, shown, `${formatFilter(state.filter)} ${namesDays(state.filter, fields) ? zone : ''} ${state.search}`, filtered, rowId)
  const exporting = useExport(props, cols.shown, shown.everything, state.filter)
  const saved = useViews({
    noun, builtIn: views, query,
    onOpen: (to) => {
      const asked = parseListState(to, shape)
      change({ ...asked.state, ...missing(to, state) }, { push: true, problems: asked.problems })
    },
  })

  const [filtersOpen, setFiltersOpen] = useState(false)
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => new Set())
  const [helping, setHelping] = useState(false)
  const [keysOn, turnKeys] = useKeysOn()
  const searchRef = useRef<HTMLInputElement>(null)
  const lookup = useLookup(searchRef)
  const filtersRef = useRef<HTMLButtonElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const panelId = useId()
  const narrow = useNarrow()
  const arranged = useArrange(cols.all, state, shape, change, { box, keys: keysOn, narrow })
  const { failure } = shown
  const rows = useMemo(() => (fold && shown.rows ? fold(shown.rows, cols.sort) : shown.rows), [fold, shown.rows, cols.sort])
  const now = useDrawnAt(useNow(), rows)
  const late = useLate(rows === undefined && !failure)
  const stale = useLate(rows !== undefined && shown.busy)
  const focus = useRowFocus(box, rows?.[0] === undefined ? undefined : rowId(rows[0]))

  const tell = useEffectEvent(() => onShown?.(shown, state.size))
  useEffect(() => tell(), [shown.rows, shown.busy, state.size])

  const onOpen = useCallback((id: string) => setOpened((before) => {
    const next = new Set(before)
    if (!next.delete(id)) next.add(id)
    return next
  }), [])

  const act = useStable({
    rowName,
    rowActions: (row: Row) => rowActions?.(row) ?? [],
    detail: (row: Row, at: number) => detail?.(row, at),
    onSearch: (search: string) => change({ search }, { typing: true }),
    onPasted: lookup.onPasted,
    clear: () => change({ filter: noFilter, search: '' }, { push: true }),
    toggleFilters: () => {
      setFiltersOpen(!filtersOpen)
      if (filtersOpen) filtersRef.current?.focus()
    },
    onDensity: (density: Density) => change({ density, page: state.page }),
    onZone: (to: string) => {
      // What a link brought is no choice of one's own.
      if (to === localZone || to === 'UTC') chooseTimes(user.id, to === localZone ? 'local' : 'UTC')
      change({ zone: to })
    },
    exports: exporting.items,
    onExport: exporting.run,
    onRefresh: () => void shown.retry(),
    onPage: (page: number) => change({ page }, { push: true }),
    onSize: (size: ListState['size']) => change({ size }),
  })

  useShortcuts({
    '/': () => searchRef.current?.focus(),
    f: act.toggleFilters,
    j: () => focus.go(1),
    k: () => focus.go(-1),
    x: () => {
      const id = focus.current()
      if (id !== undefined && bulk.selection) bulk.selection.onSelect(id, !bulk.selection.is(id), false)
    },
    '?': () => setHelping(true),
  }, keysOn)

  const failed = rows === undefined && failure !== null && failure !== undefined
  const words = filterWords(state.filter, fields, names)
  const sought = state.search.trim() === '' ? [] : [`Search “${state.search.trim()}”`]
  const onPaper = [...sought, ...(words === '' ? [] : [`Filters: ${words}`])]
  const body = failed ? (
    <NotLoaded things={things.many} error={failure} onRetry={act.onRefresh} />
  ) : rows?.length !== 0 || shown.busy ? undefined : filtered ? (
    <NoMatch
      things={things}
      words={[...sought, ...(words === '' ? [] : [words])].join(' and ')}
      hidden={shown.all}
      capped={shown.allCapped}
      onClear={act.clear}
    />
  ) : (
    <NothingYet {...empty} />
  )

  // How many match is of the last question, until the next is answered.
  const count = stale ? (filtered ? 'Searching…' : 'Loading…') : countWords(shown, filtered, things)
  const gone =
    rows !== undefined && state.page > shown.page && !shown.busy ? [`There is no page ${state.page.toLocaleString('en')}; this is the last one.`] : []
  const fault = rows !== undefined && failure ? (
    <span className={css.fault} role="alert">
      <Icon glyph={CircleAlert} size={14} />
      <span className={css.faultWords} title={wordsFor(failureOf(failure))}>Could not be read again; these are the last ones.</span>
      <TextButton onClick={act.onRefresh}>Try again</TextButton>
    </span>
  ) : undefined

  const sortedBy = cols.all.find(({ id }) => id === cols.sort.id)?.header ?? names.name(cols.sort.id)
  const sorted = `Sorted by ${sortedBy}, ${cols.sort.desc ? 'descending' : 'ascending'}`

  const parts = {
    caption, columns: cols.shown, rows, rowId, rowName: act.rowName, rowActions: rowActions && act.rowActions, rowButton, now, bars: late, state: body,
    selection: bulk.selection, detail: detail && act.detail, opened, onOpen, density: state.density, busy: shown.busy, active: focus.active,
  }
  const pager = rows !== undefined && rows.length > 0 && shown.total !== undefined && (
    <Pager page={shown.page} size={state.size} total={shown.total} capped={shown.capped} onPage={act.onPage} onSize={act.onSize} />
  )

  return (
    <div className={css.root}>
      <p className={css.paper}>{[caption, ...onPaper, sorted].join('. ')}.</p>
      <Toolbar
        searchBox={<SearchBox ref={searchRef} search={state.search} keys={keysOn && !narrow} onSearch={act.onSearch} onPasted={act.onPasted} />}
        filters={{
          narrow,
          open: filtersOpen,
          count: state.filter.terms.length,
          panelId,
          toggle: act.toggleFilters,
          ref: filtersRef,
          panel: <FilterPanel filter={state.filter} fields={fields} names={names} onChange={(filter, typing) => change({ filter }, { typing })} />,
        }}
        options={{
          views: saved.items,
          columns: arranged.panel,
          density: state.density ?? 'compact',
          onDensity: act.onDensity,
          zone,
          onZone: act.onZone,
          exports: act.exports,
          exporting: exporting.busy,
          onExport: exporting.only ? act.onExport : undefined,
          onRefresh: act.onRefresh,
          tools,
        }}
        count={
          <span role="status" className={css.count}>
            {failed ? 'Not loaded' : count}
          </span>
        }
        sorts={() =>
          cols.all
            .filter(({ value }) => value !== undefined)
            .map(({ id, header }) => ({ label: header, checked: cols.sort.id === id, run: () => cols.toggleSort(id) }))
        }
        selectAll={
          bulk.selection && rows?.length
            ? () => [
                { label: 'Select all on this page', run: () => bulk.selection?.onPage(true) },
                ...(bulk.state?.allWords === undefined ? [] : [{ label: bulk.state.allWords, run: bulk.state.onAll }]),
              ]
            : undefined
        }
      />
      {lookup.notice}
      <Problems problems={[...problems, ...gone]} onClear={act.clear} />
      {narrow ? (
        <div>
          {fault}
          <Cards {...parts} />
          {pager}
          {bulk.state && <BulkBar bulk={bulk.state} />}
        </div>
      ) : (
        <div ref={box} {...focus.bind}>
          <TableCard above={<Strip count={count} bulk={bulk.state} failed={failed} fault={fault} />} below={pager}>
            <Rows {...parts} sort={cols.sort} onSort={cols.toggleSort} widths={state.widths} arrange={arranged.heads} />
          </TableCard>
        </div>
      )}
      <VisuallyHidden as="div">
        <span aria-live="polite">{sorted}</span>
        <span aria-live="polite">{arranged.said}</span>
      </VisuallyHidden>
      {saved.dialogs}
      {helping && <KeysDialog on={keysOn} onTurn={turnKeys} onClose={() => setHelping(false)} />}
    </div>
  )
}

const none: never[] = []

/**
 * The time that rows are drawn by: it moves with them, or when half a minute has gone. The clock itself moves from one drawing
 * to the next, and would have every row drawn anew for each key that is typed and each box that is ticked.
 */
function useDrawnAt(now: number, rows: readonly unknown[] | undefined): number {
  const drawn = useRef({ now, rows })
  if (drawn.current.rows !== rows || now - drawn.current.now >= 30_000 || now < drawn.current.now) drawn.current = { now, rows }
  return drawn.current.now
}

/** A view without columns, density or zone leaves those that are. */
const missing = (query: string, { columns, widths, pinned, density, look, zone }: ListState): Partial<ListState> => {
  const given = new URLSearchParams(query)
  return { look, ...(arranges(query) ? {} : { columns, widths, pinned }), ...(given.has('density') ? {} : { density }), ...(given.has('tz') ? {} : { zone }) }
}
