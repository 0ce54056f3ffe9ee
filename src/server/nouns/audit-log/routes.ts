import { sql } from 'kysely'
import { auditColumns, exportAudit, getAuditState, listAudit, verifyAudit } from '#contract/audit.ts'
import { FilterError, parseFilter } from '#contract/filter.ts'
import { largest, readableTime } from '../../audit/ends.ts'
import { eventOf } from '../../audit/file.ts'
import type { Audit } from '../../audit/audit.ts'
import { entryOf } from '../../audit/entry.ts'
import type { Walked } from '../../audit/walk.ts'
import { base64url, fromBase64url, fromUtf8, utf8 } from '../../bytes.ts'
import { csvLine } from '#contract/csv.ts'
import type { Database, Store } from '../../db/store.ts'
import type { AuditTable } from '../../db/tables.ts'
import { filterCondition } from '../../list/sql.ts'
import { pieceMost, whenWritten } from '../../http/json-pieces.ts'
import { listPage } from '../../list/list.ts'
import { fail } from '../../problem.ts'
import { statements, type StatementParts } from './statement.ts'
import { act, read, type Route } from '../../pipeline/route.ts'
import { iso, isoOrNull, lastInstant } from '../../time.ts'
import { pass, turn } from '../../turn.ts'

/**
 * Rows looked at while everybody else waits, some five milliseconds. Counted in rows of the trail and not of the export, of
 * which a filter may let through none.
 */
const slice = 250
/** Rows of one part of a walk, where nobody says how many: some half a second. */
const part = 20_000

const expressions = {
  time: sql.ref('a.time'), 'actor.name': sql.ref('a.actor_name'), 'actor.id': sql.ref('a.actor_id'), action: sql.ref('a.action'),
  'object.name': sql.ref('a.object_name'),
  'object.kind': sql.ref('a.object_kind'), 'object.id': sql.ref('a.object_id'), outcome: sql.ref('a.outcome'), address: sql.ref('a.address'),
  credential: sql.ref('a.credential'), requestId: sql.ref('a.request_id'),
}
/**
 * Whatever somebody has made of a row, it is read: the page has to open, and the export to end, on the day that they are needed. The
 * plus keeps these bounds from SQLite's planner, which takes the first bound of a column it sees: an export then read the trail from
 * its first row for each slice.
 */
const rows = (db: Database) =>
  db
    .selectFrom('audit as a')
    .select([
      'a.seq',
      'a.actor_id',
      'a.actor_name',
      'a.credential',
      'a.address',
      'a.action',
      'a.object_kind',
      'a.object_id',
      'a.object_name',
      'a.outcome',
      'a.detail',
      'a.request_id',
      'a.hash',
      readableTime.as('time'),
    ])
    .where(sql<boolean>`+a.seq BETWEEN ${sql.lit(-largest)} AND ${sql.lit(largest)}`)

const csvHead = ['seq', 'time', 'actor', 'action', 'object kind', 'object id', 'object', 'outcome', 'address', 'credential', 'detail', 'request id', 'hash']
const csvRow = (row: AuditTable) => [
  row.seq,
  iso(row.time),
  row.actor_name,
  row.action,
  row.object_kind,
  row.object_id,
  row.object_name,
  row.outcome,
  row.address,
  row.credential,
  row.detail,
  row.request_id,
  row.hash,
]

function conditionOf(text: string | undefined, zone?: string) {
  try {
    return filterCondition(parseFilter(text ?? '', auditColumns), auditColumns, expressions, zone)
  } catch (error) {
    if (!(error instanceof FilterError)) throw error
    return fail('invalid-filter', error.message, [{ field: 'filter', pointer: '', message: error.message }])
  }
}

export interface AuditLogParts extends Pick<StatementParts, 'keys' | 'origin'> {
  store: Store
  audit: Audit
  sign: (text: string) => string
}

