import { z } from './zod.ts'
import { AccountFact, BalanceFact, ProductFact } from './account-facts.ts'
import { IntegerId } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/*
 * The account as the Services API v2 speaks of it: what an administrator has loaded, read only. Its domains, organizations and
 * divisions have files of their own.
 */

const shared = { takes: ['certcentral-key'], method: 'GET' } as const

/** `has_auth_key` is live, whatever was loaded. */
export const getVendorAccount = {
  ...shared, path: '/services/v2/account', area: 'account', summary: 'The account', action: 'certcentral-account.read',
  reply: AccountFact.extend({ has_auth_key: z.boolean() }),
} as const satisfies Endpoint

export const listVendorProducts = {
  ...shared, path: '/services/v2/product', area: 'orders', summary: 'Products that can be ordered', action: 'certcentral-account.read',
  query: z.looseObject({ container_id: IntegerId.optional() }), reply: z.strictObject({ products: z.array(ProductFact) }),
} as const satisfies Endpoint

export const getVendorProduct = {
  ...shared, path: '/services/v2/product/{name_id}', area: 'orders', summary: 'One product', action: 'certcentral-account.read',
  wire: { 'not-found': 'not_found|product' },
  params: z.object({ name_id: z.string().max(100) }), query: z.looseObject({ container_id: IntegerId.optional() }), reply: ProductFact,
} as const satisfies Endpoint

export const getVendorBalance = {
  ...shared, path: '/services/v2/finance/balance', area: 'finance', summary: 'The account\'s funds', action: 'certcentral-finance.read',
  wire: { 'not-found': 'not_found|balance' }, errors: ['not-found'],
  query: z.looseObject({ container_id: IntegerId.optional() }), reply: BalanceFact,
} as const satisfies Endpoint
