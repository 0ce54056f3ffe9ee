import { z } from './zod.ts'
import { dayWords } from './auth-keys.ts'
import { VendorInstant, VendorPage, VendorQuery } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'

/* AuthKeys as the Services API v2 speaks of them. List and get answer the secret too: that is the vendor's way. */

export const VendorAuthKey = z.strictObject({
  auth_key_id: z.string(),
  auth_key: z.string(),
  /** Not there on a permanent one. */
  expiration_datetime: VendorInstant.optional(),
})
export type VendorAuthKey = z.infer<typeof VendorAuthKey>

const wire = {
  'not-found': 'not_found|auth_key',
  'auth-key-exists': 'auth_key_exists_for_account',
  'several-auth-keys': 'multiple_auth_keys_for_account',
} as const
const shared = { takes: ['certcentral-key'], area: 'account', secret: true, wire } as const
const base = '/services/v2/account/auth-key'

export const createVendorAuthKey = {
  ...shared, method: 'POST', path: base, summary: 'Make the permanent AuthKey', action: 'auth-key.create', reply: VendorAuthKey, idempotent: true,
  errors: ['auth-key-exists'],
} as const satisfies Endpoint

export const getOnlyVendorAuthKey = {
  ...shared, method: 'GET', path: base, summary: 'The AuthKey, where there is exactly one', action: 'auth-key.read', reply: VendorAuthKey,
  errors: ['several-auth-keys', 'not-found'],
} as const satisfies Endpoint

export const deleteOnlyVendorAuthKey = {
  ...shared, method: 'DELETE', path: base, summary: 'Delete the AuthKey, where there is exactly one', action: 'auth-key.delete', status: 204,
  errors: ['several-auth-keys', 'not-found'],
} as const satisfies Endpoint

export const listVendorAuthKeys = {
  ...shared, method: 'GET', path: `${base}s`, summary: 'List the active AuthKeys', action: 'auth-key.read',
  query: z.looseObject(VendorQuery.pick({ offset: true, limit: true }).shape),
  reply: z.strictObject({ auth_keys: z.array(VendorAuthKey), page: VendorPage.optional() }),
} as const satisfies Endpoint

/** `POST` reads a number of days where `GET` and `DELETE` read an id; in OpenAPI one path has one name for it. */
export const createVendorAuthKeyForDays = {
  ...shared, method: 'POST', path: `${base}/{id_or_days}`, summary: 'Make an AuthKey that ends after so many days', action: 'auth-key.create',
  wire: { ...wire, 'invalid-value': 'invalid_days' },
  params: z.object({ id_or_days: z.string().regex(/^[1-9]\d{0,15}$/, dayWords).transform(Number) }), reply: VendorAuthKey, idempotent: true,
} as const satisfies Endpoint

const byId = {
  ...shared,
  // The vendor's name for it, whatever it is called in the path.
  wire: { ...wire, 'invalid-value': 'invalid_value|auth_key_id' },
  params: z.object({ id_or_days: z.uuid('This is not the id of an AuthKey.').toLowerCase() }),
} as const

export const getVendorAuthKey = {
  ...byId, method: 'GET', path: `${base}/{id_or_days}`, summary: 'One AuthKey, active or expired', action: 'auth-key.read', reply: VendorAuthKey,
} as const satisfies Endpoint

export const deleteVendorAuthKey = {
  ...byId, method: 'DELETE', path: `${base}/{id_or_days}`, summary: 'Delete one AuthKey, active or expired: request tokens made with it become void',
  action: 'auth-key.delete', status: 204,
} as const satisfies Endpoint
