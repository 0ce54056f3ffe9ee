import { localZone } from '#contract/zones.ts'
import { serverNow } from '../client/clock.ts'
import type { MenuItems } from '../ui/menu.tsx'
import { zoneName } from '../ui/zone.tsx'

/** `GMT+1`, as it is now. */
export const nameNow = (zone: string): string => zoneName(zone, serverNow())

/** **Times in**: one's own clock, UTC, and what else a link brought. */
export function timesItems(zone: string, onZone: (zone: string) => void): MenuItems {
  const words = (one: string) => (one === localZone ? `Local (${nameNow(one)})` : one === 'UTC' ? one : `${one} (${nameNow(one)})`)
  return [...new Set([localZone, 'UTC', zone])].map((one) => ({ label: words(one), checked: one === zone, run: () => onZone(one) }))
}
