import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'

/** 1…255 visible ASCII characters, as the IETF Idempotency-Key draft allows for a string without quotes. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/)

export const acknowledgeReply = {
  method: 'POST', path: '/api/v1/replies/{key}/acknowledge', summary: 'Shred the stored reply of one of my requests: its secret was taken',
  action: 'reply.acknowledge', takes: ['session'], params: z.strictObject({ key: IdempotencyKey }), status: 204,
} as const satisfies Endpoint
