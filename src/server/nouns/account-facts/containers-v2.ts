import type { ContainerFact } from '#contract/account-facts.ts'
import { wholeListMax, type VendorQuery } from '#contract/certcentral.ts'
import { getVendorContainer, listVendorContainerChildren, listVendorContainers } from '#contract/containers-v2.ts'
import type { Value } from '#contract/matches.ts'
import type { Facts } from './store.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { parentOf, type Containers } from './containers.ts'
import { notFound } from '../../problem.ts'
import { read, type Route } from '../../pipeline/route.ts'
import { pageOfPart, truths, vendorArrayPage, wholeNumbers, type VendorColumns } from '../../list/vendor-list.ts'

const columns = {
  id: wholeNumbers,
  name: { type: 'text', search: true },
  parent_id: wholeNumbers,
  is_active: truths,
  /** From the top one downwards. */
  depth: wholeNumbers,
} as const satisfies VendorColumns

/** Divisions as the vendor's own API has it. Who is restricted to some sees those: the others, and what is below or above them, are not there. */
export function containersV2({ facts }: { facts: Facts }): Route[] {
  const seen = ({ all }: Containers, { divisions: own }: Actor) => (own ? all.filter(({ id }) => own.includes(id)) : all)

  async function answer(containers: Containers, entries: readonly ContainerFact[], query: VendorQuery) {
    const field = (one: ContainerFact, column: string): Value => {
      if (column === 'depth') return one.id === containers.top.id ? 0 : 1
      const value = one[column]
      return typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : undefined
    }
    const { rows, page } = await vendorArrayPage({ entries, columns, field, query, sort: 'depth,name', limit: wholeListMax })
    return { body: { containers: rows, ...pageOfPart(query, page) } }
  }

  return [
    read(listVendorContainers, async ({ actor, query }) => {
      const containers = await facts.containers()
      return answer(containers, seen(containers, actor), query)
    }),

    read(getVendorContainer, async ({ actor, params }) => {
      const container = seen(await facts.containers(), actor).find(({ id }) => id === params.container_id)
      return container ? { body: container } : notFound()
    }),

    read(listVendorContainerChildren, async ({ actor, params, query }) => {
      const containers = await facts.containers()
      const entries = seen(containers, actor)
      if (!entries.some(({ id }) => id === params.container_id)) return notFound()
      return answer(containers, entries.filter((one) => parentOf(one, containers) === params.container_id), query)
    }),
  ]
}
