import { Eye, Stamp, Tag, Trash2 } from 'lucide-react'
import type { AuthKey } from '#contract/auth-keys.ts'
import { loaded } from '../../feedback/loaded.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { deleteKey } from './remove.ts'
import { showAuthKey } from './shown-auth-key.ts'
import { whyNoToken } from './words.ts'

const labels = () => import('./label.tsx')

/** The row menu of an AuthKey, and the buttons of its page. `hidden`: why **Reveal** has no place to show it. */
export const authKeyActions = (open: { token: (id: string) => void; hidden?: string; leave?: () => void }) => (key: AuthKey): MenuItems => [
  { label: 'Request token', icon: Stamp, run: () => open.token(key.id), disabled: whyNoToken(key) },
  { label: 'Reveal', icon: Eye, run: () => void showAuthKey(key), disabled: open.hidden },
  { label: 'Change Label', icon: Tag, run: () => void loaded(labels).then((open) => open?.changeLabel(key)) },
  { label: 'Delete', icon: Trash2, tone: 'bad', run: () => void deleteKey(key, open.leave) },
]
