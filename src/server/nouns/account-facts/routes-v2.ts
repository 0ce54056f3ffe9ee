import { getVendorAccount, getVendorBalance, getVendorProduct, listVendorProducts } from '#contract/account-facts-v2.ts'
import type { Facts } from './store.ts'
import { createAccountReach } from './reach.ts'
import { activeSql, authKeyRows } from '../auth-keys/rows.ts'
import { containersV2 } from './containers-v2.ts'
import type { Store } from '../../db/store.ts'
import { domainsV2 } from './domains-v2.ts'
import { organizationsV2 } from './organizations-v2.ts'
import { notFound } from '../../problem.ts'
import { read, type Route } from '../../pipeline/route.ts'

/** The account as the vendor's own API has it: what was loaded, filtered and cut into pages. */
export function accountFactsV2({ store, facts }: { store: Store; facts: Facts }): Route[] {
  const reach = createAccountReach(facts)
  const orderable = ({ allowed_container_ids: ids }: { allowed_container_ids?: number[] | null | undefined }) => ids ?? []
  const topmost = (_: unknown, top: number) => [top]

  return [
    read(getVendorAccount, async ({ now }) => {
      const { account } = await facts.account()
      const key = await authKeyRows(store.db).where(activeSql(now)).limit(1).executeTakeFirst()
      return { body: { ...account, has_auth_key: key !== undefined } }
    }),

    ...domainsV2({ facts, reach }),
    ...organizationsV2({ facts, reach }),
    ...containersV2({ facts }),

    read(listVendorProducts, async ({ actor, query }) => ({
      body: { products: [...(await reach.of((await facts.read()).facts.products, query, actor, orderable))] },
    })),

    read(getVendorProduct, async ({ actor, params, query }) => {
      const product = (await reach.of((await facts.read()).facts.products, query, actor, orderable)).find(({ name_id: id }) => id === params.name_id)
      return product ? { body: product } : notFound()
    }),

    read(getVendorBalance, async ({ actor, query }) => {
      const { facts: loaded } = await facts.read()
      const [balance] = await reach.of(loaded.balance ? [loaded.balance] : [], query, actor, topmost)
      return balance ? { body: balance } : notFound()
    }),
  ]
}
