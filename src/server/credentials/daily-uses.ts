import { sql } from 'kysely'
import { recentUseDays, type RecentUses, type Uses } from '#contract/uses.ts'
import { deleteDays } from '../db/old-days.ts'
import type { Store, Tx } from '../db/store.ts'
import type { UseTable } from '../db/tables.ts'
import { countUses, type Use } from '../db/uses.ts'
import type { Host } from '../host.ts'
import { day, dayOf, iso, isoOrNull } from '../time.ts'

/** How long uses are counted by day. */
export const useDays = 90
/** Clients that an answer names, those that called last. */
const clientsShown = 50
/** Of what a client calls itself. */
const agentMost = 120
/** Rows a transaction, as for last-used times. */
const chunk = 256
/** A week: who has not called for longer is no client that would stop. */
const recentDays = 7

/**
 * Counts the uses of each value by day and client. Kept in memory and written with the last-used times; a crash loses at most
 * the last second.
 */
export interface DailyUses {
  note(use: Use): void
  flush(): Promise<void>
}

export function createDailyUses(host: Host, store: Store): DailyUses {
  let pending = new Map<string, UseTable>()

  return {
    note({ credentialId, valueId, at, from, agent: whole }) {
      const [today, agent] = [dayOf(at), whole.slice(0, agentMost)]
      const id = [credentialId, today, valueId, from, agent].join('\n')
      const row = pending.get(id)
      if (row) {
        row.calls++
        row.last_at = Math.max(row.last_at, at)
        row.first_at = Math.min(row.first_at, at)
      } else pending.set(id, { credential_id: credentialId, day: today, value_id: valueId, address: from, agent, calls: 1, first_at: at, last_at: at })
    },

    async flush() {
      // Sorted, so that two servers never lock the same rows in opposite order.
      const rows = [...pending].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
      pending = new Map()
      for (let i = 0; i < rows.length; i += chunk) {
        const batch = rows.slice(i, i + chunk)
        try {
          await store.write((tx) => countUses(store.dialect, tx, batch))
        } catch (error) {
          host.log('warn', 'uses could not be counted', { error: String(error), lost: batch.length })
        }
      }
    },
  }
}

const sum = (expression: ReturnType<typeof sql<number | null>>) => sql<number>`coalesce(sum(${expression}), 0)`

/** What is known of the uses of a key: by day, and by client who called within the last ninety days. */
export async function readUses(db: Store['db'], credentialId: string, now: number): Promise<Uses> {
  const today = dayOf(now)
  const current = await db
    .selectFrom('credential_values')
    .select('id')
    .where('credential_id', '=', credentialId)
    .where('ends_at', 'is', null)
    .executeTakeFirst()
  const isOld = sql<boolean>`value_id <> ${current?.id ?? ''}`
  const of = db.selectFrom('uses').where('credential_id', '=', credentialId).where('day', '>', today - useDays)
  const days = await of
    .select(['day', sum(sql`calls`).as('calls'), sum(sql`CASE WHEN ${isOld} THEN calls END`).as('old')])
    .groupBy('day')
    .orderBy('day')
    .execute()
  const recent = sql<boolean>`day > ${today - recentDays}`
  const clients = await of.select([
    'address', 'agent',
    sql<number>`max(last_at)`.as('last_at'),
    sql<number | null>`max(CASE WHEN ${isOld} THEN last_at END)`.as('old_last_at'),
    sql<number | null>`min(CASE WHEN NOT ${isOld} THEN first_at END)`.as('new_first_at'),
    sum(sql`CASE WHEN ${recent} THEN calls END`).as('calls'),
    sum(sql`CASE WHEN ${recent} AND ${isOld} THEN calls END`).as('old'),
  ]).groupBy(['address', 'agent']).orderBy(sql`max(last_at)`, 'desc').orderBy('address').orderBy('agent').limit(clientsShown + 1).execute()
  const tokens = await db
    .selectFrom('auth_tokens as t')
    .innerJoin('credential_values as v', 'v.id', 't.value_id')
    .where('v.credential_id', '=', credentialId)
    .where('t.expires_at', '>', now)
    .select([(select) => select.fn.countAll<number>().as('all'), sum(sql`CASE WHEN v.ends_at IS NOT NULL THEN 1 END`).as('old')])
    .executeTakeFirstOrThrow()
  return {
    days: days.map((row) => ({ day: iso(row.day * day).slice(0, 10), calls: row.calls, oldCalls: row.old })),
    clients: clients.slice(0, clientsShown).map((row) => ({
      address: row.address, agent: row.agent, lastAt: iso(row.last_at), calls: row.calls, oldCalls: row.old,
      oldLastAt: isoOrNull(row.old_last_at), newFirstAt: isoOrNull(row.new_first_at),
    })),
    more: clients.length > clientsShown,
    tokens: { live: tokens.all, old: tokens.old },
  }
}

/**
 * The calls of each of the last thirty days, of all keys of a page in one statement. It answers a line a key, and not one for each of its
 * days: they would be thirty times as many.
 */
export async function readRecentUses(db: Store['db'], ids: readonly string[], now: number): Promise<(id: string) => RecentUses> {
  const today = dayOf(now)
  const first = today - recentUseDays + 1
  const days = db
    .selectFrom('uses')
    .select(['credential_id', sql<string>`cast(day - ${sql.lit(first)} as text) || ':' || cast(sum(calls) as text)`.as('calls')])
    .where('credential_id', 'in', ids.length > 0 ? ids : [''])
    .where('day', '>=', first)
    .where('day', '<=', today)
    .groupBy(['credential_id', 'day'])
  const rows = await db
    .selectFrom(days.as('days'))
    .select(['credential_id', sql<string>`string_agg(calls, ',')`.as('calls')])
    .groupBy('credential_id')
    .execute()
  const known = new Map(rows.map(({ credential_id: id, calls }) => [id, calls]))
  const until = iso(today * day).slice(0, 10)
  return (id) => {
    const calls = Array.from({ length: recentUseDays }, () => 0)
    for (const one of known.get(id)?.split(',') ?? []) {
      const [at, count] = one.split(':')
      calls[Number(at)] = Number(count)
    }
    return { until, calls }
  }
}

/** What is older than anybody is shown. */
export const removeOldUses = (tx: Tx, now: number, most: number): Promise<{ numDeletedRows: bigint }> =>
  deleteDays(tx, 'uses', ['credential_id', 'day', 'value_id', 'address', 'agent'], dayOf(now) - useDays, most)
