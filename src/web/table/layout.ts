import { textWidths } from '../ui/text-width.ts'
import type { Column } from './column.ts'

/*
 * How wide columns are, as CSS, so that dragging an edge runs no React. What is never cut has the width that it needs, what may be
 * cut shares out the room that is left, and where there is none the table scrolls. What every column has a say in stands where no
 * cell inherits it: a variable of the table that changes has all of its cells looked through.
 */

/** px, by a column's id. */
export type Widths = Readonly<Record<string, number>>

type Columns = readonly Pick<Column<never>, 'id' | 'width' | 'grow' | 'kind' | 'pinned'>[]

export interface Layout {
  /** Of the table. */
  readonly style: Readonly<Record<string, string>>
  /** Of the row of heads: what is free. */
  readonly row: Readonly<Record<string, string>>
  /** Of each head, by its column. `undefined`: what is left over. */
  readonly heads: Readonly<Record<string, string | undefined>>
  /** Nobody takes what is left over but the last column, or the one of the menus. */
  readonly loose: boolean
}

/** px beside the columns: boxes and chevrons; of these what stays too; menus. */
export interface Sides {
  readonly before: number
  readonly stuck: number
  readonly end: number
}

const leftName = (id: string) => `--l-${id.replaceAll('.', '_')}`
export const leftOf = (id: string): string => `var(${leftName(id)})`

/** px of `--inset` where there is little room (table.module.css): with it a column is as wide as its `width` says. */
const narrowInset = 7

/** The chevron of a sorted head, and its gap. */
const chevron = 18

/** Do the rows matter to it? */
export const askRows = <Row>(columns: readonly Column<Row>[]): boolean => columns.some(({ least }) => least?.some((part) => 'ofRows' in part))

/** px that a column needs inside its insets; nothing where it may be cut. Measured for all of them at once. */
export function leastWidths<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Widths {
  const whole = columns.flatMap((column) => (column.least ? [{ ...column, least: column.least }] : []))
  const parts = whole.flatMap(({ least, header }) => [
    ...least.map((part) => ({ texts: 'ofRows' in part ? [...new Set(part.ofRows(rows))] : part.texts(), style: part.style })),
    { texts: [header], style: 'head' as const },
  ])
  const widths = textWidths(parts)
  let at = 0
  return Object.fromEntries(whole.map(({ id, least }) => {
    const cell = least.reduce((sum, { beside = 0 }) => sum + beside + widths[at++]!, 0)
    return [id, Math.max(cell, widths[at++]! + chevron)]
  }))
}

export function layoutOf(
  columns: Columns,
  least: Widths,
  widths: Widths,
  { before, stuck, end }: Sides,
): Layout {
  const whole = (id: string) => least[id] !== undefined
  const base = (id: string, width: number) => {
    const needs = whole(id) ? `calc(${least[id]}px + 2 * var(--inset))` : undefined
    const px = widths[id]
    return px === undefined ? (needs ?? `calc(${width - 2 * narrowInset}px + 2 * var(--inset))`) : needs === undefined ? `${px}px` : `max(${needs}, ${px}px)`
  }
  const takes = columns.filter(({ id, grow }) => !whole(id) && widths[id] === undefined && grow !== 0)
  const shares = takes.reduce((sum, { width, grow = width }) => sum + grow, 0)
  const sum = (those: Columns, more: number) => [`${more}px`, ...those.map(({ id, width }) => base(id, width))].join(' + ')
  const stays = columns.filter(({ pinned }) => pinned)
  const lead = columns.filter(({ kind, pinned }) => kind === 'name' && !pinned)
  const total = sum(columns, before + end)
  return {
    style: {
      ...Object.fromEntries(stays.map(({ id }, at) => [leftName(id), `calc(${sum([...lead, ...stays.slice(0, at)], stuck)})`])),
      '--spare': `(70cqi - (${sum([...lead, ...stays], stuck)}))`,
      'min-width': `calc(${total})`,
    },
    // A pixel less, or what is rounded would have it scroll.
    row: shares > 0 ? { '--free': `max(0px, 100cqi - 1px - (${total})) / ${shares}` } : {},
    heads: Object.fromEntries(columns.map(({ id, width, grow = width }, at) => {
      const own = base(id, width)
      const rest = shares === 0 && end === 0 && at === columns.length - 1
      return [id, rest ? undefined : whole(id) || widths[id] !== undefined || grow === 0 ? own : `calc(${own} + var(--free) * ${grow})`]
    })),
    loose: shares === 0,
  }
}
