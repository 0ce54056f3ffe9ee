import { defaultExpiry, expiryAfter, type ExpiryPreset } from '#contract/expiry.ts'
import { day, momentBoth } from '../ui/dates.ts'

export type ExpirationChoice = 'keep' | ExpiryPreset | 'custom'
/** What the field holds while it is edited (S12); `expiresAtOf` makes the instant of it on submit. */
export type Expiration = { choice: ExpirationChoice; /** `2027-11-21`, of `custom`. */ date: string }

export const defaultExpiration: Expiration = { choice: defaultExpiry, date: '' }
export const keepExpiration: Expiration = { choice: 'keep', date: '' }

/** The last second of a day in UTC, or `undefined` when there is no such day. */
function endOfDay(date: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined
  const end = new Date(`${date}T23:59:59Z`)
  // 30 February rolls over in some engines.
  return Number.isNaN(end.getTime()) || end.toISOString().slice(0, 10) !== date ? undefined : end.getTime()
}

/**
 * The instant an expiration means, in milliseconds (rules: Presets): now + N days, 6 months, the same date next year,
 * or 23:59:59 UTC of a day. `undefined` for `keep` and for a date that is missing or does not exist.
 */
export function expirationInstant({ choice, date }: Expiration, now: number): number | undefined {
  switch (choice) {
    case 'keep': return undefined
    case 'custom': return endOfDay(date)
    default: return expiryAfter(now, choice)
  }
}

/** `expiresAt` for the API: an ISO instant in UTC, or `undefined` where the old one is kept. */
export function expiresAtOf(expiration: Expiration, now: number): string | undefined {
  const instant = expirationInstant(expiration, now)
  return instant === undefined ? undefined : new Date(instant).toISOString()
}

/** Why an expiration cannot be submitted, or `undefined`. */
export function expirationFault({ choice, date }: Expiration, now: number): string | undefined {
  if (choice !== 'custom') return undefined
  if (date === '') return 'Choose a date.'
  const instant = endOfDay(date)
  if (instant === undefined) return 'There is no such date.'
  return instant <= now ? 'Choose today or a later date.' : undefined
}

/** The line under the field: `Stops working on 21 Nov 2027 at 07:00 (06:00 UTC).` */
export function expirationWords(expiration: Expiration, now: number, keep?: string): string {
  if (expiration.choice === 'keep' && keep === 'each') return 'Each keeps its own. One that has expired gets a year.'
  const instant = expiration.choice === 'keep' && keep !== undefined ? Date.parse(keep) : expirationInstant(expiration, now)
  return instant === undefined ? 'Choose the last day on which it works.' : `Stops working on ${momentBoth(instant, ' at ')}.`
}

/** `Keep 9 Dec 2026`. */
export const keepLabel = (keep: string): string => (keep === 'each' ? 'Keep each date' : `Keep ${day(keep)}`)
