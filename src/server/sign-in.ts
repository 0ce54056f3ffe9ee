import { confirmSession, endSession, getSession, listSessions, signIn, signOut, updateMe, updatePassword } from '#contract/sessions.ts'
import type { Actor } from './actor.ts'
import type { SessionCarrier } from './carrier.ts'
import type { Store, Tx } from './db/store.ts'
import { emailKey } from './emails.ts'
import type { FailureLimit, Guess } from './limits.ts'
import { refuseWeakPassword, type Passwords } from './passwords.ts'
import { fail, notFound } from './problem.ts'
import { act, change, read, type AuditFact, type CallFacts, type Route } from './route.ts'
import { liveSessions, toSession, type Sessions } from './sessions.ts'
import { iso, isoOrNull } from './time.ts'

/** Appends an audit row for a route that opens its own transaction. */
export type RecordAct = (tx: Tx, call: CallFacts, fact: AuditFact, outcome?: string) => Promise<void>

export interface SignInParts {
  store: Store
  passwords: Passwords
  sessions: Sessions
  carrier: SessionCarrier
  limit: FailureLimit
  record: RecordAct
}

const me = (actor: Actor) => ({
  user: actor.user,
  expiresAt: iso(actor.session!.expiresAt),
  confirmedUntil: isoOrNull(actor.session!.confirmedUntil),
})
const ownSession = (actor: Actor) => ({ kind: 'session', id: actor.session!.id, name: actor.user.email })

export function signInRoutes({ store, passwords, sessions, carrier, limit, record }: SignInParts): Route[] {
  const passwordOf = async (userId: string) => (await store.db.selectFrom('users').select('password').where('id', '=', userId).executeTakeFirst())?.password ?? null

  /** Is the password right? A try under the limit; one that ends without an answer (too many hashes at once, no database) does not count. */
  async function tried<T>(guess: Guess & ('password' | 'step-up'), email: string, address: string, work: () => Promise<{ right: boolean } & T>): Promise<{ right: boolean } & T> {
    const attempt = limit.attempt(guess, emailKey(email), address)
    try {
      const found = await work()
      if (found.right) attempt.right()
      return found
    } catch (error) {
      attempt.undecided()
      throw error
    }
  }

  /** Checks a signed-in person's password, under a limit like that of signing in. */
  async function requirePassword({ actor: { user }, address }: { actor: Actor; address: string }, password: string, field: string): Promise<void> {
    const { right } = await tried('step-up', user.email, address, async () => ({ right: await passwords.matches(password, await passwordOf(user.id)) }))
    if (!right) fail('wrong-password', 'The password is not right.', [{ field, message: 'The password is not right.' }])
  }

  return [
    read(getSession, async ({ actor }) => ({ body: me(actor) })),

    act(signIn, async (call) => {
      const { body, now, address, userAgent, request } = call
      const { user, right } = await tried('password', body.email, address, async () => {
        const found = await store.db.selectFrom('users').select(['id', 'name', 'password', 'enabled']).where('email_key', '=', emailKey(body.email)).executeTakeFirst()
        // The same work and the same answer for an unknown address, a wrong password, a disabled user and a pending invitation.
        const matches = await passwords.matches(body.password, found?.password ?? null)
        return { user: found, right: found !== undefined && matches && found.enabled === 1 }
      })
      if (!user || !right) {
        // Written for unknown addresses too: a durable write takes time that would tell them from known ones.
        await store.write((tx) => record(tx, call, { object: { kind: 'user', id: user?.id ?? '', name: user?.name ?? '' } }, 'denied: invalid-credential'))
        return fail('invalid-credential', 'E-mail or password is not right.')
      }
      const before = carrier.read(request)
      const value = await store.write(async (tx) => {
        if (before !== undefined) await sessions.endByValue(tx, before)
        await tx.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', user.id).execute()
        await record(tx, call, { object: { kind: 'user', id: user.id, name: user.name }, actor: { id: user.id, name: user.name } })
        return sessions.open(tx, user.id, address, userAgent)
      })
      return { headers: carrier.give(value) }
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
      return { headers: params.sessionId === actor.session!.id ? carrier.take() : {}, audit: [{ object: { kind: 'session', id: params.sessionId, name: actor.user.email } }] }
    }),

    change(updateMe, async ({ actor, body, now }, tx) => {
      await tx.updateTable('users').set((update) => ({ name: body.name, updated_at: now, version: update('version', '+', 1) })).where('id', '=', actor.user.id).execute()
      const after = { ...actor, user: { ...actor.user, name: body.name } }
      return { body: me(after), audit: [{ object: { kind: 'user', id: actor.user.id, name: body.name }, detail: { before: { name: actor.user.name }, after: { name: body.name } } }] }
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
