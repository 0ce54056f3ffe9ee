import { expect, test } from 'vitest'
import { futureInstant, lastInstant, oneYearAfter, vendorInstant } from './time.ts'

const at = (text: string) => Date.parse(text)

// The rest of a year's days has no such edge. Fails when 29 February rolls over into March.
test('a year later it is the same day, and after 29 February the 28th', () => {
  const after = (text: string) => new Date(oneYearAfter(at(text))).toISOString()
  expect(after('2028-02-29T23:59:59.999Z')).toBe('2029-02-28T23:59:59.999Z')
  expect(after('2027-02-28T00:00:00.000Z')).toBe('2028-02-28T00:00:00.000Z')
  expect(after('2027-03-01T12:00:00.000Z')).toBe('2028-03-01T12:00:00.000Z')
  expect(after('2027-12-31T23:59:59.999Z')).toBe('2028-12-31T23:59:59.999Z')
})

test('an expiry lies in the future, and in years of four digits', () => {
  const now = at('2026-11-21T12:00:00Z')
  expect(futureInstant('2026-11-21T12:00:00.001Z', now, 'expiresAt')).toBe(now + 1)
  expect(() => futureInstant('2026-11-21T12:00:00Z', now, 'expiresAt')).toThrow('future')
  expect(futureInstant('9999-12-31T23:59:59.999Z', now, 'expiresAt')).toBe(lastInstant)
  expect(() => futureInstant('+010000-01-01T00:00:00Z', now, 'expiresAt')).toThrow('store')
})

test('CertCentral has whole seconds and its own zone', () => {
  expect(vendorInstant(at('2026-11-21T12:00:00.999Z'))).toBe('2026-11-21T12:00:00+00:00')
})
