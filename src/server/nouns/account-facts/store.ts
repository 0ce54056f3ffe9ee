import type { AccountFacts } from '#contract/account-facts.ts'
import type { Division } from '#contract/certcentral-keys.ts'
import type { Container } from '#contract/certcentral.ts'
import { slicesOf } from '../../bytes.ts'
import { containersOf, shownContainer, type Containers } from './containers.ts'
import type { Database, Store, Tx } from '../../db/store.ts'
import { parseJsonInTurns } from '../../http/json.ts'
import { turn } from '../../turn.ts'

/** Before anything is loaded there is an account all the same, so that keys and users have one to be of. */
const nothing = { facts: {} as AccountFacts, version: 0, updatedAt: null as number | null }
const account = { id: 1 }

/** Characters of one row: SQLite writes a text of megabytes in one go, and nobody is heard meanwhile. */
const rowMost = 131_072
const partsPrefix = 'account-facts:'
const partKey = (version: number, part: number) => `${partsPrefix}${version}:${part}`

/** Writes the text of the facts: a long one in parts, which lie in `meta`, and the row says how many. */
export async function writeFacts(tx: Tx, text: string, version: number, now: number): Promise<void> {
  const old = await tx.selectFrom('meta').select('key').where('key', '>', partsPrefix).where('key', '<', `${partsPrefix}~`).execute()
  for (const { key } of old) await tx.deleteFrom('meta').where('key', '=', key).execute()
  let parts = 0
  if (text.length > rowMost)
    for (const value of slicesOf(text, rowMost))
      await tx
        .insertInto('meta')
        .values({ key: partKey(version, parts++), value })
        .execute()
  const row = { facts: parts > 0 ? `parts ${parts}` : text, updated_at: now, version }
  await tx.insertInto('account_facts').values({ id: 1, ...row }).onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute()
}

/** The text of a row; `undefined` where other facts have come in its place meanwhile. */
async function textOf(db: Database, { facts, version }: { facts: string; version: number }): Promise<string | undefined> {
  const count = /^parts (\d+)$/.exec(facts)?.[1]
  if (count === undefined) return facts
  const parts: string[] = []
  while (parts.length < Number(count)) {
    const part = await db.selectFrom('meta').select('value').where('key', '=', partKey(version, parts.length)).executeTakeFirst()
    if (!part) return undefined
    parts.push(part.value)
  }
  await turn()
  return parts.join('')
}

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
    let tried: number | undefined
    for (let version: number | undefined = head?.version; version !== undefined && version !== kept.version;) {
      const row = await store.db.selectFrom('account_facts').selectAll().where('id', '=', 1).executeTakeFirstOrThrow()
      const text = await textOf(store.db, row)
      if (text === undefined && tried === row.version) throw new Error('Parts of the account facts are missing in the table meta. Load them again.')
      tried = version = row.version
      if (text !== undefined) kept = { facts: (await parseJsonInTurns(text, { depth: 100 })) as AccountFacts, version, updatedAt: row.updated_at }
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
