import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { dayIn, isoIn, isZone, offsetAt, startOfDay } from './zones.ts'

const hour = 3_600_000
/** São Paulo skipped midnights until 2018, Samoa a whole day in 2011. */
const zones = ['UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Chatham', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Sao_Paulo', 'Pacific/Apia']
const zone = fc.constantFrom(...zones)
const instant = fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2040, 0, 1) })

// `Intl` itself is the witness: it writes the day and the time without any of our arithmetic.
const witness = new Map(zones.map((name) => [name, new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' })]))

test('day and time are those that Intl writes', () => {
  fc.assert(fc.property(instant, zone, (at, name) => {
    const said = witness.get(name)!.format(at)
    expect(dayIn(at, name)).toBe(said.slice(0, 10))
    expect(isoIn(at, name).slice(0, 19).replace('T', ' ')).toBe(said)
    expect(Date.parse(isoIn(at, name))).toBe(at)
  }), { numRuns: 3000 })
})

test('a day begins with its first instant, and nothing before that is of it', () => {
  fc.assert(fc.property(instant, zone, (at, name) => {
    const day = dayIn(at, name)
    const start = startOfDay(Date.parse(day), name)
    expect(start).toBeLessThanOrEqual(at)
    expect(dayIn(start, name)).toBe(day)
    expect(dayIn(start - 1, name) < day).toBe(true)
  }), { numRuns: 3000 })
})

describe('days as they are', () => {
  it.each([
    ['Europe/Berlin', '2026-12-05', '2026-12-04T23:00:00.000Z', 24], ['Europe/Berlin', '2027-03-28', '2027-03-27T23:00:00.000Z', 23],
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00.000Z', 25],
    ['America/Los_Angeles', '2027-03-14', '2027-03-14T08:00:00.000Z', 23], ['America/Los_Angeles', '2026-11-01', '2026-11-01T07:00:00.000Z', 25],
    ['Pacific/Chatham', '2026-07-05', '2026-07-04T11:15:00.000Z', 24], ['Pacific/Chatham', '2027-04-04', '2027-04-03T10:15:00.000Z', 25],
    ['Pacific/Chatham', '2027-09-26', '2027-09-25T11:15:00.000Z', 23],
    ['Australia/Lord_Howe', '2027-04-04', '2027-04-03T13:00:00.000Z', 24.5], ['Australia/Lord_Howe', '2027-10-03', '2027-10-02T13:30:00.000Z', 23.5],
    ['Africa/Cairo', '2027-04-30', '2027-04-29T22:00:00.000Z', 23], ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z', 23],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z', 0],
    ['Asia/Kathmandu', '2026-01-01', '2025-12-31T18:15:00.000Z', 24], ['UTC', '0000-01-01', '0000-01-01T00:00:00.000Z', 24],
    ['Europe/Berlin', '9999-12-31', '9999-12-30T23:00:00.000Z', 24],
  ])('in %s %s begins at %s and has %d hours', (name, day, start, hours) => {
    const midnight = Date.parse(day)
    expect(new Date(startOfDay(midnight, name)).toISOString()).toBe(start)
    expect((startOfDay(midnight + 24 * hour, name) - startOfDay(midnight, name)) / hour).toBe(hours)
  })
})

it('an offset is asked of Intl twice a day, whatever the number of cells', () => {
  const zoneOf = Intl.DateTimeFormat.prototype
  const format = Object.getOwnPropertyDescriptor(zoneOf, 'format')!
  let times = 0
  Object.defineProperty(zoneOf, 'format', { ...format, get() { times++; return format.get!.call(this) as unknown } })
  try {
    for (let at = 0; at < 10_000; at++) offsetAt(Date.UTC(2030, 5, 1) + at * 1000, 'Asia/Kolkata')
  } finally {
    Object.defineProperty(zoneOf, 'format', format)
  }
  expect(times).toBe(2)
})

it('a zone has a name of the tz database, whatever its case, and no offset', () => {
  for (const name of ['UTC', 'Europe/Berlin', 'Pacific/Chatham', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8', 'europe/berlin'])
    expect([name, isZone(name)]).toEqual([name, true])
  for (const name of ['', '+05:30', 'Mars/Olympus', 'Europe/Berlin ', 'Europe/Berlin\0', '../etc', 'x'.repeat(65), '__proto__'])
    expect([name, isZone(name)]).toEqual([name, false])
})
