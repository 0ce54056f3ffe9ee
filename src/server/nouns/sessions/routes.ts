import {
  confirmSession,
  endSession,
  endUserSession,
  getSession,
  listSessions,
  listUserSessions,
  signIn,
  signOut,
  updateMe,
  updatePassword,
  type Session,
} from '#contract/sessions.ts'
import type { RecordAct } from '../../audit/entry.ts'
import type { Actor } from '../../pipeline/actor.ts'
import type { SessionCarrier } from '../../http/carrier.ts'
import type { Database, Store } from '../../db/store.ts'
import type { SessionTable } from '../../db/tables.ts'
import { emailKey } from '../../credentials/people.ts'
import type { FailureLimit, Guess } from '../../pipeline/limits.ts'
import { refuseWeakPassword, type Passwords } from '../../credentials/passwords.ts'
import { fail, notFound } from '../../problem.ts'
import type { BeginSession } from '../../pipeline/begin-session.ts'
import { act, change, read, type Route } from '../../pipeline/route.ts'
import { sessionIdle, type Sessions } from '../../credentials/sessions.ts'
import { iso, isoOrNull } from '../../time.ts'

export interface SignInParts {
  store: Store
  passwords: Passwords
  sessions: Sessions
  carrier: SessionCarrier
  limit: FailureLimit
  record: RecordAct
  begin: BeginSession
}

/** The sessions of a user that still live, newest first; one who has more than 200 has a script that should use a key. */
const liveSessions = (db: Database, userId: string, now: number) =>
  db.selectFrom('sessions').selectAll().where('user_id', '=', userId)
    .where('expires_at', '>', now).where('last_seen_at', '>', now - sessionIdle).orderBy('created_at', 'desc').limit(200).execute()

/** A session as the API answers it; `current` is the one that asks. */
const toSession = (row: SessionTable, asking: { session?: { id: string } }): Session => ({
  id: row.id, current: row.id === asking.session?.id, createdAt: iso(row.created_at), lastSeenAt: iso(row.last_seen_at),
  expiresAt: iso(row.expires_at), address: row.address, userAgent: row.user_agent,
})

const me = (actor: Actor) => ({
  user: actor.user,
  expiresAt: iso(actor.session!.expiresAt),
  confirmedUntil: isoOrNull(actor.session!.confirmedUntil),
})
const ownSession = (actor: Actor) => ({ kind: 'session', id: actor.session!.id, name: actor.user.email })

