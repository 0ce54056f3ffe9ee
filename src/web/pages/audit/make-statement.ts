import { useEffect, useRef, useState } from 'react'
import type { AuditStatement, StatementPart } from '#contract/audit-statement.ts'
import type { z } from '#contract/zod.ts'
import { makeStatement } from '#contract/calls-of-administration.ts'
import { getAuditState } from '#contract/calls.ts'
import { call } from '../../client/call.ts'
import { makeStale } from '../../client/query-client.ts'

export type Making =
  /** `through`: the row that the walk has come to, of `last`; both once the first part is there. */
  | { state: 'running'; through?: number; last?: number }
  | { state: 'made'; statement: AuditStatement }
  | { state: 'stopped' }
  | { state: 'failed'; error: unknown }

/** Rows of one part: a second or so. */
const part = '20000'
/** What comes last counts all keys and looks through the period. */
const patience = 120_000

/** Makes one for each period that it is given, and again on `start`; it ends with **Cancel**, and when the page is left. */
export function useStatement(from: string, to: string): { making: Making; start: () => void; cancel: () => void } {
  const [making, set] = useState<Making>({ state: 'running' })
  const [times, setTimes] = useState(0)
  const running = useRef<AbortController>(undefined)

  useEffect(() => {
    const leaving = running.current = new AbortController()
    const { signal } = leaving
    async function run() {
      set({ state: 'running' })
      try {
        let after: string | null = null
        for (;;) {
          const made: z.infer<typeof StatementPart> = await call(makeStatement, {
            query: { from, to, rows: part, ...(after === null ? {} : { after }) }, signal, patience,
          })
          if (made.statement) {
            set({ state: 'made', statement: made.statement })
            if (!made.statement.chain.holds) await makeStale(getAuditState)
            return
          }
          set({ state: 'running', through: made.through, last: made.last })
          after = made.next
        }
      } catch (error) {
        if (!signal.aborted) set({ state: 'failed', error })
        else if (signal.reason === cancelled) set({ state: 'stopped' })
      }
    }
    void run()
    return () => leaving.abort()
  }, [from, to, times])

  return { making, start: () => setTimes(times + 1), cancel: () => running.current?.abort(cancelled) }
}

const cancelled = new DOMException('Cancelled by the person who began it.', 'AbortError')
