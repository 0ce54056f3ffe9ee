import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { UtcInstant } from './names.ts'
import { NewPassword } from './users.ts'

const code = z.strictObject({ code: z.string().min(1).max(200) })

export const getInvitation = {
  method: 'GET', path: '/api/v1/invitations/{code}', summary: 'Whose invitation this is', action: 'invitation.accept', takes: ['none'],
  params: code, reply: z.strictObject({ name: z.string(), email: z.string(), expiresAt: UtcInstant }), errors: ['too-many-requests'],
} as const satisfies Endpoint

export const acceptInvitation = {
  method: 'POST', path: '/api/v1/invitations/{code}', summary: 'Set the password of an invited user and sign in', action: 'invitation.accept', takes: ['none'],
  params: code, body: z.strictObject({ password: NewPassword }), status: 204, errors: ['too-many-requests', 'busy'],
} as const satisfies Endpoint
