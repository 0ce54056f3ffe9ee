import type { AccountFacts } from '#contract/account-facts.ts'
import type { Division } from '#contract/certcentral-keys.ts'
import type { Container } from '#contract/certcentral.ts'
import { utf8 } from './bytes.ts'
import { containersOf, shownContainer, type Containers } from './containers.ts'
import type { Store } from './db/store.ts'
import { parseJsonInTurns } from './json.ts'

/** Before anything is loaded there is an account all the same, so that keys and users have one to be of. */
const nothing = { facts: {} as AccountFacts, version: 0, updatedAt: null as number | null }
const account = { id: 1 }

/** The loaded facts. Read once and kept: each question first asks whether another version has been loaded, by any server. */
export interface Facts {
  read(): Promise<{ facts: AccountFacts; version: number; updatedAt: number | null }>
  /** The account and its top division, loaded or made up. */
  account(): Promise<{ account: { readonly id: number; readonly [name: string]: unknown }; container: Container }>
  /** All divisions, those that are not active too. */
  containers(): Promise<Containers>
  /** The active divisions below the top one, which is the account. */
  divisions(): Promise<readonly Division[]>
}

export function createFacts(store: Store): Facts {
  let kept = nothing

  const read = async () => {
    const head = await store.db.selectFrom('account_facts').select('version').where('id', '=', 1).executeTakeFirst()
    if (!head) kept = nothing
    else if (head.version !== kept.version) {
      const row = await store.db.selectFrom('account_facts').selectAll().where('id', '=', 1).executeTakeFirst()
      kept = row ? { facts: (await parseJsonInTurns(utf8(row.facts), { depth: 100 })) as AccountFacts, version: row.version, updatedAt: row.updated_at } : nothing
    }
    return kept
  }

  return {
    read,
    async account() {
      const { facts } = await read()
      return { account: facts.account ?? account, container: shownContainer(containersOf(facts).top) }
    },
    async containers() {
      return containersOf((await read()).facts)
    },
    async divisions() {
      const { top, all } = containersOf((await read()).facts)
      return all.filter(({ id, is_active: active }) => id !== top.id && active !== false).map(({ id, name }) => ({ id, name }))
    },
  }
}
