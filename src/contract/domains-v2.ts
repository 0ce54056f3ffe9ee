import { z } from './zod.ts'
import { DomainFact } from './account-facts.ts'
import { IntegerId, VendorPage, VendorQuery, Yes } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/* Domains as the Services API v2 speaks of them (List domains, Domain info). */

const shared = {
  takes: ['certcentral-key'],
  method: 'GET',
  area: 'domains',
  action: 'certcentral-account.read',
  wire: { 'not-found': 'not_found|domain' },
} as const
const base = '/services/v2/domain'

/** `ov_` or `ev_` before it: that kind of validation; without, either. */
export const expiries = [
  'expired',
  'expired_in_last_7_days',
  'expiring',
  'expiring_within_7_days',
  'expiring_within_30_days',
  'expiring_from_31_to_60_days',
  'expiring_from_61_to_90_days',
] as const
/** What `filters[validation]` may be: the vendor's values, and `active`, which is what validations themselves say for `completed`. */
export const domainValidations = [
  'completed',
  'active',
  'pending',
  'shortened_by_industry_changes',
  ...['', 'ov_', 'ev_'].flatMap((kind) => expiries.map((expiry) => `${kind}${expiry}`)),
] as const

export const listVendorDomains = {
  ...shared, path: base, summary: 'List domains with their validations',
  query: VendorQuery.extend({
    container_id: IntegerId.optional(), 'filters[name]': z.string().max(300).optional(),
    /** The domain's own flag, not its validation. */
    'filters[status]': z.enum(['active', 'inactive']).optional(),
    'filters[validation]': z.enum(domainValidations).optional(),
    'filters[include_validation_reuse_status]': Yes,
    include_dcv_expiration_time: Yes, include_validation: Yes,
  }),
  reply: z.strictObject({ domains: z.array(DomainFact), page: VendorPage }),
} as const satisfies Endpoint

export const getVendorDomain = {
  ...shared, path: `${base}/{domain_id}`, summary: 'One domain; its validations and its DCV token where they are asked for',
  params: z.object({ domain_id: IntegerId }),
  query: z.looseObject({ include_dcv: Yes, include_validation: Yes, include_validation_reuse_status: Yes }), reply: DomainFact,
} as const satisfies Endpoint
