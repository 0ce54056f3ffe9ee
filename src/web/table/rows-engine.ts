import { searchFilter, type Filter, type FilterColumns, type Term } from '#contract/filter.ts'
import { dateSpan, fold, needle } from '#contract/matches.ts'
import { countTo, sortValues, sortWith } from './sort-values.ts'
import { fieldReader } from './read-field.ts'
import type { Sort } from './column.ts'

/*
 * A list that is small enough is filtered, searched and sorted in the tab, over plain arrays: a column is folded once and
 * kept, an order is an Int32Array of row numbers, made once and read backwards for the other way
 * (docs/bench.md). It means the same as `contract/matches.ts` and so as the server's SQL; a property test says so.
 */

export interface Wanted {
  readonly filter: Filter
  readonly search: string
  readonly sort: Sort
}

export interface RowsEngine<Row> {
  readonly rows: readonly Row[]
  /** Row numbers of what matches, in order. */
  find(wanted: Wanted): Int32Array
}

type Test = (at: number) => boolean

export function rowsEngine<Row>(rows: readonly Row[], fields: FilterColumns, idField = 'id'): RowsEngine<Row> {
  const folded = new Map<string, readonly (string | null)[]>()
  const times = new Map<string, Float64Array>()
  const orders = new Map<string, Int32Array>()
  let searched: readonly string[] | undefined
  let lastMask: { text: string; mask: Uint8Array | undefined } | undefined

  const values = (field: string) => rows.map(fieldReader(field))

  /** Texts without their case; null where there is none. */
  const foldedOf = (field: string) => kept(folded, field, () => values(field).map((value) => (value === null || value === undefined ? null : fold(String(value)))))
  /** Milliseconds; NaN where there is none. */
  const timesOf = (field: string) => kept(times, field, () => Float64Array.from(values(field), (value) => (value === null || value === undefined ? Number.NaN : typeof value === 'string' ? Date.parse(value) : value)))

  /** Rising; equal rows by their id, so that falling is the exact reverse (`compareValues`). */
  const orderOf = (field: string): Int32Array => kept(orders, field, () => {
    if (field === idField) return sortValues(values(field), countTo(rows.length))
    return fields[field]?.type === 'date' ? sortWith(byTime(timesOf(field)), orderOf(idField)) : sortValues(values(field), orderOf(idField))
  })

  function test({ column, operator, values: wanted }: Term): Test {
    const type = fields[column]?.type
    if (type === 'date') return dateTest(timesOf(column), operator, wanted[0] ?? '')
    if (type === 'choice') {
      // Choices are words; a restriction is one of a few numbers.
      const all = values(column).map((value) => (typeof value === 'number' ? String(value) : value))
      return operator === 'is not' ? (at) => all[at] !== wanted[0] : (at) => wanted.includes(all[at] as string)
    }
    return textTest(foldedOf(column), operator, wanted.map(needle))
  }

  function searchTest(search: string): Test | undefined {
    const { terms } = searchFilter(search.replaceAll('\0', '\ufffd'), fields)
    if (terms.length === 0) return undefined
    searched ??= rows.map((_, at) => terms.map(({ column }) => foldedOf(column)[at] ?? '').join('\0'))
    const [all, sought] = [searched, needle(terms[0]!.values[0]!)]
    return (at) => all[at]!.includes(sought)
  }

  /** Which rows match; `undefined`: all of them. */
  function mask(filter: Filter, search: string): Uint8Array | undefined {
    const text = JSON.stringify([filter, search])
    if (lastMask?.text === text) return lastMask.mask
    const [terms, found] = [filter.terms.map(test), searchTest(search)]
    const tests = filter.join === 'and' || terms.length === 0 ? terms : [(at: number) => terms.some((one) => one(at))]
    if (found) tests.push(found)
    // Most often there is one, and no list of them to walk for each row.
    const passes: Test | undefined = tests.length > 1 ? (at) => tests.every((one) => one(at)) : tests[0]
    let made: Uint8Array | undefined
    if (passes) {
      made = new Uint8Array(rows.length)
      for (let at = 0; at < made.length; at++) if (passes(at)) made[at] = 1
    }
    lastMask = { text, mask: made }
    return made
  }

  return {
    rows,
    find({ filter, search, sort }) {
      const [order, hits] = [orderOf(sort.id), mask(filter, search)]
      const out = new Int32Array(order.length)
      let count = 0
      for (let at = 0; at < order.length; at++) {
        const row = order[sort.desc ? order.length - 1 - at : at]!
        if (!hits || hits[row] === 1) out[count++] = row
      }
      return out.subarray(0, count)
    },
  }
}

function kept<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, value = make())
  return value
}

const byTime = (times: Float64Array) => (a: number, b: number): number => {
  const [left, right] = [times[a]!, times[b]!]
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(right)) - Number(Number.isNaN(left))
  return left - right
}

function dateTest(times: Float64Array, operator: Term['operator'], value: string): Test {
  if (operator === 'is empty') return (at) => Number.isNaN(times[at])
  if (operator === 'is not empty') return (at) => !Number.isNaN(times[at])
  const span = dateSpan(operator, value)
  if (!span) return () => false
  const { from, before, outside } = span
  // NaN is in no span.
  return (at) => (times[at]! >= from && times[at]! < before) !== outside
}

function textTest(texts: readonly (string | null)[], operator: Term['operator'], sought: readonly string[]): Test {
  const [first = ''] = sought
  const on = (test: (text: string) => boolean, without: boolean): Test => (at) => {
    const text = texts[at]!
    return text === null ? without : test(text)
  }
  switch (operator) {
    case 'contains': return on((text) => text.includes(first), false)
    case 'does not contain': return on((text) => !text.includes(first), true)
    case 'equals': return on((text) => text === first, false)
    case 'does not equal': return on((text) => text !== first, true)
    case 'starts with': return on((text) => text.startsWith(first), false)
    case 'ends with': return on((text) => text.endsWith(first), false)
    case 'is any of': return on((text) => sought.includes(text), false)
    case 'is empty': return on((text) => text === '', true)
    case 'is not empty': return on((text) => text !== '', false)
    default: return () => false
  }
}
