import { sql } from 'kysely'
import type { Clock } from '../clock.ts'
import type { Store, Tx } from '../db/store.ts'
import { networkOf } from '../http/addresses.ts'
import { fail } from '../problem.ts'
import { createFailureLimit, firstDelay, hour, kept, perAddress, perPair, quarter, refuse, undecidedTry, type FailureLimit } from './limits.ts'

/*
 * The limits of limits.ts for several servers on one database (decision 0050). Passwords are counted there, before the hash, in a table
 * that no commit waits for. Values of 190 bits are counted in memory, and the counts exchanged once a second.
 */

/** What was refused is refused from memory for so long, whoever else has unlocked it. Milliseconds of the machine, not of the clock. */
const trusted = 1000
/** Counts exchanged by one statement. */
const atOnce = 500
/** Tries that are counted at once, and that wait for it: a flood leaves the database's other connections to others. */
const counting = 3
const waiting = 200

type Password = 'password' | 'step-up'
type Value = 'key' | 'setup' | 'invitation'
interface Refusal {
  until: number
  asked: number
}

class Refused extends Error {
  readonly key: string
  readonly until: number
  constructor(key: string, until: number) {
    super('Refused')
    this.key = key
    this.until = until
  }
}

/** Is the window of a row over? */
const overSql = (now: number, window: number) => sql<boolean>`${now} - greatest(failures.since, failures.blocked_until) > ${window}`

/** Rows whose counts are forgotten. */
export const removeOldFailures = (tx: Tx, now: number) =>
  tx.deleteFrom('failures').where(sql<boolean>`greatest(since, blocked_until) < ${now - hour}`).executeTakeFirst()

export interface SharedLimitParts {
  store: Store
  clock: Clock
  /** HMAC: what stands in the place of an account. */
  hash: (text: string) => string
}

