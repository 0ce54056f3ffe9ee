import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Id, UtcInstant } from './names.ts'
import { Role } from './permissions.ts'

/** Seconds an auth token lives, unless its key ends sooner. */
export const authTokenSeconds = 3600

export const AuthToken = z.strictObject({
  token: z.string(),
  tokenType: z.literal('Bearer'),
  expiresIn: z.int(),
  expiresAt: UtcInstant,
})
export type AuthToken = z.infer<typeof AuthToken>

export const login = {
  method: 'POST', path: '/auth/login', summary: 'Exchange an API key for an auth token valid for one hour', action: 'auth-token.create',
  takes: ['api-key'], reply: AuthToken, secret: true, errors: ['too-many-requests'],
} as const satisfies Endpoint

export const Identity = z.strictObject({
  user: z.strictObject({ id: Id, name: z.string(), email: z.string(), role: Role }),
  apiKey: z.strictObject({ id: Id, name: z.string() }).nullable(),
  expiresAt: UtcInstant,
  allowed: z.array(z.string()),
})
export type Identity = z.infer<typeof Identity>

export const whoami = {
  method: 'GET', path: '/auth/whoami', summary: 'Who this token or session is and what it may do', action: 'auth-token.read',
  takes: ['auth-token', 'session'], reply: Identity,
} as const satisfies Endpoint

/** RFC 7662 §2.2. A token that is not live, or not the caller's to ask about, is `{ "active": false }` and nothing else. */
export const Introspection = z.strictObject({
  active: z.boolean(),
  token_type: z.literal('Bearer').optional(),
  sub: Id.optional(),
  username: z.string().optional(),
  client_id: z.string().optional(),
  scope: z.string().optional(),
  iat: z.int().optional(),
  exp: z.int().optional(),
})

export const introspect = {
  method: 'POST', path: '/auth/introspect', summary: 'Is a token live, and whose is it (RFC 7662); form or JSON', action: 'auth-token.introspect',
  takes: ['auth-token', 'session'], form: true, body: z.strictObject({ token: z.string().max(4096), token_type_hint: z.string().max(100).optional() }),
  reply: Introspection,
} as const satisfies Endpoint
