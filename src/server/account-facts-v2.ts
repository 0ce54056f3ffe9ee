import type { z } from 'zod'
import { getVendorAccount, getVendorBalance, getVendorProduct, listVendorDomains, listVendorOrganizations, listVendorProducts } from '#contract/account-facts-v2.ts'
import type { DomainFact, OrganizationFact } from '#contract/account-facts.ts'
import type { VendorQuery } from '#contract/certcentral.ts'
import type { FilterColumns } from '#contract/filter.ts'
import type { Value } from '#contract/matches.ts'
import type { Facts } from './account-facts-store.ts'
import type { Actor } from './actor.ts'
import { activeSql, authKeyRows } from './auth-key-rows.ts'
import type { Store } from './db/store.ts'
import { notFound } from './problem.ts'
import { read, type Route } from './route.ts'
import { vendorArrayPage } from './vendor-list.ts'

const domainColumns = {
  id: { type: 'text' },
  name: { type: 'text', search: true },
  is_active: { type: 'text' },
  dcv_method: { type: 'text' },
  date_created: { type: 'text' },
  /** `active` when one of its validations is. */
  status: { type: 'text' },
} as const satisfies FilterColumns

const organizationColumns = {
  id: { type: 'text' },
  name: { type: 'text', search: true },
  display_name: { type: 'text', search: true },
  status: { type: 'text' },
} as const satisfies FilterColumns

/** Ids sort by size where they stand as numbers; a filter reads their digits. */
const plain = (value: unknown): Value => (typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : undefined)

const domainField = (domain: z.output<typeof DomainFact>, column: string): Value =>
  column === 'status' ? (domain.validations?.some(({ status }) => status === 'active') ? 'active' : 'pending') : plain(domain[column])
const organizationField = (organization: z.output<typeof OrganizationFact>, column: string): Value => plain(organization[column])

/** The account in the vendor's own dialect: what was loaded, filtered and cut into pages. */
export function accountFactsV2({ store, facts }: { store: Store; facts: Facts }): Route[] {
  /**
   * What is of the division asked for (the top one: all), and of those that the key's user is restricted to. `divisions` says of
   * an entry which may see it; none: everybody of the account.
   */
  async function of<T>(entries: readonly T[] | undefined, query: { container_id?: number }, { divisions: own }: Actor, divisions: (entry: T, top: number) => readonly number[]): Promise<readonly T[]> {
    const { container: { id: top } } = await facts.account()
    const asked = query.container_id === undefined || query.container_id === top ? undefined : [query.container_id]
    const seen = (entry: T, by: readonly number[] | undefined) => {
      const its = divisions(entry, top)
      return by === undefined || its.length === 0 || its.some((id) => by.includes(id))
    }
    if (asked && !(await facts.divisions()).some(({ id }) => id === asked[0])) return []
    return (entries ?? []).filter((entry) => seen(entry, asked) && seen(entry, own))
  }
  const placed = ({ container }: { container?: { id: number } | undefined }, top: number) => [container?.id ?? top]
  const orderable = ({ allowed_container_ids: ids }: { allowed_container_ids?: number[] | undefined }) => ids ?? []
  const topmost = (_: unknown, top: number) => [top]
  const paged = <T>(entries: readonly T[], columns: FilterColumns, field: (entry: T, column: string) => Value, query: VendorQuery) => vendorArrayPage(entries, columns, field, query, 'name')

  return [
    read(getVendorAccount, async ({ now }) => {
      const { account } = await facts.account()
      const key = await authKeyRows(store.db).where(activeSql(now)).limit(1).executeTakeFirst()
      return { body: { ...account, has_auth_key: key !== undefined } }
    }),

    read(listVendorDomains, async ({ actor, query }) => {
      const { rows: domains, page } = paged(await of((await facts.read()).facts.domains, query, actor, placed), domainColumns, domainField, query)
      return { body: { domains, page } }
    }),

    read(listVendorOrganizations, async ({ actor, query }) => {
      const { rows: organizations, page } = paged(await of((await facts.read()).facts.organizations, query, actor, placed), organizationColumns, organizationField, query)
      return { body: { organizations, page } }
    }),

    read(listVendorProducts, async ({ actor, query }) => ({ body: { products: [...(await of((await facts.read()).facts.products, query, actor, orderable))] } })),

    read(getVendorProduct, async ({ actor, params, query }) => {
      const product = (await of((await facts.read()).facts.products, query, actor, orderable)).find(({ name_id: id }) => id === params.name_id)
      return product ? { body: product } : notFound()
    }),

    read(getVendorBalance, async ({ actor, query }) => {
      const { facts: loaded } = await facts.read()
      const [balance] = await of(loaded.balance ? [loaded.balance] : [], query, actor, topmost)
      return balance ? { body: balance } : notFound()
    }),
  ]
}
