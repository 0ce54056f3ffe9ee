import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { formatFilter, operatorsOf, searchFilter, type Filter, type FilterColumns } from '#contract/filter.ts'
import { comparePlainly, compareValues, matches, type Value } from '#contract/matches.ts'
import type { Operator } from '#contract/operators.ts'
import { totalCap, type PageQuery } from '#contract/page.ts'
import { credentialRow, userRow } from '../testing/rows.ts'
import type { Store } from '../db/store.ts'
import { onEachStore } from '../testing/store.ts'
import type { Narrowing } from './narrow.ts'
import { listPage, parseSort } from './list.ts'
import { ProblemError } from '../problem.ts'

const columns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, natural: true },
  note: { type: 'text', nullable: true, search: true },
  zones: { type: 'text', nullable: true, domain: true, several: true },
  tags: { type: 'text', nullable: true, search: true, several: true },
  status: { type: 'choice', choices: ['active', 'expired'] },
  createdAt: { type: 'date' },
  lastUsedAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns
type Column = keyof typeof columns

interface Row {
  id: string
  name: string
  note: string | null
  created_at: number
  last_used_at: number | null
}
const status = (row: Row) => (row.created_at < 2000 ? 'expired' : 'active')
const read = (row: Row) => (column: string): Value =>
  ({ ...row, zones: row.note, tags: row.note, status: status(row), createdAt: row.created_at, lastUsedAt: row.last_used_at })[column as Column]

const narrowing = ({ texts }: Store): Narrowing | undefined => texts && {
  texts, columns: { name: { table: 'credentials', column: 'name' }, note: { table: 'credentials', column: 'note' } },
  holds: { id: (sought) => /^[0-9a-f-]*$/.test(sought) },
}

const listOf = (store: Store, query: PageQuery, { sort = '-createdAt', scope = 'keys|u', secret = 's', owner = 'u' } = {}) => listPage({
  counted: () => store.db.selectFrom('credentials as c').where('c.kind', '=', 'test').where('c.owner_id', '=', owner),
  narrowing: narrowing(store),
  store,
  select: store.db.selectFrom('credentials as c').innerJoin('users as u', 'u.id', 'c.owner_id').where('c.kind', '=', 'test').where('c.owner_id', '=', owner)
    .select(['c.id', 'c.name', 'c.note', 'c.created_at', 'c.last_used_at']),
  columns,
  expressions: {
    id: sql.ref('c.id'), name: sql.ref('c.name'), note: sql.ref('c.note'), zones: sql.ref('c.note'), tags: sql.ref('c.note'),
    createdAt: sql.ref('c.created_at'), status: sql`case when c.created_at < ${2000} then 'expired' else 'active' end`, lastUsedAt: sql.ref('c.last_used_at'),
  },
  sortBy: { name: sql.ref('c.name_order') }, id: sql.ref('c.id'), query, sort, scope,
  sign: (text) => createHmac('sha256', secret).update(text).digest('base64url'),
})

async function fill(store: Store, rows: readonly Row[]): Promise<void> {
  await store.write(async (tx) => {
    await tx.deleteFrom('users').execute()
    await tx.insertInto('users').values([userRow('u'), userRow('v')]).execute()
    const credentials = rows.map(({ id, ...row }) => credentialRow(id, 'u', null, { kind: 'test', name_key: id, ...row }))
    for (let i = 0; i < credentials.length; i += 500) await tx.insertInto('credentials').values(credentials.slice(i, i + 500)).execute()
  })
}

async function refusal(work: Promise<unknown>): Promise<ProblemError> {
  const error = await work.then(() => undefined, (reason: unknown) => reason)
  if (error instanceof ProblemError) return error
  throw new Error(`Not refused: ${String(error)}`)
}

