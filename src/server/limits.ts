import type { Clock } from './clock.ts'
import { fail } from './problem.ts'

/**
 * Limits on failed sign-ins and failed exchanges at `/auth/login` (rulings: failures only). Kept in memory, per server:
 * a restart forgets them.
 */
export interface FailureLimit {
  /**
   * A try with a password. Refuses with 429 and `Retry-After`, or counts a failure from the start of the try, so that many
   * at once cannot slip under the limit. Call the answer when it succeeded: that gives it back.
   */
  attempt(account: string, address: string): () => void
  /**
   * A try with a value of 190 bits, a key or a one-time code: nobody gains from sending many at once, and a hundred good
   * ones may well be under way. Refuses like `attempt`; call the answer when it failed.
   */
  watch(address: string): () => void
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

  /** A tally is forgotten a window after it began, or after its last delay ended: whoever goes on guessing waits ever longer. */
  function tallyOf(map: Map<string, Tally>, key: string, window: number, now: number): Tally {
    let tally = map.get(key)
    if (!tally || now - Math.max(tally.since, tally.blockedUntil) > window) tally = { failures: 0, since: now, blockedUntil: 0 }
    map.delete(key)
    map.set(key, tally)
    if (map.size > kept) map.delete(map.keys().next().value!)
    return tally
  }

  function refuse(until: number, now: number): never {
    const seconds = Math.max(1, Math.ceil((until - now) / 1000))
    return fail('too-many-requests', `Too many failed attempts. Try again in ${seconds} seconds.`, [], { 'Retry-After': String(seconds) })
  }

  function openTo(address: string, now: number): Tally {
    const tally = tallyOf(addresses, address, hour, now)
    return tally.failures >= perAddress ? refuse(tally.since + hour, now) : tally
  }

  return {
    attempt(account, address) {
      if (!on) return () => undefined
      const now = clock.now()
      const byAddress = openTo(address, now)
      const pair = tallyOf(pairs, `${account}\n${address}`, quarter, now)
      if (now < pair.blockedUntil) return refuse(pair.blockedUntil, now)

      byAddress.failures++
      pair.failures++
      if (pair.failures >= perPair) pair.blockedUntil = now + Math.min(hour, firstDelay * 2 ** (pair.failures - perPair))
      return () => {
        byAddress.failures--
        Object.assign(pair, { failures: 0, blockedUntil: 0 })
      }
    },
    watch(address) {
      if (!on) return () => undefined
      openTo(address, clock.now())
      return () => void tallyOf(addresses, address, hour, clock.now()).failures++
    },
  }
}
