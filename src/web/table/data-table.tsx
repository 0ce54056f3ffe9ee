import { rowSortingFeature, type SortingState, tableFeatures, useTable } from '@tanstack/react-table'
import { type ReactNode, useMemo, useState } from 'react'
import { useNow } from '../client/use-now.ts'
import type { MenuItems } from '../ui/menu.tsx'
import type { Glyph } from '../ui/icon.tsx'
import { TableCard } from '../ui/table-frame.tsx'
import { useNarrow } from '../ui/use-media.ts'
import { Cards } from './cards.tsx'
import type { Column, Sort } from './column.ts'
import { Refreshed } from './refreshed.tsx'
import { Rows } from './rows.tsx'
import { sortRows } from './sort-rows.ts'
import { NotLoaded, NothingYet } from './states.tsx'
import { useLate } from './use-late.ts'

export type DataTableProps<Row> = {
  /** For screen readers: `My API keys`. */
  caption: string
  columns: readonly Column<Row>[]
  /** `undefined` until the first reply. */
  rows: readonly Row[] | undefined
  rowId: (row: Row) => string
  /** In `Actions for apikey1`. */
  rowName: (row: Row) => string
  /** The row menu, as data (S10); no column for it without this. */
  rowActions?: (row: Row) => MenuItems
  sort?: Sort
  /** Of the last try. With rows, they stay and the line under the table says it. */
  failure?: unknown
  onRetry: () => void
  /** What they are called: `keys`. */
  things: string
  empty: { icon: Glyph; title: string; sentence: string; action?: ReactNode }
  /** The line under the table. */
  foot?: ReactNode
}

/** TanStack keeps the state; the row work runs over plain arrays (bars.md), so it is given no rows to model. */
const features = tableFeatures({ rowSortingFeature })
const none: never[] = []

export function DataTable<Row>({ caption, columns, rows, rowId, rowName, rowActions, sort, failure, onRetry, things, empty, foot }: DataTableProps<Row>) {
  const [sorting, setSorting] = useState<SortingState>(() => (sort ? [sort] : []))
  const defs = useMemo(
    () => columns.map((column) => ({ id: column.id, accessorFn: () => null, enableSorting: column.value !== undefined, sortDescFirst: false })),
    [columns],
  )
  const table = useTable({
    features, columns: defs, data: none, manualSorting: true, enableSortingRemoval: false, enableMultiSort: false,
    state: { sorting }, onSortingChange: setSorting,
  })
  const [sorted] = table.state.sorting
  const shown = useMemo(() => (rows === undefined ? undefined : sortRows(rows, columns, sorted)), [rows, columns, sorted])
  const now = useNow()
  const narrow = useNarrow()
  const late = useLate(rows === undefined && failure === undefined)

  const failed = rows === undefined && failure !== undefined && failure !== null
  const state = failed
    ? <NotLoaded things={things} error={failure} onRetry={onRetry} />
    : shown?.length === 0 ? <NothingYet {...empty} /> : undefined
  const parts = { caption, columns, rows: shown, rowId, rowName, rowActions, now, bars: late, state }

  return (
    <div>
      {narrow ? (
        <Cards {...parts} />
      ) : (
        <TableCard>
          <Rows {...parts} sort={sorted} onSort={(id) => table.getColumn(id)?.toggleSorting()} />
        </TableCard>
      )}
      <Refreshed failure={rows === undefined ? undefined : failure} onRetry={onRetry} things={things}>
        {shown !== undefined && shown.length > 0 && foot}
      </Refreshed>
    </div>
  )
}
