import { columnVisibilityFeature, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { FilterColumns } from '#contract/filter.ts'
import type { Column, Sort } from './column.ts'
import { type ListShape, type ListState, usualColumns } from './list-state.ts'

/** TanStack keeps which columns are seen and how rows are sorted; the row work runs over plain arrays (bars.md), so it is given no rows. */
const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature })
const none: never[] = []
const noValue = () => null

/** The columns that are shown, and the sort in terms of them: the URL names fields of the contract. */
export function useListColumns<Row>(columns: readonly Column<Row>[], fields: FilterColumns, state: ListState, shape: ListShape, change: (patch: Partial<ListState>) => void) {
  const fieldOf = (id: string) => columns.find((column) => column.id === id)?.sortField ?? id
  // A column can be sorted by when the contract can; it is exported all the same.
  const all = useMemo(() => columns.map((column) => ({ ...column, csv: column.csv ?? column.value, value: Object.hasOwn(fields, column.sortField ?? column.id) ? (column.value ?? noValue) : undefined })), [columns, fields])
  const defs = useMemo(() => all.map((column) => ({ id: column.id, accessorFn: noValue, enableSorting: column.value !== undefined, sortDescFirst: false })), [all])

  const shownIds = state.columns ?? usualColumns(shape)
  const sort: Sort = { id: columns.find((column) => (column.sortField ?? column.id) === state.sort.id)?.id ?? state.sort.id, desc: state.sort.desc }
  const sorting = useMemo(() => [{ id: sort.id, desc: sort.desc }], [sort.id, sort.desc])
  const visible = shownIds.join()
  const columnVisibility = useMemo(() => Object.fromEntries(columns.map(({ id }) => [id, visible.split(',').includes(id)])), [columns, visible])

  const table = useTable({
    features, columns: defs, data: none, manualSorting: true, enableSortingRemoval: false, enableMultiSort: false,
    state: { sorting, columnVisibility },
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update
      if (next) change({ sort: { id: fieldOf(next.id), desc: next.desc } })
    },
  })

  const shown = useMemo(() => all.filter(({ id }) => columnVisibility[id]), [all, columnVisibility])
  return { all, shown, shownIds, sort, toggleSort: (id: string) => table.getColumn(id)?.toggleSorting() }
}
