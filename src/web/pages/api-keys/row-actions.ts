import { CircleStop, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { ApiKey } from '#contract/api-keys.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { deleteKey, endOldValueNow } from './remove.ts'

/** The row menu of an API key, the same in every list; `rotate` and `edit` open that list's own dialogs. */
export const apiKeyActions = (open: { rotate: (id: string) => void; edit: (id: string) => void }) => (key: ApiKey): MenuItems => [
  { label: 'Rotate Key', icon: RotateCw, run: () => open.rotate(key.id) },
  { label: 'Edit Key', icon: Pencil, run: () => open.edit(key.id) },
  ...(key.oldValue === null ? [] : [{ label: 'End now', icon: CircleStop, run: () => void endOldValueNow(key) }]),
  { label: 'Delete Key', icon: Trash2, tone: 'bad', run: () => void deleteKey(key) },
]
