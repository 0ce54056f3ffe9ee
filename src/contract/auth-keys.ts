import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Description, Id, Instant, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { authKeyStatuses, authKeyTypes } from './lists-of-certcentral.ts'

export { authKeyColumns, authKeyStatuses, authKeyTypes } from './lists-of-certcentral.ts'

/** Days that a request token works from its timestamp on (CA/Browser Forum BR 1.6.1, "Request Token"). */
export const requestTokenDays = 30

export const AuthKeyStatus = z.enum(authKeyStatuses)
export const AuthKeyType = z.enum(authKeyTypes)

/** What people call one; two may be called the same. The vendor's wire has none. */
export const AuthKeyLabel = Description.nullable()

/** An AuthKey without its secret. `id` is `auth_key_id` on the vendor's wire. */
export const AuthKey = z.strictObject({
  id: Id,
  label: z.string().nullable(),
  type: AuthKeyType,
  status: AuthKeyStatus,
  hint: z.strictObject({ last4: z.string() }),
  createdAt: UtcInstant,
  createdBy: z.strictObject({ id: Id, name: z.string() }).nullable(),
  /** Null for a permanent one. */
  expiresAt: UtcInstant.nullable(),
})
export type AuthKey = z.infer<typeof AuthKey>

export const AuthKeyWithValue = AuthKey.extend({ authKey: z.string() })

const path = '/api/v1/certcentral/auth-keys'
const authKeyId = z.strictObject({ authKeyId: Id })
export const dayWords = 'Give a whole number of days, 1 or more.'

export const listAuthKeys = {
  method: 'GET', path, summary: 'List AuthKeys, without their secrets', action: 'auth-key.list', takes: ['session'],
  query: PageQuery, reply: Page(AuthKey), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createAuthKey = {
  method: 'POST', path, summary: 'Make an AuthKey: permanent, or for some days', action: 'auth-key.create', takes: ['session'], bodyOptional: true,
  body: z.strictObject({ days: z.int(dayWords).min(1, dayWords).optional(), label: AuthKeyLabel.optional() }),
  status: 201, reply: AuthKeyWithValue, idempotent: true, secret: true,
  errors: ['confirmation-required', 'auth-key-exists'],
} as const satisfies Endpoint

export const getAuthKey = {
  method: 'GET', path: `${path}/{authKeyId}`, summary: 'One AuthKey, without its secret', action: 'auth-key.list', takes: ['session'], params: authKeyId,
  reply: AuthKey,
} as const satisfies Endpoint

export const updateAuthKey = {
  method: 'PUT', path: `${path}/{authKeyId}`, summary: 'Label an AuthKey, or take its label away', action: 'auth-key.update', takes: ['session'],
  params: authKeyId, body: z.strictObject({ label: AuthKeyLabel }), reply: AuthKey,
} as const satisfies Endpoint

export const deleteAuthKey = {
  method: 'DELETE', path: `${path}/{authKeyId}`, summary: 'Delete an AuthKey: request tokens made with it become void', action: 'auth-key.delete',
  takes: ['session'], params: authKeyId, status: 204,
} as const satisfies Endpoint

/** Needs the password of the last five minutes (rules: Step-up). */
export const revealAuthKey = {
  method: 'POST', path: `${path}/{authKeyId}/reveal`, summary: 'The secret of an AuthKey; audited', action: 'auth-key.reveal', takes: ['session'],
  params: authKeyId,
  reply: z.strictObject({ authKey: z.string() }), secret: true, errors: ['confirmation-required'],
} as const satisfies Endpoint

/** Characters of a CSR at most. */
export const csrMax = 50_000
/** A CSR as text: PEM, or the base64 of its DER. */
const Csr = z.string().min(1, 'Paste a CSR.').max(csrMax)

export const RequestToken = z.strictObject({
  token: z.string(),
  timestamp: UtcInstant,
  expiresAt: UtcInstant,
  /**
   * Names the CSR asks for, each with the places at which the token is looked for. `wildcard`: it asks for `*.` below this name
   * (and maybe for the name too), which is proved by DNS only, so there is no file (CA/Browser Forum BR 3.2.2.4.18).
   */
  publish: z.array(z.strictObject({ domain: z.string(), wildcard: z.boolean(), dnsNames: z.array(z.string()), httpUrl: z.string().nullable() })),
  /** The HTTP file's path, at every domain that has one. */
  httpPath: z.string(),
})
export type RequestToken = z.infer<typeof RequestToken>

/** An instant, or as a request token itself begins: `20261121120000`, UTC. */
const TokenTimestamp = z
  .preprocess(
    (value) => (['string', 'number'].includes(typeof value) ? String(value).replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z') : value),
    Instant,
  )
  .meta({ type: 'string', format: 'date-time' })

export const createRequestToken = {
  method: 'POST', path: `${path}/{authKeyId}/request-token`, summary: 'Make a request token for a CSR; the CSR counts to the letter, line ends included',
  action: 'auth-key.request-token', takes: ['session'],
  params: authKeyId, body: z.strictObject({ csr: Csr, timestamp: TokenTimestamp.optional() }), reply: RequestToken,
  errors: ['confirmation-required', 'secret-unreadable', 'not-in-this-state'],
} as const satisfies Endpoint

export const TokenVerdict = z.enum(['valid', 'not-found', 'malformed', 'future', 'expired'])
export type TokenVerdict = z.infer<typeof TokenVerdict>

/** Characters of a text that a token is looked for in, at most. */
export const tokenTextMax = 65_536

export const validateRequestToken = {
  method: 'POST',
  path: '/api/v1/certcentral/request-tokens/validate',
  summary: 'Is there a good request token in this text, for this CSR and AuthKey',
  action: 'auth-key.request-token',
  takes: ['session'],
  body: z
    .strictObject({ token: z.string().max(tokenTextMax), csr: Csr, authKeyId: Id.optional(), authKey: z.string().min(1).max(500).optional() })
    .refine((body) => (body.authKeyId === undefined) !== (body.authKey === undefined), {
      path: ['authKeyId'],
      message: 'Give an AuthKey, or the id of one that is kept here.',
    }),
  reply: z.strictObject({ verdict: TokenVerdict, token: z.string().nullable(), timestamp: UtcInstant.nullable(), expiresAt: UtcInstant.nullable() }),
  errors: ['secret-unreadable'],
} as const satisfies Endpoint
