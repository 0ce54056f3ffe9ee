import { expect, it } from 'vitest'
import type { AuditEvent } from '#contract/audit.ts'
import { foldRows, moreWords, rowsOf, rowWords, sameOf } from './runs.ts'
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

it('tells of a run that the page\'s edge cuts, however little of it is here', () => {
  const [nine, eight, seven, six, five_] = five as [AuditEvent, AuditEvent, AuditEvent, AuditEvent, AuditEvent]
  const other = row(4, { action: 'api-key.delete' })
  const told = (rows: readonly AuditEvent[], before: readonly AuditEvent[], after: readonly AuditEvent[]) =>
    foldRows(rows, newest, { before, after }).map((one) => [rowWords(one), moreWords(one)])
  expect(told([nine, eight, seven, six], [], [five_, other])).toEqual([['rows 6 to 9', 'more on the next page']])
  expect(told([six, five_, other], [nine, eight, seven], [])).toEqual([['rows 5 to 6', 'more on the page before'], ['row 4', '']])
  expect(told([seven], [nine, eight], [six, five_])).toEqual([['row 7', 'more on the pages before and after']])
  // Whole, and not its neighbours' affair: another row stands between, or they are too few.
  expect(told([eight, seven, six, five_], [], [other])).toEqual([['rows 5 to 8', '']])
  expect(told([other], [six, five_], [])).toEqual([['row 4', '']])
  expect(told([six], [], [five_, other])).toEqual([['row 6', '']])
  // Rows that came meanwhile have pushed some of this page onto the next.
  expect(told([nine, eight, seven, six], [], [seven, six])).toEqual([['rows 6 to 9', '']])
})

it('says in one line what changed', () => {
  const detail = { before: { note: 'first', name: 'a' }, after: { note: null, name: 'a', owner: 'b' }, filter: 'x' }
  expect(changesText(detail)).toBe('Note first to None; Owner b; Filter x')
  expect(changesText({})).toBe('Nothing')
})
