import { describe, expect, it } from 'vitest'
import { day, everyWay, exact, moment, momentBoth, monthsIn, relative, utcDay } from './dates.ts'

const now = new Date(2026, 10, 21, 12, 0, 0)
const back = (ms: number) => new Date(now.getTime() - ms)
const minute = 60_000
const hour = 60 * minute

describe('relative', () => {
  it.each([
    [-30 * 1000, 'in 1 minute'], [0, 'Just now'], [59_999, 'Just now'], [minute, '1 minute ago'], [12 * minute, '12 minutes ago'],
    [hour, '1 hour ago'], [5 * hour, '5 hours ago'], [11 * hour, '11 hours ago'], [13 * hour, 'Yesterday'], [24 * hour, 'Yesterday'], [48 * hour, '2 days ago'],
    [64 * 24 * hour, '64 days ago'],
    [-2 * hour, 'in 2 hours'], [-26 * hour, 'tomorrow'], [-18 * 24 * hour, 'in 18 days'],
  ])('%d ms ago reads %s', (ms, said) => expect(relative(back(ms), now)).toBe(said))
})

it('a date is as the language of the browser has it (British, by vitest.config.ts)', () => {
  expect(day(new Date(2026, 11, 9))).toBe('9 Dec 2026')
  expect(day(new Date(2026, 8, 1))).toBe('1 Sept 2026')
  expect(moment(new Date(2026, 10, 22, 7, 4))).toBe('22 Nov 2026, 07:04')
  expect(exact(new Date(2026, 10, 22, 7, 4, 9))).toBe('22 Nov 2026, 07:04:09')
  expect(utcDay('2026-12-31T23:59:59Z')).toBe('31 Dec 2026')
})

it.each([
  ['Pacific/Chatham', '5 Dec 2026, 00:00', '4 Dec 2026'], ['America/Los_Angeles', '4 Dec 2026, 02:15', '4 Dec 2026'],
  ['UTC', '4 Dec 2026, 10:15', '4 Dec 2026'],
])('in %s it is %s', (zone, words, utc) => {
  expect(moment('2026-12-04T10:15:00Z', zone)).toBe(words)
  expect(utcDay('2026-12-04T10:15:00Z')).toBe(utc)
})

it('a tooltip has both zones, the instant, and how long until then; once where they are the same', () => {
  const at = '2026-12-04T10:15:07.250Z'
  expect(everyWay(at, '2026-12-03T10:15:00Z', 'Pacific/Chatham')).toBe(
    '5 Dec 2026, 00:00:07 GMT+13:45\n4 Dec 2026, 10:15:07 UTC\n2026-12-04T10:15:07.250Z\ntomorrow',
  )
  expect(everyWay(at, at, 'UTC').split('\n')).toContain('2026-12-04T10:15:07.250Z')
  expect(everyWay(at, at, 'America/Los_Angeles')).toMatch(/^4 Dec 2026, 02:15:07 GMT−8\n/)
})

it('a moment names the other zone, with its day where that is another', () => {
  expect(momentBoth('2026-12-04T10:15:00Z', ' at ', 'Asia/Tokyo')).toBe('4 Dec 2026 at 19:15 GMT+9 (10:15 UTC)')
  expect(momentBoth('2026-12-04T10:15:00Z', ', ', 'Pacific/Chatham')).toBe('5 Dec 2026, 00:00 GMT+13:45 (4 Dec 2026, 10:15 UTC)')
  expect(momentBoth('2026-12-04T10:15:00Z', ', ', 'Africa/Abidjan')).toBe('4 Dec 2026, 10:15 UTC')
})

it('months begin where they do in the zone, and January says its year', () => {
  const from = Date.parse('2026-11-21T06:00:00Z')
  expect(monthsIn(from, 90 * 24 * hour, 'Europe/Berlin').map(({ at, name }) => [new Date(at).toISOString(), name])).toEqual([
    ['2026-11-30T23:00:00.000Z', 'Dec'],
    ['2026-12-31T23:00:00.000Z', 'Jan 2027'],
    ['2027-01-31T23:00:00.000Z', 'Feb'],
  ])
})
