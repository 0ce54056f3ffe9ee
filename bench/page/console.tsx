import { QueryClientProvider } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { listApiKeys } from '#contract/api-keys.ts'
import type { FilterColumns } from '#contract/filter.ts'
import { queryClient } from '#web/client/query-client.ts'
import { session } from '#web/client/session.ts'
import { Page } from '#web/ui/page.tsx'
import { Look } from '#web/ui/look.tsx'
import { FeedbackHost } from '#web/feedback/feedback-host.tsx'
import { Component as Shell } from '#web/pages/shell/shell.tsx'
import type { Column } from '#web/table/column.ts'
import type { ListTableProps } from '#web/table/list-table-props.ts'
import { ListTable } from '#web/table/list-table.tsx'
import { rowsEngine } from '#web/table/rows-engine.ts'
import { type BenchRow, columns as names, makeRows } from '../rows.ts'

/*
 * The console with its own table in its own frame, over rows in the tab. Where the peers have a call for a gesture, here a
 * person makes it: types into **Search**, presses the head of a column, the box and **Select all**, turns the page. Only the
 * column goes by the address, as a saved view does it.
 */

const begun = performance.now()
const rows = makeRows(Number(/n=(\d+)/.exec(location.hash)?.[1] ?? 1000))
window.makingRows = performance.now() - begun

queryClient.setQueryData(session.queryKey, {
  user: { id: '01a1fd39-0347-73ff-9de1-59a33a4057ba', name: 'Ada', email: 'ada@nwnd.example', role: 'administrator' },
  expiresAt: '2099-01-01T00:00:00.000Z',
  confirmedUntil: null,
})

// The search box looks where a field says so: the same column as the peers' filter.
const fields: FilterColumns = {
  id: { type: 'text' },
  ...Object.fromEntries(names.map(([id]) => [id, { type: 'text', ...(id === 'name' ? { search: true as const } : {}) }])),
}
/**
 * Least width in px: MUI X's `minWidth`. With 130 the table was wider than the frame leaves it, so that ours alone had to scroll
 * sideways under two pinned columns; the peers have the whole window and never do.
 */
const width = 100
const columns: readonly Column<BenchRow>[] = names.map(([id, header]) => ({
  id,
  header,
  width,
  kind: id === 'name' ? 'name' : 'plain',
  value: (row) => row[id],
  cell: (row) => row[id],
}))
const engine = rowsEngine(rows, fields)
const bulkActions: ListTableProps<BenchRow>['bulkActions'] = () => []

function Table() {
  return (
    <Page title="Bench">
      <ListTable
        noun="api-keys" caption="Keys" things={{ one: 'key', many: 'keys' }} list={listApiKeys} engine={engine}
        fields={fields} columns={columns} rowName={(row) => row.name} bulkActions={bulkActions} sort={{ id: 'id', desc: false }}
        empty={{ icon: () => null, title: 'None', sentence: '' } as unknown as ListTableProps<BenchRow>['empty']}
      />
    </Page>
  )
}

const router = createBrowserRouter([{ Component: Shell, children: [{ path: '*', Component: Table }] }])
const first = () => document.querySelector('tbody tr')
const button = (words: string) => [...document.querySelectorAll<HTMLElement>('main button')].find((one) => one.textContent?.startsWith(words))
/** As the browser does it, so that React hears of it. */
const valueOf = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!

window.bench = {
  filter(text) {
    const box = document.querySelector('input[type=search]')!
    valueOf.set!.call(box, text)
    box.dispatchEvent(new Event('input', { bubbles: true }))
  },
  sort(way) {
    const head = [...document.querySelectorAll('th')].find((one) => one.textContent === 'Name')!
    const wanted = way === 'asc' ? 'ascending' : 'descending'
    if (way === null) void router.navigate({ search: '' })
    else if (head.getAttribute('aria-sort') !== wanted) head.querySelector('button')!.click()
  },
  selectAll(on) {
    if (on) {
      document.querySelector<HTMLElement>('thead input')!.click()
      button('Select all')!.click()
    } else button('Clear selection')!.click()
  },
  showNote: (on) => void router.navigate({ search: on ? '' : `cols=${names.map(([id]) => id).filter((id) => id !== 'note').join()}` }),
  scroller: () => document.scrollingElement!,
  nextPage: () => document.querySelector<HTMLElement>('[aria-label="Next page"]')?.click(),
  firstName: () => first()?.querySelector('td:nth-child(2)')?.textContent,
  firstChecked: () => first()?.querySelector('input')?.checked ?? false,
  rowSelector: 'tbody tr',
}

createRoot(document.getElementById('root')!).render(
  <Look settled={() => true}>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <FeedbackHost />
    </QueryClientProvider>
  </Look>,
)
