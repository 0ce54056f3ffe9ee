import { CircleStop, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { ApiKey } from '#contract/api-keys.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { deleteKey, endOldValueNow } from './remove.ts'

interface Opens {
  rotate: (id: string) => void
  edit: (id: string) => void
  all?: boolean
  leave?: () => void
}

/**
 * The row menu of an API key, the same in every list; `rotate` and `edit` open that list's own dialogs. In the list of `all`
 * what confirms says whose key it is. `leave`: where one goes when it is gone.
 */
export const apiKeyActions = (open: Opens) => (key: ApiKey): MenuItems => [
  { label: 'Rotate Key', icon: RotateCw, run: () => open.rotate(key.id) },
  { label: 'Edit Key', icon: Pencil, run: () => open.edit(key.id) },
  ...(key.oldValue === null
    ? []
    : [{ label: 'End now', icon: CircleStop, run: () => void endOldValueNow(key, open.all === true ? key.owner.name : undefined) }]),
  { label: 'Delete Key', icon: Trash2, tone: 'bad', run: () => void deleteKey(key, open.all === true ? key.owner.name : undefined, open.leave) },
]
