import { Ban, Pencil } from 'lucide-react'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import type { MenuItems } from '../../ui/menu.tsx'
import { revoke } from './revoke.ts'

/** The row menu of a CertCentral key, and the buttons of its page; `edit` opens the dialog over either. */
export const certcentralKeyActions = (edit: (id: string) => void) => (key: CertcentralKey): MenuItems => [
  { label: 'Edit', icon: Pencil, run: () => edit(key.id) },
  { label: 'Revoke', icon: Ban, tone: 'bad', run: () => void revoke(key), disabled: key.status === 'revoked' ? 'It is revoked already.' : undefined },
]
