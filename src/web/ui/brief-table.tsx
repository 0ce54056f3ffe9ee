import type { ReactNode } from 'react'
import css from './brief-table.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

/** `wide`: left out on a phone, where the rest of the row says it. `short`: never broken. `end`: at the right. */
export type BriefColumn = {
  header: string
  wide?: boolean
  short?: boolean
  end?: boolean
  /** For screen readers only. */ quiet?: boolean
  /** Of the first: no name, read like the others. */ plain?: boolean
}
export type BriefRow = { id: string; /** One a column; the first names the row. */ cells: readonly ReactNode[] }

/** A few rows that are read and not worked with: no sorting, no menus, and rows on a phone too. `numbers`: all but the first column. */
export function BriefTable({
  caption,
  columns,
  rows,
  numbers,
}: {
  caption: string
  columns: readonly BriefColumn[]
  rows: readonly BriefRow[]
  numbers?: boolean
}) {
  const marks = ({ wide, short, end, plain }: BriefColumn) => ({
    'data-plain': plain || undefined,
    'data-wide': wide || undefined,
    'data-short': short || undefined,
    'data-end': end || undefined,
  })
  return (
    <div className={css.card}>
      <div className={css.scroll}>
        <table className={css.table} aria-label={caption} data-numbers={numbers || undefined}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.header} scope="col" {...marks(column)}>
                  {column.quiet ? <VisuallyHidden>{column.header}</VisuallyHidden> : column.header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, cells }) => (
              <tr key={id} id={id} tabIndex={-1}>
                {columns.map((column, at) =>
                  at === 0 ? (
                    <th key={column.header} scope="row" {...marks(column)}>
                      {cells[at]}
                    </th>
                  ) : (
                    <td key={column.header} {...marks(column)}>
                      {cells[at]}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}
