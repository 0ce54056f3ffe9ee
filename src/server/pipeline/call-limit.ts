import type { Proof } from '#contract/endpoint.ts'
import type { Clock } from '../clock.ts'
import { fail } from '../problem.ts'

/** So many calls in any so many milliseconds. */
interface Window {
  calls: number
  span: number
}

/** What a vendor lets one key do (rolling windows). A call that was refused for it does not count. */
const windows: Partial<Record<Proof, readonly Window[]>> = {
  'certcentral-key': [{ calls: 100, span: 5000 }, { calls: 1000, span: 180_000 }],
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
  count(proof: Proof, credentialId: string): void
}

export function createCallLimit(clock: Clock, on = true): CallLimit {
  const recents = new Map<string, Recent>()

  return {
    count(proof, credentialId) {
      const limits = windows[proof]
      if (!on || !limits) return
      const now = clock.now()
      const recent = recents.get(credentialId) ?? { at: new Float64Array(Math.max(...limits.map(({ calls }) => calls))), noted: 0 }
      recents.delete(credentialId)
      recents.set(credentialId, recent)
      if (recents.size > kept) recents.delete(recents.keys().next().value!)

      const size = recent.at.length
      for (const { calls, span } of limits) {
        if (recent.noted < calls) continue
        // The oldest call of those that fill the window: when it leaves, there is room for one more.
        const free = recent.at[(recent.noted - calls) % size]! + span
        if (now < free) {
          const seconds = Math.max(1, Math.ceil((free - now) / 1000))
          fail('too-many-requests', `A key makes at most ${calls} calls in ${span / 1000} seconds. Try again in ${seconds} seconds.`, [], { 'Retry-After': String(seconds) })
        }
      }
      recent.at[recent.noted % size] = now
      recent.noted++
    },
  }
}
