import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'
import type { MenuItems } from '../ui/menu.tsx'
import { SkeletonBar } from '../ui/skeleton-bar.tsx'
import css from '../ui/table.module.css'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import type { Column, Sort } from './column.ts'
import { RowMenu } from './row-menu.tsx'

export type RowsProps<Row> = {
  caption: string
  columns: readonly Column<Row>[]
  rows: readonly Row[] | undefined
  rowId: (row: Row) => string
  rowName: (row: Row) => string
  rowActions?: (row: Row) => MenuItems
  now: number
  /** Bars instead of rows, while they are loaded. */
  bars: boolean
  /** Instead of rows: empty, or failed. */
  state?: ReactNode
}

const menuWidth = 40
const barWidths = ['long', 'middle', 'short'] as const
const barRows = 8

export function Rows<Row>({ caption, columns, rows = [], rowId, rowName, rowActions, now, bars, state, sort, onSort }: RowsProps<Row> & { sort?: Sort; onSort: (id: string) => void }) {
  const width = columns.reduce((sum, column) => sum + column.width, rowActions ? menuWidth : 0)
  const span = columns.length + (rowActions ? 1 : 0)

  return (
    <table className={css.table} aria-busy={bars || undefined} style={{ minWidth: width }}>
      <VisuallyHidden as="caption">{caption}</VisuallyHidden>
      <colgroup>
        {columns.map((column) => <col key={column.id} style={{ width: column.width }} />)}
        {rowActions && <col style={{ width: menuWidth }} />}
      </colgroup>
      <thead>
        <tr>
          {columns.map((column) => <Header key={column.id} column={column} sort={sort} onSort={onSort} />)}
          {rowActions && <th className={css.menu}><VisuallyHidden>Actions</VisuallyHidden></th>}
        </tr>
      </thead>
      <tbody>
        {state !== undefined && <tr><td colSpan={span} className={css.state}>{state}</td></tr>}
        {bars && Array.from({ length: barRows }, (_, at) => (
          <tr key={at} aria-hidden>
            {columns.map((column, of) => <td key={column.id}><SkeletonBar width={of === 0 ? barWidths[at % 3] : of === 1 ? 'middle' : 'short'} /></td>)}
            {rowActions && <td />}
          </tr>
        ))}
        {state === undefined && rows.map((row) => (
          <tr key={rowId(row)}>
            {columns.map((column) => (
              <td key={column.id} data-kind={column.kind} data-sorted={column.id === sort?.id || undefined} title={column.title?.(row)}>{column.cell(row, now)}</td>
            ))}
            {rowActions && <td className={css.menu}><RowMenu name={rowName(row)} items={rowActions(row)} /></td>}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Header<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort: (id: string) => void }) {
  if (column.value === undefined) return <th scope="col">{column.header}</th>
  const on = sort?.id === column.id
  return (
    <th scope="col" aria-sort={on ? (sort.desc ? 'descending' : 'ascending') : undefined} data-kind={column.kind}>
      <button type="button" className={css.sorter} onClick={() => onSort(column.id)}>
        <span className={css.sorterName}>{column.header}</span>
        {on && <Icon glyph={sort.desc ? ChevronDown : ChevronUp} size={14} />}
      </button>
    </th>
  )
}
