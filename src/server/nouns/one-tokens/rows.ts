import { sql } from 'kysely'
import { endOf, type OneToken, type OneTokenState, type VendorOneToken } from '#contract/one-tokens.ts'
import type { Database, Tx } from '../../db/store.ts'
import { ownerStatusOf, ownerStatusSql } from '../../credentials/people.ts'
import { fail } from '../../problem.ts'
import { iso, isoOrNull } from '../../time.ts'

/**
 * API tokens with their owner. `ownerId` stands in the WHERE clause: a standard user's queries cannot return another's
 * rows, whatever else they ask for.
 */
export const oneTokenRows = (db: Database | Tx, ownerId: string | undefined) =>
  db.selectFrom('credentials as c')
    .innerJoin('users as u', 'u.id', 'c.owner_id')
    .where('c.kind', '=', 'one-token')
    .$if(ownerId !== undefined, (query) => query.where('c.owner_id', '=', ownerId!))
    .select([
      'c.id', 'c.owner_id', 'c.name', 'c.enabled', 'c.hint_start', 'c.hint_last4', 'c.created_at', 'c.updated_at', 'c.expires_at', 'c.last_used_at',
      'c.last_used_from', 'c.version',
      'u.name as owner_name', 'u.email as owner_email', 'u.enabled as owner_enabled',
    ])

export type OneTokenRow = Awaited<ReturnType<ReturnType<typeof oneTokenRows>['executeTakeFirstOrThrow']>>

export const hasExpired = ({ expires_at }: Pick<OneTokenRow, 'expires_at'>, now: number): boolean => expires_at !== null && expires_at <= now

const stateOf = (row: OneTokenRow, now: number): OneTokenState => (hasExpired(row, now) ? 'expired' : row.enabled === 1 ? 'valid' : 'disabled')

/** The columns a list is filtered and sorted by. */
export const oneTokenExpressions = (now: number) => ({
  id: sql.ref('c.id'), name: sql.ref('c.name'), user_id: sql.ref('c.owner_id'), 'owner.name': sql.ref('u.name'), 'owner.email': sql.ref('u.email'),
  'owner.status': ownerStatusSql,
  state: sql`CASE WHEN c.expires_at <= ${sql.lit(now)} THEN 'expired' WHEN c.enabled = 1 THEN 'valid' ELSE 'disabled' END`,
  status: sql`CASE WHEN c.enabled = 1 THEN 'enabled' ELSE 'disabled' END`,
  'hint.start': sql.ref('c.hint_start'), 'hint.last4': sql.ref('c.hint_last4'), created_at: sql.ref('c.created_at'), updated_at: sql.ref('c.updated_at'),
  expires_at: sql.ref('c.expires_at'),
  last_used_at: sql.ref('c.last_used_at'), last_used_from: sql.ref('c.last_used_from'),
})

/** The end date is kept as the instant it ends, so that one comparison serves every kind of credential; here is the way back. */
export const endDateOf = (expiresAt: number | null): string | null => (expiresAt === null ? null : iso(expiresAt).slice(0, 10))

/** As the vendor's door answers it. */
export const toVendorToken = (row: OneTokenRow, now: number): VendorOneToken => ({
  id: row.id,
  name: row.name,
  user_id: row.owner_id,
  status: row.enabled === 1 ? 'enabled' : 'disabled',
  end_date: endDateOf(row.expires_at),
  created_at: iso(row.created_at),
  last_used_at: isoOrNull(row.last_used_at),
  expired: hasExpired(row, now),
})

/** As the console's door answers it. */
export const toOneToken = (row: OneTokenRow, now: number): OneToken => ({
  ...toVendorToken(row, now),
  state: stateOf(row, now),
  owner: { id: row.owner_id, name: row.owner_name, email: row.owner_email, status: ownerStatusOf(row.owner_enabled) },
  hint: { start: row.hint_start, last4: row.hint_last4 },
  updated_at: iso(row.updated_at),
  expires_at: isoOrNull(row.expires_at),
  last_used_from: row.last_used_from,
})

/** An end date as the instant it ends; a day that is over is refused. Today is not over before its last second. */
export function expiryOf(endDate: string | null, now: number): number | null {
  if (endDate === null) return null
  const at = endOf(endDate)
  if (at <= now) fail('invalid-value', 'The end date has passed.', [{ field: 'end_date', message: 'Give today or a later date. Days are UTC days.' }])
  return at
}
