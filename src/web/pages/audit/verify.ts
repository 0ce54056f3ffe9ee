import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { type AuditVerdict, verifyAudit } from '#contract/audit.ts'
import { call } from '../../client/call.ts'
import { load } from '../../client/query-client.ts'
import { newestAudit } from './queries.ts'

export type Verification =
  | { state: 'none' }
  /** `rows`: how many there are to walk, once known. `seconds`: for how long it has gone on. */
  | { state: 'running'; rows: number | undefined; seconds: number }
  | { state: 'done'; verdict: AuditVerdict }
  | { state: 'failed'; error: unknown }

/** A long chain takes a while: the server reads every row and computes its hash anew. */
const patience = 10 * 60_000

/** **Verify**: one walk at a time; leaving the page stops waiting for it. */
export function useVerification(): [verification: Verification, start: () => void] {
  const [verification, set] = useState<Verification>({ state: 'none' })
  const leaving = useRef<AbortController>(undefined)
  const running = verification.state === 'running'

  const tick = useEffectEvent(() => {
    if (verification.state === 'running') set({ ...verification, seconds: verification.seconds + 1 })
  })
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => tick(), 1000)
    return () => clearInterval(timer)
  }, [running])
  useEffect(() => () => leaving.current?.abort(), [])

  async function start() {
    if (running) return
    const { signal } = leaving.current = new AbortController()
    set({ state: 'running', rows: undefined, seconds: 0 })
    void load({ ...newestAudit, staleTime: 0 }).then(({ data }) => {
      set((now) => (now.state === 'running' ? { ...now, rows: data[0]?.seq ?? 0 } : now))
    }, () => undefined)
    try {
      set({ state: 'done', verdict: await call(verifyAudit, { signal, patience }) })
    } catch (error) {
      if (!signal.aborted) set({ state: 'failed', error })
    }
  }
  return [verification, () => void start()]
}
