import type { ApiKey } from '#contract/api-keys.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, hintColumn, monoColumn, nameColumn, statusColumn } from '../../table/columns.tsx'
import { prefix, statusWord } from './words.ts'

export const nameOfKey = nameColumn<ApiKey>({ name: (key) => key.name, note: (key) => key.note })

/** My API Keys: everything but whose they are. */
export const ownApiKeyColumns: readonly Column<ApiKey>[] = [
  nameOfKey,
  hintColumn({ of: (key) => key.hint, prefix }),
  statusColumn({ of: (key) => statusWord[key.status] }),
  dateColumn({ id: 'createdAt', header: 'Created', of: (key) => key.createdAt }),
  dateColumn({ id: 'expiresAt', header: 'Expires', of: (key) => key.expiresAt }),
  agoColumn({ id: 'lastUsedAt', header: 'Last used', of: (key) => key.lastUsedAt }),
  monoColumn({ id: 'lastUsedFrom', header: 'Last used from', of: (key) => key.lastUsedFrom }),
  dateColumn({ id: 'rotatedAt', header: 'Rotated', of: (key) => key.rotatedAt, never: 'Never' }),
]
