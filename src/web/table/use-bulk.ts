import { useMemo } from 'react'
import type { BulkState } from './strip.tsx'
import type { Chosen, ListTableProps } from './list-table-props.ts'
import { isSelected } from './selection.ts'
import { useSelection } from './use-selection.ts'
import type { Shown } from './use-rows.ts'

/** Selecting, and what can be done with those selected; nothing of it where a table has no bulk actions. */
export function useBulk<Row>({ bulkActions, bulkAction, things }: ListTableProps<Row>, shown: Shown<Row>, scope: string, filtered: boolean, rowId: (row: Row) => string) {
  const pageIds = useMemo(() => shown.rows?.map(rowId) ?? [], [shown.rows, rowId])
  const total = shown.total ?? 0
  const { selection, count, onThisPage, rows, clear, all } = useSelection(scope, pageIds, total, shown.exists)
  if (!bulkActions && !bulkAction) return { selection: undefined, state: undefined }

  const chosen: Chosen = {
    count,
    clear,
    ids: async () => (selection.all ? (await shown.everything()).map(rowId).filter((id) => isSelected(selection, id)) : [...selection.exceptions]),
  }
  const elsewhere = count - onThisPage
  const state: BulkState = {
    count,
    words: `${count.toLocaleString('en')}${shown.capped && selection.all ? '+' : ''} selected${elsewhere > 0 ? `, ${elsewhere.toLocaleString('en')} on other pages` : ''}`,
    allWords: rows.page === 'all' && count < total && !shown.capped ? `Select all ${total.toLocaleString('en')}${filtered ? ' that match' : ''}` : undefined,
    onAll: all,
    onClear: clear,
    items: () => bulkActions?.(chosen) ?? [],
    only: bulkAction && { label: bulkAction.label, icon: bulkAction.icon, run: () => bulkAction.run(chosen) },
    disabled: count === 0 ? `Select ${things.many} first.` : undefined,
  }
  return { selection: rows, state }
}
