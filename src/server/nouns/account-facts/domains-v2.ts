import type { DomainFact } from '#contract/account-facts.ts'
import { getVendorDomain, listVendorDomains, type domainValidations, type expiries } from '#contract/domains-v2.ts'
import type { Value } from '#contract/matches.ts'
import type { Facts } from './store.ts'
import type { AccountReach } from './reach.ts'
import { notFound } from '../../problem.ts'
import { read, type Route } from '../../pipeline/route.ts'
import { day } from '../../time.ts'
import { instants, truths, vendorArrayPage, wholeNumbers, type VendorColumns } from '../../list/vendor-list.ts'

const columns = {
  id: wholeNumbers,
  name: { type: 'text', search: true },
  is_active: truths,
  dcv_method: { type: 'text' },
  date_created: instants,
  /** The domain's own flag. */
  status: { type: 'choice', choices: ['active', 'inactive'] },
} as const satisfies VendorColumns

/** Ids sort by size where they stand as numbers; a filter reads their digits. */
const plain = (value: unknown): Value =>
  typeof value === 'string' || typeof value === 'number' ? value : typeof value === 'boolean' ? String(value) : undefined
const field = (domain: DomainFact, column: string): Value =>
  column === 'status' ? (domain.is_active === false ? 'inactive' : 'active') : plain(domain[column])

const placed = ({ container }: DomainFact, top: number) => [container?.id ?? top]

/** How long validations may be used again is told to those who ask for it. */
function withoutReuse(domain: DomainFact, isAskedFor: boolean | undefined): DomainFact {
  if (isAskedFor || !domain.dcv_expiration) return domain
  const { ov_shortened: _, ov_status: __, ev_status: ___, dcv_approval_date: ____, ...rest } = domain.dcv_expiration
  return { ...domain, dcv_expiration: rest }
}

type Kind = 'ov' | 'ev'
const kinds: readonly Kind[] = ['ov', 'ev']

/** Until when what proved a domain may be used again for this kind of certificate; `undefined` where nothing was proved. */
function endOf({ dcv_expiration: reuse, validations }: DomainFact, kind: Kind): number | undefined {
  const end = Date.parse(reuse?.[kind] ?? validations?.find(({ type }) => type === kind)?.validated_until ?? '')
  return Number.isNaN(end) ? undefined : end
}

/** From when until when, counted from now in days. The vendor says of `expiring` no more than "soon": here that is what its next values cover. */
const spans: Readonly<Record<(typeof expiries)[number], readonly [from: number, to: number]>> = {
  expired: [-Infinity, 0],
  expired_in_last_7_days: [-7, 0],
  expiring: [0, 90],
  expiring_within_7_days: [0, 7],
  expiring_within_30_days: [0, 30],
  expiring_from_31_to_60_days: [30, 60],
  expiring_from_61_to_90_days: [60, 90],
}

/** Does a domain match this value of `filters[validation]` now? */
function hasValidation(domain: DomainFact, wanted: (typeof domainValidations)[number], now: number): boolean {
  const { validations, is_pending_validation: isPending } = domain
  const ends = (kind: Kind) => [endOf(domain, kind)].filter((end) => end !== undefined)
  if (wanted === 'pending') return isPending ?? (!validations?.length || validations.some(({ status }) => status === 'pending'))
  if (wanted === 'shortened_by_industry_changes') return Boolean(domain.dcv_expiration?.ov_shortened)
  if (wanted === 'completed' || wanted === 'active')
    return (validations ?? []).some(({ status, validated_until: until }) => status === 'active' && (!until || Date.parse(until) > now))
  const kind = kinds.find((one) => wanted.startsWith(`${one}_`))
  const [from, to] = spans[(kind ? wanted.slice(3) : wanted) as keyof typeof spans]
  // Over at the very instant, as everything that ends here.
  return (kind ? [kind] : kinds).flatMap(ends).some((end) => end > now + from * day && end <= now + to * day)
}

/** Domains as the vendor's own API has it. */
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
      return {
        body: { ...domain, ...(query.include_validation ? { validations } : {}), ...(query.include_dcv && token !== undefined ? { dcv_token: token } : {}) },
      }
    }),
  ]
}
