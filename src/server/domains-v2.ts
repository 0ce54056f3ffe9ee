import type { DomainFact } from '#contract/account-facts.ts'
import { getVendorDomain, listVendorDomains } from '#contract/domains-v2.ts'
import type { FilterColumns } from '#contract/filter.ts'
import type { Value } from '#contract/matches.ts'
import type { Facts } from './account-facts-store.ts'
import type { AccountReach } from './account-reach.ts'
import { hasValidation } from './domain-validation.ts'
import { notFound } from './problem.ts'
import { read, type Route } from './route.ts'
import { vendorArrayPage } from './vendor-list.ts'

const columns = {
  id: { type: 'text' },
  name: { type: 'text', search: true },
  is_active: { type: 'text' },
  dcv_method: { type: 'text' },
  date_created: { type: 'text' },
  /** The domain's own flag. */
  status: { type: 'choice', choices: ['active', 'inactive'] },
} as const satisfies FilterColumns

/** Ids sort by size where they stand as numbers; a filter reads their digits. */
const plain = (value: unknown): Value => (typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : undefined)
const field = (domain: DomainFact, column: string): Value => (column === 'status' ? (domain.is_active === false ? 'inactive' : 'active') : plain(domain[column]))

const placed = ({ container }: DomainFact, top: number) => [container?.id ?? top]

/** How long validations may be used again is told to those who ask for it. */
function withoutReuse(domain: DomainFact, isAskedFor: boolean | undefined): DomainFact {
  if (isAskedFor || !domain.dcv_expiration) return domain
  const { ov_shortened: _, ov_status: __, ev_status: ___, dcv_approval_date: ____, ...rest } = domain.dcv_expiration
  return { ...domain, dcv_expiration: rest }
}

/** Domains in the vendor's own dialect. */
export function domainsV2({ facts, reach }: { facts: Facts; reach: AccountReach }): Route[] {
  return [
    read(listVendorDomains, async ({ actor, query, now }) => {
      const validation = query['filters[validation]']
      const seen = await reach.of((await facts.read()).facts.domains, query, actor, placed)
      const { rows, page } = await vendorArrayPage({
        entries: validation === undefined ? seen : seen.filter((domain) => hasValidation(domain, validation, now)),
        columns, field, query, sort: 'name', apart: ['validation', 'include_validation_reuse_status'],
      })
      return { body: { domains: rows.map((domain) => withoutReuse(domain, query['filters[include_validation_reuse_status]'])), page } }
    }),

    read(getVendorDomain, async ({ actor, params, query }) => {
      const found = (await reach.of((await facts.read()).facts.domains, {}, actor, placed)).find(({ id }) => id === params.domain_id) ?? notFound()
      const { validations, dcv_token: token, ...domain } = withoutReuse(found, query.include_validation_reuse_status)
      return { body: { ...domain, ...(query.include_validation ? { validations } : {}), ...(query.include_dcv && token !== undefined ? { dcv_token: token } : {}) } }
    }),
  ]
}
