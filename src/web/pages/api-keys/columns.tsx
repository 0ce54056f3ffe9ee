import type { ApiKey } from '#contract/api-keys.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, hintColumn, monoColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { usesColumn } from '../../table/uses-column.tsx'
import { paths } from '../../paths.ts'
import { prefix, statusWord } from './words.ts'

const nameWith = (page: (id: string) => string) => nameColumn<ApiKey>({ name: (key) => key.name, note: (key) => key.note, href: (key) => page(key.id) })

const rest: readonly Column<ApiKey>[] = [
  { ...hintColumn<ApiKey>({ of: (key) => key.hint, prefix, width: 140 }), sortField: 'hint.start' },
  statusColumn({ of: (key) => statusWord[key.status], words: statusWord, width: 116 }),
  dateColumn({ id: 'createdAt', header: 'Created', of: (key) => key.createdAt, width: 94 }),
  dateColumn({ id: 'expiresAt', header: 'Expires', of: (key) => key.expiresAt, width: 94 }),
  agoColumn({ id: 'lastUsedAt', header: 'Last used', of: (key) => key.lastUsedAt, width: 110 }),
]
const uses = usesColumn<ApiKey>((key) => key.recentUses)
const lastUsedFrom = monoColumn<ApiKey>({ id: 'lastUsedFrom', header: 'Last used from', of: (key) => key.lastUsedFrom, width: 130 })
const rotated = dateColumn<ApiKey>({ id: 'rotatedAt', header: 'Rotated', of: (key) => key.rotatedAt, never: 'Never', width: 94 })

/**
 * My API Keys: everything but whose they are, and from where they were used, as their page says by whom; a person's few have their uses always.
 * With the menu less than 1014 px, which is what a window of 1280 has for them.
 */
export const ownApiKeyColumns: readonly Column<ApiKey>[] = [{ ...nameWith(paths.myApiKey), width: 148 }, ...rest, uses, rotated]

/** A user's page, which administrators see. */
export const theirApiKeyColumns: readonly Column<ApiKey>[] = [{ ...nameWith(paths.apiKey), width: 148 }, ...rest, uses, rotated]

/** **API KEYS** (D2, D3): everything a row has. With box and menu 1014 px at least, too: what is cut has its whole text in the tooltip. */
export const allApiKeyColumns: readonly Column<ApiKey>[] = [
  { ...nameWith(paths.apiKey), width: 148 },
  textColumn({ id: 'owner.name', header: 'Owner', of: (key) => key.owner.name, width: 106 }),
  { ...textColumn<ApiKey>({ id: 'owner.email', header: 'Email', of: (key) => key.owner.email, width: 126 }), grow: 800 },
  ...rest,
  uses,
  { ...lastUsedFrom, hidden: true },
  { ...rotated, hidden: true },
  { ...textColumn<ApiKey>({ id: 'note', header: 'Note', of: (key) => key.note, width: 240 }), grow: 800, hidden: true },
]

/** What one can filter by beside the columns. */
export const moreApiKeyFields = { 'owner.status': 'Owner status', 'hint.start': 'Key begins', 'hint.last4': 'Key ends', updatedAt: 'Updated' }
