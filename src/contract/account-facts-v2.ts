import { z } from 'zod'
import { AccountFact, BalanceFact, DomainFact, OrganizationFact, ProductFact } from './account-facts.ts'
import { IntegerId, VendorPage, VendorQuery } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/* The account as the Services API v2 speaks of it: what an administrator has loaded, read only. */

const dialect = { takes: ['certcentral-key'], method: 'GET' } as const

/** `has_auth_key` is live, whatever was loaded. */
export const getVendorAccount = {
  ...dialect, path: '/services/v2/account', area: 'account', summary: 'The account', action: 'certcentral-account.read', reply: AccountFact.extend({ has_auth_key: z.boolean() }),
} as const satisfies Endpoint

const ListQuery = VendorQuery.extend({ container_id: IntegerId.optional(), 'filters[name]': z.string().max(300).optional(), 'filters[status]': z.string().max(200).optional() })

export const listVendorDomains = {
  ...dialect, path: '/services/v2/domain', area: 'domains', summary: 'Domains and their validation', action: 'certcentral-account.read',
  query: ListQuery.extend({ include_dcv_expiration_time: z.string().max(10).optional(), include_validation: z.string().max(10).optional() }), reply: z.strictObject({ domains: z.array(DomainFact), page: VendorPage }),
} as const satisfies Endpoint

export const listVendorOrganizations = {
  ...dialect, path: '/services/v2/organization', area: 'organizations', summary: 'Organizations', action: 'certcentral-account.read',
  query: ListQuery, reply: z.strictObject({ organizations: z.array(OrganizationFact), page: VendorPage }),
} as const satisfies Endpoint

export const listVendorProducts = {
  ...dialect, path: '/services/v2/product', area: 'orders', summary: 'Products that can be ordered', action: 'certcentral-account.read',
  query: z.looseObject({ container_id: IntegerId.optional() }), reply: z.strictObject({ products: z.array(ProductFact) }),
} as const satisfies Endpoint

export const getVendorProduct = {
  ...dialect, path: '/services/v2/product/{name_id}', area: 'orders', summary: 'One product', action: 'certcentral-account.read', wire: { 'not-found': 'not_found|product' },
  params: z.object({ name_id: z.string().max(100) }), query: z.looseObject({ container_id: IntegerId.optional() }), reply: ProductFact,
} as const satisfies Endpoint

export const getVendorBalance = {
  ...dialect, path: '/services/v2/finance/balance', area: 'finance', summary: 'The account\'s funds', action: 'certcentral-finance.read', wire: { 'not-found': 'not_found|balance' }, errors: ['not-found'],
  query: z.looseObject({ container_id: IntegerId.optional() }), reply: BalanceFact,
} as const satisfies Endpoint
