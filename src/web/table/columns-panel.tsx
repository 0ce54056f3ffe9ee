import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CheckboxField } from '../ui/checkbox-field.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'

export type ColumnsPanelProps = {
  columns: readonly { id: string; header: string; kind?: string }[]
  shown: readonly string[]
  /** `undefined`: the usual ones. */
  onChange: (shown: readonly string[] | undefined) => void
}

/** One checkbox per column. The name stays: without it nobody could tell the rows apart. */
export function ColumnsPanel({ columns, shown, onChange }: ColumnsPanelProps) {
  const [sought, setSought] = useState('')
  const found = columns.filter(({ header }) => header.toLowerCase().includes(sought.trim().toLowerCase()))
  const fixed = (column: { kind?: string }) => column.kind === 'name'
  const pick = (wanted: (id: string) => boolean) => onChange(columns.filter((column) => fixed(column) || wanted(column.id)).map(({ id }) => id))
  const all = columns.every(({ id }) => shown.includes(id))

  return (
    <div className={css.columns}>
      <Input bar type="search" aria-label="Search columns" placeholder="Search columns" value={sought} onChange={(event) => setSought(event.target.value)} />
      <div className={css.columnList} role="group" aria-label="Columns">
        {found.map((column) => (
          <CheckboxField
            key={column.id}
            label={column.header}
            checked={shown.includes(column.id)}
            disabled={fixed(column)}
            onChange={(event) => pick((id) => (id === column.id ? event.target.checked : shown.includes(id)))}
          />
        ))}
        {found.length === 0 && <p className={css.nothing}>No column of this name.</p>}
      </div>
      <div className={css.columnsFoot}>
        <CheckboxField label="Show/Hide All" checked={all} mixed={!all && shown.length > 1} onChange={(event) => pick(() => event.target.checked)} />
        <Button variant="quiet" size="small" onClick={() => onChange(undefined)}>Reset</Button>
      </div>
    </div>
  )
}
