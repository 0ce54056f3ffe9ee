import type { AuditFact } from '../../audit/entry.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { activeSql, authKeyLength, authKeyPlace, authKeyRows, type AuthKeyRow } from './rows.ts'
import { uuidv7 } from '../../bytes.ts'
import { base62 } from '../../credentials/format.ts'
import type { Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { fail, notFound } from '../../problem.ts'
import { day, isoOrNull, lastInstant } from '../../time.ts'
import type { Vault } from '../../secrets/vault.ts'

/** What the trail calls one: by its label where it has one, for it has no name of its own. Its value must not stand there. */
export const authKeyName = (permanent: boolean, last4: string, label: string | null = null): string =>
  `${label ?? (permanent ? 'permanent' : 'time-to-live')} …${last4}`

/** What is done to AuthKeys, whichever door it comes through. */
export interface AuthKeyChanges {
  /** `days`: how long it lives; without, it is the permanent one, refused while any is active. */
  create(tx: Tx, actor: Actor, of: { days?: number; label?: string | null; now: number }): Promise<{ row: AuthKeyRow; value: string; audit: AuditFact[] }>
  /** `null` takes it away. */
  label(tx: Tx, row: AuthKeyRow, label: string | null): Promise<{ row: AuthKeyRow; audit: AuditFact[] }>
  remove(tx: Tx, row: AuthKeyRow): Promise<{ audit: AuditFact[] }>
  open(tx: Tx, row: AuthKeyRow): Promise<string>
}

export const authKeyFact = (row: AuthKeyRow, detail: Record<string, unknown> = {}): AuditFact =>
  ({ object: { kind: 'auth-key', id: row.id, name: authKeyName(row.permanent === 1, row.hint_last4, row.label) }, detail: { hint: row.hint_last4, ...detail } })

const refuseSecond = () => fail('auth-key-exists', 'auth_key_exists_for_account: an AuthKey is in use already. Delete it first, or make one with a lifetime.')

export function createAuthKeyChanges({ host, vault }: { host: Host; vault: Vault }): AuthKeyChanges {
  return {
    async create(tx, actor, { days, label = null, now }) {
      const expiresAt = days === undefined ? null : now + days * day
      if (expiresAt !== null && expiresAt > lastInstant)
        fail('invalid-value', 'So many days end after the year 9999.', [{ field: 'days', message: 'Give fewer days.' }])
      if (days === undefined && (await authKeyRows(tx).where(activeSql(now)).limit(1).executeTakeFirst())) refuseSecond()
      const id = uuidv7(now, host.random)
      const value = base62(host.random, authKeyLength)
      // Of two permanent ones at once the unique column takes one, from however many servers.
      const inserted = await tx.insertInto('auth_keys').values({
        id, permanent: days === undefined ? 1 : null, sealed: vault.seal(authKeyPlace(id), value), hint_last4: value.slice(-4), created_at: now,
        created_by: actor.user.id, expires_at: expiresAt, label,
      }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows !== 1n) refuseSecond()
      const row = await authKeyRows(tx).where('a.id', '=', id).executeTakeFirstOrThrow()
      return { row, value, audit: [authKeyFact(row, { after: { ...(label === null ? {} : { label }), days: days ?? null, expiresAt: isoOrNull(expiresAt) } })] }
    },

    async label(tx, row, label) {
      const { numUpdatedRows } = await tx.updateTable('auth_keys').set({ label }).where('id', '=', row.id).executeTakeFirst()
      if (numUpdatedRows !== 1n) notFound()
      const changed = { ...row, label }
      return { row: changed, audit: [authKeyFact(changed, { before: { label: row.label }, after: { label } })] }
    },

    async remove(tx, row) {
      const { numDeletedRows } = await tx.deleteFrom('auth_keys').where('id', '=', row.id).executeTakeFirst()
      if (numDeletedRows !== 1n) fail('not-found', 'There is nothing at this address, or it is not yours to see.')
      return { audit: [authKeyFact(row, { before: { expiresAt: isoOrNull(row.expires_at) } })] }
    },

    open: (tx, row) => vault.open(authKeyPlace(row.id), row.sealed, tx),
  }
}
