import type { Store } from './db/store.ts'
import type { FailureLimit } from './limits.ts'

/**
 * Limits are in the memory of each server, and an unlock is given to one of them, or to none (on the machine, beside servers on
 * PostgreSQL). The others read it off the trail, where it is a row anyway. Call every second.
 */
export function createUnlocks(store: Store, limit: FailureLimit): () => Promise<void> {
  let seen: number | undefined
  return async () => {
    const newest = (await store.db.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst())?.seq ?? 0
    const from = seen ?? newest
    seen = newest
    if (newest <= from) return
    const rows = await store.db.selectFrom('audit as a').innerJoin('users as u', 'u.id', 'a.object_id').select('u.email_key')
      .where('a.seq', '>', from).where('a.seq', '<=', newest).where('a.action', '=', 'user.unlock').where('a.outcome', '=', 'done').execute()
    for (const { email_key } of rows) limit.unlock(email_key)
  }
}
