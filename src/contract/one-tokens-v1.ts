import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Id, UtcInstant } from './names.ts'
import { EndDate, OneTokenName, OneTokenStatus, VendorOneToken } from './one-tokens.ts'

/*
 * DigiCert ONE API tokens and the user they belong to, at the paths of the vendor's Account Manager. Paths, header, statuses and
 * error codes are the vendor's; the bodies are not public, so they are ours in the vendor's style. Queries and bodies are loose: a
 * vendor's client may send more than we know.
 */

const whole = (min: number, max: number) => {
  const words = `Give a whole number from ${min} to ${max}.`
  return z.string().regex(/^(?:0|[1-9]\d{0,8})$/, words).transform(Number).pipe(z.int().min(min, words).max(max, words))
}

/** A user's id, or `me`. */
const UserIdOrMe = z.string().toLowerCase().regex(/^(?:me|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/, 'Give the id of a user, or me.')

/** Tokens of one answer where nothing else is asked for, and the most. */
export const vendorTokensMax = 1000

export const VendorTokenList = z.strictObject({ items: z.array(VendorOneToken), total: z.int(), offset: z.int(), limit: z.int() })

/** A user with what they may do in the account: an administrator or somebody who has tokens of their own. */
export const VendorOneUser = z.strictObject({
  id: Id,
  email: z.string(),
  first_name: z.string(),
  last_name: z.string(),
  status: z.enum(['active', 'pending', 'disabled']),
  user_type: z.enum(['standard', 'service']),
  roles: z.array(z.strictObject({ name: z.enum(['AM_ACCOUNT_ADMIN', 'AM_DEFAULT_USER']) })),
  created_at: UtcInstant,
})
export type VendorOneUser = z.infer<typeof VendorOneUser>

const takes = ['one-token'] as const
const base = '/account/api/v1/api-access-token'
const tokenId = z.object({ token_id: Id })

export const listVendorTokens = {
  method: 'GET', path: base, summary: 'A user\'s API tokens, newest first; user_id says whose', action: 'one-token.list', takes,
  query: z.looseObject({ user_id: UserIdOrMe, offset: whole(0, 999_999_999).optional(), limit: whole(1, vendorTokensMax).optional() }), reply: VendorTokenList,
  errors: ['not-found'],
} as const satisfies Endpoint

export const createVendorToken = {
  method: 'POST', path: base, summary: 'Make an API token that carries the caller\'s rights; its value is in this reply only', action: 'one-token.create',
  takes,
  body: z.object({ name: OneTokenName, end_date: EndDate.optional(), status: OneTokenStatus.optional() }),
  status: 201, reply: VendorOneToken.extend({ token: z.string() }), idempotent: true, secret: true, narrows: ['end_date', 'status'],
  errors: ['name-taken', 'looks-like-existing'],
} as const satisfies Endpoint

export const getVendorToken = {
  method: 'GET', path: `${base}/{token_id}`, summary: 'One API token', action: 'one-token.read', takes, params: tokenId, reply: VendorOneToken,
} as const satisfies Endpoint

export const updateVendorToken = {
  method: 'PUT', path: `${base}/{token_id}`, summary: 'Change name or end date, disable or enable; until the token has expired', action: 'one-token.update',
  takes, params: tokenId,
  body: z.object({ name: OneTokenName.optional(), end_date: EndDate.optional(), status: OneTokenStatus.optional() }), reply: VendorOneToken,
  errors: ['name-taken', 'looks-like-existing'],
  narrows: ['end_date', 'status'],
} as const satisfies Endpoint

export const deleteVendorToken = {
  method: 'DELETE', path: `${base}/{token_id}`, summary: 'Delete an API token: it stops at once and for good', action: 'one-token.delete', takes,
  params: tokenId, status: 204,
} as const satisfies Endpoint

/** The shape is ours, as that of every body of this wire. */
export const listVendorUsers = {
  method: 'GET', path: '/account/api/v1/user', summary: 'List users: administrators get all, others themselves', action: 'one-user.list', takes,
  query: z.looseObject({
    email: z.string().max(254).optional(), status: VendorOneUser.shape.status.optional(), user_type: VendorOneUser.shape.user_type.optional(),
    offset: whole(0, 999_999_999).optional(), limit: whole(1, vendorTokensMax).optional(),
  }),
  reply: z.strictObject({ items: z.array(VendorOneUser), total: z.int(), offset: z.int(), limit: z.int() }),
} as const satisfies Endpoint

/** Before `/user/{user_id}`, which would take `me` for an id. */
export const getVendorMe = {
  method: 'GET', path: '/account/api/v1/user/me', summary: 'Who the caller is', action: 'one-user.read', takes, reply: VendorOneUser,
} as const satisfies Endpoint

export const getVendorUser = {
  method: 'GET', path: '/account/api/v1/user/{user_id}', summary: 'One user: oneself, for administrators anybody', action: 'one-user.read', takes,
  params: z.object({ user_id: Id }), reply: VendorOneUser,
} as const satisfies Endpoint
