import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FilterColumns } from '#contract/filter.ts'
import { localZone } from '#contract/zones.ts'
import { formatListState, type ListShape, parseListState } from './list-state.ts'

const fields = {
  name: { type: 'text', search: true },
  status: { type: 'choice', choices: ['active', 'expired'] },
  expiresAt: { type: 'date' },
} as const satisfies FilterColumns
const shape: ListShape = {
  fields,
  columns: [{ id: 'name', kind: 'name' }, { id: 'status' }, { id: 'note', hidden: true }],
  sort: { id: 'expiresAt', desc: false },
}
const parts = ['q', 'filter', 'sort', 'page', 'size', 'cols', 'widths', 'pinned', 'density', 'tz', 'x'] as const
const problemsOf = (query: string) => parseListState(query, shape).problems
const again = (query: string) => formatListState(parseListState(query, shape).state, shape)

describe('a table in the URL', () => {
  it('is nothing while everything is as usual', () => {
    expect(again('')).toBe('')
    expect(again('page=1&size=25&sort=expiresAt&cols=name,status&density=compact&q=')).toBe('')
  })

  it.each([
    'q=ci%26cd', 'filter=name+contains+a%3Bstatus+is+expired', 'sort=-name', 'page=3', 'size=100', 'cols=name,note', 'density=comfortable',
    'tz=Pacific/Chatham',
    'cols=name,note,status',
    'widths=name-220,status-90', 'pinned=status', 'cols=name,status,note&widths=note-400&pinned=status',
    'q=x&filter=name+equals+%22%3B%22&sort=status&page=2&size=50&cols=status&density=comfortable',
  ])('shows the same again: %s', (query) => {
    expect(again(query)).toBe(query)
    expect(problemsOf(query)).toEqual([])
  })

  it.each([
    ['filter=nope+contains+x', /filters of this link.*no column "nope" to filter by\.$/],
    ['filter=name+sounds+like+x', /no operator/],
    ['filter=name+contains+a%3Bname+contains+b%7Cstatus+is+active', /cannot be mixed/],
    [`filter=${'a'.repeat(8001)}`, /more than 8,000 characters/],
    ['filter=__proto__+contains+x', /no column "__proto__"/],
    ['sort=constructor', /no column "constructor" to sort by/],
    ['page=1e9', /"1e9" is no page/],
    ['page=1000000000', /no page 1000000000/],
    ['page=-1', /is no page/],
    ['page=401', /no page 401/],
    ['size=7', /"7" is no choice of rows per page/],
    ['cols=gone,toString', /"gone", "toString"/],
    ['cols=gone&pinned=gone,other', /Columns .* are not here: "gone", "other"\.$/],
    ['widths=name-NaN', /"name-NaN" is no width of a column here\.$/],
    ['widths=gone-90,name-1e9', /"gone-90", "name-1e9" are no widths/],
    ['density=huge', /density/],
    ['tz=Mars/Olympus', /"Mars\/Olympus" is no time zone/],
    ['tz=%2B05:30', /no time zone/],
    [`q=${'x'.repeat(201)}`, /longer than 200/],
    [`q=csn_ak_${'A'.repeat(38)}`, /credential/],
    [`filter=name+contains+csn_at_${'A'.repeat(38)}`, /credential/],
  ])('says what it leaves out of %s', (query, said) => {
    expect(problemsOf(query)).toEqual([expect.stringMatching(said)])
    expect(again(query)).toBe('')
  })

  it('puts the name first, then what is pinned, and keeps widths in bounds', () => {
    expect(again('cols=note,status,name&pinned=status')).toBe('cols=name,status,note&pinned=status')
    expect(again('widths=name-0,status-1000000000')).toBe('widths=name-48')
    expect(again('widths=name-99999,status-0&pinned=status,status')).toBe('widths=name-1200,status-48&pinned=status')
  })

  it('says the zone where it is not the own one, or where a day is looked for', () => {
    const said = (query: string) => formatListState({ ...parseListState(query, shape).state, zone: localZone }, shape)
    expect(said('sort=-name')).toBe('sort=-name')
    expect(said('filter=expiresAt+is+2026-12-05T00%3A00%3A00Z')).not.toContain('tz=')
    expect(said('filter=expiresAt+is+2026-12-05')).toBe(`filter=expiresAt+is+2026-12-05&tz=${localZone}`)
  })

  it('never throws, and what it writes it reads without a word', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('name contains x', 'status is active', 'name,note', '-name', '2', '50', 'Asia/Kathmandu', 'name-90,status-1e9', 'note-0', '%ff', '%'),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...parts), part), fc.string(), (given, raw) => {
        for (const query of [raw, new URLSearchParams(Object.entries(given).map(([name, value]) => [name, value.toWellFormed()])).toString()]) {
          const written = again(query)
          expect(problemsOf(written)).toEqual([])
          expect(again(written)).toBe(written)
        }
      }),
      { numRuns: 300 },
    )
  })
})
