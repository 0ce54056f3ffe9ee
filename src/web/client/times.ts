import { useSyncExternalStore } from 'react'
import { isZone, localZone } from '#contract/zones.ts'

/** What a person chose on this machine: times of their own clock, or of UTC. */
export type Times = 'local' | 'UTC'

const keyOf = (userId: string) => `countersign.times.${userId}`
/** Where storage is refused, the choice holds for this visit. */
const chosen = new Map<string, Times>()
const listeners = new Set<() => void>()

function timesOf(userId: string): Times {
  let times = chosen.get(userId)
  if (times !== undefined) return times
  try {
    times = localStorage.getItem(keyOf(userId)) === 'UTC' ? 'UTC' : 'local'
  } catch {
    times = 'local'
  }
  chosen.set(userId, times)
  return times
}

export function chooseTimes(userId: string, times: Times): void {
  chosen.set(userId, times)
  try {
    if (times === 'local') localStorage.removeItem(keyOf(userId))
    else localStorage.setItem(keyOf(userId), times)
  } catch {
    // As above.
  }
  for (const tell of listeners) tell()
}

const subscribe = (tell: () => void) => {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** The zone that a person has times in where no address says another. */
export const useOwnZone = (userId: string): string => (useSyncExternalStore(subscribe, () => timesOf(userId)) === 'UTC' ? 'UTC' : localZone)

/** The zone that the address of a table names. */
export function zoneIn(search: string): string | undefined {
  const zone = search.includes('tz=') ? new URLSearchParams(search).get('tz') : null
  return zone !== null && isZone(zone) ? zone : undefined
}
