import { isDay, isInstant } from './dates.ts'
import type { Filter, FilterColumn, FilterColumns, Term } from './filter.ts'
import { choiceMeaning, dateMeaning, textMeaning, type DateHow, type Meaning, type TextHow } from './operators.ts'
import { naturalKey } from './natural.ts'
import { startOfDay } from './zones.ts'

/*
 * What a filter means, over rows in memory. `server/list/sql.ts` says the same in SQL, and a property test holds the two
 * together; so every rule here is one that SQLite and PostgreSQL can keep exactly.
 */

/** A field of a row: text, an instant (ISO 8601 or milliseconds) for a date column, or nothing. */
export type Value = string | number | null | undefined

const foldOne = (char: string): string => {
  const upper = char.toUpperCase()
  const lower = (upper.length === char.length ? upper : char).toLowerCase()
  return lower.length === char.length && lower > '\u007f' ? lower : char
}

/**
 * A text without its case: A–Z by the ASCII rule, other letters one by one as Unicode's simple case folding does (Ü and ü,
 * Σ σ ς). Letters whose other case has another length (ß and SS, İ) stay, and nothing but A–Z folds to ASCII (K, the Kelvin
 * sign): with these two limits SQL can do the same (`foldedFor` in server/list/sql.ts).
 */
export function fold(text: string): string {
  const lower = text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
  return /[^\0-\x7f]/.test(lower) ? lower.replace(/[^\0-\x7f]/gu, foldOne) : lower
}

/** What is looked for: folded, and composed as names and notes are kept (NFC). */
export const needle = (value: string): string => fold(value.normalize('NFC'))

const dayMs = 86_400_000

/** Milliseconds `[from, before)`. */
export interface DateSpan {
  readonly from: number
  readonly before: number
}

/**
 * The span that a date operator and its value mean, or `undefined` for what is no date. A day is a day of `zone`, of 23 to 25
 * hours, so `is after 2027-01-01` begins on the 2nd; an instant is its millisecond.
 */
export function dateSpan(how: Exclude<DateHow, 'empty'>, value: string, zone = 'UTC'): DateSpan | undefined {
  const whole = isDay(value)
  if (!whole && !isInstant(value)) return undefined
  const at = Date.parse(value)
  if (Number.isNaN(at)) return undefined
  const [start, end] = whole ? [startOfDay(at, zone), startOfDay(at + dayMs, zone)] : [at, at + 1]
  switch (how) {
    case 'on': return { from: start, before: end }
    case 'after': return { from: end, before: Infinity }
    case 'from': return { from: start, before: Infinity }
    case 'before': return { from: -Infinity, before: start }
    case 'until': return { from: -Infinity, before: end }
    default: return how satisfies never
  }
}

/** A day that exists, or an instant. */
export const isDate = (value: string): boolean => dateSpan('on', value) !== undefined

/** The spans of several values; what is no date has none. */
export const dateSpans = (how: Exclude<DateHow, 'empty'>, values: readonly string[], zone?: string): readonly DateSpan[] =>
  values.map((value) => dateSpan(how, value, zone)).filter((span) => span !== undefined)

/** Domain names with the final dots that they are kept without. */
export const withFinalDots = (names: string): string => `${names.replaceAll(', ', '., ')}.`

/** Do these values ask for such dots? Then what they mean holds of a column of domain names if it holds of them with theirs. */
export const asksForDots = (column: FilterColumn | undefined, sought: readonly string[]): boolean =>
  column?.domain === true && sought.some((value) => value.length > 1 && value.endsWith('.'))

/** Does a text that is folded hold? `sought`: the values as `needle` has them. */
export function textHolds(how: TextHow, sought: readonly string[], column?: FilterColumn): (text: string) => boolean {
  const one = plainHolds(how, sought)
  const holds = column?.several && how !== 'empty' ? (text: string) => text.split(', ').some(one) : one
  return asksForDots(column, sought) ? (text) => holds(text) || holds(withFinalDots(text)) : holds
}

