import { sql } from 'kysely'
import {
  createUser,
  disableUser,
  enableUser,
  getUser,
  inviteUser,
  listUsers,
  unlockUser,
  updateUser,
  userColumns,
  type User,
  type UserStatus,
} from '#contract/users.ts'
import type { AuditFact } from '../../audit/entry.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { emailKey, newUser } from '../../credentials/people.ts'
import type { Host } from '../../host.ts'
import type { Invitations } from '../invitations/routes.ts'
import type { FailureLimit, KeptOut } from '../../pipeline/limits.ts'
import { endTokensOf } from '../../credentials/end-tokens.ts'
import { listPage } from '../../list/list.ts'
import { refuseWeakPassword, type Passwords } from '../../credentials/passwords.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'
import { iso, isoOrNull } from '../../time.ts'

export interface UserParts {
  host: Host
  store: Store
  passwords: Passwords
  invitations: Invitations
  limit: FailureLimit
  sign: (text: string) => string
}

const statusSql = sql<UserStatus>`CASE WHEN u.enabled = 0 THEN 'disabled' WHEN u.password IS NULL THEN 'invited' ELSE 'active' END`
const apiKeysSql = sql<number>`(SELECT count(*) FROM credentials c WHERE c.owner_id = u.id AND c.kind = 'api-key')`

const userRows = (db: Database | Tx) =>
  // Service users of CertCentral have a door of their own: nobody invites them, and they never sign in.
  db
    .selectFrom('users as u')
    .where('u.service', '=', 0)
    .select([
      'u.id',
      'u.name',
      'u.email',
      'u.email_key',
      'u.role',
      'u.enabled',
      'u.created_at',
      'u.updated_at',
      'u.last_sign_in_at',
      'u.version',
      statusSql.as('status'),
      apiKeysSql.as('api_keys'),
    ])

type UserRow = Awaited<ReturnType<ReturnType<typeof userRows>['executeTakeFirstOrThrow']>>

const stored = (row: UserRow): Omit<User, 'keptOutUntil'> => ({
  id: row.id, name: row.name, email: row.email, role: row.role, status: row.status, apiKeys: row.api_keys,
  createdAt: iso(row.created_at), updatedAt: iso(row.updated_at), lastSignInAt: isoOrNull(row.last_sign_in_at),
})
const fact = (row: UserRow, detail: Record<string, unknown>): AuditFact => ({ object: { kind: 'user', id: row.id, name: row.name }, detail })
const shown = ({ name, email, role }: UserRow) => ({ name, email, role })

async function userOf(db: Database | Tx, id: string): Promise<UserRow> {
  return (await userRows(db).where('u.id', '=', id).executeTakeFirst()) ?? notFound()
}

/** The same, locked until the end of `tx`. */
async function lockedUser(store: Store, tx: Tx, id: string): Promise<UserRow> {
  await store.lock(tx, 'users', id)
  return userOf(tx, id)
}

/** The database itself keeps the last administrator (triggers); here its word becomes a code. */
async function keepingAnAdministrator<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Error && error.message.includes('last-administrator'))
      fail('last-administrator', 'This is the last administrator who can sign in. Make another one first.')
    throw error
  }
}

const emailTaken = (): never =>
  fail('name-taken', 'There is already a user with this e-mail address.', [{ field: 'email', message: 'Another user has this address.' }])

async function refuseTakenEmail(tx: Tx, email: string, except?: string): Promise<void> {
  const other = await tx
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', emailKey(email))
    .$if(except !== undefined, (query) => query.where('id', '!=', except!))
    .executeTakeFirst()
  if (other) emailTaken()
}

