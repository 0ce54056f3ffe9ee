import { useEffect, useRef, useState } from 'react'
import { getAuditState, verifyAudit } from '#contract/calls.ts'
import type { AuditVerdict } from '#contract/audit.ts'
import { call } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'

export type Verification =
  | { state: 'none' }
  /** `through`: the row it has come to, of `last`; both once the first part is there. */
  | { state: 'running'; through?: number; last?: number }
  | { state: 'done'; verdict: AuditVerdict }
  | { state: 'stopped'; verdict: AuditVerdict | undefined }
  | { state: 'failed'; error: unknown }

/** Rows of one part: a second or so, after which one sees how far it is and can leave. */
const part = '20000'
/** A part is soon walked; a busy server takes its time. */
const patience = 60_000

/** **Verify**: one walk at a time, part by part; it ends with **Cancel**, and when the page is left. */
export function useVerification(): { verification: Verification; start: () => void; cancel: () => void } {
  const [verification, set] = useState<Verification>({ state: 'none' })
  const leaving = useRef<AbortController>(undefined)
  useEffect(() => () => leaving.current?.abort(), [])

  async function start() {
    if (verification.state === 'running') return
    const { signal } = leaving.current = new AbortController()
    set({ state: 'running' })
    let verdict: AuditVerdict | undefined
    try {
      do {
        const after: string | null | undefined = verdict?.next
        verdict = await call(verifyAudit, { query: { rows: part, ...(after === undefined || after === null ? {} : { after }) }, signal, patience })
        if (verdict.next !== null) set({ state: 'running', through: verdict.through, last: verdict.last })
      } while (verdict.next !== null)
      set({ state: 'done', verdict })
    } catch (error) {
      if (!signal.aborted) set({ state: 'failed', error })
      else if (signal.reason === cancelled) set({ state: 'stopped', verdict })
    }
    // What it found is on record now, and over every page of an administrator.
    if (verdict && !verdict.holds) await makeStale(getAuditState)
  }
  return { verification, start: () => void start(), cancel: () => leaving.current?.abort(cancelled) }
}

const cancelled = new DOMException('Cancelled by the person who began it.', 'AbortError')