// Few letters, so that things meet: both cases, LIKE's own characters, letters whose case SQLite does not know, beyond the BMP.
const text = fc.string({
  unit: fc.constantFrom(
    '0', '1', '2', '10', '\u0661', 'a', '.', '.', ', ', 'B', 'b',
    ' ',
    '%',
    '_',
    '\\',
    "'",
    '"',
    'é',
    'É',
    'ß',
    'ẞ',
    'Σ',
    'σ',
    'ς',
    'İ',
    'ı',
    'I',
    'k',
    '\u212a',
    'я',
    'Я',
    '😀',
    '\u{10400}',
    '\u{10428}',
    '\uffff',
    'e\u0301'),
  maxLength: 5,
})
// With the ends of days that clocks make 23 and 25 hours long, and of one at a quarter past ten.
const edges = [
  '2027-03-27T23:00:00Z',
  '2027-03-28T22:00:00Z',
  '2026-10-24T22:00:00Z',
  '2026-10-25T23:00:00Z',
  '2026-12-04T10:15:00Z',
  '2027-04-29T22:00:00Z',
].map((text) => Date.parse(text))
const moment = fc.constantFrom(
  0,
  1000,
  1999,
  2000,
  86_399_999,
  86_400_000,
  86_400_001,
  2 * 86_400_000,
  1_800_000_000_000,
  ...edges.flatMap((edge) => [edge - 1, edge]),
)
const tz = fc.constantFrom(undefined, 'UTC', 'Europe/Berlin', 'America/Los_Angeles', 'Pacific/Chatham', 'Australia/Lord_Howe', 'Africa/Cairo')
const id = fc.uuid().filter((one) => one !== 'u')
// Runs of digits longer than any number; a filter's value may not be.
const named = fc.oneof(text, text.map((one) => one.replace('2', '9'.repeat(300))))
const row: fc.Arbitrary<Row> = fc.record({ id, name: named, note: fc.option(named), created_at: moment, last_used_at: fc.option(moment) })
const rowsOf = (max: number) => fc.uniqueArray(row, { selector: (one) => one.id, maxLength: max })

const dates = fc.oneof(
  moment.map((time) => new Date(time).toISOString()),
  moment.map((time) => new Date(time).toISOString().slice(0, 10)),
  fc.constantFrom('0000-01-01', '9999-12-31', '1970-01-02T01:00:00.000+01:00'),
)
const term = fc.constantFrom(...(Object.keys(columns) as Column[])).chain((column) =>
  fc.constantFrom(...operatorsOf(columns[column])).chain((operator: Operator) => {
    const { type } = columns[column]
    const value = type === 'date' ? dates : type === 'choice' ? fc.constantFrom(...columns.status.choices) : text
    const max = operator.endsWith('empty') ? 0 : operator === 'is any of' ? 4 : 1
    return fc.array(value, { minLength: Math.min(max, 1), maxLength: max }).map((values) => ({ column, operator, values }))
  }),
)
const filter: fc.Arbitrary<Filter> = fc.record({ join: fc.constantFrom('and', 'or'), terms: fc.array(term, { maxLength: 4 }) })
const sort = fc
  .uniqueArray(fc.constantFrom(...Object.keys(columns)), { minLength: 1, maxLength: 3 })
  .chain((names) => fc.tuple(...names.map((name) => fc.constantFrom(name, `-${name}`))))
  .map((parts) => parts.join(','))

function inOrder(rows: readonly Row[], sorted: string): string[] {
  const keys = parseSort(sorted, columns)
  const falling = keys.at(-1)?.falling ?? false
  const order = (a: Row, b: Row) => {
    for (const key of keys) {
      const compared = ('natural' in columns[key.name as Column] ? compareValues : comparePlainly)(read(a)(key.name), read(b)(key.name))
      if (compared !== 0) return key.falling ? -compared : compared
    }
    return falling ? comparePlainly(b.id, a.id) : comparePlainly(a.id, b.id)
  }
  return [...rows].sort(order).map((one) => one.id)
}

