import type { ReactNode } from 'react'

/** What a cell may be sorted by. `null` is "never" or "none", and stands last whichever way one sorts. */
export type SortValue = string | number | null

/**
 * A column, as data: made once, at the top of a page's `columns.tsx` (S10), most often by a helper of `columns.tsx` here.
 */
export type Column<Row> = {
  id: string
  header: string
  /** Sorting reads this. Without it the column cannot be sorted by. */
  value?: (row: Row) => SortValue
  cell: (row: Row, now: number) => ReactNode
  /** The whole text, for the tooltip where the cell may cut it. */
  title?: (row: Row) => string | undefined
  /** Least width in px. The table shares out what is left in these proportions. */
  width: number
  /** `name` is the first: 550 and sticky. `mute` reads lighter. */
  kind?: 'name' | 'status' | 'plain'
}

export type Sort = { id: string; desc: boolean }
