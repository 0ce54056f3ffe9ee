import { Download } from 'lucide-react'
import { useState } from 'react'
import { formatFilter, type Filter } from '#contract/filter.ts'
import { serverNow } from '../client/clock.ts'
import { failureOf } from '../client/failure.ts'
import { saveFile } from '../client/save-file.ts'
import { wordsFor } from '../client/words.ts'
import { toast } from '../feedback/toast.ts'
import type { MenuItems } from '../ui/menu.tsx'
import { shownZone } from '../ui/zone.tsx'
import type { Column } from './column.ts'
import { thingsText } from './count-words.ts'
import type { ListTableProps } from './list-table-props.ts'

/** **Export**: every row that matches, on whichever page, with the columns that are shown. */
export function useExport<Row>(
  { caption, things, moreExports }: ListTableProps<Row>,
  columns: readonly Column<Row>[],
  everything: () => Promise<readonly Row[]>,
  filter: Filter,
) {
  const [busy, setBusy] = useState(false)

  async function go() {
    setBusy(true)
    try {
      const { csvName, csvOf } = await import('./export-rows.ts')
      const rows = await everything()
      saveFile(csvName(caption, serverNow()), new Blob([csvOf(rows, columns, shownZone())], { type: 'text/csv;charset=utf-8' }))
      toast({ text: `${thingsText(rows.length, things)} exported` })
    } catch (thrown) {
      toast({ text: `Nothing was exported. ${wordsFor(failureOf(thrown))}`, tone: 'bad' })
    } finally {
      setBusy(false)
    }
  }

  const run = () => void go()
  const items = (): MenuItems => [{ label: 'What is shown here, as CSV', icon: Download, run }, ...(moreExports?.({ filter: formatFilter(filter) }) ?? [])]
  /** `only`: there is nothing else behind the button. */
  return { items, busy, run, only: moreExports === undefined }
}
