import { ChevronDown, ChevronUp } from 'lucide-react'
import { Icon } from '../ui/icon.tsx'
import css from '../ui/table.module.css'
import type { Column, Sort } from './column.ts'

/** A column's head; a button where the rows can be sorted by it. */
export function Header<Row>({ column, sort, onSort }: { column: Column<Row>; sort?: Sort; onSort: (id: string) => void }) {
  if (column.value === undefined) return <th scope="col" data-kind={column.kind}>{column.header}</th>
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
