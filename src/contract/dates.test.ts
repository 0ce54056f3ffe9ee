import fc from 'fast-check'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { isDay, isInstant } from './dates.ts'

const number = (max: number, width: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(width, '0'))
const day = fc.tuple(number(9999, 4), number(13, 2), number(32, 2)).map((parts) => parts.join('-'))
const leapDay = number(9999, 4).map((year) => `${year}-02-29`)
const time = fc.tuple(number(24, 2), number(60, 2), number(60, 2)).map((parts) => parts.join(':'))
const zone = fc.oneof(
  fc.constantFrom('Z', 'z', '', '+05:30', '-00:00', '+24:00', '+0530', '+05'),
  fc.tuple(fc.constantFrom('+', '-'), number(24, 2), number(60, 2)).map(([sign, hours, minutes]) => `${sign}${hours}:${minutes}`),
)
const fraction = fc.constantFrom('', '.', '.5', '.123456789', ',5')
const instant = fc.tuple(fc.oneof(day, leapDay), fc.constantFrom('T', 't', ' ', ''), time, fraction, zone).map((parts) => parts.join(''))
/** A text that nearly is one: something put in, at any place. */
const marred = fc.tuple(fc.oneof(day, instant), fc.nat(24), fc.string({ maxLength: 2 })).map(([text, at, put]) => text.slice(0, at) + put + text.slice(at))

const [dayOfZod, instantOfZod] = [z.iso.date(), z.iso.datetime({ offset: true })]

// Failed with `Date.parse` alone, which takes 30 February for 2 March, and with years that end in 00 taken for leap years.
it('knows the same days and instants as zod', () => {
  fc.assert(fc.property(fc.oneof(day, leapDay, instant, marred, fc.string()), (text) => {
    expect([isDay(text), isInstant(text)]).toEqual([dayOfZod.safeParse(text).success, instantOfZod.safeParse(text).success])
  }), { numRuns: 20_000 })
})

it('knows them by example', () => {
  expect(['2027-01-31', '2028-02-29', '2000-02-29', '0000-01-01'].map(isDay)).toEqual([true, true, true, true])
  expect(['2027-02-29', '1900-02-29', '2027-04-31', '2027-13-01', '2027-00-10', '2027-1-31', '2027-01-31\n', ''].map(isDay)).toEqual(Array(8).fill(false))
  expect(['2027-01-31T12:00:00Z', '2027-01-31T23:59:59.999+05:30'].map(isInstant)).toEqual([true, true])
  expect(
    ['2027-01-31T12:00Z', '2027-01-31T24:00:00Z', '2027-02-29T12:00:00Z', '2027-01-31T12:00:00', '2027-01-31 12:00:00Z', '2027-01-31x'].map(isInstant),
  ).toEqual(Array(6).fill(false))
})
