import { describe, expect, it } from 'vitest'
import { isQuiet, rotationWords, stateOf } from './rotation-words.ts'

const hour = 3_600_000
const now = Date.parse('2026-11-21T12:00:00Z')
const key = (rotated: number, used: number | null) => ({
  rotatedAt: new Date(now - rotated).toISOString(),
  oldValue: {
    hint: { start: 'abcd', last4: 'wxyz' }, endsAt: new Date(now + hour).toISOString(),
    lastUsedAt: used === null ? null : new Date(now - used).toISOString(), lastUsedFrom: null,
  },
})

describe('an old value is quiet', () => {
  it('when nobody has used it for so long', () => {
    expect(isQuiet(key(5 * hour, hour), hour, now)).toBe(true)
    expect(isQuiet(key(5 * hour, hour - 1), hour, now)).toBe(false)
    expect(isQuiet(key(48 * hour, 25 * hour), 24 * hour, now)).toBe(true)
  })

  it('and not the minute after the rotation, however long ago it was used before', () => {
    expect(isQuiet(key(60_000, 40 * hour), hour, now)).toBe(false)
    expect(isQuiet(key(60_000, null), hour, now)).toBe(false)
    expect(isQuiet(key(hour, null), hour, now)).toBe(true)
  })

  it('in use only when it was used since', () => {
    expect([stateOf(key(60_000, 40 * hour), hour, now), stateOf(key(60_000, 1000), hour, now), stateOf(key(5 * hour, 2 * hour), hour, now)]).toEqual([
      'Rotating',
      'In use',
      'Quiet',
    ])
  })

  it('never where there is none', () => {
    expect(isQuiet({ rotatedAt: new Date(0).toISOString(), oldValue: null }, hour, now)).toBe(false)
  })
})

it('says how many there are, and how many of them are quiet', () => {
  expect([rotationWords(1, 0), rotationWords(1, 1), rotationWords(30, 0), rotationWords(30, 12), rotationWords(30, 30)]).toEqual([
    '1 old value still works',
    '1 old value still works, and it is quiet',
    '30 old values still work',
    '30 old values still work, 12 of them quiet',
    '30 old values still work, all of them quiet',
  ])
})
