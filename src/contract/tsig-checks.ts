import { z } from './zod.ts'
import { tsigVerdicts } from './lists-of-dns.ts'
import { tsigCheckOutcomes, tsigCheckQuestions, tsigNextSteps } from './tsig-check-words.ts'

/** A question of a check, and what came of it. All that is null was not learned. */
export const TsigCheckStep = z.strictObject({
  what: z.enum(tsigCheckQuestions),
  transport: z.enum(['udp', 'tcp']),
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
})
export type TsigCheck = z.infer<typeof TsigCheck>
