import { checksShown, listChecksOfNameserver, listTsigChecks, runTsigCheck, type KeptTsigCheck, type TsigCheck } from '#contract/tsig-checks.ts'
import type { RecordAct } from '../../audit/entry.ts'
import type { Clock } from '../../clock.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { fail, notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { day, iso } from '../../time.ts'
import { checkFact, keptDays, type Heard, type TsigChecker } from './asking.ts'

export interface TsigCheckParts {
  store: Store
  clock: Clock
  checker: TsigChecker
  record: RecordAct
}

/** Checks a minute that one person may begin: each asks somebody else's server several times. */
const aMinute = 30

export const removeOldChecks = (tx: Tx, now: number, most: number) =>
  tx.deleteFrom('tsig_checks')
    .where('id', 'in', tx.selectFrom('tsig_checks').select('id').where('checked_at', '<', now - keptDays * day).limit(most)).executeTakeFirst()

/** Checks of TSIG keys at nameservers, and their history. */
export function tsigChecks({ store, clock, checker, record }: TsigCheckParts): Route[] {
  const begun = new Map<string, number[]>()
  function requireRoom(userId: string): void {
    const now = clock.now()
    const recent = (begun.get(userId) ?? []).filter((at) => at > now - 60_000)
    if (recent.length >= aMinute) {
      const wait = Math.ceil((recent[0]! + 60_000 - now) / 1000)
      fail('too-many-requests', `At most ${aMinute} checks a minute.`, [], { 'Retry-After': String(Math.max(1, wait)) })
    }
    for (const [id, times] of begun) if (times.at(-1)! <= now - 60_000) begun.delete(id)
    begun.set(userId, [...recent, now])
  }

  const kept = async (db: Database | Tx, where: { tsigId: string } | { nameserverId: string }): Promise<KeptTsigCheck[]> => {
    const rows = await db
      .selectFrom('tsig_checks as c')
      .innerJoin('tsig_keys as t', 't.id', 'c.tsig_key_id')
      .innerJoin('nameservers as n', 'n.id', 'c.nameserver_id')
      .select(['c.id', 'c.zone', 'c.detail', 'c.checked_at', 'c.checked_by', 'c.worse'])
      .select(['t.id as tsig_id', 't.name as tsig_name', 'n.id as ns_id', 'n.name as ns_name'])
      .$if('tsigId' in where, (query) => query.where('c.tsig_key_id', '=', (where as { tsigId: string }).tsigId))
      .$if('nameserverId' in where, (query) => query.where('c.nameserver_id', '=', (where as { nameserverId: string }).nameserverId))
      .orderBy('c.id', 'desc')
      .limit(checksShown)
      .execute()
    return rows.map((row) => ({
      ...(JSON.parse(row.detail) as TsigCheck), id: row.id, tsigId: row.tsig_id, tsigName: row.tsig_name, nameserverId: row.ns_id, nameserverName: row.ns_name,
      zone: row.zone, at: iso(row.checked_at), by: row.checked_by, worse: row.worse === 1,
    }))
  }

  const factsOf = (heard: Heard, worsened: boolean) => [
    checkFact(heard), ...(worsened ? [{ ...checkFact(heard), action: 'tsig-check.worsened' as const }] : []),
  ]

  return [
    change(runTsigCheck, async ({ actor }, tx, heard: Heard) => {
      const { id, at, worse, worsened } = await checker.keep(tx, heard, actor.user.name)
      const { key, nameserver, zone, check } = heard
      return {
        body: {
          ...check,
          id,
          tsigId: key.id,
          tsigName: key.name,
          nameserverId: nameserver.id,
          nameserverName: nameserver.name,
          zone,
          at: iso(at),
          by: actor.user.name,
          worse,
        },
        audit: factsOf(heard, worsened),
      }
    }, async (call) => {
      const { params, body, actor, request } = call
      requireRoom(actor.user.id)
      return checker.run({
        tsigId: params.tsigId, nameserverId: body.nameserverId, zone: body.zone ?? '', transport: body.transport, transfer: body.transfer, update: body.update,
        enforce: body.enforce,
      }, request.signal, async (tx, heard) => {
        const { worsened } = await checker.keep(tx, heard, actor.user.name)
        for (const fact of factsOf(heard, worsened)) await record(tx, call, fact)
      })
    }),

    read(listTsigChecks, async ({ params }) => {
      const key = await store.db.selectFrom('tsig_keys').select('id').where('id', '=', params.tsigId).executeTakeFirst()
      return key ? { body: { data: await kept(store.db, { tsigId: params.tsigId }) } } : notFound()
    }),

    read(listChecksOfNameserver, async ({ params }) => {
      const server = await store.db.selectFrom('nameservers').select('id').where('id', '=', params.nameserverId).executeTakeFirst()
      return server ? { body: { data: await kept(store.db, { nameserverId: params.nameserverId }) } } : notFound()
    }),
  ]
}
