import { expect, test } from 'vitest'
import { expiryAfter } from './expiry.ts'

// The rest of a year's days has no such edge. Fails when 29 February rolls over into March.
test('a year later it is the same day, and after 29 February the 28th', () => {
  const after = (text: string) => new Date(expiryAfter(Date.parse(text))).toISOString()
  expect(after('2028-02-29T23:59:59.999Z')).toBe('2029-02-28T23:59:59.999Z')
  expect(after('2027-02-28T00:00:00.000Z')).toBe('2028-02-28T00:00:00.000Z')
  expect(after('2027-03-01T12:00:00.000Z')).toBe('2028-03-01T12:00:00.000Z')
  expect(after('2027-12-31T23:59:59.999Z')).toBe('2028-12-31T23:59:59.999Z')
})
