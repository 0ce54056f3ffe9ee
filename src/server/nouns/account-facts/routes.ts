import { factsEntriesMax, getAccountFacts, putAccountFacts, type AccountFacts, type FactsSummary } from '#contract/account-facts.ts'
import { writeFacts, type Facts } from './store.ts'
import type { Store } from '../../db/store.ts'
import { jsonInTurns } from '../../http/json-pieces.ts'
import { fail, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { isoOrNull } from '../../time.ts'

/** What there is, counted. */
export const factsSummary = (facts: AccountFacts, updatedAt: number | null): FactsSummary => ({
  organizations: facts.organizations?.length ?? 0,
  domains: facts.domains?.length ?? 0,
  divisions: facts.containers?.length ?? 0,
  products: facts.products?.length ?? 0,
  hasAccount: facts.account !== undefined,
  hasBalance: facts.balance !== undefined,
  updatedAt: isoOrNull(updatedAt),
})

/** Loading the account's facts, at the console's door. */
export function accountFacts({ store, facts }: { store: Store; facts: Facts }): Route[] {
  return [
    read(getAccountFacts, async () => {
      const { facts: loaded, version, updatedAt } = await facts.read()
      return { body: { summary: factsSummary(loaded, updatedAt), facts: loaded }, version }
    }),

    change(putAccountFacts, async ({ body: { page, ...body }, now, ifMatch }, tx, text: string) => {
      const most = Math.max(...[body.containers, body.domains, body.organizations].map((list) => list?.length ?? 0))
      if (page?.total !== undefined && page.total > most) {
        const message = `This is a part: ${most} of ${page.total}. Ask for the rest with offset and limit, and load all of them at once.`
        fail('invalid-value', message, [{ field: 'page.total', message }])
      }
      const summary = factsSummary(body, now)
      const entries = summary.organizations + summary.domains + summary.products + summary.divisions
      if (entries > factsEntriesMax)
        fail('too-large', `At most ${factsEntriesMax} organizations, domains, products and divisions together; these are ${entries}.`)
      await store.lock(tx, 'account_facts', 1)
      const before = await tx.selectFrom('account_facts').select('version').where('id', '=', 1).executeTakeFirst()
      const { version: was } = before ?? { version: 0 }
      unchanged(ifMatch, { version: was }, 'facts', 'Other facts were loaded since you read them. Read them again, then decide.')
      const version = was + 1
      await writeFacts(tx, text, version, now)
      return { body: summary, version, audit: [{ object: { kind: 'account-facts', id: '', name: 'CertCentral account' }, detail: { after: summary } }] }
    }, ({ body: { page: _page, ...body } }) => jsonInTurns(body)),
  ]
}
