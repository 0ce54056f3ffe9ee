import type { ReactNode } from 'react'
import type { z } from 'zod'
import type { Called, Endpoint } from '#contract/endpoint.ts'
import type { FilterColumns } from '#contract/filter.ts'
import type { Page, PageQuery } from '#contract/page.ts'
import type { View } from '#contract/views.ts'
import type { Glyph } from '../ui/icon.tsx'
import type { MenuItems } from '../ui/menu.tsx'
import type { Column, Sort } from './column.ts'
import type { RowsEngine } from './rows-engine.ts'
import type { Shown } from './use-rows.ts'

/** An endpoint that answers pages: `listApiKeys`, `listUsers`, `listAudit`. */
export type ListEndpoint<Row> = Called<Endpoint & { readonly query: typeof PageQuery; readonly reply: z.ZodType<Page<Row>> }>

/** What they are called: `{ one: 'key', many: 'keys' }`. */
export type Things = { one: string; many: string }

/** What is selected; it may be more than is on the page. */
export type Chosen = {
  count: number
  /** All of them, read page by page when they are not on this one. */
  ids: () => Promise<string[]>
  clear: () => void
}

export type BuiltInView = { name: string; query: (now: number) => string }

/** `Delete tsigkey`: its name holds the row's. Made once, as columns are (S10), or every row is drawn anew each time. */
export type RowButton<Row> = { label: (name: string) => string; icon: Glyph; run: (row: Row) => void }

/**
 * A table over a list of the API: toolbar, strip, rows, pages ("Every table" of the procedures). All of its state stands in
 * the page's URL; it reads what it shows by itself, so that a page that holds one needs no loader for it.
 */
export type ListTableProps<Row> = {
  /** Whose views these are, and under what a person's columns are remembered. */
  noun: View['noun']
  /** For screen readers, and the name of an exported file: `API keys`. */
  caption: string
  things: Things
  list: ListEndpoint<Row>
  /** All rows there are, where they are in the tab already: the API is not asked then, and there is no limit to how many. */
  engine?: RowsEngine<Row>
  /** The contract's columns: `apiKeyColumns`. */
  fields: FilterColumns
  /** The field that tells rows apart: `id` unless said otherwise (`seq`). */
  idField?: string
  columns: readonly Column<Row>[]
  /** Fields one can filter by though no column shows them, and how they read: `{ 'hint.last4': 'Key ends' }`. */
  moreFields?: Readonly<Record<string, string>>
  /** In `Select apikey1` and `Actions for apikey1`. */
  rowName: (row: Row) => string
  /** The row menu, as data (S10); no column for it without this. */
  rowActions?: (row: Row) => MenuItems
  /** A button at the row's end, before its menu. */
  rowButton?: RowButton<Row>
  /** The one thing that is done to selected rows, as a button in the strip instead of **Actions**. */
  bulkAction?: { label: string; icon: Glyph; run: (chosen: Chosen) => void }
  /** **Actions** over selected rows; no checkboxes without this. */
  bulkActions?: (chosen: Chosen) => MenuItems
  /** What opens in place under a row: a chevron stands before it then. */
  detail?: (row: Row, now: number) => ReactNode
  /** Rows of one page that are drawn as one, in an order; they are counted and exported one by one. The same function while it folds the same. */
  fold?: (rows: readonly Row[], sort: Sort) => readonly Row[]
  /** Told of each page that is shown, of `size` rows. The same function each time. */
  onShown?: (shown: Shown<Row>, size: number) => void
  /** When the URL names none. `id` is a field or a column: `{ id: 'expiresAt', desc: false }`. */
  sort: Sort
  /** Views that everybody has. `query` is what stands behind the `?`. */
  views?: readonly BuiltInView[]
  /** It is one of these ways of showing a list, the usual one first: their names stand in the URL as `as=`. Made once. */
  looks?: readonly string[]
  /** Further buttons at the right of the toolbar, before **Columns**: **Verify**. */
  tools?: ReactNode
  /** Behind **Export** beside the table's own CSV; `filter` as the API takes it. */
  moreExports?: (state: { filter: string }) => MenuItems
  empty: { icon: Glyph; title: string; sentence: string; action?: ReactNode }
}
