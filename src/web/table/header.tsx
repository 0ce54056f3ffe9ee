import { ChevronDown, ChevronUp } from 'lucide-react'
import { memo } from 'react'
import { Icon } from '../ui/icon.tsx'
import css from '../ui/table.module.css'
import type { Column } from './column.ts'

/** `sorted`: the rows are, by this column. */
type HeaderProps<Row> = { column: Column<Row>; sorted?: 'ascending' | 'descending'; onSort: (id: string) => void }

function PlainHeader<Row>({ column, sorted, onSort }: HeaderProps<Row>) {
  const head = { scope: 'col', 'data-kind': column.kind, className: column.kind === 'name' ? css.lead : undefined, style: { width: column.width } } as const
  if (column.value === undefined) return <th {...head}>{column.header}</th>
  return (
    <th {...head} aria-sort={sorted}>
      <button type="button" className={css.sorter} onClick={() => onSort(column.id)}>
        {sorted ? (
          <>
            <span className={css.sorterName}>{column.header}</span>
            <Icon glyph={sorted === 'descending' ? ChevronDown : ChevronUp} size={14} />
          </>
        ) : (
          column.header
        )}
      </button>
    </th>
  )
}

/** A column's head; a button where the rows can be sorted by it. Sorting draws two of them. */
export const Header = memo(PlainHeader) as typeof PlainHeader