onEachStore('listPage', ({ fresh }) => {
  // Fails, tried one by one, without: the other cases of a letter, escapes in LIKE, `is null` beside `not` and beside `<`, the
  // place of nulls in order and cursor, `lower` in the order, the rank of surrogates in memory, the equal part of the bound.
  test('SQL and memory agree on every filter, search and order, and a walk meets each row once, in order', async () => {
    const store = await fresh()
    await fc.assert(
      fc.asyncProperty(
        rowsOf(25),
        fc.array(fc.record({ filter, tz, search: fc.oneof(fc.constant(''), text), sort, size: fc.integer({ min: 1, max: 8 }) }), {
          minLength: 8,
          maxLength: 8,
        }),
        async (rows, queries) => {
          await fill(store, rows)
          for (const query of queries) {
            const sought = searchFilter(query.search, columns)
            const expected = inOrder(
              rows.filter((one) => matches(query.filter, columns, read(one), query.tz) && matches(sought, columns, read(one))),
              query.sort,
            )
            const asked = { filter: formatFilter(query.filter), search: query.search, sort: query.sort, size: query.size, tz: query.tz }
            const walked: string[] = []
            let after: string | undefined
            for (let page = 1; ; page++) {
              const found = await listOf(store, { ...asked, after })
              expect(found).toMatchObject({ page, size: query.size, total: expected.length, totalCapped: false })
              walked.push(...found.rows.map((one) => one.id))
              expect(walked.length).toBeLessThanOrEqual(expected.length)
              if (found.next === null) break
              after = found.next
            }
            expect(walked).toEqual(expected)
            const second = await listOf(store, { ...asked, page: 2 })
            expect(second.rows.map((one) => one.id)).toEqual(expected.slice(query.size, 2 * query.size))
            expect(second.total).toBe(expected.length)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  describe('with three rows', () => {
    const rows: Row[] = ['100% sure', 'a_b', "Robert'); DROP TABLE"].map((name, i) => ({
      id: `id-${i}`,
      name,
      note: null,
      created_at: 3000 + i,
      last_used_at: null,
    }))
    const ready = async () => {
      const store = await fresh()
      await fill(store, rows)
      return store
    }
    const ids = async (store: Store, query: PageQuery) => (await listOf(store, query)).rows.map((one) => one.id)

    test('rows come as selected, newest first, 50 a page', async () => {
      const page = await listOf(await ready(), {})
      expect(page).toEqual({ rows: [...rows].reverse(), page: 1, size: 50, total: 3, totalCapped: false, next: null })
    })

    test.each([
      ['%', ['id-0']],
      ['_', ['id-1']],
      ['\\', []],
      ['[a-z]*', []],
      ['((a+)+)$', []],
      ["'); drop", ['id-2']],
      ["%' OR 1=1", []],
      ['0%', ['id-0']],
      ['\0', []],
    ])('%s is looked for as it stands', async (search, found) => {
      const store = await ready()
      expect(await ids(store, { search })).toEqual(found)
      if (search !== '\0')
        expect(await ids(store, { filter: formatFilter({ join: 'and', terms: [{ column: 'name', operator: 'contains', values: [search] }] }) })).toEqual(found)
    })

    test.each([
      ['name;select', 'There is no such column to sort by. Columns: id, name, note, zones, tags, status, createdAt, lastUsedAt; a - before one reverses it.'],
      ['', 'There is no such column to sort by. Columns: id, name, note, zones, tags, status, createdAt, lastUsedAt; a - before one reverses it.'],
      ['__proto__', 'There is no such column to sort by. Columns: id, name, note, zones, tags, status, createdAt, lastUsedAt; a - before one reverses it.'],
      ['name,-name', 'The column name is sorted by twice.'],
      ['a,b,c,d,e,f', 'A list is sorted by at most 5 columns.'],
    ])('refuses to sort by %s', async (by, message) => {
      expect(await refusal(listOf(await ready(), { sort: by }))).toMatchObject({
        code: 'invalid-value',
        message,
        errors: [{ field: 'sort', pointer: '', code: 'invalid-value' }],
      })
    })

    test('a filter that cannot be read is refused with the place', async () => {
      expect(await refusal(listOf(await ready(), { filter: 'name contains a;foo is b' }))).toMatchObject({
        code: 'invalid-filter',
        errors: [{ field: 'filter', pointer: '', message: expect.stringMatching(/^There is no column "foo".*\(At character 17\.\)$/) as string }],
      })
    })

    test('a cursor is good for its list, actor, sort, filter and search only, and cannot be made up', async () => {
      const store = await ready()
      const query = { size: 1, sort: 'name', filter: 'createdAt is after 1969-01-01', search: 'b' }
      const { next } = await listOf(store, query)
      const after = next ?? ''
      expect((await listOf(store, { ...query, after })).rows).toHaveLength(1)
      expect((await listOf(store, { ...query, sort: ' name', size: 3, after })).rows).toHaveLength(1)
      const [payload = '', mac = ''] = after.split('.')
      const made = Buffer.from('[2,["a","b"]]').toString('base64url')
      const refused = [
        listOf(store, { ...query, sort: '-name', after }), listOf(store, { ...query, sort: undefined, after }), listOf(store, { ...query, search: 'a', after }),
        listOf(store, { ...query, filter: undefined, after }),
        listOf(store, { ...query, after }, { scope: 'keys|v' }), listOf(store, { ...query, after }, { secret: 't' }),
        ...['', '.', 'x', after.slice(1), `${after}x`, `${payload}.`, payload, `.${mac}`, `${made}.${mac}`, `${payload}.${mac}.${mac}`, '\0', '😀'].map(
          (wrong) => listOf(store, { ...query, after: wrong }),
        ),
      ]
      for (const work of refused) expect(await refusal(work)).toMatchObject({ code: 'invalid-cursor', errors: [{ field: 'after', pointer: '' }] })
      expect(await refusal(listOf(store, { ...query, after, page: 1 }))).toMatchObject({ code: 'invalid-value', errors: [{ field: 'page' }] })
    })

    test('a cursor goes on where it stood when the row it names has gone', async () => {
      const store = await ready()
      const { next } = await listOf(store, { size: 1, sort: 'createdAt' })
      await store.write(async (tx) => { await tx.deleteFrom('credentials').where('id', '=', 'id-0').execute() })
      expect(await ids(store, { sort: 'createdAt', after: next ?? '' })).toEqual(['id-1', 'id-2'])
    })

    test('a page beyond the last is empty and still counts', async () => {
      expect(await listOf(await ready(), { page: 9, size: 2 })).toEqual({ rows: [], page: 9, size: 2, total: 3, totalCapped: false, next: null })
    })

    test('another owner sees nothing, whatever the filter', async () => {
      expect((await listOf(await ready(), { filter: 'name contains a|name does not contain a' }, { owner: 'v' })).total).toBe(0)
    })

    // Fails on SQLite when the index folds as Unicode does (K, the Kelvin sign), when É stands in a run, when a quote ends a phrase,
    // when `does not` is narrowed, when a change or a deletion leaves the index as it was.
    test.each([
      ['contains', 'ROB', ['id-2']], ['contains', 'b', ['id-2', 'id-1']], ['contains', "t');", ['id-2']], ['contains', 'x"y"z', []], ['contains', '* or', []],
      ['contains', '100% s', ['id-0']],
      ['contains', 'drop t_', []], ['starts with', 'drop', []], ['starts with', 'robert', ['id-2']], ['ends with', 'table', ['id-2']],
      ['ends with', 'robert', []], ['equals', 'A_B', ['id-1']],
      ['does not contain', 'robert', ['id-1', 'id-0']], ['does not equal', '100% sure', ['id-2', 'id-1']],
    ] as const)('a name that %s %s is found by index or without', async (operator, value, found) => {
      const store = await ready()
      const filter = formatFilter({ join: 'and', terms: [{ column: 'name', operator, values: [value] }] })
      expect(await ids(store, { filter })).toEqual(found)
      expect(await ids(store, { filter: `${filter}|createdAt is before 1900-01-01` })).toEqual(found)
    })

    test('the index follows every change, and letters that only look alike stay apart', async () => {
      const store = await ready()
      const search = (sought: string) => ids(store, { search: sought })
      await store.write(async (tx) => {
        await tx.updateTable('credentials').set({ name: 'Crème BRÛLÉE 東京都', note: 'Kelvin \u212aey ſsharp' }).where('id', '=', 'id-0').execute()
        await tx.deleteFrom('credentials').where('id', '=', 'id-2').execute()
      })
      await store.write(async (tx) => {
        await tx.updateTable('credentials').set({ name: 'never' }).where('id', '=', 'id-1').execute()
        throw new Error('rolled back')
      }).catch(() => {})
      for (const [sought, found] of [
        ['brûlée', ['id-0']],
        ['CRÈME B', ['id-0']],
        ['東京都', ['id-0']],
        ['kelvin', ['id-0']],
        ['key', []],
        ['ssharp', []],
        ['100% sure', []],
        ['robert', []],
        ['never', []],
        ['a_b', ['id-1']],
      ] as const)
        expect([sought, await search(sought)]).toEqual([sought, found])
    })

    test('the widest filter is within the limits of both databases', async () => {
      const store = await ready()
      const letters = Array.from({ length: 200 }, (_, i) => String.fromCodePoint(0x400 + i)).join('')
      const wide: Filter[] = [
        { join: 'or', terms: Array.from({ length: 38 }, () => ({ column: 'note', operator: 'does not equal', values: [letters] })) },
        {
          join: 'or',
          terms: Array.from({ length: 50 }, () => ({ column: 'name', operator: 'is any of', values: Array.from({ length: 200 }, (_, i) => String(i)) })),
        },
        { join: 'and', terms: [{ column: 'name', operator: 'is any of', values: Array.from({ length: 200 }, (_, i) => `é${i}`) }] },
      ]
      for (const one of wide) {
        const found = await ids(store, { filter: formatFilter(one), search: letters })
        expect(found).toEqual([])
        await ids(store, { filter: formatFilter(one) })
      }
    })
  })

  test('the count stops at its cap, pages reach as far, cursors further', async () => {
    const store = await fresh()
    const rows = Array.from({ length: totalCap + 2500 }, (_, i) => ({
      id: `id-${String(i).padStart(6, '0')}`,
      name: 'n',
      note: null,
      created_at: i,
      last_used_at: null,
    }))
    await fill(store, rows)
    const query = { size: 500, sort: 'createdAt' }
    const last = await listOf(store, { ...query, page: 20 })
    expect(last).toMatchObject({ total: totalCap, totalCapped: true })
    expect(last.rows.at(-1)?.id).toBe('id-009999')
    const beyond = await listOf(store, { ...query, after: last.next ?? '' })
    expect(beyond).toMatchObject({ page: 21, total: totalCap, totalCapped: true, next: expect.any(String) as string })
    expect(beyond.rows).toHaveLength(500)
    expect(await refusal(listOf(store, { ...query, page: 21 }))).toMatchObject({ code: 'invalid-value', errors: [{ field: 'page' }] })
    // More are named by the index than it is asked for, of which some match, all, or none.
    await store.write((tx) =>
      tx
        .updateTable('credentials')
        .set({ name: 'the same for all', note: sql`case when created_at < 30 then 'another' else 'others' end` })
        .execute(),
    )
    for (const [filter, total] of [
      ['name contains same', totalCap],
      ['name contains same;note contains another', 30],
      ['note contains other', totalCap],
      ['name contains same;createdAt is before 1970-01-01T00:00:05Z', 5000],
    ] as const) {
      const page = await listOf(store, { size: 20, sort: 'createdAt', filter, page: 2 })
      const got = [filter, page.rows.length, page.rows[0]?.id, page.total, page.totalCapped]
      expect(got).toEqual([filter, Math.min(20, total - 20), 'id-000020', total, total === totalCap])
    }
    const some = await listOf(store, { ...query, filter: 'id is not empty;createdAt is before 1970-01-01T00:00:10Z' })
    expect(some).toMatchObject({ total: totalCap, totalCapped: false })
  })
})
