import { sql } from 'kysely'
import type { Database } from '../../db/store.ts'
import type { KeyCount } from '../../http/metrics.ts'
import { day } from '../../time.ts'

/** No figure goes further: a count that stops costs the same in an installation of a million keys. */
const most = 10_000

/** CertCentral's keys end by being revoked, not by a date. */
const credentialKinds = ['api-key', 'one-token'] as const

/** Keys by kind that end within 30 days, and whose end is over: ranges of an index, each counted as far as `most`. */
export async function countKeys(db: Database, now: number): Promise<KeyCount[]> {
  const soon = now + 30 * day
  const count = async (from: ReturnType<typeof sql>) =>
    (await sql<{ count: number }>`select count(*) as count from (select 1 from ${from} limit ${sql.lit(most)}) as counted`.execute(db)).rows[0]?.count ?? 0
  const within = sql`expires_at > ${now} and expires_at <= ${soon}`
  const over = sql`expires_at <= ${now}`
  const counts: KeyCount[] = []
  for (const kind of credentialKinds) {
    const of = sql`credentials where kind = ${sql.lit(kind)} and`
    counts.push({ kind, expiring: await count(sql`${of} ${within}`), expired: await count(sql`${of} ${over}`) })
  }
  counts.push({ kind: 'auth-key', expiring: await count(sql`auth_keys where ${within}`), expired: await count(sql`auth_keys where ${over}`) })
  return counts
}
