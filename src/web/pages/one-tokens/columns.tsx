import type { OneToken } from '#contract/one-tokens.ts'
import { serverNow } from '../../client/clock.ts'
import { paths } from '../../paths.ts'
import type { Column } from '../../table/column.ts'
import { agoColumn, dateColumn, hintColumn, instantIn, monoColumn, nameColumn, statusColumn, textColumn } from '../../table/columns.tsx'
import { usesColumn } from '../../table/uses-column.tsx'
import { utcDay } from '../../ui/dates.ts'
import { EndDate } from './end-date.tsx'
import { prefix, stateAt, statusWord } from './words.ts'

const rest: readonly Column<OneToken>[] = [
  {
    id: 'expires_at', header: 'End date', width: 136,
    // Letters stand wider than among digits of one width, as they are measured.
    least: [{ ofRows: (rows) => rows.map(({ expires_at: end }) => (end === null ? 'No end date' : `${utcDay(end)} (UTC)`)), style: 'body', beside: 4 }],
    value: ({ expires_at: end }) => (end === null ? null : Date.parse(end)),
    csv: ({ expires_at: end }, zone) => instantIn(end, zone),
    zoned: true,
    cell: (token) => <EndDate token={token} />,
  },
  agoColumn({ id: 'last_used_at', header: 'Last used', of: (token) => token.last_used_at }),
  usesColumn((token) => token.recent_uses),
  statusColumn({ id: 'state', of: (token) => statusWord[stateAt(token, serverNow())], words: statusWord }),
  dateColumn({ id: 'created_at', header: 'Created', of: (token) => token.created_at }),
  { ...hintColumn<OneToken>({ header: 'Token', of: (token) => token.hint, prefix }), sortField: 'hint.start' },
  { ...monoColumn<OneToken>({ id: 'last_used_from', header: 'Last used from', of: (token) => token.last_used_from }), hidden: true },
  { ...dateColumn<OneToken>({ id: 'updated_at', header: 'Updated', of: (token) => token.updated_at }), hidden: true },
]
const name = nameColumn<OneToken>({ name: (token) => token.name, href: (token) => paths.oneToken(token.id), width: 200 })

/** **API Tokens** as a table, of everybody. */
export const tokenTableColumns: readonly Column<OneToken>[] = [
  name,
  textColumn({ id: 'owner.name', header: 'Owner', of: (token) => token.owner.name, width: 140 }),
  ...rest,
  { ...textColumn<OneToken>({ id: 'owner.email', header: 'Email', of: (token) => token.owner.email, width: 196 }), hidden: true },
]
/** Of oneself. */
export const ownTokenTableColumns: readonly Column<OneToken>[] = [name, ...rest]

/** What one can filter by beside the columns. */
export const moreOneTokenFields = { id: 'ID', status: 'Switch', 'hint.start': 'Token begins', 'hint.last4': 'Token ends' }
export const moreOfOwners = { ...moreOneTokenFields, 'owner.status': 'Owner status' }
