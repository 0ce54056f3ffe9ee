import type { Clock } from '../clock.ts'
import { fail } from '../problem.ts'

/** So many calls in any so many milliseconds. */
export interface Window {
  calls: number
  span: number
}

/** The calls a key has made lately: a ring of moments, as many as the widest window may hold. */
interface Recent {
  at: Float64Array
  /** How many have ever been noted. */
  noted: number
}

/** At most this many keys are remembered (8 kB each); the one that was quiet longest is forgotten. */
const kept = 5000

/**
 * Limits on the calls of one credential, in memory and per server (decision 0004). A ring and not a bucket: the vendor's
 * windows roll, and a bucket lets twice the number through where two of its intervals meet.
 */
export interface CallLimit {
  /** Counts a call, or refuses it with 429 and `Retry-After`. */
  count(credentialId: string): void
}

export function createCallLimit(clock: Clock, windows: readonly Window[], on = true): CallLimit {
  const recents = new Map<string, Recent>()

  return {
    count(credentialId) {
      if (!on) return
      const now = clock.now()
      const recent = recents.get(credentialId) ?? { at: new Float64Array(Math.max(...windows.map(({ calls }) => calls))), noted: 0 }
      recents.delete(credentialId)
      recents.set(credentialId, recent)
      if (recents.size > kept) recents.delete(recents.keys().next().value!)

      const size = recent.at.length
      for (const { calls, span } of windows) {
        if (recent.noted < calls) continue
        // The oldest call of those that fill the window: when it leaves, there is room for one more.
        const free = recent.at[(recent.noted - calls) % size]! + span
        if (now < free) {
          const seconds = Math.max(1, Math.ceil((free - now) / 1000))
          fail('too-many-requests', `A key makes at most ${calls} calls in ${span / 1000} seconds. Try again in ${seconds} seconds.`, [], {
            'Retry-After': String(seconds),
          })
        }
      }
      recent.at[recent.noted % size] = now
      recent.noted++
    },
  }
}
