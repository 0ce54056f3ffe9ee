import { useMemo } from 'react'
import { grouped } from './count-words.ts'
import type { BulkState } from './strip.tsx'
import type { Chosen, ListTableProps } from './list-table-props.ts'
import { isSelected } from './selection.ts'
import { useSelection } from './use-selection.ts'
import { useStable } from './use-stable.ts'
import type { Shown } from './use-rows.ts'

/** Selecting, and what can be done with those selected; nothing of it where a table has no bulk actions. */
export function useBulk<Row>(
  { bulkActions, bulkAction, things }: ListTableProps<Row>,
  shown: Shown<Row>,
  scope: string,
  filtered: boolean,
  rowId: (row: Row) => string,
) {
  const pageIds = useMemo(() => shown.rows?.map(rowId) ?? [], [shown.rows, rowId])
  const total = shown.total ?? 0
  const { selection, count, onThisPage, rows, clear, all } = useSelection(scope, pageIds, total, shown.exists)
  const chosen = (): Chosen => ({
    count,
    clear,
    ids: async () => (selection.all ? (await shown.everything()).map(rowId).filter((id) => isSelected(selection, id)) : [...selection.exceptions]),
  })
  const { items, run } = useStable({ items: () => bulkActions?.(chosen()) ?? [], run: () => bulkAction?.run(chosen()) })
  const [label, icon] = [bulkAction?.label, bulkAction?.icon]
  const only = useMemo(() => (label !== undefined && icon ? { label, icon, run } : undefined), [label, icon, run])
  if (!bulkActions && !bulkAction) return { selection: undefined, state: undefined }

  const elsewhere = count - onThisPage
  const state: BulkState = {
    count,
    words: `${grouped(count)}${shown.capped && selection.all ? '+' : ''} selected${elsewhere > 0 ? `, ${grouped(elsewhere)} on other pages` : ''}`,
    allWords: rows.page === 'all' && count < total ? `Select all ${grouped(total)}${shown.capped ? '+' : ''}${filtered ? ' that match' : ''}` : undefined,
    onAll: all,
    onClear: clear,
    items,
    only,
    disabled: count === 0 ? `Select ${things.many} first.` : undefined,
  }
  return { selection: rows, state }
}
