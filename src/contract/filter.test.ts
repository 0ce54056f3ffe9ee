import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FilterError, formatFilter, operatorsOf, parseFilter, searchFilter, valueMax, type Filter, type FilterColumns } from './filter.ts'
import { takesOf, type Operator } from './operators.ts'
import { comparePlainly, compareValues, fold, matches } from './matches.ts'
import { spentSince } from './test-time.ts'

const columns = {
  name: { type: 'text', search: true },
  note: { type: 'text', nullable: true, search: true },
  'owner.email': { type: 'text' },
  status: { type: 'choice', choices: ['active', 'expiring', 'not checked'] },
  createdAt: { type: 'date' },
  lastUsedAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

function faultOf(text: string): FilterError {
  try {
    parseFilter(text, columns)
  } catch (error) {
    if (error instanceof FilterError) return error
    throw error
  }
  throw new Error(`No fault in ${text}`)
}
const termOf = (text: string) => parseFilter(text, columns).terms[0]
const valueOf = (text: string) => termOf(text)?.values[0]

describe('parseFilter', () => {
  test('reads the example of the API page', () => {
    expect(parseFilter('name contains ci;status is active;createdAt is before 2027-01-01', columns)).toEqual({
      join: 'and',
      terms: [
        { column: 'name', operator: 'contains', values: ['ci'] },
        { column: 'status', operator: 'is', values: ['active'] },
        { column: 'createdAt', operator: 'is before', values: ['2027-01-01'] },
      ],
    })
  })

  test('nothing is a filter without terms; | joins by or; blanks round everything are fine', () => {
    expect(parseFilter(' ', columns)).toEqual({ join: 'and', terms: [] })
    expect(parseFilter('  name  equals a b  |  note is empty ', columns)).toEqual({
      join: 'or',
      terms: [{ column: 'name', operator: 'equals', values: ['a b'] }, { column: 'note', operator: 'is empty', values: [] }],
    })
  })

  test('every column takes each of its operators', () => {
    for (const [name, column] of Object.entries(columns)) {
      for (const operator of operatorsOf(column)) {
        const value = column.type === 'date' ? '2027-01-31' : 'active'
        const written = { none: '', one: ` ${value}`, many: ` (${value})` }[takesOf(operator)]
        expect(termOf(`${name} ${operator}${written}`)?.operator).toBe(operator)
      }
    }
  })

  test.each([
    ['name contains %', '%'],
    ['name contains 100%', '100%'],
    ['name contains _', '_'],
    ['name contains \\', '\\'],
    ['name contains [a-z]*', '[a-z]*'],
    ['name contains ((a+)+)$', '((a+)+)$'],
    ["name contains '; DROP TABLE", undefined],
    ["name contains \"'; DROP TABLE api_key;--\"", "'; DROP TABLE api_key;--"],
    ['name contains a%3Bb%7Cc', 'a;b|c'],
    ['name contains %C3%BC', 'ü'],
    ['name contains "%3B"', '%3B'],
    ['name contains say "hi"', 'say "hi"'],
    ['name contains "say \\"hi\\" \\\\"', 'say "hi" \\'],
    ['name contains "a;b|c"', 'a;b|c'],
    ['name equals ""', ''],
    ['name equals "  a "', '  a '],
    ['name equals empty', 'empty'],
    ['status is "not checked"', 'not checked'],
    ['status is Active', 'active'],
    ['createdAt is 2028-02-29', '2028-02-29'],
    ['createdAt is after 2027-01-01T12:00:00+02:00', '2027-01-01T12:00:00+02:00'],
  ])('the value of %s is %s', (text, value) => {
    if (value === undefined) expect(() => parseFilter(text, columns)).toThrow(FilterError)
    else expect(valueOf(text)).toBe(value)
  })

  test('is any of takes a list, with quoted items', () => {
    expect(termOf('name is any of (a, "b, (c)" ,%2C)')?.values).toEqual(['a', 'b, (c)', ','])
    expect(termOf('status is any of(active,expiring)')?.values).toEqual(['active', 'expiring'])
  })

  test.each([
    ['foo is x', 'There is no column "foo" to filter by. Columns: name, note, owner.email, status, createdAt, lastUsedAt.', 0],
    ['__proto__ is x', 'There is no column "__proto__" to filter by. Columns: name, note, owner.email, status, createdAt, lastUsedAt.', 0],
    ['status contains x', 'status has no operator "contains x". Operators: is, is not, is any of.', 7],
    ['createdAt is empty', 'createdAt has no operator "is empty". Operators: is, is not, is after, is on or after, is before, is on or before.', 10],
    [
      'name',
      'name has no operator "". Operators: contains, does not contain, equals, does not equal, starts with, ends with, is empty, is not empty, is any of.',
      4,
    ],
    ['name contains a;note contains b|name contains c', '; (and) and | (or) cannot be mixed in one filter. Quote a value that holds one of them.', 31],
    ['name contains', 'A value is missing here. Write "" for an empty text.', 13],
    ['name contains a;', 'A term is missing here. A term is: column operator value.', 16],
    [';name contains a', 'A term is missing here. A term is: column operator value.', 0],
    ['name contains "a', 'A quoted value does not end: close it with ".', 14],
    ['name contains "a\\n"', 'In a quoted value \\ stands only before " or \\.', 16],
    ['name contains "a" b', 'Something follows the value: join terms with ; or |, and quote a value that holds them.', 18],
    ['note is empty x', '"is empty" takes no value.', 14],
    ['name is any of a', '"is any of" takes values in parentheses: (a, b).', 15],
    ['name is any of (a', '"is any of" has values apart by commas and ends with ). Quote a value that holds , ( ) ; or |.', 17],
    ['name is any of ()', 'A value is missing here. Write "" for an empty text.', 16],
    ['name contains %ff', 'A percent-encoded value is not UTF-8. Quote the value to mean the percent sign itself.', 14],
    ['name contains %00', 'A value holds no U+0000.', 14],
    ['name contains \ud800', 'The filter holds half a character (a lone surrogate).', 0],
    ['status is gone', 'status is never "gone". It is one of: active, expiring, not checked.', 10],
    ['createdAt is 2027-02-29', '"2027-02-29" is not a date. Write a day that exists as 2027-01-31, or an instant as 2027-01-31T12:00:00Z.', 13],
  ])('refuses %s', (text, message, position) => {
    expect(faultOf(text)).toMatchObject({ message, position })
  })

  test.each([
    '2026-13-01',
    '2026-02-30',
    '2026-1-1',
    '20260101',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:59:60Z',
    '2026-01-01T10:00:00',
    '10000-01-01',
    'today',
    'NaN',
    '-1',
  ])('%s is no date', (date) => {
    expect(faultOf(`createdAt is ${date}`).message).toContain('is not a date')
  })

  test('limits: 50 terms, 200 values, 200 characters a value', () => {
    const terms = (n: number) => Array.from({ length: n }, () => 'name equals a').join(';')
    expect(parseFilter(terms(50), columns).terms).toHaveLength(50)
    expect(faultOf(terms(51)).message).toBe('A filter has at most 50 terms.')
    const list = (n: number) => `name is any of (${Array.from({ length: n }, (_, i) => i).join(',')})`
    expect(termOf(list(200))?.values).toHaveLength(200)
    expect(faultOf(list(201)).message).toBe('"is any of" takes at most 200 values.')
    expect(valueOf(`name equals ${'😀'.repeat(valueMax)}`)).toHaveLength(2 * valueMax)
    expect(faultOf(`name equals ${'a'.repeat(valueMax + 1)}`).message).toBe('A value has at most 200 characters.')
  })

  test('garbage gives a FilterError or a filter, nothing else', () => {
    const piece = fc.constantFrom(
      ...Object.keys(columns),
      ...Object.values(columns).flatMap(operatorsOf),
      ' ',
      ';',
      '|',
      '"',
      '\\',
      '(',
      ')',
      ',',
      '%',
      '%e',
      '%41',
      '%c3',
      '2027-01-01',
      'is',
      'not',
      'any of',
      '\0',
      '\ufeff',
    )
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.oneof(piece, fc.string({ maxLength: 4 }))).map((parts) => parts.join('')),
    )
    fc.assert(fc.property(garbage, (text) => {
      try {
        parseFilter(text, columns)
      } catch (error) {
        expect(error).toBeInstanceOf(FilterError)
      }
    }), { numRuns: 3000 })
  })

  // Naive patterns such as /^(\s*\S+\s*)*$/ or a regex for quoted text take exponential or quadratic time on some of these.
  test('time grows with the length only: a filter 64 times as long takes far less than 64 × 64 as long', () => {
    const shapes = ['((a+)+)$', ' ', '"', '\\"', '%', '%4', '%41', '(', ',', ';', 'a b ', 'name contains a;', '😀']
    const starts = ['', 'name contains ', 'name contains "', 'name is any of (', 'createdAt is ']
    const run = (length: number) => {
      const began = process.cpuUsage()
      for (const start of starts) {
        for (const shape of shapes) {
          try {
            parseFilter(start + shape.repeat(Math.ceil(length / shape.length)), columns)
          } catch (error) {
            expect(error).toBeInstanceOf(FilterError)
          }
        }
      }
      return spentSince(began)
    }
    run(2000)
    const short = Math.max(run(2000), run(2000), 0.5)
    expect(run(128_000) / short).toBeLessThan(64 * 8)
  })
})

