import { describe, expect, it } from 'vitest'
import { type ExpirationChoice, expirationFault, expirationWords, expiresAtOf } from './expiry.ts'

const at = (choice: ExpirationChoice, now: string, date = '') => expiresAtOf({ choice, date }, Date.parse(now))

describe('presets are instants', () => {
  it.each([
    ['30-days', '2026-11-21T06:00:00.000Z', '2026-12-21T06:00:00.000Z'],
    ['60-days', '2026-11-21T06:00:00.000Z', '2027-01-20T06:00:00.000Z'],
    ['90-days', '2026-11-21T06:00:00.000Z', '2027-02-19T06:00:00.000Z'],
    ['6-months', '2026-11-21T06:00:00.000Z', '2027-05-21T06:00:00.000Z'],
    ['6-months', '2026-08-31T23:30:00.000Z', '2027-02-28T23:30:00.000Z'],
    ['6-months', '2027-08-30T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['6-months', '2026-10-31T12:00:00.000Z', '2027-04-30T12:00:00.000Z'],
    ['1-year', '2026-11-21T06:00:00.000Z', '2027-11-21T06:00:00.000Z'],
    ['1-year', '2028-02-29T06:00:00.000Z', '2029-02-28T06:00:00.000Z'],
    ['1-year', '2027-02-28T06:00:00.000Z', '2028-02-28T06:00:00.000Z'],
    ['1-year', '2026-12-31T23:59:59.999Z', '2027-12-31T23:59:59.999Z'],
  ] as const)('%s from %s is %s', (choice, now, then) => expect(at(choice, now)).toBe(then))
})

it('a custom date ends with its day, in UTC', () => {
  expect(at('custom', '2026-11-21T06:00:00Z', '2027-03-28')).toBe('2027-03-28T23:59:59.000Z')
})

it('keep says nothing to the API', () => {
  expect(at('keep', '2026-11-21T06:00:00Z')).toBeUndefined()
})

describe('a custom date must exist and must not be over', () => {
  const fault = (date: string, now = '2026-11-21T06:00:00Z') => expirationFault({ choice: 'custom', date }, Date.parse(now))
  it('missing', () => expect(fault('')).toBe('Choose a date.'))
  it('30 February', () => expect(fault('2027-02-30')).toBe('There is no such date.'))
  it('yesterday', () => expect(fault('2026-11-20')).toBe('Choose today or a later date.'))
  it('today still has hours', () => expect(fault('2026-11-21')).toBeUndefined())
  it('today in its last second', () => expect(fault('2026-11-21', '2026-11-21T23:59:59Z')).toBe('Choose today or a later date.'))
  it('other choices need no date', () => expect(expirationFault({ choice: '1-year', date: '' }, 0)).toBeUndefined())
})

it('the line under the field names the moment, and UTC where it differs', () => {
  const words = expirationWords({ choice: '1-year', date: '' }, Date.parse('2026-11-21T06:00:00Z'))
  expect(words).toMatch(/^Stops working on \d{1,2} Nov 2027 at \d\d:\d\d( UTC| \((\d{1,2} Nov 2027, )?06:00 UTC\))\.$/)
  expect(expirationWords({ choice: 'custom', date: '' }, 0)).toBe('Choose the last day on which it works.')
  expect(expirationWords({ choice: 'keep', date: '' }, 0, '2027-01-02T12:00:00Z')).toContain('2 Jan 2027')
})
