import { sql } from 'kysely'
import { makeStatement, namedReveals, revealActions, type AuditStatement, type Reveal } from '#contract/audit-statement.ts'
import type { Audit } from '../../audit/audit.ts'
import { entryOf } from '../../audit/entry.ts'
import type { Walked } from '../../audit/walk.ts'
import type { Store } from '../../db/store.ts'
import { fail } from '../../problem.ts'
import { act, type Route } from '../../pipeline/route.ts'
import { iso, isoOrNull } from '../../time.ts'

export interface StatementParts {
  store: Store
  audit: Audit
  /** Keys by risk, of this moment. */
  keys: (now: number, signal: AbortSignal) => Promise<AuditStatement['keys']>
  origin: string
  cursorOf: (walk: Walked) => string
  walkOf: (cursor: string) => Walked
}

/** Rows of one part of the walk, where nobody says how many. */
const part = 20_000

/** A statement for an auditor: the chain is walked first, in parts where the caller likes to see how far it is. */
export function statements({ store, audit, keys, origin, cursorOf, walkOf }: StatementParts): Route[] {
  /** Secrets that were shown in the period. What came behind the walk's end is no part of what is stated. */
  async function revealed(from: number, to: number, end: number): Promise<AuditStatement['reveals']> {
    const rows = () =>
      store.aside
        .selectFrom('audit').where('time', '>=', from).where('time', '<', to).where('action', 'in', revealActions)
        .where(sql<boolean>`+seq BETWEEN 1 AND ${end}`)
    const done = rows().where('outcome', '=', 'done')
    const [total, refused] = [
      await done.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      await rows().where('outcome', 'like', 'denied%').select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
    ]
    const named = await done.select(['seq', 'time', 'actor_id', 'actor_name', 'action', 'object_kind', 'object_id', 'object_name', 'address'])
      .orderBy('seq').limit(namedReveals).execute()
    const listed = named.map((row): Reveal => ({
      seq: row.seq,
      time: iso(row.time),
      actor: { id: row.actor_id, name: row.actor_name },
      action: row.action,
      object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
      address: row.address,
    }))
    return { total: total.count, refused: refused.count, listed }
  }

  return [
    act(makeStatement, async (call) => {
      const { query, request, actor, now } = call
      const [from, to] = [Date.parse(query.from), Date.parse(query.to)]
      const early = { field: 'to', pointer: '', message: 'Give an end that is after the beginning.' }
      if (from >= to) fail('invalid-value', 'The period ends before it begins.', [early])
      const base = await audit.base()
      if (base && from <= base.time) {
        const archived = { field: 'from', pointer: '', message: `Give a beginning after ${iso(base.time)}.` }
        fail('invalid-value', `The rows up to ${iso(base.time)} are in an archive.`, [archived])
      }
      const walk = await audit.verify({
        from: query.after === undefined ? undefined : walkOf(query.after), most: query.rows ?? (query.after === undefined ? undefined : part),
        signal: request.signal,
      })
      const { holds, rows, broken, breaks, seq, hash, last } = walk
      if (walk.more) return { body: { through: seq, last, next: cursorOf(walk), statement: null } }
      const archived = await audit.archived()
      const said = {
        made: iso(now), by: { id: actor.user.id, name: actor.user.name }, origin, version: 1 as const, period: { from: iso(from), to: iso(to) },
        chain: {
          holds, rows, from: isoOrNull(walk.from), to: isoOrNull(walk.to), broken, breaks, end: { row: seq, hash },
          ...(archived && { archived: { ...archived, until: iso(archived.until) } }),
        },
        keys: await keys(now, request.signal),
        reveals: await revealed(from, to, seq),
      }
      const seal = await audit.seal(said)
      request.signal.throwIfAborted()
      // In the trail stands which ones were made: one that is not there was made by nobody here.
      const object = { kind: 'audit', id: '', name: 'statement' }
      await store.write((tx) => audit.append(tx, entryOf(call, { object, detail: { ...said.period, row: seq, seal } }, 'done')))
      return { body: { through: seq, last, next: null, statement: { ...said, seal } } }
    }),
  ]
}