export function users({ host, store, passwords, invitations, limit, sign }: UserParts): Route[] {
  const toUser = (row: UserRow, kept: KeptOut): User => ({ ...stored(row), keptOutUntil: isoOrNull(kept.get(row.email_key) ?? null) })
  const withDelay = async (db: Database | Tx, row: UserRow): Promise<User> => toUser(row, await limit.keptOut(db))
  const expressions = {
    id: sql.ref('u.id'), name: sql.ref('u.name'), email: sql.ref('u.email'), role: sql.ref('u.role'), status: statusSql,
    createdAt: sql.ref('u.created_at'), updatedAt: sql.ref('u.updated_at'), lastSignInAt: sql.ref('u.last_sign_in_at'),
  }

  const setEnabled = (endpoint: typeof disableUser | typeof enableUser, enabled: 0 | 1) =>
    change(endpoint, async ({ params, now }, tx) => {
      const before = await lockedUser(store, tx, params.userId)
      await keepingAnAdministrator(() =>
        tx.updateTable('users').set((update) => ({ enabled, updated_at: now, version: update('version', '+', 1) })).where('id', '=', before.id).execute())
      // Sessions and tokens do not come back with the user; API keys do, because they were made to outlive a working day. Tokens once
      // more when they are enabled: one may have been on its way.
      if (enabled === 0) await tx.deleteFrom('sessions').where('user_id', '=', before.id).execute()
      await endTokensOf(tx, before.id)
      const row = await userOf(tx, before.id)
      return { body: await withDelay(tx, row), version: row.version, audit: [fact(row, { before: { status: before.status }, after: { status: row.status } })] }
    })

  return [
    read(listUsers, async ({ actor, query, request }) => {
      const { rows, ...page } = await listPage({
        store,
        select: userRows(store.db),
        columns: userColumns,
        expressions,
        id: sql.ref('u.id'),
        query,
        request,
        sort: 'name',
        scope: `users|${actor.user.id}`,
        sign,
      })
      const kept = await limit.keptOut(store.db)
      return { body: { data: rows.map((row) => toUser(row, kept)), ...page } }
    }),

    change(createUser, async ({ body, now }, tx, password: string | null) => {
      await refuseTakenEmail(tx, body.email)
      const id = uuidv7(now, host.random)
      const inserted = await tx
        .insertInto('users')
        .values({ ...newUser(id, now, body.email), name: body.name, role: body.role, password })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows !== 1n) await refuseTakenEmail(tx, body.email)
      const invitation = password === null ? await invitations.make(tx, id, now) : null
      const row = await userOf(tx, id)
      const made = { ...(await withDelay(tx, row)), invitation }
      return { body: made, version: row.version, audit: [fact(row, { after: { ...shown(row), invited: invitation !== null } })] }
    }, async ({ body }) => {
      if (body.password === undefined) return null
      refuseWeakPassword(body.password, body)
      return passwords.hash(body.password)
    }),

    read(getUser, async ({ params }) => {
      const row = await userOf(store.db, params.userId)
      return { body: await withDelay(store.db, row), version: row.version }
    }),

    change(updateUser, async ({ params, body, now, ifMatch }, tx) => {
      const before = await lockedUser(store, tx, params.userId)
      unchanged(ifMatch, before, 'user', 'The user was changed since you read them. Read again, then decide.')
      if (body.email !== undefined) await refuseTakenEmail(tx, body.email, before.id)
      await orTaken(() => keepingAnAdministrator(() =>
        tx.updateTable('users').set({
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.email === undefined ? {} : { email: body.email, email_key: emailKey(body.email) }),
          ...(body.role === undefined ? {} : { role: body.role }),
          updated_at: now, version: before.version + 1,
        }).where('id', '=', before.id).execute()), emailTaken)
      const row = await userOf(tx, before.id)
      return { body: await withDelay(tx, row), version: row.version, audit: [fact(row, { before: shown(before), after: shown(row) })] }
    }),

    setEnabled(disableUser, 0),
    setEnabled(enableUser, 1),

    change(unlockUser, async ({ params }, tx) => {
      const row = await lockedUser(store, tx, params.userId)
      await limit.unlock(tx, row.email_key)
      return { body: await withDelay(tx, row), version: row.version, audit: [fact(row, {})] }
    }),

    change(inviteUser, async ({ params, now }, tx) => {
      const row = await lockedUser(store, tx, params.userId)
      const invitation = await invitations.make(tx, row.id, now)
      return { body: invitation, audit: [fact(row, { expiresAt: invitation.expiresAt })] }
    }),
  ]
}
