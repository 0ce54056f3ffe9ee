import type { Endpoint } from './endpoint.ts'
import { z } from './zod.ts'

/** What the server knows by what is there. */
export const knownSteps = ['api-key', 'people', 'tsig-keys', 'tls'] as const
/** What only a person knows, who says so. */
export const saidSteps = ['root-key', 'logs'] as const

export const FirstStep = z.enum([...knownSteps, ...saidSteps])
export type FirstStep = z.infer<typeof FirstStep>

/** What a new installation still lacks. `said`: it is done when a person says so. `dismissed`: nobody wants to see it any more. */
export const FirstRun = z.strictObject({
  steps: z.array(z.strictObject({ name: FirstStep, done: z.boolean(), said: z.boolean() })),
  dismissed: z.boolean(),
})
export type FirstRun = z.infer<typeof FirstRun>

export const getFirstRun = {
  method: 'GET', path: '/api/v1/first-run', summary: 'What a new installation still lacks', action: 'first-run.read', takes: ['session'], reply: FirstRun,
} as const satisfies Endpoint

export const updateFirstRun = {
  method: 'PUT', path: '/api/v1/first-run', summary: 'Say what is done, or put the first steps away', action: 'first-run.update', takes: ['session'],
  body: z.strictObject({ said: z.array(z.enum(saidSteps)).max(saidSteps.length).optional(), dismissed: z.boolean().optional() }), reply: FirstRun,
} as const satisfies Endpoint