export function auditLog({ store, audit, sign, keys, origin }: AuditLogParts): Route[] {
  /** Every matching row, oldest first, a slice at a time; at the end of NDJSON the sealed head, so that a cut file shows. */
  async function* lines(format: 'csv' | 'ndjson', condition: ReturnType<typeof conditionOf>): AsyncGenerator<string> {
    if (format === 'csv') yield csvLine(csvHead)
    // The head first: rows written while this runs are not part of the export, and must not make it look cut.
    const head = await audit.head()
    const base = await audit.base()
    if (format === 'ndjson' && base) yield `${JSON.stringify({ base: base.sealed })}\n`
    for (let seq = base?.seq ?? 0; seq < head.seq;) {
      await turn()
      const to = Math.min(head.seq, (await audit.slice(seq, slice)).to ?? head.seq)
      const found = await rows(store.db).where(condition).where('a.seq', '>', seq).where('a.seq', '<=', to).orderBy('a.seq').execute()
      let piece = ''
      for (const row of found) {
        await pass()
        piece += format === 'csv' ? csvLine(csvRow(row)) : `${JSON.stringify({ ...eventOf(row), hash: row.hash })}\n`
        if (piece.length < pieceMost) continue
        yield piece
        piece = ''
      }
      if (piece !== '') yield piece
      seq = to
    }
    if (format === 'ndjson') yield `${JSON.stringify({ head: head.sealed })}\n`
  }

  const mac = (payload: string) => sign(JSON.stringify(['audit-walk', payload]))
  /** A walk put down, sealed: a made-up one would tell of breaks that there are none of, in the trail and for ever. */
  const cursorOf = ({ seq, hash, rows: sound, from, to, breaks, broken }: Walked) => {
    const payload = base64url(utf8(JSON.stringify({ seq, hash, rows: sound, from, to, breaks, broken } satisfies Walked)))
    return `${payload}.${mac(payload)}`
  }
  function walkOf(cursor: string): Walked {
    const [payload = '', given] = cursor.split('.')
    if (given !== mac(payload))
      fail('invalid-cursor', 'This is no cursor of a walk through the audit log. Begin anew.', [{ field: 'after', pointer: '', message: 'Begin anew.' }])
    return JSON.parse(fromUtf8(fromBase64url(payload))) as Walked
  }

  return [
    read(listAudit, async ({ actor, query, request }) => {
      const { rows: found, ...page } = await listPage({
        // A time that is none cannot be sorted by; the export has the row, and Verify names it.
        store, select: rows(store.db).where(sql<boolean>`+a.time BETWEEN 0 AND ${sql.lit(lastInstant)}`), columns: auditColumns, expressions,
        id: sql.ref('a.seq'), query, request, sort: '-time', scope: `audit|${actor.user.id}`, sign,
      })
      return { body: { data: found.map((row) => whenWritten(() => eventOf(row))), ...page } }
    }),

    act(verifyAudit, async ({ query, request }) => {
      const walk = await audit.verify({
        from: query.after === undefined ? undefined : walkOf(query.after),
        most: query.rows ?? (query.after === undefined ? undefined : part),
        signal: request.signal,
      })
      const { holds, more, last, seq, rows, from, to, breaks, broken } = walk
      const [first] = breaks
      return {
        body: {
          holds, rows, from: isoOrNull(from), to: isoOrNull(to), brokenAt: first?.at ?? null, why: first?.why ?? null, breaks, broken, through: seq, last,
          next: more ? cursorOf(walk) : null,
        },
      }
    }),

    read(getAuditState, async () => {
      const told = await audit.told()
      const archived = await audit.archived()
      return {
        body: {
          broken: Math.max(audit.broken(), told.length), breaks: told.map(({ time, ...rest }) => ({ ...rest, time: iso(time) })),
          archived: archived ? { ...archived, until: iso(archived.until) } : null,
        },
      }
    }),

    act(exportAudit, async (call) => {
      const { format, filter, tz } = call.query
      const condition = conditionOf(filter, tz)
      await store.write((tx) =>
        audit.append(
          tx,
          entryOf(call, { object: { kind: 'audit', id: '', name: format }, detail: { filter: filter ?? '', ...(tz === undefined ? {} : { tz }) } }, 'done'),
        ),
      )
      return {
        file: {
          body: lines(format, condition),
          type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
          fileName: `countersign-audit.${format}`,
        },
      }
    }),

    ...statements({ store, audit, keys, origin, cursorOf, walkOf }),
  ]
}
