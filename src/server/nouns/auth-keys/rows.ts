import { sql } from 'kysely'
import type { AuthKey } from '#contract/auth-keys.ts'
import type { Database, Tx } from '../../db/store.ts'
import { iso, isoOrNull } from '../../time.ts'
import type { Place } from '../../secrets/vault.ts'

/** Characters of an AuthKey: 285 bits. */
export const authKeyLength = 48

/** AuthKeys and who made them. They are the account's, so every row is everybody's to see, and no row's secret is. */
export const authKeyRows = (db: Database | Tx) =>
  db.selectFrom('auth_keys as a').leftJoin('users as u', 'u.id', 'a.created_by')
    .select(['a.id', 'a.permanent', 'a.sealed', 'a.hint_last4', 'a.created_at', 'a.expires_at', 'a.created_by', 'a.label', 'u.name as creator_name'])

export type AuthKeyRow = Awaited<ReturnType<ReturnType<typeof authKeyRows>['executeTakeFirstOrThrow']>>

export const isActive = (row: { expires_at: number | null }, now: number): boolean => row.expires_at === null || row.expires_at > now

/** The same in SQL. */
export const activeSql = (now: number) => sql<boolean>`(a.expires_at is null or a.expires_at > ${sql.lit(now)})`

/** The columns a list is filtered and sorted by. */
export const authKeyExpressions = (now: number) => ({
  id: sql.ref('a.id'), label: sql.ref('a.label'), type: sql`case when a.permanent = 1 then 'permanent' else 'ttl' end`,
  status: sql`case when ${activeSql(now)} then 'active' else 'expired' end`,
  'hint.last4': sql.ref('a.hint_last4'), 'createdBy.name': sql.ref('u.name'), createdAt: sql.ref('a.created_at'), expiresAt: sql.ref('a.expires_at'),
})

export const authKeyPlace = (id: string): Place => ({ table: 'auth_keys', column: 'sealed', row: id, owner: 'account', version: 1 })

export const toAuthKey = (row: AuthKeyRow, now: number): AuthKey => ({
  id: row.id,
  label: row.label,
  type: row.permanent === 1 ? 'permanent' : 'ttl',
  status: isActive(row, now) ? 'active' : 'expired',
  hint: { last4: row.hint_last4 },
  createdAt: iso(row.created_at),
  createdBy: row.created_by === null ? null : { id: row.created_by, name: row.creator_name ?? '' },
  expiresAt: isoOrNull(row.expires_at),
})
