import { z } from './zod.ts'
import { CertcentralKeyStatus, Reason } from './certcentral-keys.ts'
import { IntegerId, VendorInstant, VendorPage, WholeListQuery } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { Description } from './names.ts'
import { Restriction, VendorRestriction } from './restrictions.ts'

/* CertCentral API keys as the Services API v2 speaks of them. Statuses and omissions are the vendor's. */

export const VendorKey = z.strictObject({
  id: z.int(),
  user: z.strictObject({ id: z.int(), first_name: z.string(), last_name: z.string() }),
  status: CertcentralKeyStatus,
  create_date: VendorInstant,
  /** Not there before the first use. */
  last_used_date: VendorInstant.optional(),
  name: z.string(),
  is_legacy: z.boolean(),
  restricted_to_role_id: Restriction,
})
export type VendorKey = z.infer<typeof VendorKey>

/** A new key: the value is here and nowhere else. */
export const VendorNewKey = z.strictObject({ id: z.int(), api_key: z.string() })

const shared = { takes: ['certcentral-key'], area: 'users', wire: { 'not-found': 'not_found|api_key' } } as const
const keyId = z.object({ key_id: IntegerId })
const base = '/services/v2/key'

export const listVendorKeys = {
  ...shared, method: 'GET', path: base, summary: 'List API keys, revoked ones included: administrators get all, others their own',
  action: 'certcentral-key.list',
  query: WholeListQuery.extend({ user_id: z.string().regex(/^(?:me|[1-9]\d{0,8})$/, 'Give the number of a user, or me.').optional() }),
  // `page` only where a part was asked for, or came: the vendor's own example has none.
  reply: z.strictObject({ api_keys: z.array(VendorKey), page: VendorPage.optional() }),
} as const satisfies Endpoint

/** Before `/key/{key_id}`, which would take `api-roles` for an id. */
export const listVendorRoles = {
  ...shared, area: 'self', method: 'GET', path: `${base}/api-roles`, summary: 'What a key may be restricted to', action: 'certcentral-account.read',
  reply: z.strictObject({ access_roles: z.array(z.strictObject({ id: z.int(), name: z.string() })) }),
} as const satisfies Endpoint

export const getVendorKey = {
  ...shared, method: 'GET', path: `${base}/{key_id}`, summary: 'One API key', action: 'certcentral-key.read', params: keyId, reply: VendorKey,
} as const satisfies Endpoint

export const createVendorKey = {
  ...shared, method: 'POST', path: `${base}/user/{user_id}`, summary: 'Make an API key that carries a user\'s rights; its value is in this reply only',
  action: 'certcentral-key.create',
  wire: { 'not-found': 'not_found|user' }, params: z.object({ user_id: IntegerId }),
  body: z.object({ name: Description, restricted_to_role_id: VendorRestriction.optional() }),
  status: 201, reply: VendorNewKey, idempotent: true, secret: true, narrows: ['restricted_to_role_id'],
} as const satisfies Endpoint

export const updateVendorKey = {
  ...shared, method: 'PUT', path: `${base}/{key_id}`, summary: 'Change name and restriction; without a restriction in the body it stays',
  action: 'certcentral-key.update',
  params: keyId, body: z.object({ name: Description, restricted_to_role_id: VendorRestriction.optional() }), status: 204, narrows: ['restricted_to_role_id'],
} as const satisfies Endpoint

export const updateVendorKeyStatus = {
  ...shared, method: 'PUT', path: `${base}/{key_id}/status`, summary: 'Revoke a key at once, or (administrators) make it active again; a reason is kept',
  action: 'certcentral-key.revoke',
  params: keyId, body: z.object({ status: CertcentralKeyStatus, reason: Reason }), status: 204,
} as const satisfies Endpoint
