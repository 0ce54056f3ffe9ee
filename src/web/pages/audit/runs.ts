import type { AuditEvent } from '#contract/audit.ts'
import { runsOf } from '#contract/runs.ts'
import type { Sort } from '../../table/column.ts'

/** What rows of the table stand for, in the table's order, where that is more than one. */
const runs = new WeakMap<AuditEvent, readonly AuditEvent[]>()

/** All rows that this one stands for: itself, or a run of the same. */
export const rowsOf = (event: AuditEvent): readonly AuditEvent[] => runs.get(event) ?? [event]

/** The rows next to a page's first and last, in the page's order; empty where there are none, and where nobody knows. */
export interface Around {
  before: readonly AuditEvent[]
  after: readonly AuditEvent[]
}

/** On which pages beside this one a run goes on. */
const goesOn = new WeakMap<AuditEvent, { before: boolean; after: boolean }>()

/** `more on the next page`, of a run that the page's edge cuts; empty where it is whole. */
export function moreWords(event: AuditEvent): string {
  const { before = false, after = false } = goesOn.get(event) ?? {}
  return before ? `more on the ${after ? 'pages before and after' : 'page before'}` : after ? 'more on the next page' : ''
}

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
 * A run that goes over the page's edge is known by the rows `around` it, and counts those of this page.
 */
export function foldRows(rows: readonly AuditEvent[], sort: Sort, { before, after }: Around = { before: [], after: [] }): readonly AuditEvent[] {
  if (sort.id !== 'time' && sort.id !== 'seq') return rows
  const here = new Set(rows.map(({ seq }) => seq))
  // While they were read, what was here may have moved to the next page.
  const other = (list: readonly AuditEvent[]) => list.filter(({ seq }) => !here.has(seq))
  return runsOf([...other(before), ...rows, ...other(after)], ({ actor, action, object, outcome, address, credential, time, seq }) => ({
    same: [actor.id ?? '', actor.name, action, object.kind, outcome, address, credential, action.startsWith('session.') ? String(seq) : ''], at: time,
  })).flatMap((run) => {
    const own = run.filter(({ seq }) => here.has(seq))
    const [first] = own
    if (first === undefined || run.length === 1) return own
    const folded = { ...first }
    runs.set(folded, own)
    goesOn.set(folded, { before: run[0] !== first, after: run.at(-1) !== own.at(-1) })
    return [folded]
  })
}
