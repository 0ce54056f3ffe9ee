import { useEffect, useMemo, useState } from 'react'
import type { AuditEvent } from '#contract/audit.ts'
import type { Sort } from '../../table/column.ts'
import type { Shown } from '../../table/use-rows.ts'
import { type Around, foldRows } from './runs.ts'

/** As far over a page's edges is looked: it divides each size of a page, and a run has fewer before it is one. */
const edge = 5

/** The page's rows, runs as one row each. Those that go on over its edge are told as such once the rows there are read. */
export function useRuns({ rows, page, total = 0, busy, some }: Shown<AuditEvent>, sort: Sort, size: number): readonly AuditEvent[] | undefined {
  const [read, setRead] = useState<Around & { of: readonly AuditEvent[] }>()
  const [from, to] = [(page - 1) * size, page * size]
  useEffect(() => {
    if (rows === undefined || busy || (from === 0 && to >= total)) return undefined
    let over = false
    // What cannot be read leaves the page's own rows, as they are.
    const look = (at: number, there: boolean) => (there ? some(at, edge).catch(() => []) : [])
    void Promise.all([look(from - edge, from > 0), look(to, to < total)]).then(([before, after]) => {
      if (!over) setRead({ of: rows, before, after })
    })
    return () => {
      over = true
    }
  }, [rows, busy, some, from, to, total])
  return useMemo(() => rows && foldRows(rows, sort, read?.of === rows ? read : undefined), [rows, sort, read])
}
