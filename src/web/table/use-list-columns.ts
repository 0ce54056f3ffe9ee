import { columnVisibilityFeature, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { FilterColumns } from '#contract/filter.ts'
import type { Column, Sort } from './column.ts'
import { shownIds } from './arrangement.ts'
import type { ListShape, ListState } from './list-state.ts'
import { useStable } from './use-stable.ts'

/** TanStack keeps which columns are seen and how rows are sorted; the row work runs over plain arrays (bars.md), so it is given no rows. */
const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature })
const none: never[] = []
const noValue = () => null

/** The same for as long as the column is: rows keep the cells of what is the same column (use-row-cells.tsx). */
const pins = new WeakMap<object, object>()
function pinnedOf<Row>(column: Column<Row>): Column<Row> {
  const made = (pins.get(column) as Column<Row> | undefined) ?? { ...column, pinned: true }
  pins.set(column, made)
  return made
}

/** The columns that are shown, and the sort in terms of them: the URL names fields of the contract. */
export function useListColumns<Row>(
  columns: readonly Column<Row>[],
  fields: FilterColumns,
  state: ListState,
  shape: ListShape,
  change: (patch: Partial<ListState>) => void,
) {
  const fieldOf = (id: string) => columns.find((column) => column.id === id)?.sortField ?? id
  // A column can be sorted by when the contract can; it is exported all the same.
  const all = useMemo(
    () =>
      columns.map((column) => ({
        ...column,
        csv: column.csv ?? column.value,
        value: Object.hasOwn(fields, column.sortField ?? column.id) ? (column.value ?? noValue) : undefined,
      })),
    [columns, fields],
  )
  const defs = useMemo(
    () => all.map((column) => ({ id: column.id, accessorFn: noValue, enableSorting: column.value !== undefined, sortDescFirst: false })),
    [all],
  )

  // As text: the address brings the same ones as another list.
  const [order, pinned] = [shownIds(state, shape.columns).join(), state.pinned.join()]
  const sortId = columns.find((column) => (column.sortField ?? column.id) === state.sort.id)?.id ?? state.sort.id
  const sort: Sort = useMemo(() => ({ id: sortId, desc: state.sort.desc }), [sortId, state.sort.desc])
  const sorting = useMemo(() => [sort], [sort])
  const columnVisibility = useMemo(() => Object.fromEntries(columns.map(({ id }) => [id, order.split(',').includes(id)])), [columns, order])

  const table = useTable({
    features,
    columns: defs,
    data: none,
    manualSorting: true,
    enableSortingRemoval: false,
    enableMultiSort: false,
    state: { sorting, columnVisibility },
    onSortingChange: (update) => {
      const [next] = typeof update === 'function' ? update(sorting) : update
      if (next) change({ sort: { id: fieldOf(next.id), desc: next.desc } })
    },
  })

  const shown = useMemo(() => {
    const stay = pinned.split(',')
    return order.split(',').flatMap((id) => {
      const column = all.find((one) => one.id === id)
      return column === undefined ? [] : [stay.includes(id) ? pinnedOf(column) : column]
    })
  }, [all, order, pinned])
  const { toggleSort } = useStable({ toggleSort: (id: string) => table.getColumn(id)?.toggleSorting() })
  return { all, shown, sort, toggleSort }
}
