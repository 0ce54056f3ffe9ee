import type { Column, Sort, SortValue } from './column.ts'

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function compare(one: SortValue, two: SortValue): number {
  if (typeof one === 'string' && typeof two === 'string') return collator.compare(one, two)
  return Number(one) - Number(two)
}

/** A sorted copy. Equal rows keep their order; rows without a value go last both ways, so that "Never" never hides what is old. */
export function sortRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const value = columns.find((column) => column.id === sort?.id)?.value
  if (sort === undefined || value === undefined) return rows
  const turn = sort.desc ? -1 : 1
  return rows
    .map((row) => ({ row, key: value(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null)
      return turn * compare(a.key, b.key)
    })
    .map(({ row }) => row)
}