const hows: Readonly<Record<TextHow, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  equals: (text, part) => text === part,
  starts: (text, part) => text.startsWith(part),
  ends: (text, part) => text.endsWith(part),
  empty: (text) => text === '',
}

function plainHolds(how: TextHow, sought: readonly string[]): (text: string) => boolean {
  const holds = hows[how]
  const [first = ''] = sought
  return sought.length > 1 ? (text) => sought.some((part) => holds(text, part)) : (text) => holds(text, first)
}

type Test = (value: Value) => boolean
const isNothing = (value: Value) => value === null || value === undefined
const time = (value: Value) => (typeof value === 'string' ? Date.parse(value) : Number(value))
/** What holds of a field that has something in it, as it holds of any. */
const test =
  ({ how, not = false }: Meaning, holds: (value: string | number) => boolean): Test =>
  (value) =>
    (isNothing(value) ? how === 'empty' : holds(value)) !== not

function testOf({ operator, values }: Term, columns: FilterColumns, column: string, zone: string | undefined): Test {
  const type = columns[column]?.type ?? 'text'
  if (type === 'date') {
    const meaning = dateMeaning(operator)
    if (!meaning) return () => false
    if (meaning.how === 'empty') return test(meaning, () => false)
    const spans = dateSpans(meaning.how, values, zone)
    if (spans.length === 0) return () => false
    return test(meaning, (value) => {
      const at = time(value)
      return spans.some(({ from, before }) => at >= from && at < before)
    })
  }
  if (type === 'choice') {
    // Choices are words; a field of a few numbers is read as such.
    const meaning = choiceMeaning(operator)
    return meaning ? test(meaning, (value) => values.includes(String(value))) : () => false
  }
  const meaning = textMeaning(operator)
  if (!meaning) return () => false
  const holds = textHolds(meaning.how, values.map(needle), columns[column])
  return test(meaning, (value) => holds(fold(String(value))))
}

/** A filter made ready for many rows, its days those of `zone` (UTC). `read` gives a row's field by column name. No terms: every row matches. */
export function matcher(filter: Filter, columns: FilterColumns, zone?: string): (read: (column: string) => Value) => boolean {
  const terms = filter.terms.map((term) => ({ column: term.column, test: testOf(term, columns, term.column, zone) }))
  if (terms.length === 0) return () => true
  if (filter.join === 'and') return (read) => terms.every(({ column, test: holds }) => holds(read(column)))
  return (read) => terms.some(({ column, test: holds }) => holds(read(column)))
}

/** Does one row match? For many rows, `matcher`. */
export function matches(filter: Filter, columns: FilterColumns, read: (column: string) => Value, zone?: string): boolean {
  return matcher(filter, columns, zone)(read)
}

// UTF-16 units in the order of the code points they stand for: surrogates go above U+E000…U+FFFF.
const rank = (unit: number) => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)

const lower = (text: string) => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())

/**
 * The order of names in every list of ours, rising: numbers by size, texts without regard to the case of A–Z and with the numbers in
 * them by size (`naturalKey`), else by code point (as both databases order bytes of UTF-8), what is empty first (the indexes
 * stand so). Falling order is the exact reverse.
 */
export const compareValues = (a: Value, b: Value): number => compareBy(a, b, naturalKey)

/** The same without a look at numbers: of what is no name, and of the lists of vendors' APIs. */
export const comparePlainly = (a: Value, b: Value): number => compareBy(a, b, lower)

function compareBy(a: Value, b: Value, key: (text: string) => string): number {
  if (isNothing(a) || isNothing(b)) return Number(isNothing(b)) - Number(isNothing(a))
  if (typeof a !== 'string' || typeof b !== 'string') return Number(a) - Number(b)
  const [left, right] = [key(a), key(b)]
  let at = 0
  while (at < left.length && left[at] === right[at]) at++
  if (at >= left.length || at >= right.length) return left.length - right.length
  return rank(left.charCodeAt(at)) - rank(right.charCodeAt(at))
}
