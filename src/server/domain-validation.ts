import type { DomainFact } from '#contract/account-facts.ts'
import type { domainValidations, expiries } from '#contract/domains-v2.ts'
import { day } from './time.ts'

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
export function hasValidation(domain: DomainFact, wanted: (typeof domainValidations)[number], now: number): boolean {
  const { validations, is_pending_validation: isPending } = domain
  const ends = (kind: Kind) => [endOf(domain, kind)].filter((end) => end !== undefined)
  if (wanted === 'pending') return isPending ?? (!validations?.length || validations.some(({ status }) => status === 'pending'))
  if (wanted === 'shortened_by_industry_changes') return Boolean(domain.dcv_expiration?.ov_shortened)
  if (wanted === 'completed' || wanted === 'active') return (validations ?? []).some(({ status, validated_until: until }) => status === 'active' && (!until || Date.parse(until) > now))
  const kind = kinds.find((one) => wanted.startsWith(`${one}_`))
  const [from, to] = spans[(kind ? wanted.slice(3) : wanted) as keyof typeof spans]
  // Over at the very instant, as everything that ends here.
  return (kind ? [kind] : kinds).flatMap(ends).some((end) => end > now + from * day && end <= now + to * day)
}
