import { sql } from 'kysely'
import type { Filter, FilterColumns, Term } from '#contract/filter.ts'
import { needle } from '#contract/matches.ts'
import { textMeaning, type Operator } from '#contract/operators.ts'
import { totalCap } from '#contract/page.ts'
import type { Store } from '../db/store.ts'
import type { IndexedTable, RowId, TextIndex } from '../db/text-index.ts'
import { folded, type Condition } from './sql.ts'

/** How a list over credentials asks the index of trigrams. */
export interface Narrowing {
  readonly texts: TextIndex
  /** Where each text column stands that has an index. */
  readonly columns: Readonly<Record<string, { table: IndexedTable; column: string }>>
  /** What a column without an index can hold of a folded needle; absent: anything. */
  readonly holds?: Readonly<Record<string, (needle: string) => boolean>>
}

const columns: Narrowing['columns'] = {
  name: { table: 'credentials', column: 'name' }, note: { table: 'credentials', column: 'note' },
  'owner.name': { table: 'users', column: 'name' }, 'owner.email': { table: 'users', column: 'email' },
  'user.name': { table: 'users', column: 'name' }, 'user.email': { table: 'users', column: 'email' },
}
/** Four characters of a value; an address as `http/addresses.ts` writes it, empty where there was none. */
const holds: Narrowing['holds'] = { 'hint.last4': (sought) => sought.length <= 4, lastUsedFrom: (sought) => /^[0-9a-f.:]*$/.test(sought) }

/** Of a list of any kind of credential, for whoever sees all of them: one's own few are found sooner by their owner. */
export const credentialNarrowing = ({ texts }: Store, ownerId: string | undefined): Narrowing | undefined =>
  texts && ownerId === undefined ? { texts, columns, holds } : undefined

/** Rows that may match, by what the index calls them; every one that does is among them where `whole`. */
export interface Candidates {
  readonly condition: Condition
  readonly whole: boolean
}

/** Rather more than the count reaches: what the index names and the row itself denies must not leave the count short. */
const most = totalCap + 2000

/**
 * The runs of a needle that stand in a text as they stand in it: of characters that no other folds to, but for A–Z. An index of
 * trigrams finds three characters or more.
 */
export function runsOf(sought: string): string[] {
  let run = ''
  const runs: string[] = []
  for (const char of sought) {
    if (char <= '\x7f' || !folded(char)) run += char
    else {
      runs.push(run)
      run = ''
    }
  }
  return [...runs, run].filter((one) => [...one].length >= 3)
}

/** Operators that hold for a text only if it holds their value; what equals it an ordinary index finds sooner. */
const narrows = (operator: Operator): boolean => {
  const meaning = textMeaning(operator)
  return meaning !== undefined && !meaning.not && meaning.takes === 'one' && meaning.how !== 'equals'
}

async function ofTerms(terms: readonly Term[], narrowing: Narrowing, signal: AbortSignal | undefined): Promise<Candidates | undefined> {
  const ids: Record<IndexedTable, Set<RowId>> = { credentials: new Set(), users: new Set() }
  let whole = true
  for (const { column, operator, values } of terms) {
    if (!narrows(operator)) return undefined
    const sought = needle(values[0] ?? '')
    if (narrowing.holds?.[column]?.(sought) === false) continue
    const at = narrowing.columns[column]
    const runs = runsOf(sought)
    if (!at || runs.length === 0) return undefined
    const found = await narrowing.texts.find(at.table, at.column, runs, most, signal)
    whole &&= found.length < most
    for (const id of found) ids[at.table].add(id)
  }
  const { row, listed } = narrowing.texts
  const owned = sql` union all select ${row} from credentials where owner_id in (select id from users where ${row} in (${listed([...ids.users])}))`
  return { whole, condition: sql`c.${row} in (${listed([...ids.credentials])}${ids.users.size > 0 ? owned : sql``})` }
}

/**
 * The fewest rows that can match filter and search, as far as the index knows them: by one term that must hold, or by all of
 * the search, of which one must.
 */
export async function candidatesOf(
  filter: Filter,
  search: Filter,
  types: FilterColumns,
  narrowing: Narrowing,
  signal?: AbortSignal,
): Promise<Candidates | undefined> {
  const groups = filter.join === 'and' ? filter.terms.map((term) => [term]) : [filter.terms]
  groups.push(search.terms)
  let best: Candidates | undefined
  for (const terms of groups) {
    if (terms.length < (narrowing.texts.planned ? 2 : 1) || terms.some(({ column }) => types[column]?.type !== 'text')) continue
    best = (await ofTerms(terms, narrowing, signal)) ?? best
    if (best?.whole) return best
  }
  return best
}
