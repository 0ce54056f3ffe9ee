import { Eye, Stamp, Trash2 } from 'lucide-react'
import type { AuthKey } from '#contract/auth-keys.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { deleteKey } from './remove.ts'
import { showAuthKey } from './shown-auth-key.ts'
import { whyNoToken } from './words.ts'

/** The row menu of an AuthKey, and the buttons of its page. `hidden`: why **Reveal** has no place to show it. */
export const authKeyActions = (open: { token: (id: string) => void; hidden?: string; leave?: () => void }) => (key: AuthKey): MenuItems => [
  { label: 'Request token', icon: Stamp, run: () => open.token(key.id), disabled: whyNoToken(key) },
  { label: 'Reveal', icon: Eye, run: () => void showAuthKey(key), disabled: open.hidden },
  { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void deleteKey(key, open.leave) },
]
