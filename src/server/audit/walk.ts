import { beginning, breakAction, changed, goesOnFrom, missing, type Chain, type End } from './chain.ts'
import type { AuditTable } from '../db/tables.ts'
import { iso } from '../time.ts'

/** A place where a trail does not hold: the number of the first row that cannot be relied on, and what is wrong. */
export interface Break {
  at: number
  why: string
}

/** How far a walk is: plain data, so that it can be put down and taken up again. */
export interface Walked extends End {
  /** Rows that hold, from the first one to the first break. */
  rows: number
  /** Times of the first and the last of them. */
  from: number | null
  to: number | null
  /** The first of them; `broken` is how many there are. */
  breaks: Break[]
  broken: number
}

/** Breaks that are named; the others are counted. */
export const named = 20

export const walkBegins = (): Walked => ({ ...beginning, rows: 0, from: null, to: null, breaks: [], broken: 0 })

/**
 * Walks a trail row by row: every row hangs on the one before it. It goes on after a break, from the row as it stands, so that
 * one edit is one break and not the end of the walk.
 */
export function createWalk(chain: Chain, walked: Walked) {
  function broken(at: number, why: string): void {
    // Two things wrong with one row are one break: the first says more.
    if (walked.breaks.some((known) => known.at === at)) return
    walked.broken++
    if (walked.breaks.length < named) walked.breaks.push({ at, why })
  }

  /** A row by which the server says that it found a break, before this walk did. */
  function told(row: AuditTable): void {
    const at = Number(row.object_id)
    const known = walked.breaks.find((found) => found.at === at)
    const why = `${reasonOf(row.detail)} The server noticed it on ${iso(row.time)} (row ${row.seq}).`
    if (known) known.why = why
    else broken(at, why)
  }

  return {
    walked,
    broken,
    /** Goes on behind the rows that are in an archive. */
    jump({ seq, hash }: End): void {
      walked.seq = seq
      walked.hash = hash
    },
    row(row: AuditTable): void {
      const { hash, ...facts } = row
      const from = goesOnFrom(facts)
      const follows = row.seq === walked.seq + 1
      const resumes = from !== undefined && chain.next(from.hash, facts) === hash
      const hangs = follows && chain.next(walked.hash, facts) === hash
      // What stands behind a gap hangs on a row that is not there: only where the server itself went on from can be known.
      if (!follows)
        broken(
          walked.seq + 1,
          row.seq > walked.seq
            ? missing(walked.seq + 1, row.seq - 1)
            : row.seq === walked.seq
              ? `Row ${row.seq} is there twice.`
              : `Row ${row.seq} stands behind row ${walked.seq}.`,
        )
      else if (!hangs && !resumes) broken(row.seq, changed(row.seq))
      if (row.action === breakAction && (hangs || resumes)) told(row)
      if (walked.broken === 0) {
        walked.rows++
        walked.from ??= row.time
        walked.to = row.time
      }
      walked.seq = Math.max(walked.seq, row.seq)
      walked.hash = hash
    },
    /** The end, against the sealed one. `begun`: has anybody done anything yet? Then there is a trail. */
    end(sealed: string | null, begun: boolean): void {
      const head = chain.readHead(sealed)
      if (head?.seq === walked.seq && head.hash === walked.hash && (head.seq > 0 || !begun)) return
      if (sealed === null && walked.seq === 0 && !begun) return
      broken(walked.seq + 1, sealed === null ? 'The sealed end of the trail is missing.' : head === undefined ? 'The sealed end of the trail was changed.'
        : `The trail ends at row ${walked.seq}, but that is not where it was last written: its tail was cut.`)
    },
  }
}

/** What a row that tells of a break says. Of any text: somebody may have changed the row. */
export function reasonOf(detail: string): string {
  try {
    const { why } = JSON.parse(detail) as { why?: unknown }
    if (typeof why === 'string') return why
  } catch {
    // Then it says nothing.
  }
  return 'The trail was broken.'
}
