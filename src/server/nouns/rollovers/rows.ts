import { sql, type Selectable } from 'kysely'
import { fileEtag } from '#contract/nameserver-delivery.ts'
import type { Rollover, RolloverRow as Shown } from '#contract/rollovers.ts'
import { rolloverSteps } from '#contract/rollovers.ts'
import type { AuditFact } from '../../audit/entry.ts'
import type { Database, Tx } from '../../db/store.ts'
import type { RolloverTable } from '../../db/tables-of-dns.ts'
import { iso } from '../../time.ts'
import { awaitedIn, noMarks, proofOf, type Marks, type Plan, type Proofs, type ServerNow } from './plan.ts'

export type RolloverRow = Selectable<RolloverTable>

/** With what is shown of its keys: they may have been deleted since. */
export const rolloverRows = (db: Database | Tx) =>
  db.selectFrom('rollovers as r')
    .leftJoin('tsig_keys as o', 'o.id', 'r.old_key_id')
    .leftJoin('tsig_keys as n', 'n.id', 'r.new_key_id')
    .selectAll('r')
    .select(['o.fingerprint as old_fingerprint', 'o.created_at as old_created_at', 'n.fingerprint as new_fingerprint', 'n.created_at as new_created_at'])

type WithKeys = RolloverRow & {
  old_fingerprint: string | null
  old_created_at: number | null
  new_fingerprint: string | null
  new_created_at: number | null
}

export const rolloverExpressions = {
  id: sql.ref('r.id'), 'oldKey.name': sql.ref('r.old_name'), 'newKey.name': sql.ref('r.new_name'), 'newKey.algorithm': sql.ref('r.algorithm'),
  state: sql.ref('r.state'), step: sql.ref('r.step'), startedBy: sql.ref('r.started_by'), startedAt: sql.ref('r.started_at'),
  updatedAt: sql.ref('r.updated_at'), finishedAt: sql.ref('r.finished_at'),
}

const orNull = (at: number | null) => (at === null ? null : iso(at))

export const toRolloverRow = (row: WithKeys): Shown => ({
  id: row.id,
  oldKey: { id: row.old_key_id, name: row.old_name, algorithm: row.old_algorithm, fingerprint: row.old_fingerprint, createdAt: orNull(row.old_created_at) },
  newKey: { id: row.new_key_id, name: row.new_name, algorithm: row.algorithm, fingerprint: row.new_fingerprint, createdAt: orNull(row.new_created_at) },
  state: row.state,
  step: row.step,
  automatic: row.automatic === 1,
  fault: row.fault,
  startedBy: row.started_by,
  startedAt: iso(row.started_at),
  updatedAt: iso(row.updated_at),
  finishedAt: orNull(row.finished_at),
})

export const planOf = (row: Pick<RolloverRow, 'plan'>) => JSON.parse(row.plan) as Plan
export const proofsOf = (row: Pick<RolloverRow, 'proofs'>) => JSON.parse(row.proofs) as Proofs

/** The nameservers of a plan as they are now. */
export async function serversOf(db: Database | Tx, { uses }: Plan): Promise<Map<string, ServerNow>> {
  const ids = [...new Set(uses.map(({ nameserverId }) => nameserverId))]
  const rows = ids.length === 0 ? [] : await db.selectFrom('nameservers').selectAll().where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, {
    id: row.id, name: row.name, way: row.way, wanted: row.wanted, running: row.running, outcome: row.outcome, outcomeOf: row.outcome_of,
    outcomeAt: row.outcome_at, detail: row.outcome_detail, etag: fileEtag(row.wanted, row.wanted_digest),
  }]))
}

/** A rollover with its steps, what is proved of each server, and what happened. */
export async function shownRollover(db: Database | Tx, id: string): Promise<{ body: Rollover; version: number } | undefined> {
  const row = await rolloverRows(db).where('r.id', '=', id).executeTakeFirst()
  if (!row) return undefined
  const plan = planOf(row)
  const proofs = proofsOf(row)
  const servers = await serversOf(db, plan)
  const events = await db.selectFrom('rollover_events').selectAll().where('rollover_id', '=', id).orderBy('number', 'desc').limit(500).execute()
  const stateOf = (number: number, marks: Marks) =>
    marks.doneAt !== undefined ? 'done' : number === row.step && (row.state === 'running' || row.state === 'paused') ? 'under-way' : 'not-yet'
  const body: Rollover = {
    ...toRolloverRow(row),
    steps: Array.from({ length: rolloverSteps }, (_, index) => {
      const number = index + 1
      const marks = proofs[number] ?? noMarks
      const state = stateOf(number, marks)
      return {
        number, state, doneAt: marks.doneAt === undefined ? null : iso(marks.doneAt),
        proofs: awaitedIn(number, plan, state === 'not-yet' ? { ...marks, notified: true } : marks).flatMap((awaited) => {
          const server = servers.get(awaited.use.nameserverId)
          if (!server) return []
          const proof = proofOf(number, awaited, marks, server, iso)
          return [state === 'not-yet' ? { ...proof, state: 'not-yet' as const, fault: null, newVerdict: null, oldVerdict: null, at: null } : proof]
        }),
      }
    }),
    servers: servers.size,
    byThemselves: [...servers.values()].filter(({ way }) => way !== 'by-hand').length,
    zones: new Set(plan.uses.flatMap(({ zone }) => zone || [])).size,
    events: events.map(({ at, who, what, detail }) => ({ at: iso(at), who, what, detail: JSON.parse(detail) as Record<string, unknown> })),
  }
  return { body, version: row.version }
}

/** Writes down what happened, after what happened before. */
export async function tell(
  tx: Tx,
  row: Pick<RolloverRow, 'id'>,
  at: number,
  who: string | null,
  what: string,
  detail: Record<string, unknown> = {},
): Promise<void> {
  const { last } = await tx
    .selectFrom('rollover_events')
    .select(({ fn }) => fn.max<number | null>('number').as('last'))
    .where('rollover_id', '=', row.id)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('rollover_events')
    .values({ rollover_id: row.id, number: (last ?? 0) + 1, at, who, what, detail: JSON.stringify(detail) })
    .execute()
}

export const rolloverFact = (row: Pick<RolloverRow, 'id' | 'old_name'>, detail: Record<string, unknown> = {}): AuditFact => ({
  object: { kind: 'rollover', id: row.id, name: row.old_name }, detail,
})
