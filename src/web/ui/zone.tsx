import { createContext, type ReactNode, use } from 'react'
import { localZone, offsetAt } from '#contract/zones.ts'

const Shown = createContext(localZone)
let shown = localZone
const show = (zone: string) => {
  shown = zone
}

/** Around everything that shows times, which are those of this zone. */
export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  // For words that are made and not drawn: of a toast, a file, a dialog's facts. Before what is drawn below, which may make
  // some; to the same end however often.
  show(zone)
  return <Shown value={zone}>{children}</Shown>
}

/** The zone that times are shown in. What asks is drawn anew when it changes. */
export const useZone = (): string => use(Shown)

/** The same outside of drawing. */
export const shownZone = (): string => shown

/** `UTC`, `GMT`, `GMT−8`, `GMT+12:45`: what the zone's clocks are at that instant. */
export function zoneName(zone: string, instant: number): string {
  if (zone === 'UTC') return zone
  const minutes = Math.round(offsetAt(instant, zone) / 60_000)
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return minutes === 0 ? 'GMT' : `GMT${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}
