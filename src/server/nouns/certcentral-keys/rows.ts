import { sql } from 'kysely'
import type { VendorKey } from '#contract/certcentral-keys-v2.ts'
import type { CertcentralKey, Division } from '#contract/certcentral-keys.ts'
import { firstAndLast, ownerStatusOf, ownerStatusSql } from '../../credentials/people.ts'
import type { Database, Tx } from '../../db/store.ts'
import { iso, isoOrNull, vendorInstant } from '../../time.ts'

/** CertCentral keys with their user. `ownerId` stands in the WHERE clause, as for API keys. */
export const certcentralKeyRows = (db: Database | Tx, ownerId: string | undefined) =>
  db.selectFrom('credentials as c')
    .innerJoin('certcentral_keys as k', 'k.credential_id', 'c.id')
    .innerJoin('users as u', 'u.id', 'c.owner_id')
    .where('c.kind', '=', 'certcentral-key')
    .$if(ownerId !== undefined, (query) => query.where('c.owner_id', '=', ownerId!))
    .select([
      'c.id', 'c.owner_id', 'c.name', 'c.hint_start', 'c.hint_last4', 'c.created_at', 'c.updated_at', 'c.last_used_at', 'c.last_used_from', 'c.version',
      'c.enabled',
      'k.number', 'k.restricted_to_role_id', 'k.status_reason', 'u.number as user_number', 'u.name as user_name', 'u.email as user_email',
      'u.service as user_service', 'u.enabled as user_enabled',
      sql<string | null>`(select string_agg(cast(d.division as text), ',') from user_divisions d where d.user_id = u.id)`.as('user_divisions'),
    ])

export type CertcentralKeyRow = Awaited<ReturnType<ReturnType<typeof certcentralKeyRows>['executeTakeFirstOrThrow']>>

export const userKindSql = sql`case when u.service = 1 then 'service' else 'standard' end`

/** The columns a list is filtered and sorted by. */
export const certcentralKeyExpressions = {
  id: sql.ref('c.id'), number: sql.ref('k.number'), name: sql.ref('c.name'), 'user.id': sql.ref('c.owner_id'), 'user.name': sql.ref('u.name'),
  'user.email': sql.ref('u.email'), 'user.kind': userKindSql, 'user.status': ownerStatusSql,
  restrictedToRoleId: sql`cast(k.restricted_to_role_id as text)`, status: sql`case when c.enabled = 1 then 'active' else 'revoked' end`,
  'hint.start': sql.ref('c.hint_start'), 'hint.last4': sql.ref('c.hint_last4'),
  createdAt: sql.ref('c.created_at'), updatedAt: sql.ref('c.updated_at'), lastUsedAt: sql.ref('c.last_used_at'), lastUsedFrom: sql.ref('c.last_used_from'),
}

const divisionsIn = (ids: string | null, known: readonly Pick<Division, 'id' | 'name'>[]): Division[] =>
  ids === null ? [] : ids.split(',').map(Number).sort((a, b) => a - b).map((id) => ({ id, name: known.find((one) => one.id === id)?.name ?? '' }))

/** A row as the console has it; `known` are the account's divisions. Never holds the value. */
export const toCertcentralKey = (row: CertcentralKeyRow, known: readonly Pick<Division, 'id' | 'name'>[]): CertcentralKey => ({
  id: row.id,
  number: row.number,
  name: row.name,
  user: {
    id: row.owner_id,
    number: row.user_number,
    name: row.user_name,
    email: row.user_email,
    kind: row.user_service === 1 ? 'service' : 'standard',
    status: ownerStatusOf(row.user_enabled),
    divisions: divisionsIn(row.user_divisions, known),
  },
  restrictedToRoleId: row.restricted_to_role_id,
  status: row.enabled === 1 ? 'active' : 'revoked',
  statusReason: row.status_reason,
  hint: { start: row.hint_start, last4: row.hint_last4 },
  createdAt: iso(row.created_at),
  updatedAt: iso(row.updated_at),
  lastUsedAt: isoOrNull(row.last_used_at),
  lastUsedFrom: row.last_used_from,
})

/** The same as the vendor's API answers it: no `last_used_date` before the first use. */
export const toVendorKey = (row: CertcentralKeyRow): VendorKey => ({
  id: row.number,
  user: { id: row.user_number, ...firstAndLast(row.user_name) },
  status: row.enabled === 1 ? 'active' : 'revoked',
  create_date: vendorInstant(row.created_at),
  ...(row.last_used_at === null ? {} : { last_used_date: vendorInstant(row.last_used_at) }),
  name: row.name,
  is_legacy: false,
  restricted_to_role_id: row.restricted_to_role_id,
})
