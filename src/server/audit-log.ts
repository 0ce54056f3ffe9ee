import { sql } from 'kysely'
import { auditColumns, exportAudit, listAudit, verifyAudit, type AuditEvent } from '#contract/audit.ts'
import { FilterError, parseFilter } from '#contract/filter.ts'
import { entryOf, type Audit } from './audit.ts'
import { streamOf } from './bytes.ts'
import { csvLine } from '#contract/csv.ts'
import type { Database, Store } from './db/store.ts'
import type { AuditTable } from './db/tables.ts'
import { filterCondition } from './list-sql.ts'
import { listPage } from './list.ts'
import { fail } from './problem.ts'
import { act, read, type Route } from './route.ts'
import { iso, isoOrNull } from './time.ts'
import { turn } from './turn.ts'

/** Rows looked at while everybody else waits, some five milliseconds. Counted in rows of the trail and not of the export, of which a filter may let through none. */
const slice = 250

const expressions = {
  time: sql.ref('a.time'), 'actor.name': sql.ref('a.actor_name'), 'actor.id': sql.ref('a.actor_id'), action: sql.ref('a.action'), 'object.name': sql.ref('a.object_name'),
  'object.kind': sql.ref('a.object_kind'), 'object.id': sql.ref('a.object_id'), outcome: sql.ref('a.outcome'), address: sql.ref('a.address'), credential: sql.ref('a.credential'), requestId: sql.ref('a.request_id'),
}
const rows = (db: Database) => db.selectFrom('audit as a').selectAll('a')

const toEvent = (row: AuditTable): AuditEvent => ({
  seq: row.seq,
  time: iso(row.time),
  actor: { id: row.actor_id, name: row.actor_name },
  credential: row.credential,
  address: row.address,
  action: row.action,
  object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
  outcome: row.outcome,
  detail: JSON.parse(row.detail) as Record<string, unknown>,
  requestId: row.request_id,
})

const csvHead = ['seq', 'time', 'actor', 'action', 'object kind', 'object id', 'object', 'outcome', 'address', 'credential', 'detail', 'request id', 'hash']
const csvRow = (row: AuditTable) => [row.seq, iso(row.time), row.actor_name, row.action, row.object_kind, row.object_id, row.object_name, row.outcome, row.address, row.credential, row.detail, row.request_id, row.hash]

function conditionOf(text: string | undefined) {
  try {
    return filterCondition(parseFilter(text ?? '', auditColumns), auditColumns, expressions)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return fail('invalid-filter', error.message, [{ field: 'filter', pointer: '', message: error.message }])
  }
}

export function auditLog({ store, audit, sign }: { store: Store; audit: Audit; sign: (text: string) => string }): Route[] {
  /** Every matching row, oldest first, a slice at a time; at the end of NDJSON the sealed head, so that a cut file shows. */
  async function* lines(format: 'csv' | 'ndjson', condition: ReturnType<typeof conditionOf>): AsyncGenerator<string> {
    if (format === 'csv') yield csvLine(csvHead)
    // The head first: rows written while this runs are not part of the export, and must not make it look cut.
    const head = await audit.head()
    for (let seq = 0; seq < head.seq;) {
      await turn()
      const { to } = await store.db.selectFrom((inner) => inner.selectFrom('audit').select('seq').where('seq', '>', seq).where('seq', '<=', head.seq).orderBy('seq').limit(slice).as('a'))
        .select(({ fn }) => fn.max('a.seq').as('to')).executeTakeFirstOrThrow()
      if (to === null) break
      const found = await rows(store.db).where(condition).where('a.seq', '>', seq).where('a.seq', '<=', to).orderBy('a.seq').execute()
      if (found.length > 0) yield found.map((row) => (format === 'csv' ? csvLine(csvRow(row)) : `${JSON.stringify({ ...toEvent(row), hash: row.hash })}\n`)).join('')
      seq = to
    }
    if (format === 'ndjson') yield `${JSON.stringify({ head: head.sealed })}\n`
  }

  return [
    read(listAudit, async ({ actor, query }) => {
      const { rows: found, ...page } = await listPage({
        db: store.db, select: rows(store.db), columns: auditColumns, expressions, id: sql.ref('a.seq'), query, sort: '-time', scope: `audit|${actor.user.id}`, sign,
      })
      return { body: { data: found.map(toEvent), ...page } }
    }),

    read(verifyAudit, async () => {
      const verdict = await audit.verify()
      return {
        body: verdict.holds
          ? { holds: true, rows: verdict.rows, from: isoOrNull(verdict.from), to: isoOrNull(verdict.to), brokenAt: null, why: null }
          : { holds: false, rows: verdict.rows, from: null, to: null, brokenAt: verdict.brokenAt, why: verdict.why },
      }
    }),

    act(exportAudit, async (call) => {
      const { format, filter } = call.query
      const condition = conditionOf(filter)
      await store.write((tx) => audit.append(tx, entryOf(call, { object: { kind: 'audit', id: '', name: format }, detail: { filter: filter ?? '' } }, 'done')))
      const source = lines(format, condition)
      return { file: { body: streamOf(source), type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson', fileName: `countersign-audit.${format}` } }
    }),
  ]
}
