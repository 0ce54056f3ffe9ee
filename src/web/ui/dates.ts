const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (number: number) => String(number).padStart(2, '0')

type Instant = string | number | Date

/** `9 Dec 2026`, in local time. Not Intl: en-GB says "Sept", and widths must not depend on the browser. */
export function day(instant: Instant): string {
  const date = new Date(instant)
  return `${date.getDate()} ${months[date.getMonth()]} ${date.getFullYear()}`
}

/** `07:04`, in local time. */
export function clock(instant: Instant): string {
  const date = new Date(instant)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** `9 Dec 2026, 07:04:31`, in local time: where one minute has many rows. */
export const exact = (instant: Instant): string => `${day(instant)}, ${clock(instant)}:${two(new Date(instant).getSeconds())}`

/** `9 Dec 2026`, in UTC. */
export function utcDay(instant: Instant): string {
  const date = new Date(instant)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`
}

/** `06:04`, in UTC. */
export function utcClock(instant: Instant): string {
  const date = new Date(instant)
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`
}

/** `9 Dec 2026, 07:04`, in local time. */
export const moment = (instant: Instant): string => `${day(instant)}, ${clock(instant)}`

/** The local moment and, where it differs, the UTC one: `9 Dec 2026, 07:04 (06:04 UTC)`. */
export function momentBoth(instant: Instant, between = ', '): string {
  const local = `${day(instant)}${between}${clock(instant)}`
  if (new Date(instant).getTimezoneOffset() === 0) return `${local} UTC`
  const utc = day(instant) === utcDay(instant) ? utcClock(instant) : `${utcDay(instant)}, ${utcClock(instant)}`
  return `${local} (${utc} UTC)`
}

const minute = 60_000
const hour = 60 * minute
const many = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`
const midnight = (instant: Instant) => new Date(instant).setHours(0, 0, 0, 0)
/** Whole calendar days between two instants; rounding takes care of the hour that summer time moves. */
const daysBetween = (from: Instant, to: Instant) => Math.round((midnight(to) - midnight(from)) / (24 * hour))

/** `Just now`, `4 minutes ago`, `2 hours ago`, `Yesterday`, `64 days ago`; of the future, `in 18 days`. */
export function relative(instant: Instant, now: Instant): string {
  const past = new Date(now).getTime() - new Date(instant).getTime()
  if (past < 0) {
    const days = daysBetween(now, instant)
    if (-past < hour) return `in ${many(Math.max(1, Math.round(-past / minute)), 'minute')}`
    if (-past < 24 * hour) return `in ${many(Math.round(-past / hour), 'hour')}`
    return days === 1 ? 'tomorrow' : `in ${many(days, 'day')}`
  }
  if (past < minute) return 'Just now'
  if (past < hour) return `${many(Math.floor(past / minute), 'minute')} ago`
  const days = daysBetween(instant, now)
  if (past < 24 * hour && (days === 0 || past < 12 * hour)) return `${many(Math.floor(past / hour), 'hour')} ago`
  return days === 1 ? 'Yesterday' : `${many(days, 'day')} ago`
}