const value = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => text.isWellFormed() && !text.includes('\0'))
const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }).map((date) => date.toISOString())
const term = fc.constantFrom(...Object.keys(columns) as (keyof typeof columns)[]).chain((column) =>
  fc.constantFrom(...operatorsOf(columns[column])).chain((operator: Operator) => {
    const { type } = columns[column]
    const one =
      type === 'date'
        ? fc.oneof(
            day,
            day.map((text) => text.slice(0, 10)),
          )
        : type === 'choice'
          ? fc.constantFrom(...columns.status.choices)
          : fc.oneof(value, fc.constantFrom('not', 'empty', 'any of (x)', 'not empty', '%41'))
    const values = operator.endsWith('empty') ? fc.constant([]) : fc.array(one, { minLength: 1, maxLength: operator === 'is any of' ? 5 : 1 })
    return values.map((list) => ({ column, operator, values: list }))
  }),
)

test('formatFilter writes what parseFilter reads back as the same', () => {
  fc.assert(fc.property(fc.array(term, { maxLength: 6 }), fc.constantFrom('and', 'or'), (terms, join) => {
    const filter: Filter = { join: terms.length < 2 ? 'and' : (join), terms }
    expect(parseFilter(formatFilter(filter), columns)).toEqual(filter)
  }), { numRuns: 2000 })
})

