import { inventoryDays, timelineMax, type TimelineItem } from '#contract/inventory.ts'
import { apiKeyRows } from '../api-keys/rows.ts'
import { authKeyRows } from '../auth-keys/rows.ts'
import type { Database } from '../../db/store.ts'
import { oneTokenRows } from '../one-tokens/rows.ts'
import { day, iso } from '../../time.ts'

/** Where the timeline begins and ends. Days are UTC days, as in filters; what is further back is in the tables. */
const framed = (now: number) => {
  const today = Math.floor(now / day) * day
  return { from: today - inventoryDays.back * day, before: today + (inventoryDays.ahead + 1) * day }
}

/**
 * What ends, soonest first, of what the caller may see: `owner` stands in the queries of credentials. Each is a short walk
 * along an index, and none counts anything.
 */
export async function timelineOf(db: Database, owner: string | undefined, now: number): Promise<{ timeline: TimelineItem[]; more: boolean }> {
  const { from, before } = framed(now)
  const [back, ahead] = [timelineMax.back, timelineMax.ahead + 1]

  async function credentials(kind: 'api-key' | 'one-token', rows: typeof apiKeyRows | typeof oneTokenRows): Promise<[TimelineItem[], TimelineItem[]]> {
    const of = (rows as typeof oneTokenRows)(db, owner).clearSelect().select(['c.id', 'c.name', 'u.name as owner', 'c.expires_at as at'])
    const past = await of.where('c.expires_at', '>=', from).where('c.expires_at', '<=', now).orderBy('c.expires_at', 'desc').limit(back).execute()
    const future = await of.where('c.expires_at', '>', now).where('c.expires_at', '<', before).orderBy('c.expires_at').limit(ahead).execute()
    const item = (row: (typeof past)[number]): TimelineItem => ({ kind, id: row.id, name: row.name, owner: row.owner, at: iso(row.at!), what: 'expires' })
    return [past.map(item), future.map(item)]
  }

  async function authKeys(): Promise<[TimelineItem[], TimelineItem[]]> {
    const of = authKeyRows(db).clearSelect().select(['a.id', 'a.label', 'u.name as owner', 'a.expires_at as at'])
    const past = await of.where('a.expires_at', '>=', from).where('a.expires_at', '<=', now).orderBy('a.expires_at', 'desc').limit(back).execute()
    const future = await of.where('a.expires_at', '>', now).where('a.expires_at', '<', before).orderBy('a.expires_at').limit(ahead).execute()
    const item = (row: (typeof past)[number]): TimelineItem => ({
      kind: 'auth-key',
      id: row.id,
      name: row.label ?? row.id,
      owner: row.owner,
      at: iso(row.at!),
      what: 'expires',
    })
    return [past.map(item), future.map(item)]
  }

  /** An old value dies with its key, should that end sooner. */
  async function oldValues(): Promise<TimelineItem[]> {
    const rows = await apiKeyRows(db, owner).clearSelect().select(['c.id', 'c.name', 'u.name as owner', 'c.old_ends_at', 'c.expires_at'])
      .where('c.old_ends_at', '>', now).where('c.expires_at', '>', now).where('c.old_ends_at', '<', before).orderBy('c.old_ends_at').limit(ahead).execute()
    return rows.map((row) => ({
      kind: 'api-key',
      id: row.id,
      name: row.name,
      owner: row.owner,
      at: iso(Math.min(row.old_ends_at!, row.expires_at!)),
      what: 'old-value-ends',
    }))
  }

  const lists = [await credentials('api-key', apiKeyRows), await authKeys(), await credentials('one-token', oneTokenRows)]
  const old = await oldValues()
  const soonest = (a: TimelineItem, b: TimelineItem) => Date.parse(a.at) - Date.parse(b.at)
  const future = [...old, ...lists.flatMap(([, items]) => items)].sort(soonest)
  const past = lists.flatMap(([items]) => items).sort(soonest).slice(-timelineMax.back)
  return { timeline: [...past, ...future.slice(0, timelineMax.ahead)], more: future.length > timelineMax.ahead }
}
