import { searchFilter, type Filter, type FilterColumn, type FilterColumns, type Term } from '#contract/filter.ts'
import { asksForDots, dateSpans, fold, needle, textHolds, withFinalDots } from '#contract/matches.ts'
import { choiceMeaning, dateMeaning, textMeaning } from '#contract/operators.ts'
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
  /** Whose days the filter's are; UTC where it is not said. */
  readonly zone?: string
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
  /** What is searched, by whether domain names stand there with their final dots. */
  const searched = new Map<boolean, readonly string[]>()
  let lastMask: { text: string; mask: Uint8Array | undefined } | undefined

  const values = (field: string) => rows.map(fieldReader(field))

  /** Texts without their case; null where there is none. */
  const foldedOf = (field: string) =>
    kept(folded, field, () => values(field).map((value) => (value === null || value === undefined ? null : fold(String(value)))))
  /** Milliseconds; NaN where there is none. */
  const timesOf = (field: string) =>
    kept(times, field, () =>
      Float64Array.from(values(field), (value) => (value === null || value === undefined ? Number.NaN : typeof value === 'string' ? Date.parse(value) : value)),
    )

  /** Rising; equal rows by their id, so that falling is the exact reverse (`compareValues`, `comparePlainly`). */
  const orderOf = (field: string): Int32Array => kept(orders, field, () => {
    if (field === idField) return sortValues(values(field), countTo(rows.length))
    if (fields[field]?.type === 'date') return sortWith(byTime(timesOf(field)), orderOf(idField))
    return sortValues(values(field), orderOf(idField), fields[field]?.natural)
  })

  function test({ column, operator, values: wanted }: Term, zone: string | undefined): Test {
    const type = fields[column]?.type
    if (type === 'date') return dateTest(timesOf(column), operator, wanted, zone)
    if (type === 'choice') {
      // Choices are words; a restriction is one of a few numbers.
      const all = values(column).map((value) => (typeof value === 'number' ? String(value) : value))
      const meaning = choiceMeaning(operator)
      return meaning ? (at) => wanted.includes(all[at] as string) !== (meaning.not ?? false) : never
    }
    return textTest(foldedOf(column), operator, wanted.map(needle), fields[column])
  }

  function searchTest(search: string): Test | undefined {
    const { terms } = searchFilter(search.replaceAll('\0', '\ufffd'), fields)
    if (terms.length === 0) return undefined
    const sought = needle(terms[0]!.values[0]!)
    const dotted = terms.some(({ column }) => asksForDots(fields[column], [sought]))
    const all = kept(searched, dotted, () =>
      rows.map((_, at) =>
        terms.map(({ column }) => {
          const text = foldedOf(column)[at] ?? ''
          const found = dotted && fields[column]!.domain ? `${text}\0${withFinalDots(text)}` : text
          return fields[column]!.several ? found.replaceAll(', ', '\0') : found
        }).join('\0'),
      ),
    )
    return (at) => all[at]!.includes(sought)
  }

  /** Which rows match; `undefined`: all of them. */
  function mask(filter: Filter, search: string, zone: string | undefined): Uint8Array | undefined {
    const text = JSON.stringify([filter, search, zone])
    if (lastMask?.text === text) return lastMask.mask
    const [terms, found] = [filter.terms.map((term) => test(term, zone)), searchTest(search)]
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
    find({ filter, search, sort, zone }) {
      const [order, hits] = [orderOf(sort.id), mask(filter, search, zone)]
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

function kept<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key)
  if (value === undefined) map.set(key, value = make())
  return value
}

const byTime = (times: Float64Array) => (a: number, b: number): number => {
  const [left, right] = [times[a]!, times[b]!]
  if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(right)) - Number(Number.isNaN(left))
  return left - right
}

const never = () => false

function dateTest(times: Float64Array, operator: Term['operator'], wanted: readonly string[], zone: string | undefined): Test {
  const meaning = dateMeaning(operator)
  if (!meaning) return never
  const { not = false } = meaning
  if (meaning.how === 'empty') return (at) => Number.isNaN(times[at]) !== not
  const spans = dateSpans(meaning.how, wanted, zone)
  const [span] = spans
  if (!span) return never
  // NaN is in no span.
  if (spans.length === 1) return (at) => (times[at]! >= span.from && times[at]! < span.before) !== not
  return (at) => spans.some(({ from, before }) => times[at]! >= from && times[at]! < before) !== not
}

function textTest(texts: readonly (string | null)[], operator: Term['operator'], sought: readonly string[], column: FilterColumn | undefined): Test {
  const meaning = textMeaning(operator)
  if (!meaning) return never
  const { how, not = false } = meaning
  const holds = textHolds(how, sought, column)
  const without = (how === 'empty') !== not
  return (at) => {
    const text = texts[at]!
    return text === null ? without : holds(text) !== not
  }
}
