import { expect, it } from 'vitest'
import { archivedWords, changesOf, fieldWords, moreOf, stoppedWords, verdictWords } from './words.ts'

it('shows what changed, and not what stayed', () => {
  const detail = {
    owner: { id: 'u1', name: 'Maya' },
    before: { name: 'build', note: null, hint: { start: 'a', last4: 'b' } },
    after: { name: 'build', note: 'nightly', hint: { start: 'c', last4: 'b' } },
  }
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
  expect([fieldWords('expiresAt'), fieldWords('createdAt'), fieldWords('owner.name'), fieldWords('last4')]).toEqual([
    'Expires',
    'Created at',
    'Owner name',
    'Last4',
  ])
  expect(moreOf({ expiresAt: '2027-11-21T12:00:00.000Z' })[0]!.value).toMatch(/^21 Nov 2027, \d\d:\d\d$/)
})

const good = {
  holds: true,
  rows: 1204,
  from: '2026-02-03T08:00:00Z',
  to: '2026-11-21T07:04:00Z',
  brokenAt: null,
  why: null,
  breaks: [],
  broken: 0,
  through: 1204,
  last: 1204,
  next: null,
}
const broken = (...places: number[]) => ({
  ...good,
  holds: false,
  rows: 811,
  brokenAt: places[0]!,
  why: `Row ${places[0]} or the one before it was changed.`,
  breaks: places.slice(0, 20).map((at) => ({ at, why: `Row ${at} or the one before it was changed.` })),
  broken: places.length,
})

it('says the verdict, the evidence and what to do', () => {
  expect(verdictWords(good).verdict).toMatch(/^The chain holds: 1,204 rows, from 3 Feb 2026, \d\d:00 to 21 Nov 2026, \d\d:04\.$/)
  expect(verdictWords({ ...good, rows: 0, from: null, to: null }).verdict).toBe('The chain holds: there are no rows yet.')
  const bad = verdictWords(broken(812))
  expect(bad.verdict).toBe('Broken at row 812: Row 812 or the one before it was changed.')
  expect(bad.todo).toMatch(/^Rows 1 to 811 hold\. /)
  expect(verdictWords(broken(812, 900)).verdict).toBe(
    'Broken at row 812: Row 812 or the one before it was changed. One more break. Row 900: Row 900 or the one before it was changed.',
  )
  expect(verdictWords(broken(812, ...Array.from({ length: 1000 }, (_, at) => 900 + at))).verdict).toMatch(/ 1,000 more breaks\. Row 900: .* …$/)
})

it('says how far a walk had come that was cancelled', () => {
  expect(stoppedWords(undefined)).toBe('Cancelled. Nothing was verified.')
  expect(stoppedWords({ ...good, through: 400 })).toBe('Cancelled at row 400 of 1,204. So far the chain holds; the rest was not looked at.')
  expect(stoppedWords({ ...broken(12), through: 400 })).toMatch(/^Cancelled at row 400 of 1,204\. Broken at row 12: /)
})

it('says where rows are that are not in the database', () => {
  const archived = { through: 5678, until: '2025-12-31T12:00:00Z', last: { file: 'audit-2025.ndjson', first: 1235, from: '2025-01-01T12:00:00Z' } }
  expect(archivedWords(archived)).toMatch(
    /^Rows 1 to 5,678, up to 31 Dec 2025, \d\d:\d\d, .* archive is audit-2025\.ndjson: rows 1,235 to 5,678, from 1 Jan 2025, \d\d:\d\d\.$/,
  )
  expect(archivedWords({ ...archived, last: null })).toMatch(/database\.$/)
})
