import { EllipsisVertical, Pin } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { CheckboxField } from '../ui/checkbox-field.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'
import css from '../ui/list-table.module.css'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import { RowIconButton } from '../ui/row-icon-button.tsx'
import { allIds } from './arrangement.ts'

type PanelColumn = { id: string; header: string; kind?: string; hidden?: boolean }

export type ColumnsPanelProps = {
  columns: readonly PanelColumn[]
  /** In the order they stand in. */
  shown: readonly string[]
  pinned: readonly string[]
  /** As cards: they have an order, and nothing else. */
  narrow: boolean
  calls: {
    show: (wanted: (id: string) => boolean) => void
    reset: () => void
    move: (id: string, step: 1 | -1) => void
    pin: (id: string) => void
    wider: (id: string, px: number) => void
    fit: (id: string) => void
  }
}

const step = 32

/** One checkbox per column, in their order, and what else can be done with it. The name stays first: without it rows could not be told apart. */
export function ColumnsPanel({ columns, shown, pinned, narrow, calls }: ColumnsPanelProps) {
  const [sought, setSought] = useState('')
  const ordered = allIds(shown, columns).flatMap((id) => columns.filter((column) => column.id === id))
  const found = ordered.filter(({ header }) => header.toLowerCase().includes(sought.trim().toLowerCase()))
  const all = columns.every(({ id }) => shown.includes(id))
  const isName = (id: string | undefined) => columns.some((column) => column.id === id && column.kind === 'name')

  function items({ id, kind }: PanelColumn): MenuItems {
    const sizes: MenuItems = [
      { label: 'Wider', run: () => calls.wider(id, step) },
      { label: 'Narrower', run: () => calls.wider(id, -step) },
      { label: 'Fit to content', run: () => calls.fit(id) },
    ]
    if (kind === 'name') return sizes
    const at = shown.indexOf(id)
    const beside = (other: string | undefined) => other !== undefined && !isName(other) && pinned.includes(other) === pinned.includes(id)
    const moves: MenuItems = [
      { label: 'Move left', run: () => calls.move(id, -1), disabled: beside(shown[at - 1]) ? undefined : 'It can go no further.' },
      { label: 'Move right', run: () => calls.move(id, 1), disabled: beside(shown[at + 1]) ? undefined : 'It can go no further.' },
    ]
    const pin = { label: pinned.includes(id) ? 'Unpin' : 'Pin', run: () => calls.pin(id) }
    return narrow ? moves : [...moves, { line: true }, pin, { line: true }, ...sizes]
  }

  return (
    <div className={css.columns}>
      <Input bar type="search" aria-label="Search columns" placeholder="Search columns" value={sought} onChange={(event) => setSought(event.target.value)} />
      <div className={css.columnList} role="group" aria-label="Columns">
        {found.map((column) => (
          <div key={column.id} className={css.column}>
            <CheckboxField
              label={column.header}
              checked={shown.includes(column.id)}
              disabled={column.kind === 'name'}
              onChange={(event) => calls.show((id) => (id === column.id ? event.target.checked : shown.includes(id)))}
            />
            {pinned.includes(column.id) && <span className={css.pinned}><Icon glyph={Pin} size={14} />Pinned</span>}
            {shown.includes(column.id) && !(narrow && column.kind === 'name') && (
              <MenuButton
                items={() => items(column)}
                renderButton={(opener) => <RowIconButton label={`Place of ${column.header}`} icon={EllipsisVertical} tooltip={false} {...opener} />}
              />
            )}
          </div>
        ))}
        {found.length === 0 && <p className={css.nothing}>No column of this name.</p>}
      </div>
      <div className={css.columnsFoot}>
        <CheckboxField
          label="Show/Hide All"
          checked={all}
          mixed={!all && shown.length > 1}
          onChange={(event) => {
            const { checked } = event.target
            calls.show(() => checked)
          }}
        />
        <Button variant="quiet" size="small" onClick={calls.reset}>Reset</Button>
      </div>
    </div>
  )
}
