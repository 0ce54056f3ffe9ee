import { isDate } from './matches.ts'
import { operators, takesOf, type Operator } from './operators.ts'

/** The columns a list can be filtered by. `search`: the search box looks there too. `nullable`: `is empty` can hold. */
export type FilterColumns = Readonly<Record<string, FilterColumn>>
export interface FilterColumn {
  readonly type: 'text' | 'date' | 'choice'
  readonly choices?: readonly string[]
  readonly nullable?: true
  readonly search?: true
  /** Kept in lower-case ASCII only (ids): the server compares it as it stands, so that an ordinary index serves. */
  readonly folded?: true
  /**
   * Names: sorted as people count (`naturalKey`). Of the trail none is: SQLite asks our function for each of a million rows, and Node
   * frees nothing of what passes through it before the statement is at its end.
   */
  readonly natural?: true
  /** Several texts joined by `, `, none of which holds that: a term holds where it does of one of them. What is sorted is the whole. */
  readonly several?: true
  /** Domain names, several of them joined by `, `, kept without their final dots: sought with or without (`asksForDots` in matches.ts). */
  readonly domain?: true
  /** Kept as a whole number: filtered by its digits, sorted by its size. */
  readonly number?: true
}

export interface Term {
  readonly column: string
  readonly operator: Operator
  /** As many as the operator takes: none, one, or 1…200. */
  readonly values: readonly string[]
}

export interface Filter {
  readonly join: 'and' | 'or'
  readonly terms: readonly Term[]
}

export const termsMax = 50
export const valuesMax = 200
/** The longest value, in code points. */
export const valueMax = 200

/** What is wrong with a filter, in words for the person who wrote it. `position` counts UTF-16 units from 0. */
export class FilterError extends Error {
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.name = 'FilterError'
    this.position = position
  }
}

/** The operators a column offers: a date that is always there is never empty. */
export function operatorsOf(column: FilterColumn): readonly Operator[] {
  const all = wordsOf[column.type]
  return column.type === 'date' && !column.nullable ? all.filter((operator) => takesOf(operator) !== 'none') : all
}

const wordsOf = Object.fromEntries(Object.entries(operators).map(([type, words]) => [type, Object.keys(words)])) as Record<FilterColumn['type'], Operator[]>
const longestFirst = Object.fromEntries(
  Object.entries(wordsOf).map(([type, words]) => [type, [...words].sort((a, b) => b.length - a.length)]),
) as Record<FilterColumn['type'], Operator[]>

const quote = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`
const shown = (text: string) => quote(text.length > 40 ? `${text.slice(0, 40)}…` : text)

/**
 * Reads `name contains ci;status is active` (api.md). `;` joins by and, `|` by or, never both. A value stands raw up to
 * the next joiner, with `%XX` decoded where it is UTF-8 (a `%` that begins no such code is itself), or in double quotes
 * with `\"` and `\\`. In a URL the whole text is encoded once more, as every query value is.
 * Every pattern here matches one run of one class, so time grows with the length only. Throws `FilterError`.
 */
