import { fail } from './problem.ts'

export const iso = (at: number): string => new Date(at).toISOString()
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

export const day = 86_400_000
/** The day of an instant, UTC, as a number of days since 1970. */
export const dayOf = (at: number): number => Math.floor(at / day)

/** The last instant we store: 31 December 9999 (a fifth digit in the year breaks every parser behind us). */
export const lastInstant = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** An expiry given by a caller, in milliseconds: in the future and in this side of year 10000, or refused with 400. */
export function futureInstant(text: string, now: number, field: string): number {
  const at = Date.parse(text)
  if (Number.isNaN(at) || at > lastInstant)
    fail('invalid-value', 'This date is not one we can store.', [{ field, message: 'Give an instant up to the year 9999.' }])
  if (at <= now) fail('invalid-value', 'The expiry must be in the future.', [{ field, message: 'Give an instant in the future.' }])
  return at
}

/** An instant as CertCentral writes it: whole seconds, `+00:00`. */
export const vendorInstant = (at: number): string => `${iso(at).slice(0, 19)}+00:00`
