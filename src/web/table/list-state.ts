import { totalCap } from '#contract/lists.ts'
import { FilterError, formatFilter, namesDays, parseFilter, type Filter, type FilterColumns } from '#contract/filter.ts'
import { isZone, localZone } from '#contract/zones.ts'
import { holdsCredential } from '../client/pasted.ts'
import { type Arranged, type Arrangement, placed, readIds, readWidths, usualIds, widthsText } from './arrangement.ts'
import type { Sort } from './column.ts'

/*
 * All of a table's state is in the query string, so that a copied link shows the same table. What a link asks for and
 * cannot be had is left out, and said.
 */

export const sizes = [25, 50, 100] as const
export const densities = ['compact', 'comfortable'] as const
export type Density = (typeof densities)[number]

export interface ListState extends Arrangement {
  readonly search: string
  readonly filter: Filter
  /** `id` is a field of the contract. */
  readonly sort: Sort
  /** From 1. */
  readonly page: number
  readonly size: number
  readonly density: Density | undefined
  /** One of its shape's looks; `undefined`: the person's. */
  readonly look: string | undefined
  /** The zone of its times and days; `undefined`: the person's. */
  readonly zone: string | undefined
}

/** What the state is about. */
export interface ListShape {
  readonly fields: FilterColumns
  readonly columns: readonly (Arranged & { readonly sortField?: string })[]
  readonly sort: Sort
  /** Where it can be shown in several ways: their names, the usual one first. */
  readonly looks?: readonly string[]
}

export const noFilter: Filter = { join: 'and', terms: [] }
const searchMax = 200
const filterMax = 8000
const shown = (text: string) => `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`

/** Reads a query string. Never throws: `problems` says what was left out, in sentences. */
export function parseListState(query: string, shape: ListShape): { state: ListState; problems: string[] } {
  const given = new URLSearchParams(query)
  const problems: string[] = []
  const state: ListState = {
    search: readSearch(given.get('q') ?? '', problems),
    filter: readFilter(given.get('filter') ?? '', shape.fields, problems),
    sort: readSort(given.get('sort'), shape, problems),
    page: 1,
    size: readOne(given.get('size'), sizes.map(String), 'rows per page', problems, Number) ?? sizes[0],
    ...readArrangement(given, shape, problems),
    density: readOne(given.get('density'), densities, 'density', problems, (text) => text as Density),
    look: shape.looks && readOne(given.get('look'), shape.looks, 'how it is shown', problems, String),
    zone: readZone(given.get('tz'), problems),
  }
  return { state: { ...state, page: readPage(given.get('page'), state.size, problems) }, problems }
}

function readSearch(text: string, problems: string[]): string {
  if (holdsCredential(text)) problems.push('This link had a credential in it. It was not searched for; replace that credential, because addresses are logged.')
  else if (text.length > searchMax) problems.push(`The search of this link is longer than ${searchMax} characters and was left out.`)
  else if (text.isWellFormed()) return text
  return ''
}

function readFilter(text: string, fields: FilterColumns, problems: string[]): Filter {
  const leftOut = (why: string) => {
    problems.push(`The filters of this link cannot be used and were left out: ${why}`)
    return noFilter
  }
  if (holdsCredential(text)) return leftOut('a credential is in them. Replace it, because addresses are logged.')
  if (text.length > filterMax) return leftOut(`they have more than ${filterMax.toLocaleString('en')} characters.`)
  try {
    return parseFilter(text, fields)
  } catch (thrown) {
    if (!(thrown instanceof FilterError)) throw thrown
    // Which columns there are is for those who write to the API.
    return leftOut(thrown.message.replace(/ Columns: .*$/, ''))
  }
}

function readSort(text: string | null, { fields, sort }: ListShape, problems: string[]): Sort {
  if (text === null || text === '') return sort
  const desc = text.startsWith('-')
  const id = text.slice(desc ? 1 : 0)
  if (Object.hasOwn(fields, id)) return { id, desc }
  problems.push(`There is no column ${shown(id)} to sort by.`)
  return sort
}

function readPage(text: string | null, size: number, problems: string[]): number {
  if (text === null) return 1
  const page = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN
  if (page >= 1 && (page - 1) * size < totalCap) return page
  problems.push(
    Number.isNaN(page) && !/^\d+$/.test(text)
      ? `${shown(text)} is no page.`
      : `There is no page ${text.slice(0, 12)}: pages reach ${totalCap.toLocaleString('en')} rows deep. Filter to go further.`,
  )
  return 1
}

function readArrangement(given: URLSearchParams, { columns }: ListShape, problems: string[]): Arrangement {
  const asked = readIds(given.get('cols') ?? '', columns)
  const { ids: pinned, gone } = readIds(given.get('pinned') ?? '', columns)
  const { widths, wrong } = readWidths(given.get('widths') ?? '', columns)
  const lost = [...new Set([...asked.gone, ...gone])]
  const asks = lost.length === 1 ? 'A column that this link asks for is' : 'Columns that this link asks for are'
  if (lost.length > 0) problems.push(`${asks} not here: ${few(lost)}.`)
  if (wrong.length > 0) problems.push(`${few(wrong)} ${wrong.length === 1 ? 'is no width' : 'are no widths'} of a column here.`)
  return { columns: asked.ids.length === 0 ? undefined : placed(asked.ids, pinned, columns), widths, pinned }
}

const few = (texts: readonly string[]) => texts.slice(0, 3).map(shown).join(', ') + (texts.length > 3 ? ` and ${texts.length - 3} more` : '')

function readOne<Value>(text: string | null, known: readonly string[], what: string, problems: string[], of: (text: string) => Value): Value | undefined {
  if (text === null) return undefined
  if (known.includes(text)) return of(text)
  problems.push(`${shown(text)} is no choice of ${what}: ${known.join(', ')}.`)
  return undefined
}

function readZone(text: string | null, problems: string[]): string | undefined {
  if (text === null || isZone(text)) return text ?? undefined
  problems.push(`${shown(text)} is no time zone.`)
  return undefined
}

export const sortText = ({ id, desc }: Sort): string => (desc ? `-${id}` : id)

/** The query string of a state, without `?`. What is as usual is not in it. */
export function formatListState(state: ListState, shape: ListShape): string {
  const query = new URLSearchParams()
  if (state.search.trim() !== '') query.set('q', state.search)
  if (state.filter.terms.length > 0) query.set('filter', formatFilter(state.filter))
  if (sortText(state.sort) !== sortText(shape.sort)) query.set('sort', sortText(state.sort))
  if (state.page > 1) query.set('page', String(state.page))
  if (state.size !== sizes[0]) query.set('size', String(state.size))
  if (state.columns !== undefined && state.columns.join() !== usualIds(shape.columns).join()) query.set('cols', state.columns.join(','))
  const widths = widthsText(state.widths, shape.columns)
  if (widths !== '') query.set('widths', widths)
  if (state.pinned.length > 0) query.set('pinned', state.pinned.join(','))
  if (state.density !== undefined && state.density !== densities[0]) query.set('density', state.density)
  if (state.look !== undefined && state.look !== shape.looks?.[0]) query.set('look', state.look)
  // Where it changes nothing that a reader could count on, everybody has their own.
  if (state.zone !== undefined && (state.zone !== localZone || namesDays(state.filter, shape.fields))) query.set('tz', state.zone)
  return query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')
}
