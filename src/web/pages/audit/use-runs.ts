import { useCallback, useRef, useState } from 'react'
import type { AuditEvent } from '#contract/audit.ts'
import type { Sort } from '../../table/column.ts'
import type { Shown } from '../../table/use-rows.ts'
import { type Around, foldRows } from './runs.ts'

/** As far over a page's edges is looked: it divides each size of a page, and a run has fewer before it is one. */
const edge = 5

/** Runs as one row each. Those that go on over the page's edge are told as such once the rows there are read. */
export function useRuns() {
  const [read, setRead] = useState<Around & { of: readonly AuditEvent[] }>()
  const latest = useRef<readonly AuditEvent[]>(undefined)
  const onShown = useCallback(({ rows, page, total = 0, busy, some }: Shown<AuditEvent>, size: number) => {
    const [from, to] = [(page - 1) * size, page * size]
    latest.current = rows
    if (rows === undefined || busy || (from === 0 && to >= total)) return
    // What cannot be read leaves the page's own rows, as they are.
    const look = async (at: number, there: boolean) => (there ? some(at, edge).catch(() => []) : [])
    void Promise.all([look(from - edge, from > 0), look(to, to < total)]).then(([before, after]) => {
      if (latest.current === rows) setRead({ of: rows, before, after })
    })
  }, [])
  const fold = useCallback((rows: readonly AuditEvent[], sort: Sort) => foldRows(rows, sort, read?.of === rows ? read : undefined), [read])
  return { fold, onShown }
}
