import { EllipsisVertical } from 'lucide-react'
import { RowIconButton } from '../ui/row-icon-button.tsx'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'
import type { RowButton } from './list-table-props.ts'

/** `Actions for apikey1`. The entries are asked for when it opens. */
export function RowMenu({ name, items }: { name: string; items: () => MenuItems }) {
  return (
    <MenuButton items={items} renderButton={(opener) => <RowIconButton label={`Actions for ${name}`} icon={EllipsisVertical} tooltip={false} {...opener} />} />
  )
}

/** The row's own button, if it has one, and its menu. */
export function RowEnd<Row>({ row, name, rowActions, rowButton }: { row: Row; name: string; rowActions: (row: Row) => MenuItems; rowButton?: RowButton<Row> }) {
  return (
    <>
      {rowButton && <RowIconButton label={rowButton.label(name)} icon={rowButton.icon} onClick={() => rowButton.run(row)} />}
      <RowMenu name={name} items={() => rowActions(row)} />
    </>
  )
}
