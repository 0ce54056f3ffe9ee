import { ChevronDown, ChevronRight } from 'lucide-react'
import { memo, type ReactNode, useLayoutEffect, useRef } from 'react'
import { RowCheckbox } from '../ui/row-checkbox.tsx'
import { RowIconButton } from '../ui/row-icon-button.tsx'
import type { MenuItems } from '../ui/menu.tsx'
import css from '../ui/table.module.css'
import type { Column } from './column.ts'
import type { RowButton } from './list-table-props.ts'
import { RowEnd } from './row-menu.tsx'
import { useRowCells } from './use-row-cells.tsx'

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

function PlainRow<Data>({
  row,
  id,
  columns,
  rowName,
  rowActions,
  rowButton,
  now,
  sorted,
  span,
  selected,
  onSelect,
  detail,
  open = false,
  onOpen,
  active,
}: RowProps<Data>) {
  const name = rowName(row)
  const line = useRef<HTMLTableRowElement>(null)
  const { cells, write } = useRowCells(row, id, columns, now, sorted)
  useLayoutEffect(() => write(line.current!, (onSelect ? 1 : 0) + (detail ? 1 : 0)))

  return (
    <>
      {/* One row at a time is in the order of Tab: j, k and the arrows go on from it. */}
      <tr ref={line} data-row={id} tabIndex={active ? 0 : -1} aria-selected={selected || undefined}>
        {onSelect && (
          <td className={css.check}>
            <RowCheckbox
              aria-label={`Select ${name}`}
              checked={selected ?? false}
              onChange={(event) => onSelect(id, event.target.checked, (event.nativeEvent as MouseEvent).shiftKey)}
            />
          </td>
        )}
        {detail && (
          <td className={css.open}>
            <RowIconButton
              label={`Details of ${name}`}
              icon={open ? ChevronDown : ChevronRight}
              tooltip={false}
              aria-expanded={open}
              onClick={() => onOpen?.(id)}
            />
          </td>
        )}
        {cells}
        {rowActions && (
          <td className={css.menu}>
            <RowEnd key={id} row={row} name={name} rowActions={rowActions} rowButton={rowButton} />
          </td>
        )}
      </tr>
      {detail && open && (
        <tr key={id}>
          <td colSpan={span} className={css.detail}>
            {detail(row, now)}
          </td>
        </tr>
      )}
    </>
  )
}

/** Drawn anew only when something of it changed: of a page of 100, selecting draws one. */
export const Row = memo(PlainRow) as typeof PlainRow
