import { sql } from 'kysely'
import { peersShown, type Nameserver, type RunningState, type TsigUse } from '#contract/nameservers.ts'
import { silentMinutes, tsigSaid } from '#contract/lists-of-dns.ts'
import type { TsigVerdict } from '#contract/tsig-keys.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Database, Tx } from '../../db/store.ts'
import { iso } from '../../time.ts'
import { etagOf, meets, otherEnd, type NameserverRow } from './wanted.ts'

const usesSql = sql<number>`(SELECT count(*) FROM tsig_uses s WHERE s.nameserver_id = n.id)`
const keysSql = sql<number>`(SELECT count(DISTINCT s.tsig_key_id) FROM tsig_uses s WHERE s.nameserver_id = n.id)`
const zonesSql = sql<number>`(SELECT count(DISTINCT s.zone) FROM tsig_uses s WHERE s.nameserver_id = n.id AND s.zone <> '')`

/** With how many keys and named zones its uses speak of. */
export const nameserverRows = (db: Database | Tx) =>
  db.selectFrom('nameservers as n').selectAll('n').select([usesSql.as('uses'), keysSql.as('keys'), zonesSql.as('zones')])
export type CountedNameserver = NameserverRow & { uses: number | string; keys: number | string; zones: number | string }

const silence = silentMinutes * 60_000
/** When one that fetches was last heard of: since it was given its credential at the earliest. */
const heardAt = (row: NameserverRow) => Math.max(row.seen_at ?? 0, row.credential_at ?? 0)

/** What a nameserver says it runs, and since when that is so. */
export function runningOf(row: NameserverRow, now: number): { state: RunningState; since: number | null } {
  const refused = row.outcome !== null && row.outcome !== 'running' && row.outcome_of === row.wanted
  if (row.way === 'pull' && now - heardAt(row) > silence) return { state: 'silent', since: heardAt(row) }
  if (refused) return { state: 'refused', since: row.outcome_at }
  if (row.running === null) return { state: 'not-told', since: null }
  return row.running >= row.wanted ? { state: 'up-to-date', since: row.running_at } : { state: 'behind', since: row.wanted_at }
}

const seenSql = sql`CASE WHEN coalesce(n.seen_at, 0) > coalesce(n.credential_at, 0) THEN coalesce(n.seen_at, 0) ELSE coalesce(n.credential_at, 0) END`

export const nameserverExpressions = (now: number) => ({
  id: sql.ref('n.id'), name: sql.ref('n.name'), kind: sql.ref('n.kind'), addresses: sql.ref('n.addresses'), port: sql.ref('n.port'), keys: keysSql,
  zones: zonesSql, 'delivery.way': sql.ref('n.way'),
  'running.state': sql`(CASE
    WHEN n.way = 'pull' AND ${seenSql} < ${sql.lit(now - silence)} THEN 'silent'
    WHEN n.outcome IN ('refused', 'failed') AND n.outcome_of = n.wanted THEN 'refused'
    WHEN n.running IS NULL THEN 'not-told'
    WHEN n.running >= n.wanted THEN 'up-to-date'
    ELSE 'behind' END)`,
  'lastCheck.says': sql`(CASE WHEN n.check_verdict = 'accepted' AND n.check_enforced = 0 THEN 'not-enforced' ELSE n.check_verdict END)`,
  'lastCheck.verdict': sql.ref('n.check_verdict'),
  'lastCheck.enforced': sql`(CASE n.check_enforced WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)`,
  'lastCheck.at': sql.ref('n.checked_at'), note: sql.ref('n.note'), createdAt: sql.ref('n.created_at'),
  updatedAt: sql.ref('n.updated_at'),
})

export const between = ', '

export function toNameserver(row: CountedNameserver, now: number): Nameserver {
  const { state, since } = runningOf(row, now)
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    addresses: row.addresses.split(between),
    port: row.port,
    note: row.note,
    uses: Number(row.uses),
    keys: Number(row.keys),
    zones: Number(row.zones),
    delivery: {
      way: row.way, url: row.api_url,
      credentialHint: row.credential_start === null || row.credential_last4 === null ? null : { start: row.credential_start, last4: row.credential_last4 },
      credentialAt: row.credential_at === null ? null : iso(row.credential_at),
    },
    running: {
      state, since: since === null ? null : iso(since), wanted: etagOf(row), current: row.running,
      fault: row.outcome === 'running' ? null : row.outcome_detail, seenAt: row.seen_at === null ? null : iso(row.seen_at),
    },
    lastCheck: row.check_verdict === null || row.checked_at === null ? null : {
      ...tsigSaid({ verdict: row.check_verdict as TsigVerdict, enforced: row.check_enforced === null ? null : row.check_enforced === 1 }),
      accepted: row.check_accepted ?? 0, of: row.check_of ?? 0, clockDifference: row.check_clock, worse: row.check_worse === 1, at: iso(row.checked_at),
    },
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  }
}

