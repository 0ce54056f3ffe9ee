import { type RefObject, useMemo, useState } from 'react'
import { type Arrangement, asUsual, moved, movedTo, pinnedOr, showing, shownIds, sized } from './arrangement.ts'
import type { ColumnsPanelProps } from './columns-panel.tsx'
import { fitting, type HeadCalls, headOf } from './heads.ts'
import type { ListShape, ListState } from './list-state.ts'
import { useStable } from './use-stable.ts'

/**
 * Columns as the person likes them: shown, in another order, wider, pinned. The heads and **Columns** ask for the same things here, and
 * what came of it is `said` to screen readers.
 */
export function useArrange(
  columns: ColumnsPanelProps['columns'],
  state: ListState,
  shape: ListShape,
  change: (patch: Partial<ListState>) => void,
  { box, keys, narrow }: { box: RefObject<HTMLElement | null>; keys: boolean; narrow: boolean },
) {
  const [said, setSaid] = useState('')
  const header = (id: string) => columns.find((column) => column.id === id)?.header ?? id
  const head = (id: string) => (box.current === null ? undefined : headOf(box.current, id))
  const set = (next: Partial<Arrangement>, words: string) => {
    change({ columns: state.columns, widths: state.widths, pinned: state.pinned, ...next, page: state.page })
    setSaid(words)
  }
  const place = (id: string, ids: readonly string[]) => set({ columns: ids }, `${header(id)}, column ${ids.indexOf(id) + 1} of ${ids.length}`)

  const calls = useStable({
    show: (wanted: (id: string) => boolean) => set({ columns: showing(wanted, state, shape.columns) }, ''),
    reset: () => set(asUsual, 'Columns are as usual'),
    width: (id: string, px: number | undefined) => {
      const widths = sized(id, px, state)
      set({ widths }, px === undefined ? `${header(id)}, as wide as usual` : `${header(id)}, ${widths[id]} pixels wide`)
    },
    wider: (id: string, px: number) => {
      const now = head(id)?.offsetWidth
      if (now !== undefined) calls.width(id, now + px)
    },
    fit: (id: string) => {
      const found = head(id)
      if (found) calls.width(id, fitting(found))
    },
    moveTo: (id: string, to: number) => place(id, movedTo(id, to, state, shape.columns)),
    move: (id: string, step: 1 | -1) => {
      const ids = moved(id, step, state, shape.columns)
      if (ids) place(id, ids)
      else setSaid(`${header(id)} can go no further`)
    },
    pin: (id: string) => {
      const on = !state.pinned.includes(id)
      set(pinnedOr(id, on, state, shape.columns), `${header(id)} ${on ? 'is pinned' : 'is no longer pinned'}`)
    },
    keys: () => keys,
  })

  const [order, pinned] = [shownIds(state, shape.columns).join(), state.pinned.join()]
  const panel: ColumnsPanelProps = useMemo(
    () => ({ columns, shown: order.split(','), pinned: pinned.split(','), narrow, calls }),
    [columns, order, pinned, narrow, calls],
  )
  return { panel, heads: calls satisfies HeadCalls, said }
}
