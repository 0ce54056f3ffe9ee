import { expect, it } from 'vitest'
import { changesOf, fieldWords, moreOf, verdictWords } from './words.ts'

it('shows what changed, and not what stayed', () => {
  const detail = { owner: { id: 'u1', name: 'Maya' }, before: { name: 'build', note: null, hint: { start: 'a', last4: 'b' } }, after: { name: 'build', note: 'nightly', hint: { start: 'c', last4: 'b' } } }
  expect(changesOf(detail)).toEqual([{ field: 'Note', before: 'None', after: 'nightly' }, { field: 'Key begins', before: 'a', after: 'c' }])
  expect(moreOf(detail)).toEqual([{ label: 'Owner id', value: 'u1' }, { label: 'Owner name', value: 'Maya' }])
})

it('shows what was made, what is gone, and nothing where nothing is said', () => {
  expect(changesOf({ after: { invited: true, tags: [], grace: 60 } })).toEqual([
    { field: 'Invited', before: '', after: 'Yes' }, { field: 'Tags', before: '', after: 'None' }, { field: 'Grace', before: '', after: '60' },
  ])
  expect(changesOf({ before: { name: 'x' } })).toEqual([{ field: 'Name', before: 'x', after: '' }])
  for (const odd of [{}, { before: null, after: 'text' }, { before: [1] }]) expect(changesOf(odd)).toEqual([])
})

it('reads names of fields and instants', () => {
  expect([fieldWords('expiresAt'), fieldWords('createdAt'), fieldWords('owner.name'), fieldWords('last4')]).toEqual(['Expires', 'Created at', 'Owner name', 'Last4'])
  expect(moreOf({ expiresAt: '2027-11-21T12:00:00.000Z' })[0]!.value).toMatch(/^21 Nov 2027, \d\d:\d\d$/)
})

it('says the verdict, the evidence and what to do', () => {
  const good = { holds: true, rows: 1204, from: '2026-02-03T08:00:00Z', to: '2026-11-21T07:04:00Z', brokenAt: null, why: null }
  expect(verdictWords(good).verdict).toMatch(/^The chain holds: 1,204 rows, from 3 Feb 2026, \d\d:00 to 21 Nov 2026, \d\d:04\.$/)
  expect(verdictWords({ ...good, rows: 0, from: null, to: null }).verdict).toBe('The chain holds: there are no rows yet.')
  const bad = verdictWords({ holds: false, rows: 811, from: null, to: null, brokenAt: 812, why: 'Row 812 or the one before it was changed.' })
  expect(bad.verdict).toBe('Broken at row 812: Row 812 or the one before it was changed.')
  expect(bad.todo).toMatch(/^Rows 1 to 811 hold\. /)
})