export function parseFilter(text: string, columns: FilterColumns): Filter {
  let at = 0
  const fault = (message: string, position = at): never => {
    throw new FilterError(message, position)
  }
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0] ?? ''
    at += found.length
    return found
  }
  const blanks = () => take(/\s*/y)
  const atJoiner = () => at === text.length || text[at] === ';' || text[at] === '|'

  const quoted = (): string => {
    const start = at++
    let value = ''
    for (;;) {
      value += take(/[^"\\]*/y)
      if (at >= text.length) fault('A quoted value does not end: close it with ".', start)
      if (text[at++] === '"') return value
      const escaped = text[at++]
      if (escaped !== '"' && escaped !== '\\') fault('In a quoted value \\ stands only before " or \\.', at - 2)
      value += escaped
    }
  }

  const decoded = (raw: string, start: number): string => {
    try {
      return raw.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decodeURIComponent(run))
    } catch {
      return fault('A percent-encoded value is not UTF-8. Quote the value to mean the percent sign itself.', start)
    }
  }

  const value = (run: RegExp, name: string, column: FilterColumn): string => {
    blanks()
    const start = at
    const isQuoted = text[at] === '"'
    const found = isQuoted ? quoted() : decoded(take(run).trim(), start)
    blanks()
    if (!isQuoted && found === '') fault('A value is missing here. Write "" for an empty text.', start)
    if ([...found].length > valueMax) fault(`A value has at most ${valueMax} characters.`, start)
    if (found.includes('\0')) fault('A value holds no U+0000.', start)
    if (column.type === 'date' && !isDate(found))
      fault(`${shown(found)} is not a date. Write a day that exists as 2027-01-31, or an instant as 2027-01-31T12:00:00Z.`, start)
    if (column.type !== 'choice') return found
    const choices = column.choices ?? []
    const choice = choices.find((one) => one.toLowerCase() === found.toLowerCase())
    return choice ?? fault(`${name} is never ${shown(found)}. It is one of: ${choices.join(', ')}.`, start)
  }

  const list = (operator: Operator, name: string, column: FilterColumn): string[] => {
    blanks()
    if (text[at] !== '(') fault(`"${operator}" takes values in parentheses: (a, b).`)
    const values: string[] = []
    do {
      at++
      if (values.length === valuesMax) fault(`"${operator}" takes at most ${valuesMax} values.`)
      values.push(value(/[^,();|]*/y, name, column))
    } while (text[at] === ',')
    if (text[at] !== ')') fault(`"${operator}" has values apart by commas and ends with ). Quote a value that holds , ( ) ; or |.`)
    at++
    return values
  }

  const term = (): Term => {
    const start = at
    const name = take(/[^\s;|]*/y)
    if (name === '') fault('A term is missing here. A term is: column operator value.', start)
    const column = Object.hasOwn(columns, name) ? columns[name] : undefined
    if (!column) return fault(`There is no column ${shown(name)} to filter by. Columns: ${Object.keys(columns).join(', ')}.`, start)
    blanks()
    const ends = (operator: string) => /^$|[\s;|("]/.test(text.charAt(at + operator.length))
    const operatorAt = at
    const operator = longestFirst[column.type].find((word) => text.startsWith(word, at) && ends(word))
    const offered = operatorsOf(column)
    if (!operator || !offered.includes(operator))
      return fault(`${name} has no operator ${shown(operator ?? take(/[^;|]*/y).trim())}. Operators: ${offered.join(', ')}.`, operatorAt)
    at += operator.length
    const takes = takesOf(operator)
    const values = takes === 'none' ? [] : takes === 'many' ? list(operator, name, column) : [value(/[^;|]*/y, name, column)]
    blanks()
    if (!atJoiner())
      fault(takes === 'none' ? `"${operator}" takes no value.` : 'Something follows the value: join terms with ; or |, and quote a value that holds them.')
    return { column: name, operator, values }
  }

  if (!text.isWellFormed()) fault('The filter holds half a character (a lone surrogate).')
  blanks()
  if (at === text.length) return { join: 'and', terms: [] }
  const terms = [term()]
  const joiner = text[at]
  while (at < text.length) {
    if (text[at] !== joiner) fault('; (and) and | (or) cannot be mixed in one filter. Quote a value that holds one of them.')
    if (terms.length === termsMax) fault(`A filter has at most ${termsMax} terms.`)
    at++
    blanks()
    terms.push(term())
  }
  return { join: joiner === '|' ? 'or' : 'and', terms }
}

const plain = /^(?!(?:not|empty|any|on|after|before)(?: |$))[^\s;|,()"%\\]+(?: [^\s;|,()"%\\]+)*$/

/** The text of a filter, which `parseFilter` reads back as the same. */
export function formatFilter(filter: Filter): string {
  const write = (value: string) => (plain.test(value) ? value : quote(value))
  const terms = filter.terms.map(({ column, operator, values }) => {
    const takes = takesOf(operator)
    if (takes === 'none') return `${column} ${operator}`
    return `${column} ${operator} ${takes === 'many' ? `(${values.map(write).join(', ')})` : values.map(write).join('')}`
  })
  return terms.join(filter.join === 'and' ? ';' : '|')
}

/** Does the filter name a day of a calendar? Then what it finds depends on the zone. */
export const namesDays = ({ terms }: Filter, columns: FilterColumns): boolean =>
  terms.some(({ column, values }) => columns[column]?.type === 'date' && values.some((value) => !value.includes('T')))

/** The search box as a filter: what is typed stands in one of the columns marked `search`. Blank finds everything. */
export function searchFilter(search: string, columns: FilterColumns): Filter {
  const sought = search.trim()
  const names = sought === '' ? [] : Object.keys(columns).filter((name) => columns[name]?.search)
  return { join: 'or', terms: names.map((column) => ({ column, operator: 'contains', values: [sought] })) }
}
