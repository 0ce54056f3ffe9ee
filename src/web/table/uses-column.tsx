import { callsIn, type DaysOfUse, UsesBar } from '../ui/uses-bar.tsx'
import { type Column, plainCell } from './column.ts'

/** A bar of thirty days, as its number in files. The rows have it while the column is shown. */
export function usesColumn<Row>(of: (row: Row) => DaysOfUse | undefined): Column<Row> {
  return {
    id: 'recentUses', header: 'Uses, 30 days', width: 114, hidden: true, with: 'uses',
    csv: (row) => callsIn(of(row)?.calls ?? []),
    cell: plainCell((row: Row) => {
      const uses = of(row)
      return uses === undefined ? '' : <UsesBar uses={uses} />
    }),
  }
}
