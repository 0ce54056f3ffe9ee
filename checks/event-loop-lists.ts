import { apiKeyColumns } from '#contract/api-keys.ts'
import { auditColumns } from '#contract/audit.ts'
import { authKeyColumns } from '#contract/auth-keys.ts'
import { certcentralKeyColumns, certcentralUserColumns } from '#contract/certcentral-keys.ts'
import { connectorColumns } from '#contract/connectors.ts'
import type { FilterColumns } from '#contract/filter.ts'
import { nameserverColumns } from '#contract/nameservers.ts'
import { oneTokenColumns } from '#contract/one-tokens.ts'
import { rolloverColumns } from '#contract/rollovers.ts'
import { tsigKeyColumns } from '#contract/tsig-keys.ts'
import { userColumns } from '#contract/users.ts'
import { short } from './options.ts'
import type { Case } from './event-loop-cases.ts'

/** The lists of ours, by path. */
export const lists: Readonly<Record<string, FilterColumns>> = {
  '/accessmanagement/api-key': apiKeyColumns,
  '/tsig': tsigKeyColumns,
  '/api/v1/users': userColumns,
  '/api/v1/audit': auditColumns,
  '/api/v1/certcentral/keys': certcentralKeyColumns,
  '/api/v1/certcentral/users': certcentralUserColumns,
  '/api/v1/certcentral/auth-keys': authKeyColumns,
  '/api/v1/one/tokens': oneTokenColumns,
  '/api/v1/connectors': connectorColumns,
  '/api/v1/nameservers': nameserverColumns,
  '/api/v1/rollovers': rolloverColumns,
}

/** What is looked for: two letters that no index of trigrams has, letters with many cases, nearly everywhere, hardly anywhere, nothing. */
const needles = ['ro', 'Ωmega', 'prod', 'qzx7', 'no such thing'].slice(0, short ? 2 : undefined)
/** In the short form the other lists are asked for their largest pages only: one function makes them all. */
const wholly: readonly FilterColumns[] = [auditColumns, tsigKeyColumns]

/** The largest page, the last page, a cursor; every sort; every operator that walks; the search. */
export function listCases(columns: FilterColumns): Case[] {
  const asked = (name: string, query: Record<string, string>): Case => ({ name, call: () => ({ query: { size: '500', ...query } }) })
  const names = Object.keys(columns)
  const ofType = (type: string) => names.filter((name) => columns[name]!.type === type)
  const some = (list: readonly string[]) => (short ? list.slice(0, 1) : list)
  const text = names.filter((name) => columns[name]!.type === 'text' && columns[name]!.search)
  const sorts = short ? [...ofType('text').slice(-1), ...ofType('date').slice(-1)] : names
  if (short && !wholly.includes(columns))
    return [asked('a page of 500', {}), asked('sorted by five', { sort: names.slice(-5).join(',') }), asked('search ro', { search: 'ro' })]
  return [
    asked('a page of 500', {}),
    asked('the last page', { page: '20' }),
    asked('the last page of one row each', { page: '9999', size: '1' }),
    {
      name: 'by cursor',
      async call(world) {
        const { next } = await world.first(columns)
        return { query: { size: '500', ...(next ? { after: next } : {}) } }
      },
    },
    ...sorts.flatMap((name) => [asked(`sorted by ${name}`, { sort: name }), ...(short ? [] : [asked(`sorted by ${name}, falling`, { sort: `-${name}` })])]),
    asked('sorted by five', { sort: names.slice(-5).join(',') }),
    ...some(text).flatMap((name) => needles.map((needle) => asked(`${name} contains ${needle}`, { filter: `${name} contains "${needle}"` }))),
    ...some(ofType('text')).flatMap((name) =>
      ['does not contain', 'starts with', 'ends with', 'equals', 'does not equal'].map((operator) =>
        asked(`${name} ${operator}`, { filter: `${name} ${operator} "od"` }),
      ),
    ),
    ...some(ofType('text')).map((name) =>
      asked(`${name} is any of many`, { filter: `${name} is any of (${Array.from({ length: 100 }, (_, at) => `n${at}`).join(', ')}, Ωmega)` }),
    ),
    ...some(ofType('text')).map((name) =>
      asked(`as many terms as a filter has, on ${name}`, {
        filter: Array.from({ length: 40 }, (_, at) => `${name} is any of (${Array.from({ length: 30 }, (__, value) => `ω${at}${value}`).join(',')})`)
          .join('|')
          .slice(0, 7900)
          .replace(/\|[^|]*$/, ''),
      }),
    ),
    ...some(ofType('date')).flatMap((name) =>
      ['is before 2026-03-01', 'is not 2026-03-01'].map((rest) => asked(`${name} ${rest}`, { filter: `${name} ${rest}` })),
    ),
    ...some(ofType('choice')).flatMap((name) => {
      const { choices = [] } = columns[name] as { choices?: readonly string[] }
      return choices.slice(0, 2).map((choice) => asked(`${name} is ${choice}`, { filter: `${name} is ${choice}` }))
    }),
    asked('five terms, any of which', { filter: text.slice(0, 5).map((name) => `${name} contains "zz9"`).join('|'), sort: names.at(-1)! }),
    ...needles.map((needle) => asked(`search ${needle}`, { search: needle })),
    asked('search, filter and sort', { search: 'ro', filter: `${text[0]} contains "od"`, sort: names.at(-1)! }),
  ]
}
