import { Fragment, type ReactElement, useRef } from 'react'
import { cx } from '../ui/cx.ts'
import css from '../ui/table.module.css'
import { useZone } from '../ui/zone.tsx'
import { type Column, isPlain } from './column.ts'
import { stays } from './stays.ts'

type Held<Data> = {
  row: Data
  now: number
  zone: string
  sorted: string | undefined
  drawn: WeakMap<Column<Data>, string | ReactElement>
  cells: readonly ReactElement[]
  /** The words stand in these cells. */
  written: boolean
}

/**
 * The cells of a row. Where there is nothing in one but words, React makes an empty cell, which is the same for every row, and
 * `write` puts the words in: of all that a key costs in the search, comparing and writing 250 cells in React's way was most.
 */
export function useRowCells<Data>(row: Data, id: string, columns: readonly Column<Data>[], now: number, sorted: string | undefined) {
  const held = useRef<Held<Data>>(undefined)
  const zone = useZone()
  if (held.current?.row !== row || held.current.now !== now || held.current.zone !== zone || held.current.sorted !== sorted)
    held.current = { row, now, zone, sorted, drawn: new WeakMap(), cells: held.current?.cells ?? [], written: false }
  const { drawn, cells: before } = held.current

  // React leaves alone what is the same element as before: selecting a row, or hiding a column, draws no cell.
  const contents = columns.map((column) => {
    const made = drawn.get(column) ?? draw(column, row, id, now, sorted)
    drawn.set(column, made)
    return made
  })
  const cells = contents.map((content, at) => (typeof content === 'string' ? emptyCell(columns[at]!, sorted) : content))
  if (cells.length !== before.length || cells.some((cell, at) => cell !== before[at])) Object.assign(held.current, { cells, written: false })

  const write = (line: HTMLTableRowElement, first: number) => {
    if (held.current!.written) return
    held.current!.written = true
    // Not by number from `line.cells`: such a list is made anew after each change of its row.
    let cell = line.firstElementChild as HTMLElement | null
    for (let at = -first; cell && at < contents.length; at++, cell = cell.nextElementSibling as HTMLElement | null) {
      const content = contents[at]
      if (typeof content !== 'string') continue
      const text = cell.firstChild as Text | null
      if (text === null) cell.textContent = content
      else if (text.data !== content) text.data = content
      const { title } = columns[at]!
      const whole = title?.(row) ?? ''
      if (title && cell.title !== whole) cell.title = whole
    }
  }
  return { cells: held.current.cells, write }
}

function draw<Data>(column: Column<Data>, row: Data, id: string, now: number, sorted: string | undefined): string | ReactElement {
  const content = column.cell(row, now)
  if (typeof content === 'string') return content
  // This row may stand where another one stood (slots.ts): what was open or shown in that one's cells was that one's.
  return (
    <td key={column.id} {...headOf(column, sorted)} title={column.title?.(row)}>
      {isPlain(column.cell) ? content : <Fragment key={id}>{content}</Fragment>}
    </td>
  )
}

const headOf = <Data,>(column: Column<Data>, sorted: string | undefined) => ({
  ...stays(column),
  'data-kind': column.kind,
  'data-sorted': column.id === sorted || undefined,
})

const empty = { sorted: new WeakMap<object, ReactElement>(), other: new WeakMap<object, ReactElement>() }

/** Of its own key: React must not go on with a cell that it did not fill. */
function emptyCell<Data>(column: Column<Data>, sorted: string | undefined): ReactElement {
  const kept = column.id === sorted ? empty.sorted : empty.other
  const head = headOf(column, sorted)
  const made = kept.get(column) ?? <td key={`${column.id} `} {...head} className={cx(css.words, head.className)} />
  kept.set(column, made)
  return made
}
