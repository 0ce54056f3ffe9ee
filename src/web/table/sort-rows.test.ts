import { expect, it } from 'vitest'
import type { Column } from './column.ts'
import { sortRows } from './sort-rows.ts'

type Row = { name: string; used: number | null }
const columns: Column<Row>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, cell: (row) => row.name, width: 100 },
  { id: 'used', header: 'Last used', value: (row) => row.used, cell: (row) => row.used, width: 100 },
  { id: 'note', header: 'Note', cell: () => null, width: 100 },
]
const rows: Row[] = [{ name: 'key10', used: 3 }, { name: 'Key2', used: null }, { name: 'key1', used: 5 }, { name: 'élan', used: 3 }]
const names = (id: string, desc: boolean) => sortRows(rows, columns, { id, desc }).map((row) => row.name)

it('sorts text as people do: numbers by size, no matter of case', () => {
  expect(names('name', false)).toEqual(['élan', 'key1', 'Key2', 'key10'])
  expect(names('name', true)).toEqual(['key10', 'Key2', 'key1', 'élan'])
})

it('puts what never was last, both ways, and keeps equal rows in order', () => {
  expect(names('used', false)).toEqual(['key10', 'élan', 'key1', 'Key2'])
  expect(names('used', true)).toEqual(['key1', 'key10', 'élan', 'Key2'])
})

it('leaves rows alone without a sort, or by a column that has no value', () => {
  expect(sortRows(rows, columns, undefined)).toBe(rows)
  expect(sortRows(rows, columns, { id: 'note', desc: false })).toBe(rows)
})