describe('matches', () => {
  const row: Record<string, string | number | null> = {
    name: 'Zürich CI', note: null, 'owner.email': '', status: 'active', createdAt: '2027-01-01T23:59:59.999Z', lastUsedAt: null,
  }
  const holds = (text: string) => matches(parseFilter(text, columns), columns, (column) => row[column])

  test.each([
    'name contains zÜRICH', 'name equals zürich ci', 'name starts with ZU\u0308', 'name ends with ci', 'name does not contain x',
    'name is any of (x, "zürich ci")',
    'note is empty', 'note does not contain x', 'note does not equal x', 'owner.email is empty', 'name is not empty', 'status is not expiring',
    'status is any of (expiring, active)',
    'createdAt is 2027-01-01', 'createdAt is on or after 2027-01-01', 'createdAt is on or before 2027-01-01', 'createdAt is before 2027-01-02',
    'createdAt is after 2026-12-31',
    'createdAt is 2027-01-01T23:59:59.999Z', 'createdAt is 2027-01-02T01:59:59.999+02:00', 'createdAt is after 2027-01-01T23:59:59.998Z',
    'createdAt is not 2027-01-02',
    'lastUsedAt is empty', 'lastUsedAt is not 2027-01-01', 'name contains x|name contains ci', '',
  ])('%s', (text) => expect(holds(text)).toBe(true))

  test.each([
    'name contains zurich', 'note contains ""', 'note equals ""', 'note is not empty', 'owner.email is not empty', 'status is not active',
    'createdAt is after 2027-01-01', 'createdAt is before 2027-01-01', 'createdAt is not 2027-01-01', 'createdAt is after 2027-01-01T23:59:59.999Z',
    'createdAt is 2027-01-01T23:59:59Z',
    'lastUsedAt is before 2027-01-01', 'lastUsedAt is not empty', 'name contains ci;name contains x',
  ])('not %s', (text) => expect(holds(text)).toBe(false))

  // A day's end taken for the next midnight, or a millisecond too much, fails here only: SQL shares these spans.
  test('a day has its 86,400,000 milliseconds', () => {
    const at = (time: string) => (text: string) => matches(parseFilter(`createdAt ${text}`, columns), columns, () => time)
    const midnight = at('2027-01-02T00:00:00.000Z')
    expect(['is 2027-01-02', 'is after 2027-01-01', 'is on or after 2027-01-02', 'is not 2027-01-01', 'is before 2027-01-03'].map(midnight)).toEqual(
      Array(5).fill(true),
    )
    expect(['is 2027-01-01', 'is on or before 2027-01-01', 'is before 2027-01-02', 'is after 2027-01-02', 'is not 2027-01-02'].map(midnight)).toEqual(
      Array(5).fill(false),
    )
    expect(at('2027-01-01T23:59:59.999Z')('is after 2027-01-01')).toBe(false)
  })

  test('the search box looks in the columns marked for it; blank finds all', () => {
    const found = (search: string) => matches(searchFilter(search, columns), columns, (column) => ({ ...row, note: 'Nachts' })[column])
    expect(['ZÜR', ' nachts ', '', '  ', 'active', 'x'].map(found)).toEqual([true, true, true, true, false, false])
  })

  test('folding twice is folding once, and only A–Z folds to ASCII', () => {
    for (let point = 0; point < 0x1ffff; point++) {
      const char = String.fromCodePoint(point)
      const folded = fold(char)
      if (folded === char) continue
      expect(fold(folded)).toBe(folded)
      expect([...folded]).toHaveLength(1)
      if (point > 0x7f) expect(folded.codePointAt(0)).toBeGreaterThan(0x7f)
    }
    expect(['Σ', 'ς', 'σ'].map(fold)).toEqual(['σ', 'σ', 'σ'])
  })
})

