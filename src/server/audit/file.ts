import { AuditEvent } from '#contract/audit.ts'
import { beginning, type AuditRow, type Chain, type End } from './chain.ts'
import { createWalk, walkBegins, type Walked } from './walk.ts'
import type { AuditTable } from '../db/tables.ts'
import { iso, isoOrNull } from '../time.ts'

/** What an exported log is worth, in a sentence or a few lines. */
export interface FileVerdict {
  holds: boolean
  said: string
  /** Of an export or an archive: behind which row it begins, and with which it ends. */
  begins?: End
  ends?: End
}

const rowOf = (event: AuditEvent): AuditRow => ({
  seq: event.seq, time: Date.parse(event.time), actor_id: event.actor.id, actor_name: event.actor.name, credential: event.credential, address: event.address,
  action: event.action, object_kind: event.object.kind, object_id: event.object.id, object_name: event.object.name, outcome: event.outcome,
  detail: JSON.stringify(event.detail), request_id: event.requestId,
})

/** What a row says besides, whatever somebody has made of it. */
export function detailOf(text: string): Record<string, unknown> {
  try {
    const detail = JSON.parse(text) as unknown
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return detail as Record<string, unknown>
  } catch {
    // As below.
  }
  return { unreadable: text }
}

/** A row as it is told, in lists and exports. */
export const eventOf = (row: AuditTable): AuditEvent => ({
  seq: row.seq,
  time: iso(row.time),
  actor: { id: row.actor_id, name: row.actor_name },
  credential: row.credential,
  address: row.address,
  action: row.action,
  object: { kind: row.object_kind, id: row.object_id, name: row.object_name },
  outcome: row.outcome,
  detail: detailOf(row.detail),
  requestId: row.request_id,
})

/** A line as an object, or `undefined`. */
function read(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Walks the lines of an NDJSON export as the server walks its table: every row hangs on the one before it, and the last line seals the end. */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  chain: Chain,
  /** Is told of each row. */
  seen?: (event: AuditEvent, hash: string) => void,
): Promise<FileVerdict> {
  const walk = createWalk(chain, walkBegins())
  const { walked } = walk
  let number = 0
  let head: unknown
  let end: unknown
  let begins: End = { seq: beginning.seq, hash: beginning.hash }
  for await (const line of lines) {
    number++
    const entry = read(line)
    if (entry && 'base' in entry) {
      const base = number === 1 && typeof entry.base === 'string' ? chain.readBase(entry.base) : undefined
      if (!base) walk.broken(1, `Line ${number} is no beginning that the server sealed.`)
      else walk.jump((begins = { seq: base.seq, hash: base.hash }))
      continue
    }
    // An archive ends where the database begins.
    if (entry && 'end' in entry) {
      end = entry.end
      continue
    }
    if (entry && 'head' in entry) {
      head = entry.head
      continue
    }
    const { hash, ...rest } = entry ?? {}
    const { data: event } = AuditEvent.safeParse(rest)
    if (!entry) walk.broken(walked.seq + 1, `Line ${number} is not JSON.`)
    else if (!event || typeof hash !== 'string')
      walk.broken(walked.seq + 1, `Line ${number} is not a row of an audit log: it was changed, or another version made the export.`)
    else {
      if (number === 1 && event.seq !== 1)
        walk.broken(1, `The export does not begin at row 1, but at row ${event.seq}: export it without a filter, or else the first rows are gone.`)
      seen?.(event, hash)
      walk.row({ ...rowOf(event), hash })
    }
  }
  const archived = typeof end === 'string' ? chain.readBase(end) : undefined
  if (archived && head === undefined) {
    if (archived.seq !== walked.seq || archived.hash !== walked.hash)
      walk.broken(walked.seq + 1, `The archive ends at row ${walked.seq} and not at its sealed end.`)
  } else if (head === undefined) walk.broken(walked.seq + 1, `The export has no end: it was cut after row ${walked.seq}.`)
  else walk.end(typeof head === 'string' ? head : null, true)
  return { holds: walked.broken === 0, said: wordsOf(walked), begins, ends: { seq: walked.seq, hash: walked.hash } }
}

function wordsOf({ broken, breaks, rows, from, to }: Walked): string {
  const sound = rows === 0 ? '' : ` ${rows} ${rows === 1 ? 'row' : 'rows'}, from ${isoOrNull(from)} to ${isoOrNull(to)}`
  if (broken === 0) return sound === '' ? 'The chain holds: there are no rows yet.' : `The chain holds:${sound}.`
  return [
    `The trail is broken in ${broken} ${broken === 1 ? 'place' : 'places'}. ` +
      `${sound === '' ? 'No row before the first of them can be relied on' : `Before the first of them hold${sound}`}.`,
    ...breaks.map(({ at, why }) => `At row ${at}: ${why}`),
    ...(broken > breaks.length ? [`And ${broken - breaks.length} more.`] : []),
  ].join('\n')
}