export function createSharedFailureLimit({ store, clock, hash }: SharedLimitParts, on = true): FailureLimit {
  const values = createFailureLimit(clock, on)
  const refused = new Map<string, Refusal>()
  /** Counted here and not told yet. */
  let untold = new Map<string, number>()
  const nameOf = (account: string) => hash(`failures|${account}`)
  const queue: (() => void)[] = []
  let busy = 0

  /** One after another as far as it takes: who waited may have been refused meanwhile, by memory. */
  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (busy >= counting) {
      if (queue.length >= waiting) fail('busy', 'Too many people are signing in at once. Try again in a few seconds.', [], { 'Retry-After': '3' })
      await new Promise<void>((resolve) => queue.push(resolve))
    } else busy++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else busy--
    }
  }

  /** Refuses by what was heard within the last second, so that a flood asks nobody. */
  function fromMemory(key: string, now: number): void {
    const known = refused.get(key)
    if (!known) return
    if (now < known.until && performance.now() - known.asked < trusted) refuse(known.until, now)
    refused.delete(key)
  }
  function remember(key: string, until: number, now: number): never {
    refused.set(key, { until, asked: performance.now() })
    if (refused.size > kept) refused.delete(refused.keys().next().value!)
    return refuse(until, now)
  }

  /** Counts a failure of the account from this network, or answers when it may be tried again. One statement decides, whatever comes at once. */
  async function countPair(tx: Tx, guess: Password, account: string, network: string, now: number): Promise<{ until?: number; blocked: number }> {
    const over = overSql(now, quarter)
    const next = sql<number>`case when ${over} then 1 else failures.count + 1 end`
    const counted = await tx.insertInto('failures').values({ guess, account, network, count: 1, since: now, blocked_until: 0 })
      .onConflict((there) => there.columns(['guess', 'account', 'network']).doUpdateSet({
        count: next,
        since: sql<number>`case when ${over} then ${now} else failures.since end`,
        blocked_until: sql<number>`case when ${over} then 0 when failures.count + 1 < ${perPair} then failures.blocked_until
          else ${now} + least(${hour}, ${firstDelay} * cast(power(2, least(failures.count + 1 - ${perPair}, 10)) as bigint)) end`,
      }).where('failures.blocked_until', '<=', now))
      .returning('blocked_until').executeTakeFirst()
    if (counted) return { blocked: counted.blocked_until }
    const row = await tx.selectFrom('failures').select('blocked_until')
      .where('guess', '=', guess).where('account', '=', account).where('network', '=', network).executeTakeFirst()
    return { until: row?.blocked_until ?? now + trusted, blocked: 0 }
  }

  /** The same of the network, over all accounts. */
  async function countNetwork(tx: Tx, guess: Password, network: string, now: number): Promise<number | undefined> {
    const over = overSql(now, hour)
    const counted = await tx.insertInto('failures').values({ guess, account: '', network, count: 1, since: now, blocked_until: 0 })
      .onConflict((there) => there.columns(['guess', 'account', 'network']).doUpdateSet({
        count: sql<number>`case when ${over} then 1 else failures.count + 1 end`,
        since: sql<number>`case when ${over} then ${now} else failures.since end`,
      }).where((is) => is.or([over, is('failures.count', '<', perAddress)])))
      .returning('since').executeTakeFirst()
    if (counted) return undefined
    const row = await tx.selectFrom('failures').select('since')
      .where('guess', '=', guess).where('account', '=', '').where('network', '=', network).executeTakeFirst()
    return row ? row.since + hour : now + trusted
  }

  const giveBack = (tx: Tx, guess: Password, network: string, count: number) =>
    tx.updateTable('failures').set({ count: sql<number>`greatest(0, count - ${count})` })
      .where('guess', '=', guess).where('account', '=', '').where('network', '=', network).execute()

  return {
    async attempt(guess, account, address) {
      if (!on) return undecidedTry
      const now = clock.now()
      const network = networkOf(address)
      const name = nameOf(account)
      const keys = { network: `${guess}\n${network}`, pair: `${guess}\n${network}\n${name}` }
      const blocked = await inTurn(async () => {
        fromMemory(keys.network, now)
        fromMemory(keys.pair, now)
        // What it throws takes back what was counted: nothing is kept of a try that either of them refuses.
        return store.write(async (tx) => {
          const pair = await countPair(tx, guess, name, network, now)
          if (pair.until !== undefined) throw new Refused(keys.pair, pair.until)
          const until = await countNetwork(tx, guess, network, now)
          if (until !== undefined) throw new Refused(keys.network, until)
          return pair.blocked
        }).catch((error: unknown) => {
          if (error instanceof Refused) return remember(error.key, error.until, now)
          throw error
        })
      })

      return {
        async right() {
          await store.write(async (tx) => {
            await tx.deleteFrom('failures').where('guess', '=', guess).where('account', '=', name).where('network', '=', network).execute()
            await giveBack(tx, guess, network, 1)
          })
          refused.delete(keys.pair)
        },
        async undecided() {
          await store.write(async (tx) => {
            await tx.updateTable('failures').set({
              count: sql<number>`greatest(0, count - 1)`,
              // The delay before it was over when it began.
              blocked_until: sql<number>`case when ${blocked} > ${now} and blocked_until = ${blocked} then ${now} else blocked_until end`,
            }).where('guess', '=', guess).where('account', '=', name).where('network', '=', network).execute()
            await giveBack(tx, guess, network, 1)
          })
          refused.delete(keys.pair)
        },
      }
    },
    wrong(guess, address) {
      if (!on) return
      values.wrong(guess, address)
      const key = `${guess}\n${networkOf(address)}`
      untold.set(key, (untold.get(key) ?? 0) + 1)
    },
    async exchange() {
      // Another server may have unlocked somebody since.
      refused.clear()
      const told = untold
      untold = new Map()
      // In one order on every server: they wait for one another's rows, and never in a circle.
      const entries = [...told].sort(([a], [b]) => (a < b ? -1 : 1))
      while (entries.length > 0) {
        const some = entries.splice(0, atOnce)
        const now = clock.now()
        const over = overSql(now, hour)
        try {
          const sums = await store.write((tx) =>
            tx.insertInto('failures').values(some.map(([key, count]) => {
              const [guess, network] = key.split('\n') as [Value, string]
              return { guess, account: '', network, count, since: now, blocked_until: 0 }
            })).onConflict((there) => there.columns(['guess', 'account', 'network']).doUpdateSet({
              count: sql<number>`case when ${over} then excluded.count else failures.count + excluded.count end`,
              since: sql<number>`case when ${over} then excluded.since else failures.since end`,
            })).returning(['guess', 'network', 'count', 'since']).execute(),
          )
          for (const { guess, network, count, since } of sums) values.hear(guess as Value, network, count + (untold.get(`${guess}\n${network}`) ?? 0), since)
        } catch (error) {
          for (const [key, count] of [...some, ...entries.splice(0)]) untold.set(key, (untold.get(key) ?? 0) + count)
          throw error
        }
      }
    },
    async unlock(tx, account) {
      const gone = await tx.deleteFrom('failures').where('account', '=', nameOf(account)).returning(['guess', 'network', 'count']).execute()
      for (const { guess, network, count } of gone.toSorted((a, b) => (a.network < b.network ? -1 : 1))) await giveBack(tx, guess as Password, network, count)
      refused.clear()
    },
    async keptOut(db) {
      const rows = await db.selectFrom('failures').select((of) => ['account', of.fn.max('blocked_until').as('until')])
        .where('guess', '=', 'password').where('blocked_until', '>', clock.now()).groupBy('account').execute()
      const until = new Map(rows.map((row) => [row.account, row.until]))
      return { get: (account) => (until.size === 0 ? undefined : until.get(nameOf(account))) }
    },
  }
}