test('compareValues: empty, then numbers by size, texts by code point without the case of A–Z', () => {
  expect(['b', null, 'A', '\u{10000}', '\uffff', 'a', 'Ü', 'B', ''].sort(compareValues)).toEqual([null, '', 'A', 'a', 'b', 'B', 'Ü', '\uffff', '\u{10000}'])
  expect([10, null, 9].sort(compareValues)).toEqual([null, 9, 10])
  expect(['axfr10', 'AXFR9', 'axfr', 'axfr009', 'axfr-1', 'a2b', 'a10a', 'a0', 'a00', '9', '10', ':'].sort(compareValues))
    .toEqual(['9', '10', ':', 'a0', 'a00', 'a2b', 'a10a', 'axfr', 'axfr-1', 'AXFR9', 'axfr009', 'axfr10'])
  expect(['a10', 'a9'].sort(comparePlainly)).toEqual(['a10', 'a9'])
})

describe('domain names', () => {
  const columns = {
    name: { type: 'text', domain: true },
    usedBy: { type: 'text', domain: true },
    algorithm: { type: 'choice', choices: ['HMAC-SHA256'] },
  } as const
  const row: Record<string, string> = { name: 'a.example.net', usedBy: 'example.net, ns1.example.org', algorithm: 'HMAC-SHA256' }
  const holds = (text: string) => matches(parseFilter(text, columns), columns, (column) => row[column])

  test.each([
    ['name equals A.example.net.', true], ['name is any of (x., a.example.net.)', true], ['name does not equal a.example.net.', false],
    ['name contains example.net.', true], ['name ends with net.', true], ['name starts with a.example.net.', true], ['name starts with a.', true],
    // The dot that ends a name ends a label too.
    ['name starts with a.exam.', false], ['name contains exam.', false], ['name contains .', true], ['name equals .', false],
    ['usedBy contains example.net.', true], ['usedBy contains ns1.example.org.', true], ['usedBy equals example.net., ns1.example.org.', true],
    ['usedBy ends with .org.', true], ['usedBy does not contain example.net.', false],
  ])('%s: %s', (text, expected) => expect([text, holds(text)]).toEqual([text, expected]))

  test('a choice is written in any case', () => {
    for (const written of ['HMAC-SHA256', 'hmac-sha256', 'Hmac-Sha256']) expect(holds(`algorithm is ${written}`)).toBe(true)
    expect(parseFilter('algorithm is any of (hmac-sha256)', columns).terms[0]?.values).toEqual(['HMAC-SHA256'])
  })
})
