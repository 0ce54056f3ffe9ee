import { type CSSProperties, memo, type ReactNode, useMemo, useRef } from 'react'
import { RowCheckbox } from '../ui/row-checkbox.tsx'
import { cx } from '../ui/cx.ts'
import type { MenuItems } from '../ui/menu.tsx'
import { SkeletonBar } from '../ui/skeleton-bar.tsx'
import css from '../ui/table.module.css'
import { useFonts } from '../ui/text-width.ts'
import { VisuallyHidden } from '../ui/visually-hidden.tsx'
import type { Column, Sort } from './column.ts'
import { type HeadCalls, headHandlers } from './heads.ts'
import { Header } from './header.tsx'
import { askRows, type Layout, layoutOf, leastWidths, type Widths } from './layout.ts'
import type { Density } from './list-state.ts'
import type { RowButton } from './list-table-props.ts'
import { Row } from './row.tsx'
import { noSlots, slotsFor } from './slots.ts'

/** Which rows are selected, and how to change it. Functions here must stay the same from one drawing to the next. */
export interface RowSelection {
  is: (id: string) => boolean
  /** `range`: with Shift, from the last one to this. */
  onSelect: (id: string, on: boolean, range: boolean) => void
  /** Of the page: all, some or none. */
  page: 'all' | 'some' | 'none'
  onPage: (on: boolean) => void
}

export type RowsProps<Data> = {
  caption: string
  columns: readonly Column<Data>[]
  rows: readonly Data[] | undefined
  rowId: (row: Data) => string
  rowName: (row: Data) => string
  rowActions?: (row: Data) => MenuItems
  rowButton?: RowButton<Data>
  now: number
  /** Bars instead of rows, while they are loaded. */
  bars: boolean
  /** Instead of rows: empty, no match, or failed. */
  state?: ReactNode
  selection?: RowSelection
  detail?: (row: Data, now: number) => ReactNode
  /** Whose detail is open. */
  opened?: ReadonlySet<string>
  onOpen?: (id: string) => void
  density?: Density
  /** Other rows are on their way. */
  busy?: boolean
  /** The row that the Tab key reaches. */
  active?: string
  /** px of columns that somebody made wider or narrower. */
  widths?: Widths
  /** Columns can be dragged; without it they stay as they are. */
  arrange?: HeadCalls
}

const noWidths = {}
const styleOf = ({ style: { 'min-width': minWidth, ...names } }: Layout) => ({ ...names, minWidth }) as CSSProperties

const sides = { check: 40, open: 32, menu: 40, two: 68 }
const barWidths = ['long', 'middle', 'short'] as const
const barRows = 8

function PlainRows<Data>(props: RowsProps<Data> & { sort?: Sort; onSort: (id: string) => void }) {
  const {
    caption,
    columns,
    rows = [],
    rowId,
    rowName,
    rowActions,
    rowButton,
    now,
    bars,
    state,
    sort,
    onSort,
    selection,
    detail,
    opened,
    onOpen,
    density,
    busy,
    active,
    widths = noWidths,
    arrange,
  } = props
  const before = (selection ? sides.check : 0) + (detail ? sides.open : 0)
  const end = rowActions ? (rowButton ? sides.two : sides.menu) : 0
  const fonts = useFonts()
  // A font that came is another measure; of the rows only some columns ask.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- as it says
  const least = useMemo(() => leastWidths(columns, rows), [columns, askRows(columns) ? rows : undefined, fonts])
  const stuck = selection ? sides.check : 0
  const layoutWith = (asked: Widths) => layoutOf(columns, least, asked, { before, stuck, end })
  const layout = useMemo(() => layoutOf(columns, least, widths, { before, stuck, end }), [columns, least, widths, before, stuck, end])
  const heads = headHandlers(arrange, layoutWith, widths)
  const span = columns.length + (rowActions ? 1 : 0) + (selection ? 1 : 0) + (detail ? 1 : 0)

  const slots = useRef(noSlots)
  const shown = state === undefined ? rows : []
  slots.current = slotsFor(slots.current, shown.map(rowId), () => document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row)

  return (
    <table
      className={css.table}
      aria-busy={bars || busy || undefined}
      data-density={density}
      data-arranged={arrange !== undefined || undefined}
      style={styleOf(layout)}
    >
      <VisuallyHidden as="caption">{caption}</VisuallyHidden>
      <thead>
        <tr {...heads} style={layout.row}>
          {selection && (
            <th className={css.check} style={{ width: sides.check }}>
              <RowCheckbox
                aria-label="Select all on this page"
                checked={selection.page === 'all'}
                mixed={selection.page === 'some'}
                disabled={rows.length === 0 || state !== undefined}
                onChange={(event) => selection.onPage(event.target.checked)}
              />
            </th>
          )}
          {detail && (
            <th className={css.open} style={{ width: sides.open }}>
              <VisuallyHidden>Details</VisuallyHidden>
            </th>
          )}
          {columns.map((column) => (
            <Header
              key={column.id}
              column={column}
              width={layout.heads[column.id]}
              sorted={sort?.id === column.id ? (sort.desc ? 'descending' : 'ascending') : undefined}
              onSort={onSort}
            />
          ))}
          {rowActions && (
            <th
              className={cx(css.menu, rowButton && css.two)}
              style={layout.loose ? { width: 'auto' } : rowButton ? undefined : { width: sides.menu }}
            >
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {state !== undefined && (
          <tr>
            <td colSpan={span} className={css.state}>
              {state}
            </td>
          </tr>
        )}
        {bars &&
          Array.from({ length: barRows }, (_, at) => (
            <tr key={at} aria-hidden>
              {selection && (
                <td className={css.check}>
                  <SkeletonBar width="box" />
                </td>
              )}
              {detail && <td />}
              {columns.map((column, of) => (
                <td key={column.id}>
                  <SkeletonBar width={of === 0 ? barWidths[at % 3] : of === 1 ? 'middle' : 'short'} />
                </td>
              ))}
              {rowActions && <td />}
            </tr>
          ))}
        {shown.map((row, at) => {
          const id = rowId(row)
          return (
            <Row
              key={slots.current.keys[at]}
              row={row}
              id={id}
              columns={columns}
              rowName={rowName}
              rowActions={rowActions}
              rowButton={rowButton}
              now={now}
              sorted={sort?.id}
              span={span}
              selected={selection?.is(id)}
              onSelect={selection?.onSelect}
              detail={detail}
              open={opened?.has(id)}
              onOpen={onOpen}
              active={active === id}
            />
          )
        })}
      </tbody>
    </table>
  )
}

/** The functions it is given must stay the same from one drawing to the next: then what is over and under the rows changes without them. */
export const Rows = memo(PlainRows) as typeof PlainRows
