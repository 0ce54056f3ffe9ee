import { expect, it } from 'vitest'
import { periodWords, statedVerdict } from './statement-words.ts'

// Of a period over a change of the clocks it named the last day's offset, which the first day has not.
it('names the clock of either end of a period, where they differ', () => {
  const chatham = 'Pacific/Chatham'
  const words = (from: string, to: string, zone: string) => periodWords({ from, to }, zone)
  expect(words('2026-08-22T11:15:00Z', '2026-11-21T10:15:00Z', chatham)).toBe('23 Aug 2026 (GMT+12:45) to 21 Nov 2026 (GMT+13:45)')
  expect(words('2026-10-31T23:00:00Z', '2026-11-30T23:00:00Z', 'Europe/Berlin')).toBe('1 Nov 2026 to 30 Nov 2026 (GMT+1)')
  // The day on which the clocks go back is of the summer at its beginning.
  expect(words('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z', 'Europe/Berlin')).toBe('25 Oct 2026 (GMT+2) to 25 Oct 2026 (GMT+1)')
  expect(words('2026-08-22T00:00:00Z', '2026-11-21T00:00:00Z', 'UTC')).toBe('22 Aug 2026 to 20 Nov 2026 (UTC)')
})

it('says of one row and of one place that it is one', () => {
  const broken = (rows: number, places: number) => statedVerdict({
    holds: false, rows, from: null, to: null, broken: places, breaks: [], end: { row: rows, hash: '' },
  })
  expect([broken(1, 1), broken(0, 2)]).toEqual([
    'The trail is broken in 1 place. Before the first of them 1 row holds.',
    'The trail is broken in 2 places. Before the first of them 0 rows hold.',
  ])
})
