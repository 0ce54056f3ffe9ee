import { endUserSession, listUserSessions } from '#contract/sessions.ts'
import type { Store } from './db/store.ts'
import { notFound } from './problem.ts'
import { change, read, type Route } from './pipeline/route.ts'
import { liveSessions, toSession } from './credentials/sessions.ts'

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
