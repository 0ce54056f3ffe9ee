import { expect, it } from 'vitest'
import type { UseClient, Uses } from '#contract/uses.ts'
import { clientWords, ifItEnded, moved, movedPercent, usesWords } from './use-words.ts'

const now = Date.UTC(2026, 10, 21, 12)
const hour = 3_600_000
const iso = (at: number) => new Date(at).toISOString()
const client = (given: Partial<UseClient>): UseClient =>
  ({ address: '192.0.2.1', agent: 'deploy/1', lastAt: iso(now), calls: 1, oldCalls: 0, oldLastAt: null, newFirstAt: null, ...given })
const uses = (given: Partial<Uses>): Uses => ({ days: [], clients: [], more: false, tokens: { live: 0, old: 0 }, ...given })

it('says of a client whether it has moved', () => {
  const at = (oldLast: number | null, newFirst: number | null) =>
    moved(client({ oldLastAt: oldLast === null ? null : iso(now - oldLast * hour), newFirstAt: newFirst === null ? null : iso(now - newFirst * hour) }), now)
  expect(at(1, null)).toBe('Not moved')
  expect(at(500, null), 'However long ago: it may be one that calls once a month.').toBe('Not moved')
  expect(at(null, 1)).toBe('Moved')
  expect(at(3, 2)).toBe('Moved')
  expect(at(2, 3)).toBe('Partly')
  expect(at(25, 30), 'Both were used for a while, and for a day only the new one.').toBe('Moved')
})

it('never says that all calls have moved while one has not', () => {
  expect(movedPercent(uses({}))).toBe(undefined)
  expect(movedPercent(uses({ clients: [client({ calls: 1000, oldCalls: 1 })] }))).toBe(99)
  expect(movedPercent(uses({ clients: [client({ calls: 1000 })] }))).toBe(100)
})

it('says what would stop, and what is not known to', () => {
  const words = (given: Partial<Uses>) => {
    const { head, rest } = ifItEnded(uses(given))
    return `${head} ${rest}`
  }
  expect(words({})).toBe('Nothing that we know of would stop. It was not used in the last 7 days.')
  expect(words({ clients: [client({ calls: 1 }), client({ calls: 0, address: '192.0.2.9' })] })).toBe(
    '1 client would stop. 1 call in the last 7 days came from 192.0.2.1.',
  )
  const many = [1, 2, 3, 4, 5].map((at) => client({ address: `192.0.2.${at}`, calls: 300 }))
  expect(words({ clients: many, tokens: { live: 2, old: 0 } })).toBe(
    '5 clients would stop. 1,500 calls in the last 7 days came from 192.0.2.1, 192.0.2.2, 192.0.2.3 and 2 more. ' +
    'The 2 auth tokens that were bought with it and live would end too.',
  )
})

it('has a name for every client, and says what the drawing comes to', () => {
  expect([client({}), client({ agent: '' }), client({ agent: '', address: '' })].map(clientWords)).toEqual(['deploy/1', 'Not named', 'Others'])
  expect(usesWords([])).toBe('No calls in the last 90 days')
  expect(usesWords([{ day: '2026-11-20', calls: 1, oldCalls: 0 }], 'request token')).toBe('1 request token on 1 day of the last 90')
  const days = [{ day: '2026-11-20', calls: 4, oldCalls: 3 }, { day: '2026-11-21', calls: 1, oldCalls: 0 }]
  expect(usesWords(days)).toBe('5 calls on 2 days of the last 90, 3 with an old value')
})
