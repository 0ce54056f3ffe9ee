import { RowCheckbox } from '../ui/row-checkbox.tsx'
import { Card } from '../ui/table-frame.tsx'
import css from '../ui/table.module.css'
import { SkeletonBar } from '../ui/skeleton-bar.tsx'
import { TextButton } from '../ui/text-link.tsx'
import { RowEnd } from './row-menu.tsx'
import type { RowsProps } from './rows.tsx'

/** Below 640 px: a list, one card a row; the name and the status in its head, the rest as labels and values. */
export function Cards<Row>({
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
  selection,
  detail,
  opened,
  onOpen,
  density,
}: RowsProps<Row>) {
  if (state !== undefined) return <div className={css.stateCard}>{state}</div>
  if (bars)
    return (
      <div className={css.cards} aria-busy aria-label={caption} role="group">
        {[0, 1, 2].map((at) => (
          <Card key={at} head={<SkeletonBar />} pairs={[]} />
        ))}
      </div>
    )
  const rest = columns.filter((column) => column.kind !== 'name' && column.kind !== 'status')
  return (
    <ul className={css.cards} aria-label={caption}>
      {rows.map((row) => {
        const [id, name] = [rowId(row), rowName(row)]
        const open = opened?.has(id) ?? false
        return (
          <li key={id}>
            <Card
              check={
                selection && (
                  <RowCheckbox
                    aria-label={`Select ${name}`}
                    checked={selection.is(id)}
                    onChange={(event) => selection.onSelect(id, event.target.checked, false)}
                  />
                )
              }
              head={columns.find((column) => column.kind === 'name')?.cell(row, now)}
              status={columns.find((column) => column.kind === 'status')?.cell(row, now)}
              menu={rowActions && <RowEnd row={row} name={name} rowActions={rowActions} rowButton={rowButton} />}
              pairs={rest.map((column) => ({ label: column.header, value: column.cell(row, now) }))}
              detail={
                detail && (
                  <>
                    <TextButton onClick={() => onOpen?.(id)}>{open ? 'Hide details' : 'Details'}</TextButton>
                    {open && detail(row, now)}
                  </>
                )
              }
              selected={selection?.is(id)}
              density={density}
            />
          </li>
        )
      })}
    </ul>
  )
}
