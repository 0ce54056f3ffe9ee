import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, hintColumn, monoColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { usesColumn } from '../../table/uses-column.tsx'
import { divisionWords, kindWord, prefix, restrictionWord, statusWord } from './words.ts'

const restriction = (key: CertcentralKey) => restrictionWord[key.restrictedToRoleId] ?? String(key.restrictedToRoleId)

/** **CertCentral › API Keys** (C4): everything a row has. */
export const certcentralKeyTableColumns: readonly Column<CertcentralKey>[] = [
  nameColumn({ header: 'API Key Name', name: (key) => key.name, href: (key) => paths.certcentralKey(key.id), width: 200 }),
  textColumn({ id: 'user.name', header: 'User', of: (key) => key.user.name, width: 140 }),
  {
    ...textColumn<CertcentralKey>({
      id: 'restrictedToRoleId',
      header: 'Restrictions',
      of: (key) => (key.restrictedToRoleId === 0 ? null : restriction(key)),
      width: 200,
    }),
    csv: restriction, words: restrictionWord,
  },
  dateColumn({ id: 'createdAt', header: 'Created', of: (key) => key.createdAt }),
  agoColumn({ id: 'lastUsedAt', header: 'Last used', of: (key) => key.lastUsedAt }),
  usesColumn((key) => key.recentUses),
  statusColumn({ of: (key) => statusWord[key.status], words: statusWord }),
  { ...textColumn<CertcentralKey>({ id: 'user.email', header: 'Email', of: (key) => key.user.email, width: 196 }), hidden: true },
  {
    ...textColumn<CertcentralKey>({ id: 'user.kind', header: 'Kind of user', of: (key) => kindWord[key.user.kind], width: 120 }),
    words: kindWord,
    hidden: true,
  },
  {
    ...textColumn<CertcentralKey>({ id: 'user.divisions', header: 'Divisions', of: (key) => divisionWords(key.user.divisions) || null, width: 160 }),
    hidden: true,
  },
  { ...hintColumn<CertcentralKey>({ of: (key) => key.hint, prefix }), sortField: 'hint.start', hidden: true },
  { ...monoColumn<CertcentralKey>({ id: 'lastUsedFrom', header: 'Last used from', of: (key) => key.lastUsedFrom }), hidden: true },
  { ...monoColumn<CertcentralKey>({ id: 'number', header: 'Key ID', of: (key) => String(key.number), width: 88 }), hidden: true },
  { ...dateColumn<CertcentralKey>({ id: 'updatedAt', header: 'Updated', of: (key) => key.updatedAt }), hidden: true },
]

/** What one can filter by beside the columns. */
export const moreCertcentralKeyFields = { 'user.status': 'User status', 'hint.start': 'Key begins', 'hint.last4': 'Key ends' }
