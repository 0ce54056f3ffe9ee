import { EllipsisVertical } from 'lucide-react'
import { IconButton } from '../ui/icon-button.tsx'
import { MenuButton, type MenuItems } from '../ui/menu.tsx'

/** `Actions for apikey1`. The entries are asked for when it opens. */
export function RowMenu({ name, items }: { name: string; items: () => MenuItems }) {
  return <MenuButton items={items} renderButton={(opener) => <IconButton label={`Actions for ${name}`} icon={EllipsisVertical} tooltip={false} {...opener} />} />
}
