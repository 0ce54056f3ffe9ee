import { CircleStop, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { ApiKey } from '#contract/api-keys.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { deleteKey, endOldValueNow } from './remove.ts'

/**
 * The row menu of an API key, the same in every list; `rotate` and `edit` open that list's own dialogs. In the list of `all`
 * what confirms says whose key it is.
 */
export const apiKeyActions = (open: { rotate: (id: string) => void; edit: (id: string) => void; all?: boolean }) => (key: ApiKey): MenuItems => [
  { label: 'Rotate Key', icon: RotateCw, run: () => open.rotate(key.id) },
  { label: 'Edit Key', icon: Pencil, run: () => open.edit(key.id) },
  ...(key.oldValue === null
    ? []
    : [{ label: 'End now', icon: CircleStop, run: () => void endOldValueNow(key, open.all === true ? key.owner.name : undefined) }]),
  { label: 'Delete Key', icon: Trash2, tone: 'bad', run: () => void deleteKey(key, open.all === true ? key.owner.name : undefined) },
]
