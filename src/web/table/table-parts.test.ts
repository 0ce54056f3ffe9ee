import { expect, it } from 'vitest'
import { isoIn } from '#contract/zones.ts'
import type { Column } from './column.ts'
import { countWords } from './count-words.ts'
import { csvName, csvOf } from './export-rows.ts'
import { holdsCredential, pastedCredential } from '../client/pasted.ts'

const key = `csn_ak_${'aB3'.repeat(13).slice(0, 38)}`

it('knows a pasted credential, whatever stands round it, and the beginning of one', () => {
  expect(pastedCredential(`Bearer ${key}\n`)).toBe(key)
  expect([pastedCredential(key.slice(0, -1)), holdsCredential(key.slice(0, 12)), holdsCredential('csn_ak_'), holdsCredential('csn_xx_abc')]).toEqual([
    undefined,
    true,
    false,
    false,
  ])
})

it('counts in words', () => {
  const things = { one: 'key', many: 'keys' }
  const say = (total: number | undefined, all = total, filtered = false, capped = false) =>
    countWords({ total, all, capped, allCapped: capped }, filtered, things)
  expect([say(214), say(1), say(0), say(undefined)]).toEqual(['214 keys', '1 key', '0 keys', undefined])
  expect([say(14, 214, true), say(1, 214, true), say(10_000, 10_000, false, true)]).toEqual(['14 of 214 keys match', '1 of 214 keys matches', '10,000+ keys'])
})

it('exports what is shown, harmless in a spreadsheet', () => {
  type Row = { name: string; at: string | null }
  const columns: Column<Row>[] = [
    { id: 'name', header: 'Name', value: (row) => row.name, cell: () => null, width: 1 },
    { id: 'at', header: 'Last used', value: () => 5, csv: (row, zone) => row.at && isoIn(Date.parse(row.at), zone), zoned: true, cell: () => null, width: 1 },
  ]
  const csv = (zone: string) => csvOf([{ name: '=cmd|x', at: null }, { name: 'a,"b"', at: '2026-01-01T00:00:00.000Z' }], columns, zone)
  expect(csv('UTC')).toBe('Name,Last used (UTC)\r\n"\'=cmd|x",\r\n"a,""b""",2026-01-01T00:00:00.000Z\r\n')
  expect(csv('Pacific/Chatham')).toBe('Name,Last used (Pacific/Chatham)\r\n"\'=cmd|x",\r\n"a,""b""",2026-01-01T13:45:00.000+13:45\r\n')
  expect(csvName('API keys', Date.UTC(2026, 10, 21))).toBe('api-keys-2026-11-21.csv')
})
