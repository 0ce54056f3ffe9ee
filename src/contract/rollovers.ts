import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { rolloverStates, tsigPurposes, tsigVerdicts, waysOfDelivery } from './lists-of-dns.ts'
import { Id, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { TsigAlgorithm, TsigAlgorithmInput } from './tsig-algorithms.ts'
import { TsigName } from './tsig-names.ts'

export { rolloverColumns, rolloverStates } from './lists-of-dns.ts'

/*
 * A rollover replaces a TSIG key without a failed transfer. Each step waits for its proof on every server:
 *
 * 1. the new key is made, with the uses of the old one where it is answered;
 * 2. both keys are accepted there: a signed question with each is answered;
 * 3. those who ask sign with the new key: they say that they run the file that has it;
 * 4. the old key is taken from every server: they say so of that file;
 * 5. the old key is refused everywhere, and the new one accepted.
 *
 * Until step 4 is proved, each can be undone: the uses are then as before it.
 */

export type RolloverState = (typeof rolloverStates)[number]
export const rolloverSteps = 5

/** What is proved, or awaited, of one server in one step. */
export const RolloverProof = z.strictObject({
  nameserverId: Id,
  nameserverName: z.string(),
  way: z.enum(waysOfDelivery),
  /** What this server does with the key in this step. */
  zone: z.string().nullable(),
  purpose: z.enum(tsigPurposes),
  state: z.enum(['proved', 'waits-for-server', 'waits-for-you', 'failed', 'not-yet']),
  /** Of the questions asked with each key; null where none is asked in this step, or not yet. */
  newVerdict: z.enum(tsigVerdicts).nullable(),
  oldVerdict: z.enum(tsigVerdicts).nullable(),
  /** The ETag of the file that it should run, and the number of the one it says it runs. */
  wanted: z.string().nullable(),
  current: z.int().nullable(),
  /** What it said, or why a question failed. */
  fault: z.string().nullable(),
  records: z.int().nullable(),
  at: UtcInstant.nullable(),
})
export type RolloverProof = z.infer<typeof RolloverProof>

export const RolloverStep = z.strictObject({
  number: z.int().min(1).max(rolloverSteps),
  state: z.enum(['done', 'under-way', 'not-yet']),
  doneAt: UtcInstant.nullable(),
  proofs: z.array(RolloverProof),
})

const end = z.strictObject({
  id: Id.nullable(),
  name: z.string(),
  algorithm: TsigAlgorithm,
  fingerprint: z.string().nullable(),
  createdAt: UtcInstant.nullable(),
})

/** As lists have it. */
export const RolloverRow = z.strictObject({
  id: Id,
  oldKey: end,
  /** Its id from step 1 on. */
  newKey: end,
  state: z.enum(rolloverStates),
  /** The one under way; of one that is planned 1, of one that has ended the last that was reached. */
  step: z.int(),
  /** Goes on by itself as proofs come in, and stops at the first fault. */
  automatic: z.boolean(),
  fault: z.string().nullable(),
  startedBy: z.string(),
  startedAt: UtcInstant,
  updatedAt: UtcInstant,
  finishedAt: UtcInstant.nullable(),
})
export type RolloverRow = z.infer<typeof RolloverRow>

export const Rollover = RolloverRow.extend({
  steps: z.array(RolloverStep),
  servers: z.int(),
  /** Of them, those that get their file without a person. */
  byThemselves: z.int(),
  zones: z.int(),
  events: z.array(z.strictObject({ at: UtcInstant, who: z.string().nullable(), what: z.string(), detail: z.record(z.string(), z.unknown()) })),
})
export type Rollover = z.infer<typeof Rollover>

const takes = ['session', 'auth-token'] as const
const path = '/api/v1/rollovers'
const rolloverId = z.strictObject({ rolloverId: Id })

/** Plans it: nothing is made or changed before it is started. */
export const planRollover = {
  method: 'POST', path: '/tsig/{tsigId}/rollover', summary: 'Plan the replacement of a TSIG key, server by server', action: 'rollover.plan', takes,
  params: z.strictObject({ tsigId: Id }), status: 201, idempotent: true, versioned: true,
  body: z.strictObject({ algorithm: TsigAlgorithmInput.optional(), name: TsigName.optional() }),
  reply: Rollover, errors: ['name-taken', 'rollover-open', 'no-uses'],
} as const satisfies Endpoint

export const listRollovers = {
  method: 'GET', path, summary: 'List rollovers', action: 'rollover.list', takes, query: PageQuery, reply: Page(RolloverRow),
  errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const getRollover = {
  method: 'GET', path: `${path}/{rolloverId}`, summary: 'One rollover: its steps, and what is proved of each server', action: 'rollover.read', takes,
  params: rolloverId, reply: Rollover, versioned: true,
} as const satisfies Endpoint

/**
 * Looks for the proof of the step under way, asking the servers where that is how it is proved, and goes on to the next where it is all
 * there; with `automatic` it then does so by itself. Of a step that is over it only answers how things are.
 */
export const advanceRollover = {
  method: 'POST', path: `${path}/{rolloverId}/advance`, summary: 'Prove the step under way, and go on', action: 'rollover.advance', takes, params: rolloverId,
  body: z.strictObject({ step: z.int().min(1).max(rolloverSteps), automatic: z.boolean().optional() }), reply: Rollover, versioned: true,
  errors: ['changed-meanwhile', 'name-taken', 'rollover-over'],
} as const satisfies Endpoint

export const pauseRollover = {
  method: 'POST', path: `${path}/{rolloverId}/pause`, summary: 'Let a rollover go on by itself no more', action: 'rollover.advance', takes, params: rolloverId,
  reply: Rollover, versioned: true, errors: ['changed-meanwhile', 'rollover-over'],
} as const satisfies Endpoint

/**
 * Takes back the step before the one under way; of the first, the new key goes. Where those who sign notify have switched, they go back
 * first, and the step stays. Refused until every server runs what an earlier undo put back.
 */
export const undoRollover = {
  method: 'POST', path: `${path}/{rolloverId}/undo`, summary: 'Take a step of a rollover back', action: 'rollover.undo', takes, params: rolloverId,
  body: z.strictObject({ step: z.int().min(1).max(rolloverSteps) }), reply: Rollover, versioned: true,
  errors: ['changed-meanwhile', 'rollover-over', 'undo-not-loaded'],
} as const satisfies Endpoint
