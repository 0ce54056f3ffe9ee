import type { Clock } from './clock.ts'
import { fail } from './problem.ts'

/**
 * Limits on failed sign-ins and failed exchanges at `/auth/login` (rulings: failures only). Kept in memory, per server:
 * a restart forgets them. An attempt counts as failed from its start, so that many at once cannot slip under the limit;
 * a success gives it back.
 */
export interface FailureLimit {
  /** Refuses with 429 and `Retry-After`, or counts one attempt. Call the answer when it succeeded. */
  attempt(account: string | undefined, address: string): () => void
}

const quarter = 15 * 60_000
const hour = 3_600_000
const perPair = 5
const perAddress = 100
/** Doubling delay after the fifth failure: 30 s, 1 min, 2 min … at most an hour. */
const firstDelay = 30_000

interface Tally {
  failures: number
  since: number
  blockedUntil: number
}

/** At most this many tallies are kept; the oldest go first, so that a flood of addresses cannot fill the memory. */
const kept = 20_000

export function createFailureLimit(clock: Clock, on = true): FailureLimit {
  const pairs = new Map<string, Tally>()
  const addresses = new Map<string, Tally>()

  function tallyOf(map: Map<string, Tally>, key: string, window: number, now: number): Tally {
    let tally = map.get(key)
    if (!tally || (now - tally.since > window && now >= tally.blockedUntil)) tally = { failures: 0, since: now, blockedUntil: 0 }
    map.delete(key)
    map.set(key, tally)
    if (map.size > kept) map.delete(map.keys().next().value!)
    return tally
  }

  function refuse(until: number, now: number): never {
    const seconds = Math.max(1, Math.ceil((until - now) / 1000))
    return fail('too-many-requests', `Too many failed attempts. Try again in ${seconds} seconds.`, [], { 'Retry-After': String(seconds) })
  }

  return {
    attempt(account, address) {
      if (!on) return () => undefined
      const now = clock.now()
      const byAddress = tallyOf(addresses, address, hour, now)
      if (byAddress.failures >= perAddress) return refuse(byAddress.since + hour, now)
      const pair = account === undefined ? undefined : tallyOf(pairs, `${account}\n${address}`, quarter, now)
      if (pair && now < pair.blockedUntil) return refuse(pair.blockedUntil, now)

      byAddress.failures++
      if (pair) {
        pair.failures++
        if (pair.failures >= perPair) pair.blockedUntil = now + Math.min(hour, firstDelay * 2 ** (pair.failures - perPair))
      }
      return () => {
        byAddress.failures--
        if (pair) Object.assign(pair, { failures: 0, blockedUntil: 0 })
      }
    },
  }
}
