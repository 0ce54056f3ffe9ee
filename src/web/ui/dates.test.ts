import { describe, expect, it } from 'vitest'
import { day, moment, relative, utcClock, utcDay } from './dates.ts'

const now = new Date(2026, 10, 21, 12, 0, 0)
const back = (ms: number) => new Date(now.getTime() - ms)
const minute = 60_000
const hour = 60 * minute

describe('relative', () => {
  it.each([
    [-30 * 1000, 'in 1 minute'], [0, 'Just now'], [59_999, 'Just now'], [minute, '1 minute ago'], [12 * minute, '12 minutes ago'],
    [hour, '1 hour ago'], [5 * hour, '5 hours ago'], [11 * hour, '11 hours ago'], [13 * hour, 'Yesterday'], [24 * hour, 'Yesterday'], [48 * hour, '2 days ago'], [64 * 24 * hour, '64 days ago'],
    [-2 * hour, 'in 2 hours'], [-26 * hour, 'tomorrow'], [-18 * 24 * hour, 'in 18 days'],
  ])('%d ms ago reads %s', (ms, said) => expect(relative(back(ms), now)).toBe(said))
})

it('a date is day, short month, year; September has three letters', () => {
  expect(day(new Date(2026, 11, 9))).toBe('9 Dec 2026')
  expect(day(new Date(2026, 8, 1))).toBe('1 Sep 2026')
  expect(moment(new Date(2026, 10, 22, 7, 4))).toBe('22 Nov 2026, 07:04')
})

it('UTC stays UTC', () => {
  expect(utcDay('2026-12-31T23:59:59Z')).toBe('31 Dec 2026')
  expect(utcClock('2026-12-31T23:59:59Z')).toBe('23:59')
})
