import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { formatFilter, termsMax, type Filter, type FilterColumns } from '#contract/filter.ts'
import { Button } from '../ui/button.tsx'
import css from '../ui/list-table.module.css'
import type { FieldNames } from './field-names.ts'
import { FilterRowFields } from './filter-row.tsx'
import { filterOf, type FilterRow, newRow, rowsOf } from './filter-rows.ts'

export type FilterPanelProps = {
  filter: Filter
  fields: FilterColumns
  names: FieldNames
  onChange: (filter: Filter, typing: boolean) => void
}

/** Rows of **Column**, **Operator**, **Value**; what is complete is applied as one types. */
export function FilterPanel({ filter, fields, names, onChange }: FilterPanelProps) {
  const fresh = () => newRow(names.offered[0]!, fields)
  const start = (of: Filter) => (of.terms.length === 0 ? [fresh()] : rowsOf(of, fields))
  const [rows, setRows] = useState<readonly FilterRow[]>(() => start(filter))
  const [join, setJoin] = useState(filter.join)
  const [known, setKnown] = useState(() => formatFilter(filter))
  const list = useRef<HTMLDivElement>(null)

  // The URL has changed otherwise than by these rows: Back, a view, Clear filters.
  const text = formatFilter(filter)
  if (text !== known) {
    setKnown(text)
    setRows(start(filter))
    if (filter.terms.length > 1) setJoin(filter.join)
  }

  function apply(next: readonly FilterRow[], joined: Filter['join'], typing = false) {
    const made = filterOf(next, joined, fields)
    setRows(next)
    setJoin(joined)
    setKnown(formatFilter(made))
    if (formatFilter(made) !== text) onChange(made, typing)
  }

  function remove(at: number) {
    const next = rows.filter((_, one) => one !== at)
    apply(next.length === 0 ? [fresh()] : next, join)
    focusRow(Math.min(at, next.length - 1))
  }

  // It was opened to filter. Its code may come later than the press, so nobody else can do this.
  useEffect(() => list.current?.querySelector<HTMLElement>('[aria-label="Column"]')?.focus(), [])

  const focusRow = (at: number) => void setTimeout(() => list.current?.children[Math.max(0, at)]?.querySelector<HTMLElement>('[aria-label="Column"]')?.focus())

  return (
    <>
      <div ref={list} className={css.filters}>
        {rows.map((row, at) => (
          <FilterRowFields
            key={row.key}
            row={row}
            first={at === 0}
            join={join}
            fields={fields}
            names={names}
            onJoin={(joined) => apply(rows, joined)}
            onChange={(changed, typing) => apply(rows.map((one) => (one.key === row.key ? changed : one)), join, typing)}
            onRemove={() => remove(at)}
          />
        ))}
      </div>
      <div className={css.filterFoot}>
        <Button
          variant="quiet" size="small" icon={Plus} disabledReason={rows.length >= termsMax ? `A filter has at most ${termsMax} rows.` : undefined}
          onClick={() => {
            setRows([...rows, fresh()])
            focusRow(rows.length)
          }}
        >Add filter</Button>
        <Button variant="quiet" size="small" onClick={() => apply([fresh()], 'and')}>Remove all</Button>
      </div>
    </>
  )
}
