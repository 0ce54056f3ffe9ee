import { expect, it } from 'vitest'
import type { AuditEvent } from '#contract/audit.ts'
import { foldRows, rowsOf, rowWords, sameOf } from './runs.ts'
import { changesText } from './words.ts'

const row = (seq: number, change: Partial<AuditEvent> = {}): AuditEvent => ({
  seq, time: new Date(Date.UTC(2026, 10, 21, 12, 0, seq)).toISOString(), actor: { id: 'usr_1', name: 'Ruth' }, credential: 'session:1', address: '192.0.2.1',
  action: 'api-key.rotate', object: { kind: 'api-key', id: `key_${seq}`, name: `key-${seq}` }, outcome: 'done', detail: {}, requestId: `req_${seq}`, ...change,
})
const newest = { id: 'time', desc: true }
const five = [9, 8, 7, 6, 5].map((seq) => row(seq))

it('folds a run into its newest row, which knows each', () => {
  const [folded, ...others] = foldRows([...five, row(4, { action: 'api-key.delete' })], newest)
  expect(rowsOf(folded!).map(({ seq }) => seq)).toEqual([9, 8, 7, 6, 5])
  expect([folded!.seq, rowWords(folded!)]).toEqual([9, 'rows 5 to 9'])
  expect([sameOf(folded!, ({ action }) => action), sameOf(folded!, ({ requestId }) => requestId)]).toEqual(['api-key.rotate', 'Several'])
  expect(others.map(rowWords)).toEqual(['row 4'])
})

// Neighbours in another order are no piece of work; guesses at a password are read one by one; another address is somebody else's work.
it('leaves alone what is no piece of work', () => {
  expect(foldRows(five, { id: 'actor.name', desc: false })).toHaveLength(5)
  expect(foldRows(five.map((one) => ({ ...one, action: 'session.create' })), newest)).toHaveLength(5)
  expect(foldRows(five.map((one, at) => ({ ...one, address: `192.0.2.${at}` })), newest)).toHaveLength(5)
})

it('says in one line what changed', () => {
  const detail = { before: { note: 'first', name: 'a' }, after: { note: null, name: 'a', owner: 'b' }, filter: 'x' }
  expect(changesText(detail)).toBe('Note first to None; Owner b; Filter x')
  expect(changesText({})).toBe('Nothing')
})
