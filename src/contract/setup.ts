import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Email, Name } from './names.ts'
import { NewPassword } from './users.ts'

export const completeSetup = {
  method: 'POST', path: '/api/v1/setup', summary: 'Make the first administrator with the one-time setup code', action: 'setup.complete', takes: ['none'],
  body: z.strictObject({ code: z.string().min(1).max(200), name: Name, email: Email, password: NewPassword }),
  status: 204, errors: ['setup-done', 'invalid-credential', 'too-many-requests', 'busy'],
} as const satisfies Endpoint
