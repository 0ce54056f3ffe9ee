import { networkOf } from '../http/addresses.ts'
import type { Clock } from '../clock.ts'
import type { Database, Tx } from '../db/store.ts'
import { fail } from '../problem.ts'

/**
 * What is tried. Each is counted for itself: whoever holds a dead key, or an old link, keeps nobody from signing in, and the
 * console that was left open keeps its owner out of nothing but the step-up.
 */
export type Guess = 'password' | 'step-up' | 'key' | 'setup' | 'invitation'

/** A try with a password that is under way. Say how it ended; said nothing, it counts. */
export interface Try {
  /** The password was right: this try does not count, and the account's failures from this address are forgotten. */
  right(): Promise<void>
  /** Nobody found out whether it was right (the server was busy, the database away): this try does not count. */
  undecided(): Promise<void>
}

/**
 * Limits on failed sign-ins and failed exchanges at `/auth/login` (rules: Limits). One server keeps them in memory, several share
 * them in the database (shared-limits.ts): a restart forgets them. An address stands for its network (`networkOf`).
 */
export interface FailureLimit {
  /**
   * A try with a password of an account, named in its canonical form (`emailKey`). Refuses with 429 and `Retry-After`, or counts
   * a failure from the start of the try, so that many at once cannot slip under the limit.
   */
  attempt(guess: 'password' | 'step-up', account: string, address: string): Promise<Try>
  /**
   * A value of 190 bits, a key or a one-time code, was wrong: counts it, or refuses like `attempt` when there were too many. Only
   * asked once it is known to be wrong, so that a right one always gets through, and in one step, so that a hundred at once count.
   */
  wrong(guess: 'key' | 'setup' | 'invitation', address: string): void
  /** Forgets the failures of an account, from wherever they came; the networks they came from are given them back. */
  unlock(tx: Tx, account: string): Promise<void>
  /** The accounts that are kept out now, from one place at least, each with the end of its longest delay. */
  keptOut(db: Database | Tx): Promise<KeptOut>
  /** Tells other servers what was counted here, and hears what they did. Call every second, and before the end. */
  exchange(): Promise<void>
}

/** When an account that is kept out may try again; undefined for any other. */
export interface KeptOut {
  get(account: string): number | undefined
}

export const quarter = 15 * 60_000
export const hour = 3_600_000
export const perPair = 5
export const perAddress = 100
/** Doubling delay after the fifth failure: 30 s, 1 min, 2 min … at most an hour. */
export const firstDelay = 30_000

/** Refuses until then, by the clock. */
export function refuse(until: number, now: number): never {
  const seconds = Math.max(1, Math.ceil((until - now) / 1000))
  return fail('too-many-requests', `Too many failed attempts. Try again in ${seconds} seconds.`, [], { 'Retry-After': String(seconds) })
}

/** Where limits are lifted. */
export const undecidedTry: Try = { right: async () => undefined, undecided: async () => undefined }

interface Tally {
  failures: number
  since: number
  blockedUntil: number
}

/** At most this many tallies of a kind are kept; the oldest go first, so that a flood of addresses cannot fill the memory. */
export const kept = 20_000

type Tallies = Map<string, Tally>
const kinds = <K extends Guess>(...guesses: K[]) => Object.fromEntries(guesses.map((guess) => [guess, new Map<string, Tally>()])) as Record<K, Tallies>

/** Limits in memory. `hear` takes what all servers together have counted of a network. */
export function createFailureLimit(clock: Clock, on = true): FailureLimit & { hear(guess: Guess, network: string, failures: number, since: number): void } {
  const pairs = kinds('password', 'step-up')
  const addresses = kinds('password', 'step-up', 'key', 'setup', 'invitation')

  /** A tally is forgotten a window after it began, or after its last delay ended: whoever goes on guessing waits ever longer. */
  function tallyOf(map: Tallies, key: string, window: number, now: number): Tally {
    let tally = map.get(key)
    if (!tally || now - Math.max(tally.since, tally.blockedUntil) > window) tally = { failures: 0, since: now, blockedUntil: 0 }
    map.delete(key)
    map.set(key, tally)
    if (map.size > kept) map.delete(map.keys().next().value!)
    return tally
  }

  function openTo(guess: Guess, network: string, now: number): Tally {
    const tally = tallyOf(addresses[guess], network, hour, now)
    return tally.failures >= perAddress ? refuse(tally.since + hour, now) : tally
  }

  return {
    // Counts before it first waits: many at once see one another.
    async attempt(guess, account, address) {
      if (!on) return undecidedTry
      const now = clock.now()
      const network = networkOf(address)
      const byAddress = openTo(guess, network, now)
      const pair = tallyOf(pairs[guess], `${account}\n${network}`, quarter, now)
      if (now < pair.blockedUntil) return refuse(pair.blockedUntil, now)

      const blockedBefore = pair.blockedUntil
      byAddress.failures++
      pair.failures++
      if (pair.failures >= perPair) pair.blockedUntil = now + Math.min(hour, firstDelay * 2 ** (pair.failures - perPair))
      const blockedHere = pair.blockedUntil
      return {
        async right() {
          // Its own try and no other: who has one password right has not thereby the others' guesses right.
          byAddress.failures--
          Object.assign(pair, { failures: 0, blockedUntil: 0 })
        },
        async undecided() {
          byAddress.failures--
          pair.failures = Math.max(0, pair.failures - 1)
          if (pair.blockedUntil === blockedHere) pair.blockedUntil = blockedBefore
        },
      }
    },
    async unlock(_, account) {
      for (const guess of ['password', 'step-up'] as const) {
        for (const [key, pair] of pairs[guess]) {
          if (!key.startsWith(`${account}\n`)) continue
          const network = addresses[guess].get(key.slice(account.length + 1))
          if (network) network.failures = Math.max(0, network.failures - pair.failures)
          Object.assign(pair, { failures: 0, blockedUntil: 0 })
        }
      }
    },
    async keptOut() {
      const now = clock.now()
      const kept = new Map<string, number>()
      for (const [key, { blockedUntil }] of pairs.password) {
        const account = key.slice(0, key.indexOf('\n'))
        if (blockedUntil > now && blockedUntil > (kept.get(account) ?? 0)) kept.set(account, blockedUntil)
      }
      return kept
    },
    wrong(guess, address) {
      if (on) openTo(guess, networkOf(address), clock.now()).failures++
    },
    exchange: async () => undefined,
    hear(guess, network, failures, since) {
      Object.assign(tallyOf(addresses[guess], network, hour, clock.now()), { failures, since })
    },
  }
}