/** A row that was changed in this transaction, as the API answers it. */
export async function shownNameserver(db: Database | Tx, row: Pick<NameserverRow, 'id'>, now: number): Promise<Nameserver> {
  return toNameserver(await nameserverRows(db).where('n.id', '=', row.id).executeTakeFirstOrThrow(), now)
}

export const nameserverFact = (row: Pick<NameserverRow, 'id' | 'name'>, detail: Record<string, unknown> = {}): AuditFact => ({
  object: { kind: 'nameserver', id: row.id, name: row.name }, detail,
})

/** What the trail keeps of a nameserver. */
export const nameserverFacts = ({ name, kind, addresses, port, note }: NameserverRow) => ({ name, kind, addresses: addresses.split(between), port, note })

/** Uses with the names of both sides, those at the other end, and what the last check of each said. */
export async function shownUses(db: Database | Tx, where: { nameserverId: string } | { tsigId: string } | { useId: string }): Promise<TsigUse[]> {
  const all = db.selectFrom('tsig_uses as s').innerJoin('tsig_keys as t', 't.id', 's.tsig_key_id').innerJoin('nameservers as n', 'n.id', 's.nameserver_id')
    .select(['s.id', 's.zone', 's.purpose', 's.created_at', 't.id as tsig_id', 't.name as tsig_name', 'n.id as ns_id', 'n.name as ns_name'])
  const own = await all
    .$if('nameserverId' in where, (query) => query.where('s.nameserver_id', '=', (where as { nameserverId: string }).nameserverId))
    .$if('tsigId' in where, (query) => query.where('s.tsig_key_id', '=', (where as { tsigId: string }).tsigId))
    .$if('useId' in where, (query) => query.where('s.id', '=', (where as { useId: string }).useId))
    .orderBy('t.name').orderBy('n.name').orderBy('s.zone').orderBy('s.purpose').execute()
  const keyIds = [...new Set(own.map(({ tsig_id: id }) => id))]
  if (keyIds.length === 0) return []
  const others = await all.where('s.tsig_key_id', 'in', keyIds).where('s.purpose', 'in', Object.values(otherEnd)).orderBy('n.name').execute()
  const latest = db.selectFrom('tsig_checks as c').select(({ fn }) => fn.max('c.id').as('id')).where('c.tsig_key_id', 'in', keyIds)
    .groupBy(['c.tsig_key_id', 'c.nameserver_id', 'c.zone'])
  const checks = await db.selectFrom('tsig_checks').select(['tsig_key_id', 'nameserver_id', 'zone', 'verdict', 'enforced', 'checked_at'])
    .where('id', 'in', latest).execute()
  const placeOf = (key: string, nameserver: string, zone: string) => `${key} ${nameserver} ${zone}`
  const ends = Map.groupBy(others, ({ tsig_id: key, purpose }) => `${key} ${purpose}`)
  const checked = new Map(checks.map((one) => [placeOf(one.tsig_key_id, one.nameserver_id, one.zone), one]))
  const lastHere = new Map<string, (typeof checks)[number]>()
  for (const one of checks.toSorted((a, b) => a.checked_at - b.checked_at)) lastHere.set(placeOf(one.tsig_key_id, one.nameserver_id, ''), one)
  return own.map((use) => {
    const end = otherEnd[use.purpose as keyof typeof otherEnd] as string | undefined
    const there = (ends.get(`${use.tsig_id} ${end}`) ?? []).filter((other) => other.ns_id !== use.ns_id && meets(use.zone, other.zone))
    const peers = [...new Map(there.map(({ ns_id: id, ns_name: name }) => [id, { id, name }])).values()]
    // A check of all zones asked for one of them: the last of this key here counts then.
    const check = (use.zone === '' ? lastHere : checked).get(placeOf(use.tsig_id, use.ns_id, use.zone))
    return {
      id: use.id, tsigId: use.tsig_id, tsigName: use.tsig_name, nameserverId: use.ns_id, nameserverName: use.ns_name, zone: use.zone || null,
      purpose: use.purpose, peers: peers.slice(0, peersShown), peerCount: peers.length,
      createdAt: iso(use.created_at),
      lastCheck: check
        ? { verdict: check.verdict as TsigVerdict, enforced: check.enforced === null ? null : check.enforced === 1, at: iso(check.checked_at) }
        : null,
    }
  })
}
