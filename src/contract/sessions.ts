import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Id, Name, UtcInstant } from './names.ts'
import { Role } from './permissions.ts'
import { NewPassword, Password } from './users.ts'

export const Me = z.strictObject({
  user: z.strictObject({ id: Id, name: z.string(), email: z.string(), role: Role }),
  expiresAt: UtcInstant,
  confirmedUntil: UtcInstant.nullable(),
})
export type Me = z.infer<typeof Me>

export const getSession = {
  method: 'GET', path: '/api/v1/session', summary: 'Who I am', action: 'session.read', takes: ['session'], reply: Me,
} as const satisfies Endpoint

export const signIn = {
  method: 'POST', path: '/api/v1/session', summary: 'Sign in', action: 'session.create', takes: ['none'],
  body: z.strictObject({ email: z.string().max(254), password: Password }),
  status: 204, errors: ['invalid-credential', 'too-many-requests', 'busy'],
} as const satisfies Endpoint

export const signOut = {
  method: 'DELETE', path: '/api/v1/session', summary: 'Sign out', action: 'session.end', takes: ['session'], status: 204,
} as const satisfies Endpoint

export const confirmSession = {
  method: 'POST', path: '/api/v1/session/confirm', summary: 'Say the password again; good for five minutes',
  action: 'session.confirm', takes: ['session'], body: z.strictObject({ password: Password }),
  reply: z.strictObject({ confirmedUntil: UtcInstant }), errors: ['wrong-password', 'too-many-requests', 'busy'],
} as const satisfies Endpoint

export const Session = z.strictObject({
  id: Id,
  current: z.boolean(),
  createdAt: UtcInstant,
  lastSeenAt: UtcInstant,
  expiresAt: UtcInstant,
  address: z.string(),
  userAgent: z.string(),
})
export type Session = z.infer<typeof Session>

export const listSessions = {
  method: 'GET', path: '/api/v1/sessions', summary: 'My sessions', action: 'session.read', takes: ['session'],
  reply: z.strictObject({ data: z.array(Session) }),
} as const satisfies Endpoint

export const endSession = {
  method: 'DELETE', path: '/api/v1/sessions/{sessionId}', summary: 'End one of my sessions', action: 'session.end', takes: ['session'],
  params: z.strictObject({ sessionId: Id }), status: 204,
} as const satisfies Endpoint

export const updateMe = {
  method: 'PUT', path: '/api/v1/me', summary: 'Change my name', action: 'profile.update', takes: ['session'],
  body: z.strictObject({ name: Name }), reply: Me,
} as const satisfies Endpoint

export const updatePassword = {
  method: 'PUT', path: '/api/v1/me/password', summary: 'Change my password; my other sessions end', action: 'password.update', takes: ['session'],
  body: z.strictObject({ current: Password, next: NewPassword }), status: 204, errors: ['wrong-password', 'too-many-requests', 'busy'],
} as const satisfies Endpoint

export const listUserSessions = {
  method: 'GET', path: '/api/v1/users/{userId}/sessions', summary: 'The live sessions of a user', action: 'user.read', takes: ['session'],
  params: z.strictObject({ userId: Id }), reply: z.strictObject({ data: z.array(Session) }),
} as const satisfies Endpoint

export const endUserSession = {
  method: 'DELETE', path: '/api/v1/users/{userId}/sessions/{sessionId}', summary: 'End a session of a user', action: 'user.end-session', takes: ['session'],
  params: z.strictObject({ userId: Id, sessionId: Id }), status: 204,
} as const satisfies Endpoint
