import { describe, expect, it } from 'vitest'
import { formatFilter, parseFilter, type FilterColumns } from '#contract/filter.ts'
import type { Column } from './column.ts'
import { fieldNames, filterWords } from './field-names.ts'
import { filterOf, newRow, rowFault, rowsOf, termOf, withColumn, withOperator } from './filter-rows.ts'

const fields = {
  name: { type: 'text', search: true }, note: { type: 'text', nullable: true }, status: { type: 'choice', choices: ['active', 'expiring'] },
  expiresAt: { type: 'date' }, lastUsedAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

describe('rows of the Filters panel', () => {
  it('take part once they are complete', () => {
    const row = newRow('name', fields)
    expect(filterOf([row], 'and', fields).terms).toEqual([])
    expect(filterOf([{ ...row, text: ' ci ' }, row], 'or', fields)).toEqual({ join: 'or', terms: [{ column: 'name', operator: 'contains', values: ['ci'] }] })
    expect(termOf(withOperator(row, 'is empty'), fields)?.values).toEqual([])
    expect(termOf({ ...withOperator(row, 'is any of'), text: 'a, b,' }, fields)?.values).toEqual(['a', 'b'])
  })

  it('are what the URL says, and say it again', () => {
    for (const text of [
      'name contains "a;b"',
      'name is any of (a, b)|status is any of (active, expiring)',
      'expiresAt is before 2027-05-01;lastUsedAt is empty',
      'expiresAt is after 2027-05-01T12:00:00Z',
    ]) {
      const filter = parseFilter(text, fields)
      expect(formatFilter(filterOf(rowsOf(filter, fields), filter.join, fields))).toBe(formatFilter(filter))
    }
  })

  it('keep of their operator and value what another column can have', () => {
    const row = { ...newRow('name', fields), text: 'x' }
    expect(withColumn(withOperator(row, 'is empty'), 'note', fields)).toMatchObject({ operator: 'is empty', text: 'x' })
    expect(withColumn(row, 'status', fields)).toMatchObject({ operator: 'is', text: '' })
    const chosen = { ...newRow('status', fields), operator: 'is any of' as const, choices: ['active', 'expiring'] }
    expect(withOperator(chosen, 'is').choices).toEqual(['active'])
    expect(withColumn({ ...newRow('lastUsedAt', fields), operator: 'is empty' }, 'expiresAt', fields).operator).toBe('is')
  })

  it('hold no credential, no nonsense date, nothing too long', () => {
    const row = newRow('name', fields)
    expect(rowFault({ ...row, text: `csn_ak_${'A'.repeat(38)}` }, fields)).toMatch(/credential/)
    expect(rowFault({ ...row, text: 'x'.repeat(201) }, fields)).toMatch(/200/)
    expect(rowFault({ ...newRow('expiresAt', fields), text: '2027-02-30' }, fields)).toMatch(/not a date/)
    expect(termOf({ ...row, text: 'csn_pt_x' }, fields)).toBeUndefined()
    expect(rowFault(row, fields)).toBeUndefined()
  })
})

it('a filter reads as a sentence', () => {
  const columns: Column<unknown>[] = [
    { id: 'name', header: 'Name', cell: () => null, width: 1 },
    { id: 'status', header: 'Status', cell: () => null, width: 1, words: { expiring: 'Expires soon' } },
  ]
  const names = fieldNames(columns, fields, { expiresAt: 'Expires' })
  expect(names.offered).toEqual(['name', 'status', 'expiresAt'])
  const say = (text: string) => filterWords(parseFilter(text, fields), fields, names)
  expect(say('name equals Maya;status is any of (expiring, active)')).toBe('Name equals Maya and Status is any of Expires soon or Active')
  expect(say('expiresAt is before 2027-05-01|lastUsedAt is empty')).toBe('Expires is before 1 May 2027 or lastUsedAt is empty')
})
