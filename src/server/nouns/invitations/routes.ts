import { acceptInvitation, getInvitation } from '#contract/invitations.ts'
import { base64url } from '../../bytes.ts'
import type { Clock } from '../../clock.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import type { FailureLimit } from '../../pipeline/limits.ts'
import { refuseWeakPassword, type Passwords } from '../../credentials/passwords.ts'
import { fail, notFound } from '../../problem.ts'
import type { BeginSession } from '../../pipeline/begin-session.ts'
import { act, read, type Call, type Route } from '../../pipeline/route.ts'
import { iso } from '../../time.ts'

/** An invitation is good for seven days. */
const invitationLife = 7 * 86_400_000

/** One-time links with which a person sets a password: the code behind `#`, stored as a hash, gone once used. */
export interface Invitations {
  /** Replaces any earlier link of this user. */
  make(tx: Tx, userId: string, now: number): Promise<{ url: string; expiresAt: string }>
}

export function createInvitations(host: Host, engine: Engine, origin: string): Invitations {
  return {
    async make(tx, userId, now) {
      const code = base64url(host.random(24))
      const expiresAt = now + invitationLife
      await tx.deleteFrom('invitations').where('user_id', '=', userId).execute()
      await tx.insertInto('invitations').values({ hash: engine.hash(`invitation|${code}`), user_id: userId, created_at: now, expires_at: expiresAt }).execute()
      return { url: `${origin}/invitation#${code}`, expiresAt: iso(expiresAt) }
    },
  }
}

export interface InvitationParts {
  store: Store
  clock: Clock
  engine: Engine
  passwords: Passwords
  limit: FailureLimit
  begin: BeginSession
}

export function invitationRoutes({ store, engine, passwords, limit, begin }: InvitationParts): Route[] {
  const pending = (db: Store['db'] | Tx, code: string, now: number) =>
    db.selectFrom('invitations as i').innerJoin('users as u', 'u.id', 'i.user_id')
      .select(['i.hash', 'i.expires_at', 'u.id', 'u.name', 'u.email'])
      .where('i.hash', '=', engine.hash(`invitation|${code}`)).where('i.expires_at', '>', now).where('u.enabled', '=', 1).executeTakeFirst()

  /** A wrong code counts as a failure of its address: codes have 192 bits, but nobody needs a hundred tries an hour. */
  async function find(call: Pick<Call, 'now' | 'address'>, code: string) {
    const found = await pending(store.db, code, call.now)
    if (found) return found
    limit.wrong('invitation', call.address)
    return notFound()
  }

  return [
    read(getInvitation, async (call) => {
      const found = await find(call, call.params.code)
      return { body: { name: found.name, email: found.email, expiresAt: iso(found.expires_at) } }
    }),

    act(acceptInvitation, async (call) => {
      const { params, body, now } = call
      const invited = await find(call, params.code)
      refuseWeakPassword(body.password, invited)
      const password = await passwords.hash(body.password)
      const headers = await store.write(async (tx) => {
        const used = await tx.deleteFrom('invitations').where('hash', '=', invited.hash).executeTakeFirst()
        if (used.numDeletedRows !== 1n) fail('not-found', 'This invitation was used meanwhile.')
        await tx.updateTable('users').set({ password, updated_at: now }).where('id', '=', invited.id).execute()
        await tx.deleteFrom('sessions').where('user_id', '=', invited.id).execute()
        return begin(tx, call, invited)
      })
      return { headers }
    }),
  ]
}
