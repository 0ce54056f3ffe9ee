import type { ReactNode } from 'react'
import type { Least } from './least.ts'

/** What a cell may be sorted by. `null` is "never" or "none", and stands last whichever way one sorts. */
export type SortValue = string | number | null

/**
 * A column, as data: made once, at the top of a page's `columns.tsx` (S10), most often by a helper of `columns.tsx` here.
 */
export type Column<Row> = {
  /** In a `ListTable` the name the contract gives the field: `owner.email`. It stands in the URL. */
  id: string
  header: string
  /** `DataTable` sorts by it. Without it the column cannot be sorted by there. */
  value?: (row: Row) => SortValue
  cell: (row: Row, now: number) => ReactNode
  /** The whole text, for the tooltip where the cell may cut it. */
  title?: (row: Row) => string | undefined
  /** Least width in px where it may be cut, beside the navigation on 1280 px. What room is left goes to those that may be, in proportion. */
  width: number
  /** How much of that room it takes instead: what is longer than its least width more often than others. */
  grow?: number
  /** It is never cut: no column of it is narrower than this (dates, times, statuses). */
  least?: Least<Row>
  /** It stays in sight while others scroll: made so by the person, not in a page's `columns.tsx`. */
  pinned?: true
  /** `name` is the first: 550 and sticky. `mute` reads lighter. */
  kind?: 'name' | 'status' | 'plain'
  /** `ListTable` sorts by this field of the contract, where the column's id is none: a key's hint by `hint.start`. */
  sortField?: string
  /** Not shown until it is chosen under **Columns**. */
  hidden?: boolean
  /** What the list is asked for besides, while the column is shown: `with=uses`. */
  with?: 'uses'
  /** The exported cell, where `value` is not what a reader wants: an instant, the word of a status. */
  csv?: (row: Row, zone: string) => SortValue
  /** An exported cell has a time in it: the head names the zone. */
  zoned?: true
  /** How the choices of a set read in filters: `{ expiring: 'Expires soon' }`. */
  words?: Readonly<Record<string, string>>
}

const plain = new WeakSet<object>()

/**
 * Says of a cell that it keeps nothing of its own: no panel that is open, no secret that is shown. Another row may then take its
 * place and write over it. Said of the function and not of the column, which others are made of by bringing another cell.
 */
export function plainCell<Cell extends Column<never>['cell']>(cell: Cell): Cell {
  plain.add(cell)
  return cell
}

export const isPlain = (cell: object): boolean => plain.has(cell)

export type Sort = { id: string; desc: boolean }
