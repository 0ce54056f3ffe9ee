import { csvLine } from '#contract/csv.ts'
import type { Column } from './column.ts'

/** The rows as CSV: what is shown, under the same heads, with times of the zone that these name; every cell harmless in a spreadsheet (`csvLine`). */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], zone: string): string {
  const cell = (column: Column<Row>, row: Row) => (column.csv ?? column.value)?.(row, zone) ?? null
  return [
    csvLine(columns.map(({ header, zoned }) => (zoned ? `${header} (${zone})` : header))),
    ...rows.map((row) => csvLine(columns.map((column) => cell(column, row)))),
  ].join('')
}

/** `api-keys-2026-11-21.csv` */
export const csvName = (caption: string, now: number) =>
  `${caption.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${new Date(now).toISOString().slice(0, 10)}.csv`
