import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { tsigVerdicts } from './lists-of-dns.ts'
import { Id, UtcInstant } from './names.ts'
import { Zone } from './nameservers.ts'
import { tsigCheckEnds, tsigCheckOutcomes, tsigCheckQuestions, tsigCheckSchedules, tsigNextSteps } from './tsig-check-words.ts'

/** A question of a check, and what came of it. All that is null was not learned. */
export const TsigCheckStep = z.strictObject({
  what: z.enum(tsigCheckQuestions),
  /** Null: of `resolve`, which asks no nameserver. */
  transport: z.enum(['udp', 'tcp']).nullable(),
  /** Which of the server's addresses was asked. */
  address: z.string().optional(),
  outcome: z.enum([...tsigVerdicts, ...tsigCheckOutcomes]),
  /** `REFUSED`, as RFC 1035 and RFC 2136 name it. */
  rcode: z.string().nullable(),
  /** `BADKEY`, as RFC 8945 names it; null also where TSIG has no error. */
  tsigError: z.string().nullable(),
  /** Whether the MAC of the answer is of this key; false also for an empty one. Null: there was none to verify. */
  macVerified: z.boolean().nullable(),
  /** Seconds that the server's clock is ahead of ours; negative when behind. */
  clockDifference: z.int().nullable(),
  /** Until the answer, or its first message, was there, or until nothing more was waited for. */
  milliseconds: z.int().nullable(),
  /** Of all messages of the answer. */
  octets: z.int().nullable(),
  /** Of a transfer, as `dig` counts them: with both SOA records. */
  records: z.int().optional(),
  messages: z.int().optional(),
  /** Of `resolve`: how many addresses the name has. */
  found: z.int().optional(),
  /** Of the zone's SOA record. */
  serial: z.int().optional(),
})
export type TsigCheckStep = z.infer<typeof TsigCheckStep>

/**
 * What a check says. `enforced` is true when the same was refused unsigned and with a wrong secret, false when either got the answer,
 * null when it was not asked, or when what was asked cannot show it: an SOA record is everybody's.
 */
export const TsigCheck = z.strictObject({
  verdict: z.enum(tsigVerdicts),
  enforced: z.boolean().nullable(),
  steps: z.array(TsigCheckStep),
  next: z.strictObject({ step: z.enum(tsigNextSteps), words: z.string() }).nullable(),
  /** Not everything was asked, and why: the verdict is of what was. Such a one never makes better what was known before. */
  unfinished: z.enum(tsigCheckEnds).optional(),
  /** The demo played the nameserver; none was asked. */
  simulated: z.literal(true).optional(),
})
export type TsigCheck = z.infer<typeof TsigCheck>

/** One of the history. */
export const KeptTsigCheck = TsigCheck.extend({
  id: Id,
  tsigId: Id,
  tsigName: z.string(),
  nameserverId: Id,
  nameserverName: z.string(),
  zone: z.string(),
  at: UtcInstant,
  /** Who asked; null: Countersign itself. */
  by: z.string().nullable(),
  /** It was better before, and has not come back since. */
  worse: z.boolean(),
})
export type KeptTsigCheck = z.infer<typeof KeptTsigCheck>

const takes = ['session', 'auth-token'] as const
/** What a list of checks holds at most, the latest first. */
export const checksShown = 100

/** A signed SOA, a transfer and an UPDATE that changes nothing where asked for, and the same without the key (`enforce`). */
export const runTsigCheck = {
  method: 'POST', path: '/tsig/{tsigId}/check', summary: 'Check a TSIG key against a nameserver', action: 'tsig-key.check', takes,
  params: z.strictObject({ tsigId: Id }),
  body: z.strictObject({
    nameserverId: Id, zone: Zone.optional(), transport: z.enum(['udp', 'tcp', 'both']).default('both'), transfer: z.boolean().default(false),
    update: z.boolean().default(false), enforce: z.boolean().default(false),
  }),
  reply: KeptTsigCheck, errors: ['address-not-allowed', 'not-ready', 'too-many-requests', 'secret-unreadable'],
} as const satisfies Endpoint

export const listTsigChecks = {
  method: 'GET', path: '/tsig/{tsigId}/checks', summary: 'What checks of a TSIG key said, the latest first', action: 'tsig-check.list', takes,
  params: z.strictObject({ tsigId: Id }), reply: z.strictObject({ data: z.array(KeptTsigCheck) }),
} as const satisfies Endpoint

export const listChecksOfNameserver = {
  method: 'GET', path: '/api/v1/nameservers/{nameserverId}/checks', summary: 'What checks at a nameserver said, the latest first', action: 'tsig-check.list',
  takes, params: z.strictObject({ nameserverId: Id }), reply: z.strictObject({ data: z.array(KeptTsigCheck) }),
} as const satisfies Endpoint

/** What came of one place in a check of all: no verdict where the server was not asked. `fault` says why, and why not everything was. */
export const TsigCheckResult = z.strictObject({
  tsigId: Id,
  tsigName: z.string(),
  nameserverId: Id,
  nameserverName: z.string(),
  zone: z.string(),
  verdict: z.enum(tsigVerdicts).nullable(),
  enforced: z.boolean().nullable(),
  worse: z.boolean(),
  /** Seconds that the server's clock is ahead of ours. */
  clockDifference: z.int().nullable(),
  fault: z.string().nullable(),
})
export type TsigCheckResult = z.infer<typeof TsigCheckResult>

export const TsigCheckRun = z.strictObject({
  id: Id,
  /** `cancelled` also where its server was stopped. */
  state: z.enum(['running', 'finished', 'cancelled']),
  startedAt: UtcInstant,
  /** Null: the schedule. */
  startedBy: z.string().nullable(),
  finishedAt: UtcInstant.nullable(),
  /** Places: a key at a nameserver for a zone, each asked what it is used for there. */
  total: z.int(),
  done: z.int(),
  results: z.array(TsigCheckResult),
})
export type TsigCheckRun = z.infer<typeof TsigCheckRun>

export const TsigChecks = z.strictObject({
  /** The one under way, or the last. */
  run: TsigCheckRun.nullable(),
  schedule: z.strictObject({ every: z.enum(tsigCheckSchedules), nextAt: UtcInstant.nullable() }),
})
export type TsigChecks = z.infer<typeof TsigChecks>

const all = '/api/v1/tsig-checks'

/** While one is under way it is answered, and no other begins. */
export const checkAll = {
  method: 'POST', path: all, summary: 'Check every TSIG key wherever it is used', action: 'tsig-check.run', takes, status: 202, reply: TsigCheckRun,
  errors: ['not-ready'],
} as const satisfies Endpoint

export const getTsigChecks = {
  method: 'GET', path: all, summary: 'How far the check of all is, and when the next one is', action: 'tsig-check.list', takes, reply: TsigChecks,
} as const satisfies Endpoint

export const cancelChecks = {
  method: 'DELETE', path: all, summary: 'Cancel the check of all that is under way', action: 'tsig-check.cancel', takes, status: 204,
} as const satisfies Endpoint

export const scheduleChecks = {
  method: 'PUT', path: `${all}/schedule`, summary: 'Say how often every TSIG key is checked', action: 'tsig-check.schedule', takes,
  body: z.strictObject({ every: z.enum(tsigCheckSchedules) }), reply: TsigChecks,
} as const satisfies Endpoint
