import { several } from '#contract/several.ts'
import { localZone, offsetAt, startOfDay } from '#contract/zones.ts'
import { shownZone, zoneName } from './zone.tsx'

/*
 * Times as the person's browser writes them (`Intl`, its language, as its own date fields do), in the zone they are shown in. A
 * clock's time is made as if it were UTC's: so one format serves every zone, and each day and minute is written once, not for each cell.
 */

type Instant = string | number | Date

const minute = 60_000
const hour = 60 * minute
const dayMs = 24 * hour

/** Of our calendar and in our digits, whatever the language: as in date fields and files. */
const written = (style: Intl.DateTimeFormatOptions) => {
  let format: Intl.DateTimeFormat | undefined
  return (wall: number) =>
    (format ??= new Intl.DateTimeFormat(undefined, { ...style, timeZone: 'UTC', calendar: 'gregory', numberingSystem: 'latn' })).format(wall)
}

const kept = (write: (wall: number) => string, size: number, of: number) => {
  const known = new Map<number, string>()
  return (wall: number) => {
    const at = Math.floor(wall / size) % of
    let words = known.get(at)
    if (words === undefined) known.set(at, words = write(wall))
    return words
  }
}

const dayOf = kept(written({ dateStyle: 'medium' }), dayMs, Infinity)
const clockOf = kept(written({ timeStyle: 'short' }), minute, 24 * 60)
const secondOf = written({ timeStyle: 'medium' })
const monthOf = written({ month: 'short' })
const monthAndYear = written({ month: 'short', year: 'numeric' })

const millis = (instant: Instant) => (typeof instant === 'number' ? instant : typeof instant === 'string' ? Date.parse(instant) : instant.getTime())
/** What the zone's clock shows, as milliseconds of UTC. */
const wallOf = (instant: Instant, zone: string) => {
  const at = millis(instant)
  return at + offsetAt(at, zone)
}

/** `9 Dec 2026`. */
export const day = (instant: Instant, zone = shownZone()): string => dayOf(wallOf(instant, zone))

/** `07:04`. */
export const clock = (instant: Instant, zone = shownZone()): string => clockOf(wallOf(instant, zone))

/** `9 Dec 2026, 07:04:31`: where one minute has many rows. */
export const exact = (instant: Instant, zone = shownZone()): string => {
  const wall = wallOf(instant, zone)
  return `${dayOf(wall)}, ${secondOf(wall)}`
}

/** `9 Dec 2026`, in UTC. */
export const utcDay = (instant: Instant): string => day(instant, 'UTC')

/** `9 Dec 2026, 07:04`. */
export const moment = (instant: Instant, zone = shownZone()): string => {
  const wall = wallOf(instant, zone)
  return `${dayOf(wall)}, ${clockOf(wall)}`
}

/** The other zone that a time is also said in: UTC, or where that is shown, the person's own. */
const other = (zone: string) => (zone === 'UTC' ? localZone : 'UTC')

/** The moment and, where it differs, the other zone's: `9 Dec 2026, 07:04 (06:04 UTC)`. */
export function momentBoth(instant: Instant, between = ', ', zone = shownZone()): string {
  const [at, second] = [millis(instant), other(zone)]
  // Whose own clock it is needs no name.
  const named = zone === localZone ? '' : ` ${zoneName(zone, at)}`
  const first = `${day(at, zone)}${between}${clock(at, zone)}`
  if (offsetAt(at, zone) === offsetAt(at, second)) return `${first} UTC`
  const same = day(at, zone) === day(at, second)
  return `${first}${named} (${same ? clock(at, second) : moment(at, second)} ${zoneName(second, at)})`
}

/** For a time's tooltip: both zones, the instant as files have it, and how long until then or since. */
export function everyWay(instant: Instant, now: Instant, zone = shownZone()): string {
  const at = millis(instant)
  const lines = [zone, other(zone)].map((one) => `${exact(at, one)} ${zoneName(one, at)}`)
  return [...new Set(lines), new Date(at).toISOString(), relative(at, now, zone)].join('\n')
}

/** Where months begin within `span` milliseconds after `from`, by their names: `Dec`, `Jan 2027`. */
export function monthsIn(from: number, span: number, zone = shownZone()): { at: number; name: string }[] {
  const start = new Date(wallOf(from, zone))
  return Array.from({ length: 1 + Math.ceil(span / (28 * dayMs)) }, (_, i) => Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1 + i, 1))
    .map((wall) => ({ at: startOfDay(wall, zone), name: (new Date(wall).getUTCMonth() === 0 ? monthAndYear : monthOf)(wall) }))
    .filter(({ at }) => at < from + span)
}

/** Whole calendar days between two instants. */
const daysBetween = (from: Instant, to: Instant, zone: string) => Math.floor(wallOf(to, zone) / dayMs) - Math.floor(wallOf(from, zone) / dayMs)

/** `Just now`, `4 minutes ago`, `2 hours ago`, `Yesterday`, `64 days ago`; of the future, `in 18 days`. */
export function relative(instant: Instant, now: Instant, zone = shownZone()): string {
  const past = millis(now) - millis(instant)
  if (past < 0) {
    const days = daysBetween(now, instant, zone)
    if (-past < hour) return `in ${several(Math.max(1, Math.round(-past / minute)), 'minute')}`
    if (-past < 24 * hour) return `in ${several(Math.round(-past / hour), 'hour')}`
    return days === 1 ? 'tomorrow' : `in ${several(days, 'day')}`
  }
  if (past < minute) return 'Just now'
  if (past < hour) return `${several(Math.floor(past / minute), 'minute')} ago`
  const days = daysBetween(instant, now, zone)
  if (past < 24 * hour && (days === 0 || past < 12 * hour)) return `${several(Math.floor(past / hour), 'hour')} ago`
  return days === 1 ? 'Yesterday' : `${several(days, 'day')} ago`
}

/** The same in the middle of a sentence: `just now`, `yesterday`. */
export const relativeWithin = (...of: Parameters<typeof relative>): string => relative(...of).toLowerCase()
