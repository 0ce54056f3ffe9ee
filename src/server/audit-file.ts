import { AuditEvent } from '#contract/audit.ts'
import { genesis, type AuditRow, type createChain } from './audit.ts'

/** What an exported log is worth, in a sentence. */
export interface FileVerdict {
  holds: boolean
  said: string
}

const rowOf = (event: AuditEvent): AuditRow => ({
  seq: event.seq, time: Date.parse(event.time), actor_id: event.actor.id, actor_name: event.actor.name, credential: event.credential, address: event.address,
  action: event.action, object_kind: event.object.kind, object_id: event.object.id, object_name: event.object.name, outcome: event.outcome,
  detail: JSON.stringify(event.detail), request_id: event.requestId,
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
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>, chain: ReturnType<typeof createChain>): Promise<FileVerdict> {
  const broken = (said: string): FileVerdict => ({ holds: false, said })
  let seq = 0
  let hash = genesis
  let from = ''
  let to = ''
  let head: unknown
  for await (const line of lines) {
    const entry = read(line)
    if (!entry) return broken(`Line ${seq + 1} is not JSON.`)
    if ('head' in entry) {
      head = entry.head
      continue
    }
    const { hash: given, ...rest } = entry
    const { data: event } = AuditEvent.safeParse(rest)
    if (!event) return broken(`Line ${seq + 1} is not a row of an audit log: it was changed, or another version made the export.`)
    if (event.seq !== seq + 1) return broken(seq === 0 ? 'The export does not begin at row 1: export it without a filter.' : `Row ${seq + 1} is missing.`)
    const next = chain.next(hash, rowOf(event))
    if (next !== given) return broken(`Row ${event.seq} or the one before it was changed.`)
    seq = event.seq
    hash = next
    from ||= event.time
    to = event.time
  }
  if (head === undefined) return broken(`The export has no end: it was cut after row ${seq}.`)
  if (head !== chain.head(seq, hash)) return broken(`The export ends at row ${seq}, but that is not where the trail ended: its tail was cut.`)
  return { holds: true, said: seq === 0 ? 'The chain holds: there are no rows yet.' : `The chain holds: ${seq} rows, from ${from} to ${to}.` }
}
