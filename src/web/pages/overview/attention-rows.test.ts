import { expect, it } from 'vitest'
import type { Inventory } from '#contract/inventory.ts'
import { attentionRows } from './attention-rows.ts'

const now = Date.UTC(2026, 10, 21, 12)
const day = 86_400_000
const ends = (name: string, days: number, what: 'expires' | 'old-value-ends' = 'expires') => ({
  kind: 'api-key' as const,
  id: name,
  name,
  owner: null,
  at: new Date(now + days * day).toISOString(),
  what,
})
const counted = (kind: Inventory['kinds'][number]['kind'], name: Inventory['kinds'][number]['counts'][number]['name'], count: number, ...things: string[]) => ({
  kind,
  total: 20,
  capped: false,
  counts: [{ name, count, capped: false, filter: `${name} filter`, things: things.map((thing) => ({ id: thing, name: thing })) }],
})

it('puts what can still be kept from stopping first, names few, counts many, and leads each to its row or table', () => {
  const rows = attentionRows({
    timeline: [ends('gone', -2), ends('turning', 1, 'old-value-ends'), ends('soon', 3), ends('later', 60)],
    kinds: [
      counted('api-key', 'never-used-30', 12),
      counted('certcentral-key', 'unrestricted', 1, 'Build server'),
      counted('tsig-key', 'check-failed', 2, 'a.example', 'b.example'),
      counted('one-token', 'unused-90', 0),
      counted('auth-key', 'expires-90', 3),
    ],
  }, 'administrator', now)
  expect(rows.map(({ name, why, action }) => `${name}: ${why}: ${action.words}`)).toEqual([
    'soon: Expires in 3 days: Rotate Key', 'a.example: The last check failed: Open', 'b.example: The last check failed: Open',
    'Build server: Unrestricted: may call everything: Restrict',
    'gone: Expired 2 days ago: Rotate Key', '12 API keys: Never used, made more than 30 days ago: Open', 'turning: Old value stops tomorrow: Open',
  ])
  expect(rows.find(({ name }) => name === '12 API keys')!.href).toContain(`filter=${encodeURIComponent('never-used-30 filter')}`)
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
})

// Failed while what expires took all the lines: a hundred keys that end this week hid a key that may call everything.
it('what expires leaves room for the rest', () => {
  const rows = attentionRows(
    {
      timeline: [...Array.from({ length: 50 }, (_, i) => ends(`past ${i}`, -5)), ...Array.from({ length: 50 }, (_, i) => ends(`soon ${i}`, 2))],
      kinds: [counted('certcentral-key', 'unrestricted', 8)],
    },
    'user',
    now,
  )
  expect(rows[4]).toMatchObject({ name: '8 CertCentral keys', action: { words: 'Open' } })
  expect(rows).toHaveLength(101)
})

it('a standard user reads only of what they can mend', () => {
  const data = {
    timeline: [{ ...ends('ak_1', 2), kind: 'auth-key' as const }, ends('mine', 3)],
    kinds: [
      counted('tsig-key', 'check-failed', 1, 'a.example'), counted('connector', 'check-failed', 1, 'Issuing'),
      counted('certcentral-key', 'unrestricted', 1, 'Build'),
    ],
  }
  expect(attentionRows(data, 'user', now).map(({ name, action }) => `${name}: ${action.words}`)).toEqual(['mine: Rotate Key', 'Build: Restrict'])
  expect(attentionRows(data, 'administrator', now).map(({ name, sign }) => `${name} ${sign}`)).toEqual([
    'ak_1 soon', 'mine soon', 'a.example fails', 'Issuing fails', 'Build open',
  ])
})
