import { Card } from '../ui/table-frame.tsx'
import css from '../ui/table.module.css'
import { SkeletonBar } from '../ui/skeleton-bar.tsx'
import { RowMenu } from './row-menu.tsx'
import type { RowsProps } from './rows.tsx'

/** Below 640 px: a list, one card a row; the name and the status in its head, the rest as labels and values. */
export function Cards<Row>({ caption, columns, rows = [], rowId, rowName, rowActions, now, bars, state }: RowsProps<Row>) {
  if (state !== undefined) return <div className={css.stateCard}>{state}</div>
  if (bars) return <div className={css.cards} aria-busy aria-label={caption} role="group">{[0, 1, 2].map((at) => <Card key={at} head={<SkeletonBar />} pairs={[]} />)}</div>
  const rest = columns.filter((column) => column.kind !== 'name' && column.kind !== 'status')
  return (
    <ul className={css.cards} aria-label={caption}>
      {rows.map((row) => (
        <li key={rowId(row)}>
          <Card
            head={columns.find((column) => column.kind === 'name')?.cell(row, now)}
            status={columns.find((column) => column.kind === 'status')?.cell(row, now)}
            menu={rowActions && <RowMenu name={rowName(row)} items={rowActions(row)} />}
            pairs={rest.map((column) => ({ label: column.header, value: column.cell(row, now) }))}
          />
        </li>
      ))}
    </ul>
  )
}
