import { z } from 'zod'
import { NewPassword } from '#contract/users.ts'
import { archiveAction, type Audit } from '../../audit/audit.ts'
import { fromBase64url } from '../../bytes.ts'
import type { Clock } from '../../clock.ts'
import type { Store, Tx } from '../../db/store.ts'
import { emailKey } from '../../credentials/people.ts'
import type { Invitations } from '../invitations/routes.ts'
import type { FailureLimit } from '../../pipeline/limits.ts'
import { refuseWeakPassword, type Passwords } from '../../credentials/passwords.ts'
import { endTokensOf } from '../../credentials/end-tokens.ts'
import { fail } from '../../problem.ts'
import { parseWith } from '../../http/request.ts'
import { iso } from '../../time.ts'

/** What somebody on the machine asks for; `account` is who they are there. */
export type Order = { account: string } & (
  | { command: 'list' }
  | { command: 'rotate-root-key'; key: string }
  | { command: 'archive-audit'; seq: number; hash: string; time: number; rows: number; first: number; sha256: string; from: number; file: string }
  | { command: 'reset-password'; email: string; password?: string }
  | { command: 'unlock' | 'make-administrator'; email: string }
)

export interface AdministrationParts {
  store: Store
  clock: Clock
  audit: Audit
  passwords: Passwords
  invitations: Invitations
  limit: FailureLimit
  /** Makes this the root key in one transaction, in which `told` writes. */
  rotateRoot: (key: Uint8Array, told: (tx: Tx) => Promise<void>) => Promise<void>
}

const printed = (text: string) => text.replaceAll(/\p{C}/gu, '').slice(0, 64)

/**
 * Orders from the machine itself: the way back for who cannot sign in. Whoever gives them has the database's files and the root
 * key, so nothing is asked of them; each is a row of the trail, in the transaction of what it does. Answers lines to print.
 */
export function createAdministration({ store, clock, audit, passwords, invitations, limit, rotateRoot }: AdministrationParts) {
  const people = (db: Store['db'] | Tx) =>
    db.selectFrom('users').where('service', '=', 0).select(['id', 'name', 'email', 'email_key', 'role', 'enabled', 'password', 'last_sign_in_at'])
  type Row = Awaited<ReturnType<ReturnType<typeof people>['executeTakeFirstOrThrow']>>
  const statusOf = ({ enabled, password }: Row) => (enabled === 0 ? 'disabled' : password === null ? 'invited' : 'active')

  async function named(db: Store['db'] | Tx, email: string): Promise<Row> {
    const row = await people(db).where('email_key', '=', emailKey(email)).executeTakeFirst()
    return row ?? fail('not-found', `There is no user with the e-mail address ${printed(email)}. Those there are: npm run admin -- list`)
  }

  async function list(): Promise<string[]> {
    const rows = await people(store.db).orderBy('email_key').execute()
    const kept = await limit.keptOut(store.db)
    const cells = rows.map((row) => {
      const until = kept.get(row.email_key)
      return [
        row.email,
        row.name,
        row.role,
        until === undefined ? statusOf(row) : `${statusOf(row)}, kept out until ${iso(until)}`,
        row.last_sign_in_at === null ? 'never signed in' : iso(row.last_sign_in_at),
      ]
    })
    const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...cells.map((line) => line[column]!.length)))
    return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd())
  }

  return async function carry(order: Order): Promise<string[]> {
    if (order.command === 'list') return list()
    const now = clock.now()
    const entry = { time: now, actor: { id: null, name: `the machine (${printed(order.account) || 'unknown'})` }, credential: 'none', address: '' }
    if (order.command === 'rotate-root-key') {
      await rotateRoot(fromBase64url(order.key), (tx) => audit.append(tx, {
        ...entry, action: 'root-key.rotate', object: { kind: 'root-key', id: '', name: '' }, outcome: 'done', detail: {}, requestId: '',
      }))
      return ['The database belongs to the new root key now.']
    }
    if (order.command === 'archive-audit') {
      const { seq, hash, time, rows, first, sha256, from, file } = order
      await store.write((tx) => audit.archive(tx, { seq, hash, time }, {
        ...entry, action: archiveAction, object: { kind: 'audit', id: String(seq), name: '' }, outcome: 'done', requestId: '',
        detail: { rows, from: first, to: seq, begins: iso(from), ends: iso(time), file: printed(file), hash, sha256 },
      }))
      return [`The trail begins behind row ${seq} now; the ${rows} rows up to it leave the database within the next minutes.`]
    }
    const asked = await named(store.db, order.email)
    const record = (tx: Tx, action: string, row: Row, detail: Record<string, unknown>) => audit.append(tx, {
      ...entry, action, object: { kind: 'user', id: row.id, name: row.name }, outcome: 'done', detail, requestId: '',
    })
    const locked = async (tx: Tx) => {
      await store.lock(tx, 'users', asked.id)
      return named(tx, order.email)
    }

    switch (order.command) {
      case 'unlock':
        await store.write(async (tx) => {
          await record(tx, 'user.unlock', await locked(tx), {})
          await limit.unlock(tx, asked.email_key)
        })
        return [`${asked.email} may try to sign in again at once.`]

      case 'make-administrator':
        return store.write(async (tx) => {
          const row = await locked(tx)
          const more = row.password === null ? [`They have no password yet. A link to set one: npm run admin -- reset-password ${row.email}`] : []
          if (row.role === 'administrator' && row.enabled === 1) return [`${row.email} is an administrator already.`, ...more]
          await tx
            .updateTable('users')
            .set((update) => ({ role: 'administrator' as const, enabled: 1, updated_at: now, version: update('version', '+', 1) }))
            .where('id', '=', row.id)
            .execute()
          if (row.enabled === 0) await endTokensOf(tx, row.id)
          await record(tx, 'user.update', row, {
            before: { role: row.role, status: statusOf(row) },
            after: { role: 'administrator', status: statusOf({ ...row, enabled: 1 }) },
          })
          return [`${row.email} is an administrator now${row.enabled === 1 ? '' : ', and enabled again'}.`, ...more]
        })

      case 'reset-password': {
        if (asked.enabled === 0)
          fail(
            'invalid-value',
            `${asked.email} is disabled, and a password does not let them in. Enable them in USERS, or here: npm run admin -- make-administrator ` +
              asked.email,
          )
        const { password } = order
        if (password === undefined) {
          const { url, expiresAt } = await store.write(async (tx) => {
            const row = await locked(tx)
            const made = await invitations.make(tx, row.id, now)
            await record(tx, 'user.invite', row, { expiresAt: made.expiresAt })
            await limit.unlock(tx, asked.email_key)
            return made
          })
          return [`Open ${url} to set a password for ${asked.email} (once, until ${expiresAt}). Until then the old one works.`]
        }
        parseWith(z.strictObject({ password: NewPassword }), { password }, 'body')
        refuseWeakPassword(password, asked)
        const hash = await passwords.hash(password)
        await store.write(async (tx) => {
          const row = await locked(tx)
          await tx.updateTable('users').set({ password: hash, updated_at: now }).where('id', '=', row.id).execute()
          await tx.deleteFrom('sessions').where('user_id', '=', row.id).execute()
          await tx.deleteFrom('invitations').where('user_id', '=', row.id).execute()
          await record(tx, 'password.update', row, {})
          await limit.unlock(tx, asked.email_key)
        })
        return [`${asked.email} has the new password. Their sessions have ended; their keys work on.`]
      }
    }
  }
}
