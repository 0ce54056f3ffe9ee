import type { AuditEvent } from '#contract/audit.ts'
import { runsOf } from '#contract/runs.ts'
import type { Sort } from '../../table/column.ts'

/** What rows of the table stand for, newest first, where that is more than one. */
const runs = new WeakMap<AuditEvent, readonly AuditEvent[]>()

/** All rows that this one stands for: itself, or a run of the same. */
export const rowsOf = (event: AuditEvent): readonly AuditEvent[] => runs.get(event) ?? [event]

/** `row 41`, `rows 12 to 41`. */
export function rowWords(event: AuditEvent): string {
  const seqs = rowsOf(event).map(({ seq }) => seq)
  return seqs.length === 1 ? `row ${event.seq}` : `rows ${Math.min(...seqs)} to ${Math.max(...seqs)}`
}

/** How often in a row. */
export const timesOf = (event: AuditEvent): number => rowsOf(event).length

/** What all of a run have alike; `Several` where they have not. */
export function sameOf(event: AuditEvent, read: (event: AuditEvent) => string): string {
  const [first = '', ...others] = rowsOf(event).map(read)
  return others.every((text) => text === first) ? first : 'Several'
}

/**
 * Runs as one row each, as Recent activity has them: by the same person, from the same place, with the same outcome. In the order of time
 * only: in another one, neighbours are no piece of work. Sessions are none either: each begin and each refusal of one is read by itself.
 */
export function foldRows(rows: readonly AuditEvent[], sort: Sort): readonly AuditEvent[] {
  if (sort.id !== 'time' && sort.id !== 'seq') return rows
  return runsOf(rows, ({ actor, action, object, outcome, address, credential, time, seq }) => ({
    same: [actor.id ?? '', actor.name, action, object.kind, outcome, address, credential, action.startsWith('session.') ? String(seq) : ''], at: time,
  })).map((run) => {
    if (run.length === 1) return run[0]
    const folded = { ...run[0] }
    runs.set(folded, run)
    return folded
  })
}
