import type { Insertable } from 'kysely'
import { naturalKey } from '#contract/natural.ts'
import type { AuditTable, CredentialTable, UserTable } from '../db/tables.ts'

/** Rows that fit the schema, for tests; `id` is the only thing they need. */
export function userRow(id: string, change: Partial<Insertable<UserTable>> = {}): Insertable<UserTable> {
  return {
    id, name: id, email: `${id}@example.com`, email_key: `${id}@example.com`, role: 'user', enabled: 1, password: null,
    created_at: 1, updated_at: 1, last_sign_in_at: null, version: 1, ...change,
  }
}

export function administratorRow(id: string): Insertable<UserTable> {
  return userRow(id, { role: 'administrator', password: 'phc' })
}

export function credentialRow(
  id: string,
  ownerId: string,
  slot: number | null,
  change: Partial<Insertable<CredentialTable>> = {},
): Insertable<CredentialTable> {
  return {
    id,
    kind: 'api-key',
    owner_id: ownerId,
    slot,
    name: id,
    name_key: id,
    name_skeleton: id,
    note: null,
    created_at: 1,
    updated_at: 1,
    rotated_at: null,
    expires_at: null,
    hint_start: 'abcd',
    hint_last4: 'wxyz',
    old_ends_at: null,
    last_used_at: null,
    last_used_from: null,
    last_used_agent: null,
    version: 1,
    ...change,
    name_order: naturalKey(change.name ?? id),
  }
}

export function auditRow(seq: number): AuditTable {
  return {
    seq, time: 1, actor_id: null, actor_name: 'system', credential: '', address: '', action: 'test', object_kind: 'user', object_id: '1',
    object_name: 'one', outcome: 'done', detail: '{}', request_id: 'r', hash: `hash-${seq}`,
  }
}
