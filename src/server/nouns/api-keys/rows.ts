import { sql } from 'kysely'
import { expiringDays, type ApiKey, type ApiKeyStatus } from '#contract/api-keys.ts'
import type { Database, Tx } from '../../db/store.ts'
import { ownerStatusOf, ownerStatusSql } from '../../credentials/people.ts'
import { day, iso, isoOrNull } from '../../time.ts'

/** When a key still counts as expiring soon. */
const soon = expiringDays * day

/** `ownerId` stands in the WHERE clause: a standard user's queries cannot return another's rows, whatever else they ask for. */
const visible = (db: Database | Tx, ownerId: string | undefined) =>
  db.selectFrom('credentials as c').where('c.kind', '=', 'api-key').$if(ownerId !== undefined, (query) => query.where('c.owner_id', '=', ownerId!))

/** API keys with owner and, while one is being replaced, the old value. */
export const apiKeyRows = (db: Database | Tx, ownerId: string | undefined) =>
  visible(db, ownerId)
    .innerJoin('users as u', 'u.id', 'c.owner_id')
    .leftJoin('credential_values as o', (join) => join.onRef('o.credential_id', '=', 'c.id').on('o.ends_at', 'is not', null))
    .select([
      'c.id', 'c.owner_id', 'c.name', 'c.note', 'c.hint_start', 'c.hint_last4', 'c.created_at', 'c.updated_at', 'c.rotated_at', 'c.expires_at', 'c.old_ends_at',
      'c.last_used_at', 'c.last_used_from', 'c.last_used_agent', 'c.version', 'u.name as owner_name', 'u.email as owner_email', 'u.enabled as owner_enabled',
      'o.hint_start as old_start', 'o.hint_last4 as old_last4', 'o.ends_at as old_value_ends_at', 'o.last_used_at as old_used_at',
      'o.last_used_from as old_used_from',
    ])

/** The same rows to be counted: a key has one owner and at most one old value, so neither changes how many there are. */
export const countedApiKeys = (db: Database | Tx, ownerId: string | undefined) => (columns: readonly string[]) =>
  visible(db, ownerId).$if(columns.some((column) => /^owner\.(?!id$)/.test(column)), (query) => query.innerJoin('users as u', 'u.id', 'c.owner_id'))

export type ApiKeyRow = Awaited<ReturnType<ReturnType<typeof apiKeyRows>['executeTakeFirstOrThrow']>>

/** The status of a key at `now`; the first that holds (rules: Status). */
export function statusOf(row: { expires_at: number | null; old_ends_at: number | null }, now: number): ApiKeyStatus {
  if (row.expires_at !== null && row.expires_at <= now) return 'expired'
  if (row.old_ends_at !== null && row.old_ends_at > now) return 'rotating'
  if (row.expires_at !== null && row.expires_at <= now + soon) return 'expiring'
  return 'active'
}

/** The same in SQL, for filters and sorts. */
export const statusSql = (now: number) => sql<ApiKeyStatus>`CASE
  WHEN c.expires_at <= ${sql.lit(now)} THEN 'expired'
  WHEN c.old_ends_at > ${sql.lit(now)} THEN 'rotating'
  WHEN c.expires_at <= ${sql.lit(now + soon)} THEN 'expiring'
  ELSE 'active' END`

/** The columns a list is filtered and sorted by. */
export const apiKeyExpressions = (now: number) => ({
  id: sql.ref('c.id'), name: sql.ref('c.name'), note: sql.ref('c.note'), 'owner.id': sql.ref('c.owner_id'), 'owner.name': sql.ref('u.name'),
  'owner.email': sql.ref('u.email'), 'owner.status': ownerStatusSql,
  'hint.start': sql.ref('c.hint_start'), 'hint.last4': sql.ref('c.hint_last4'), status: statusSql(now), createdAt: sql.ref('c.created_at'),
  updatedAt: sql.ref('c.updated_at'),
  rotatedAt: sql.ref('c.rotated_at'), expiresAt: sql.ref('c.expires_at'), lastUsedAt: sql.ref('c.last_used_at'), lastUsedFrom: sql.ref('c.last_used_from'),
})

/** A row as the API answers it. Never holds the value. */
export function toApiKey(row: ApiKeyRow, now: number): ApiKey {
  // The old value dies with the key, should that end sooner.
  const oldEndsAt = Math.min(row.old_value_ends_at ?? 0, row.expires_at ?? Infinity)
  const rotating = oldEndsAt > now
  return {
    id: row.id,
    name: row.name,
    note: row.note,
    owner: { id: row.owner_id, name: row.owner_name, email: row.owner_email, status: ownerStatusOf(row.owner_enabled) },
    hint: { start: row.hint_start, last4: row.hint_last4 },
    status: statusOf(row, now),
    oldValue: rotating
      ? {
          hint: { start: row.old_start!, last4: row.old_last4! },
          endsAt: iso(oldEndsAt),
          lastUsedAt: isoOrNull(row.old_used_at),
          lastUsedFrom: row.old_used_from,
        }
      : null,
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
    rotatedAt: isoOrNull(row.rotated_at),
    expiresAt: iso(row.expires_at!),
    lastUsedAt: isoOrNull(row.last_used_at),
    lastUsedFrom: row.last_used_from,
    lastUsedAgent: row.last_used_agent,
  }
}
