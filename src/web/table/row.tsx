import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, type ReactElement, type ReactNode, useRef } from 'react'
import { Checkbox } from '../ui/checkbox.tsx'
import { IconButton } from '../ui/icon-button.tsx'
import type { MenuItems } from '../ui/menu.tsx'
import css from '../ui/table.module.css'
import type { Column } from './column.ts'
import type { RowButton } from './list-table-props.ts'
import { RowEnd } from './row-menu.tsx'

type RowProps<Data> = {
  row: Data
  id: string
  columns: readonly Column<Data>[]
  rowName: (row: Data) => string
  rowActions?: (row: Data) => MenuItems
  rowButton?: RowButton<Data>
  now: number
  sorted?: string
  span: number
  selected?: boolean
  onSelect?: (id: string, on: boolean, range: boolean) => void
  detail?: (row: Data, now: number) => ReactNode
  open?: boolean
  onOpen?: (id: string) => void
  active: boolean
}

function PlainRow<Data>({ row, id, columns, rowName, rowActions, rowButton, now, sorted, span, selected, onSelect, detail, open = false, onOpen, active }: RowProps<Data>) {
  const name = rowName(row)
  // React leaves alone what is the same element as before: selecting a row, or hiding a column, draws no cell.
  const held = useRef({ row, now, sorted, cells: new WeakMap<Column<Data>, ReactElement>() })
  if (held.current.row !== row || held.current.now !== now || held.current.sorted !== sorted) held.current = { row, now, sorted, cells: new WeakMap() }
  const cell = (column: Column<Data>) => {
    const { cells } = held.current
    const made = cells.get(column) ?? <td key={column.id} className={column.kind === 'name' ? css.lead : undefined} data-kind={column.kind} data-sorted={column.id === sorted || undefined} title={column.title?.(row)}>{column.cell(row, now)}</td>
    cells.set(column, made)
    return made
  }
  return (
    <>
      {/* One row at a time is in the order of Tab: j, k and the arrows go on from it. */}
      <tr data-row={id} tabIndex={active ? 0 : -1} aria-selected={selected || undefined}>
        {onSelect && (
          <td className={css.check}>
            <Checkbox aria-label={`Select ${name}`} checked={selected ?? false} onChange={(event) => onSelect(id, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)} />
          </td>
        )}
        {detail && (
          <td className={css.open}>
            <IconButton label={`Details of ${name}`} icon={open ? ChevronDown : ChevronRight} tooltip={false} aria-expanded={open} onClick={() => onOpen?.(id)} />
          </td>
        )}
        {columns.map(cell)}
        {rowActions && <td className={css.menu}><RowEnd row={row} name={name} rowActions={rowActions} rowButton={rowButton} /></td>}
      </tr>
      {detail && open && <tr><td colSpan={span} className={css.detail}>{detail(row, now)}</td></tr>}
    </>
  )
}

/** Drawn anew only when something of it changed: of a page of 100, selecting draws one. */
export const Row = memo(PlainRow) as typeof PlainRow
