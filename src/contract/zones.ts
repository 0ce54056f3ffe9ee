/*
 * Days and times of a zone (IANA: `Europe/Berlin`, `Pacific/Chatham`, `UTC`), by what `Intl` knows of it. Cells, filters in the tab
 * and the server's SQL all ask here, so that a filter finds what the cells say.
 */

const dayMs = 86_400_000
/** More zones than people have; whoever asks for others under ever new spellings is not remembered. */
const zonesMax = 100
/** Ten years of days in each: nor is remembered who asks for all of the calendar. */
const daysMax = 4000

interface Zone {
  readonly format: Intl.DateTimeFormat
  /** Offsets by the number of the UTC day, for days through which they stay the same; `null`: they do not. */
  readonly days: Map<number, number | null>
}

const zones = new Map<string, Zone>()

function zoneOf(name: string): Zone {
  const known = zones.get(name)
  if (known) return known
  if (zones.size >= zonesMax) zones.clear()
  const made = { format: new Intl.DateTimeFormat('en', { timeZone: name, timeZoneName: 'longOffset' }), days: new Map<number, number | null>() }
  zones.set(name, made)
  return made
}

/** Is this the name of a zone that `Intl` knows? Not an offset: it would have no summer time. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false
  try {
    zoneOf(name)
    return true
  } catch {
    return false
  }
}

/** `12/5/2026, GMT+12:45`, with seconds where a zone had them a century ago. */
function asked({ format }: Zone, instant: number): number {
  const [, sign, hours, minutes, seconds = '0'] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(instant)) ?? []
  return sign === undefined ? 0 : (sign === '-' ? -1000 : 1000) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds))
}

/** How far the zone's clocks are ahead of UTC at that instant, in milliseconds. `Intl` is asked twice a day of the year, not for each cell. */
export function offsetAt(instant: number, name: string): number {
  if (name === 'UTC') return 0
  const zone = zoneOf(name)
  const day = Math.floor(instant / dayMs)
  let offset = zone.days.get(day)
  if (offset === undefined) {
    if (zone.days.size >= daysMax) zone.days.clear()
    const [first, last] = [asked(zone, day * dayMs), asked(zone, (day + 1) * dayMs - 1)]
    zone.days.set(day, offset = first === last ? first : null)
  }
  return offset ?? asked(zone, instant)
}

/**
 * The first instant of a day in a zone; `midnight` is that of the same day in UTC. A day whose midnight the clocks skip begins
 * when they go on, and one that a zone skipped (Samoa, 30 December 2011) where the next one does.
 */
export function startOfDay(midnight: number, name: string): number {
  if (name === 'UTC') return midnight
  let [before, from] = [midnight - dayMs, midnight + dayMs]
  const guess = midnight - offsetAt(midnight, name)
  // Most days are those of the clock's own offset, and need no search.
  if (guess + offsetAt(guess, name) === midnight && offsetAt(guess - dayMs / 2, name) === offsetAt(guess, name)) return guess
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (middle + offsetAt(middle, name) >= midnight) from = middle
    else before = middle
  }
  return from
}

/** The day that it is in a zone then: `2026-12-05`. */
export const dayIn = (instant: number, name: string): string => new Date(instant + offsetAt(instant, name)).toISOString().slice(0, 10)

/** ISO 8601 with the zone's offset, as exact as any: `2026-12-05T03:00:00.000+12:45`; `Z` in UTC. */
export function isoIn(instant: number, name: string): string {
  const offset = offsetAt(instant, name)
  const text = new Date(instant + offset).toISOString()
  if (name === 'UTC') return text
  const minutes = Math.abs(Math.trunc(offset / 60_000))
  const two = (number: number) => String(number).padStart(2, '0')
  return `${text.slice(0, -1)}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

const ownZone = () => {
  const found = new Intl.DateTimeFormat().resolvedOptions().timeZone
  // A browser that hides it, or does not know it, has none.
  return found !== undefined && isZone(found) ? found : 'UTC'
}

/** The zone of the machine that this runs on. */
export const localZone: string = ownZone()
