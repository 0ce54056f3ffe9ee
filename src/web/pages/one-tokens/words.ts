import { credentialKinds } from '#contract/credential-kinds.ts'
import type { OneToken, OneTokenState } from '#contract/one-tokens.ts'
import { localZone, offsetAt } from '#contract/zones.ts'
import { exact, relativeWithin, utcDay } from '../../ui/dates.ts'
import type { StatusWord } from '../../ui/status.tsx'

/** What every API token begins with. */
export const prefix = credentialKinds['one-token'].prefix

export const hintOf = ({ start, last4 }: OneToken['hint']) => `${prefix}${start}…${last4}`

export const statusWord: Record<OneTokenState, StatusWord> = { valid: 'Valid', disabled: 'Disabled', expired: 'Expired' }

/** The state at `now`: a page stays open past the end of a token. */
export const stateAt = ({ expires_at: end, status }: Pick<OneToken, 'expires_at' | 'status'>, now: number): OneTokenState =>
  end !== null && Date.parse(end) <= now ? 'expired' : status === 'enabled' ? 'valid' : 'disabled'

/** `31 Dec 2027, 23:59:59 UTC`: the last day is a day in UTC, wherever the reader is. */
export const endInUtc = (instant: number): string => `${utcDay(instant)}, 23:59:59 UTC`

/** The exact moment, in UTC and where the reader is: `31 Dec 2027, 23:59:59 UTC, which is 1 Jan 2028, 00:59:59 your time`. */
export function endWords(instant: number, zone = localZone): string {
  const utc = endInUtc(instant)
  return offsetAt(instant, zone) === 0 ? `${utc}, which is your time` : `${utc}, which is ${exact(instant, zone)} your time`
}

/** `Last used 4 minutes ago from 192.0.2.41`. */
export function lastUse({ last_used_at: at, last_used_from: from }: OneToken, now: number): string {
  if (at === null) return 'Never used'
  return `Last used ${relativeWithin(at, now)}${from === null ? '' : ` from ${from}`}`
}

/** Switch and tooltip of **Edit token** and **Enable** in one (S11). */
export const whyUnchangeable = (state: OneTokenState, end: string | null): string | undefined =>
  state === 'expired' && end !== null ? `Expired on ${utcDay(end)} (UTC). An expired token can be neither changed nor enabled again.` : undefined
