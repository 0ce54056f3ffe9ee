import { several } from '#contract/several.ts'
import type { AuditEvent } from '#contract/audit.ts'
import type { AuthKey } from '#contract/auth-keys.ts'
import { alreadyOver, type Ending, fewOf } from '../credential/use-words.ts'

/** A request token as the audit log tells of it. */
export interface MadeToken {
  seq: number
  domains: readonly string[]
  by: string
  at: string
  endsAt: string
}

const acceptedMs = 30 * 86_400_000

/** Those that are accepted still: thirty days from the time that stands in them. */
export const liveTokens = (made: readonly AuditEvent[], now: number): MadeToken[] =>
  made.flatMap(({ seq, time, actor, detail }) => {
    const { domains = [], timestamp = time } = (detail ?? {}) as { domains?: string[]; timestamp?: string }
    const ends = Date.parse(timestamp) + acceptedMs
    return ends > now ? [{ seq, domains, by: actor.name, at: time, endsAt: new Date(ends).toISOString() }] : []
  })

/** How many were made on which day, UTC, oldest first. */
export function tokenDays(made: readonly AuditEvent[]) {
  const days = new Map<string, number>()
  for (const { time } of made.toReversed()) days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + 1)
  return [...days].map(([day, calls]) => ({ day, calls, oldCalls: 0 }))
}

/** What would stop without it: request tokens that are not used up yet. */
export function ifAuthKeyEnded({ status }: Pick<AuthKey, 'status'>, live: readonly MadeToken[]): Ending {
  if (status === 'expired') return alreadyOver('It has expired: no request token made with it is accepted.')
  if (live.length === 0)
    return {
      head: 'Nothing that we know of would stop.',
      rest: 'No request token was made here in the last 30 days. Programs that have it make their own.',
      stops: false,
    }
  const domains = [...new Set(live.flatMap((token) => token.domains))]
  return {
    head: `${several(live.length, 'request token')} would become void.`,
    rest: `Made for ${fewOf(domains)}, and not all of them may be validated yet.`,
    stops: true,
  }
}
