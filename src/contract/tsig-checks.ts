import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { tsigVerdicts } from './lists-of-dns.ts'
import { Id, UtcInstant } from './names.ts'
import { Zone } from './nameservers.ts'
import { tsigCheckOutcomes, tsigCheckQuestions, tsigNextSteps } from './tsig-check-words.ts'

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
