import { useCallback, useMemo, useRef, useState } from 'react'
import { countSelected, everything, isSelected, keepOnly, nothing, select, type Selection } from './selection.ts'

/** What is selected. A change of what matches (`scope`) lets go of everything: nobody deletes what they do not see any more. */
export function useSelection(scope: string, pageIds: readonly string[], total: number, exists: ((id: string) => boolean) | undefined) {
  const [held, setHeld] = useState<{ scope: string; selection: Selection; exists?: typeof exists }>({ scope, selection: nothing })
  const chosen = held.scope === scope ? held.selection : nothing
  // Chosen from this very list, they are in it: to look each up, a set of all rows there are had to be made.
  const selection = useMemo(() => (exists && exists !== held.exists ? keepOnly(chosen, exists) : chosen), [chosen, exists, held.exists])
  const anchor = useRef<string>(undefined)
  const now = useRef({ scope, pageIds, selection, exists })
  now.current = { scope, pageIds, selection, exists }

  const set = useCallback((next: Selection) => setHeld({ scope: now.current.scope, selection: next, exists: now.current.exists }), [])

  const onSelect = useCallback((id: string, on: boolean, range: boolean) => {
    const { pageIds: ids, selection: before } = now.current
    const [from, to] = [ids.indexOf(anchor.current ?? ''), ids.indexOf(id)]
    const many = range && from >= 0 && to >= 0 ? ids.slice(Math.min(from, to), Math.max(from, to) + 1) : [id]
    anchor.current = id
    set(select(before, many, on))
  }, [set])

  const onPage = useCallback((on: boolean) => set(select(now.current.selection, now.current.pageIds, on)), [set])

  const count = countSelected(selection, total)
  const onThisPage = pageIds.filter((id) => isSelected(selection, id)).length
  const page = onThisPage === 0 ? 'none' : onThisPage === pageIds.length ? 'all' : 'some'

  const rows = useMemo(() => ({ is: (id: string) => isSelected(selection, id), onSelect, page, onPage }) as const, [selection, onSelect, page, onPage])
  return { selection, count, onThisPage, rows, clear: () => set(nothing), all: () => set(everything) }
}