export function signInRoutes({ store, passwords, sessions, carrier, limit, record, begin }: SignInParts): Route[] {
  const passwordOf = async (userId: string) =>
    (await store.db.selectFrom('users').select('password').where('id', '=', userId).executeTakeFirst())?.password ?? null

  /** Is the password right? A try under the limit; one that ends without an answer (too many hashes at once, no database) does not count. */
  async function tried<T>(
    guess: Guess & ('password' | 'step-up'),
    email: string,
    address: string,
    work: () => Promise<{ right: boolean } & T>,
  ): Promise<{ right: boolean } & T> {
    const attempt = await limit.attempt(guess, emailKey(email), address)
    const found = await work().catch(async (error: unknown) => {
      // Where the count is away as well, it stays as it is.
      await attempt.undecided().catch(() => undefined)
      throw error
    })
    if (found.right) await attempt.right()
    return found
  }

  /** Checks a signed-in person's password, under a limit like that of signing in. */
  async function requirePassword({ actor: { user }, address }: { actor: Actor; address: string }, password: string, field: string): Promise<void> {
    const { right } = await tried('step-up', user.email, address, async () => ({ right: await passwords.matches(password, await passwordOf(user.id)) }))
    if (!right) fail('wrong-password', 'The password is not right.', [{ field, message: 'The password is not right.' }])
  }

  return [
    read(getSession, async ({ actor }) => ({ body: me(actor) })),

    act(signIn, async (call) => {
      const { body, address } = call
      const { user, right } = await tried('password', body.email, address, async () => {
        const found = await store.db
          .selectFrom('users')
          .select(['id', 'name', 'password', 'enabled'])
          .where('email_key', '=', emailKey(body.email))
          .executeTakeFirst()
        // The same work and the same answer for an unknown address, a wrong password, a disabled user and a pending invitation.
        const matches = await passwords.matches(body.password, found?.password ?? null)
        return { user: found, right: found !== undefined && matches && found.enabled === 1 }
      })
      if (!user || !right) {
        // Written for unknown addresses too: a durable write takes time that would tell them from known ones.
        await store.write((tx) => record(tx, call, { object: { kind: 'user', id: user?.id ?? '', name: user?.name ?? '' } }, 'denied: invalid-credential'))
        return fail('invalid-credential', 'E-mail or password is not right.')
      }
      return { headers: await store.write((tx) => begin(tx, call, user)) }
    }),

    change(signOut, async ({ actor }, tx) => {
      await tx.deleteFrom('sessions').where('id', '=', actor.session!.id).execute()
      return { headers: carrier.take(), audit: [{ object: ownSession(actor) }] }
    }),

    act(confirmSession, async (call) => {
      await requirePassword(call, call.body.password, 'password')
      const { value, confirmedUntil } = await store.write(async (tx) => {
        await record(tx, call, { object: ownSession(call.actor) })
        return sessions.renew(tx, call.actor.session!.id)
      })
      return { body: { confirmedUntil: iso(confirmedUntil) }, headers: carrier.give(value) }
    }),

    read(listSessions, async ({ actor, now }) => {
      const rows = await liveSessions(store.db, actor.user.id, now)
      return { body: { data: rows.map((row) => toSession(row, actor)) } }
    }),

    change(endSession, async ({ actor, params }, tx) => {
      const result = await tx.deleteFrom('sessions').where('id', '=', params.sessionId).where('user_id', '=', actor.user.id).executeTakeFirst()
      if (result.numDeletedRows !== 1n) notFound()
      return {
        headers: params.sessionId === actor.session!.id ? carrier.take() : {},
        audit: [{ object: { kind: 'session', id: params.sessionId, name: actor.user.email } }],
      }
    }),

    change(updateMe, async ({ actor, body, now }, tx) => {
      await tx
        .updateTable('users')
        .set((update) => ({ name: body.name, updated_at: now, version: update('version', '+', 1) }))
        .where('id', '=', actor.user.id)
        .execute()
      const after = { ...actor, user: { ...actor.user, name: body.name } }
      return {
        body: me(after),
        audit: [{ object: { kind: 'user', id: actor.user.id, name: body.name }, detail: { before: { name: actor.user.name }, after: { name: body.name } } }],
      }
    }),

    act(updatePassword, async (call) => {
      const { actor, body, now } = call
      await requirePassword(call, body.current, 'current')
      refuseWeakPassword(body.next, actor.user, 'next')
      const password = await passwords.hash(body.next)
      const { value } = await store.write(async (tx) => {
        await tx.updateTable('users').set({ password, updated_at: now }).where('id', '=', actor.user.id).execute()
        await tx.deleteFrom('sessions').where('user_id', '=', actor.user.id).where('id', '!=', actor.session!.id).execute()
        await record(tx, call, { object: { kind: 'user', id: actor.user.id, name: actor.user.name } })
        return sessions.renew(tx, actor.session!.id)
      })
      return { headers: carrier.give(value) }
    }),
  ]
}

/** What an administrator sees of other people's sessions: where they are signed in, and a way to end one. */
export function userSessions({ store }: { store: Store }): Route[] {
  return [
    read(listUserSessions, async ({ actor, params, now }) => {
      const user = await store.db.selectFrom('users').select('id').where('id', '=', params.userId).executeTakeFirst()
      if (!user) return notFound()
      const rows = await liveSessions(store.db, user.id, now)
      return { body: { data: rows.map((row) => toSession(row, actor)) } }
    }),

    change(endUserSession, async ({ params }, tx) => {
      const user = await tx.selectFrom('users').select(['id', 'email']).where('id', '=', params.userId).executeTakeFirst()
      const result = await tx.deleteFrom('sessions').where('id', '=', params.sessionId).where('user_id', '=', params.userId).executeTakeFirst()
      if (!user || result.numDeletedRows !== 1n) return notFound()
      return { audit: [{ object: { kind: 'session', id: params.sessionId, name: user.email } }] }
    }),
  ]
}
