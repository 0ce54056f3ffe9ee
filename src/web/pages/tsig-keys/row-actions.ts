import { Eye, FileDown, Pencil, RefreshCw, RotateCw, Trash2 } from 'lucide-react'
import type { TsigKey } from '#contract/tsig-keys.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { deleteKey } from './remove.ts'
import { showSecret } from './shown-secret.ts'

/** The row menu of a TSIG key, and the buttons of its page. `hidden`: why **Reveal secret** has no place to show it. */
export const tsigKeyActions =
  (open: { edit: (id: string) => void; export: (id: string) => void; rollOver: (id: string) => void; check: (id: string) => void; hidden?: string }) =>
  (key: TsigKey): MenuEntry[] => [
    { label: 'Edit', icon: Pencil, run: () => open.edit(key.id) },
    { label: 'Reveal secret', icon: Eye, run: () => void showSecret(key), disabled: open.hidden },
    { label: 'Export', icon: FileDown, run: () => open.export(key.id) },
    { label: 'Check', icon: RefreshCw, run: () => open.check(key.id) },
    { label: 'Roll over', icon: RotateCw, run: () => open.rollOver(key.id) },
  ]

/** In the table a button beside the menu. */
export const deletion = (key: TsigKey, leave: () => void): MenuEntry => ({ label: 'Delete', icon: Trash2, tone: 'bad', run: () => void deleteKey(key, leave) })
