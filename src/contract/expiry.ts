/*
 * How long a key lives (rules: Presets). Server and console make the instant of the same table, so that what the form says is
 * what the API does when nobody says anything.
 */

export const expiryPresets = {
  '30-days': { days: 30 },
  '60-days': { days: 60 },
  '90-days': { days: 90 },
  '6-months': { months: 6 },
  '1-year': { months: 12 },
} as const
export type ExpiryPreset = keyof typeof expiryPresets

/** Of a new key, and of one that is rotated after its end, where nothing else is asked for. */
export const defaultExpiry: ExpiryPreset = '1-year'

/** The same time of day `months` later, in UTC; a day that month does not have becomes its last (29 February → 28). */
function addMonths(now: number, months: number): number {
  const date = new Date(now)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, lastDay))
  return date.getTime()
}

/** The instant that a preset means, in milliseconds. */
export function expiryAfter(now: number, preset: ExpiryPreset = defaultExpiry): number {
  const span = expiryPresets[preset]
  return 'months' in span ? addMonths(now, span.months) : now + span.days * 86_400_000
}
