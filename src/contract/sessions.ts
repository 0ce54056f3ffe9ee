import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Email, Id, Name, UtcInstant } from './names.ts'
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

export const getSetup = {
  method: 'GET', path: '/api/v1/setup', summary: 'Is there nobody yet, so that the first administrator is to be made?', action: 'setup.complete', takes: ['none'],
  reply: z.strictObject({ open: z.boolean() }),
} as const satisfies Endpoint

export const checkSetupCode = {
  method: 'POST', path: '/api/v1/setup/code', summary: 'Is this setup code good? It is not used up', action: 'setup.complete', takes: ['none'],
  body: z.strictObject({ code: z.string().min(1).max(200) }), status: 204, errors: ['setup-done', 'invalid-credential', 'too-many-requests'],
} as const satisfies Endpoint

export const completeSetup = {
  method: 'POST', path: '/api/v1/setup', summary: 'Make the first administrator with the one-time setup code', action: 'setup.complete', takes: ['none'],
  body: z.strictObject({ code: z.string().min(1).max(200), name: Name, email: Email, password: NewPassword }),
  status: 204, errors: ['setup-done', 'invalid-credential', 'too-many-requests', 'busy'],
} as const satisfies Endpoint

const code = z.strictObject({ code: z.string().min(1).max(200) })

export const getInvitation = {
  method: 'GET', path: '/api/v1/invitations/{code}', summary: 'Whose invitation this is', action: 'invitation.accept', takes: ['none'],
  params: code, reply: z.strictObject({ name: z.string(), email: z.string(), expiresAt: UtcInstant }), errors: ['too-many-requests'],
} as const satisfies Endpoint

export const acceptInvitation = {
  method: 'POST', path: '/api/v1/invitations/{code}', summary: 'Set the password of an invited user and sign in', action: 'invitation.accept', takes: ['none'],
  params: code, body: z.strictObject({ password: NewPassword }), status: 204, errors: ['too-many-requests', 'busy'],
} as const satisfies Endpoint

export const listUserSessions = {
  method: 'GET', path: '/api/v1/users/{userId}/sessions', summary: 'The live sessions of a user', action: 'user.read', takes: ['session'],
  params: z.strictObject({ userId: Id }), reply: z.strictObject({ data: z.array(Session) }),
} as const satisfies Endpoint

export const endUserSession = {
  method: 'DELETE', path: '/api/v1/users/{userId}/sessions/{sessionId}', summary: 'End a session of a user', action: 'user.end-session', takes: ['session'],
  params: z.strictObject({ userId: Id, sessionId: Id }), status: 204,
} as const satisfies Endpoint
