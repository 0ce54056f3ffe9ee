import { expect, test } from 'vitest'
import { futureInstant, lastInstant, vendorInstant } from './time.ts'

const at = (text: string) => Date.parse(text)

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
