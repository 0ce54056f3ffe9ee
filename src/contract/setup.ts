import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Email, Name } from './names.ts'
import { NewPassword } from './users.ts'

export const getSetup = {
  method: 'GET', path: '/api/v1/setup', summary: 'Is there nobody yet, so that the first administrator is to be made?', action: 'setup.complete',
  takes: ['none'],
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
