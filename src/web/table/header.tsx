import { ChevronDown, ChevronUp } from 'lucide-react'
import { memo } from 'react'
import { Icon } from '../ui/icon.tsx'
import css from '../ui/table.module.css'
import type { Column } from './column.ts'
import { stays } from './stays.ts'

/** `sorted`: the rows are, by this column. */
type HeaderProps<Row> = { column: Column<Row>; width: string | undefined; sorted?: 'ascending' | 'descending'; onSort: (id: string) => void }

function PlainHeader<Row>({ column, width, sorted, onSort }: HeaderProps<Row>) {
  const { className, style } = stays(column)
  const head = { scope: 'col', 'data-col': column.id, 'data-kind': column.kind, className, style: { ...style, width } } as const
  if (column.value === undefined) return <th {...head}><span className={css.sorterName}>{column.header}</span></th>
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
