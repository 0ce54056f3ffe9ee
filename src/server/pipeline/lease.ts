import { sql } from 'kysely'
import { uuidv7 } from '../bytes.ts'
import type { Store } from '../db/store.ts'
import type { Host } from '../host.ts'

/** How long a lease lasts that nobody renews; it is renewed four times as often. Milliseconds. */
const leaseLife = 12_000

/** Milliseconds by the database's clock: one for all servers, whatever theirs say. */
const databaseNow = sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`

/**
 * Which of several servers does what is done once: looks at rollovers, schedules, nameservers that wait for a file, and removes what is
 * over. It saves work and guards nothing: a server that stood still may believe for a moment that it holds what another has, so what
 * must not be done twice is held by the database (decision 0050).
 */
export interface Lease {
  /** Takes or renews it when it is time; answers whether it is held here. Call every second. */
  hold(): Promise<boolean>
  /** Gives it to whoever asks next. */
  release(): Promise<void>
}

export function createLease(host: Host, store: Store, name: string, life = leaseLife): Lease {
  if (!store.shared) return { hold: async () => true, release: async () => undefined }
  const renewEvery = life / 4
  const holder = uuidv7(host.now(), host.random)
  let renewedAt = -Infinity
  /** By this machine's own clock, reckoned from before it was asked for: over here before it is over there. */
  let heldUntil = -Infinity

  return {
    async hold() {
      const asked = performance.now()
      if (asked - renewedAt >= renewEvery) {
        renewedAt = asked
        const until = sql<number>`${databaseNow} + ${life}`
        const { numInsertedOrUpdatedRows } = await store.write((tx) =>
          tx.insertInto('leases').values({ name, holder, until }).onConflict((there) =>
            there.column('name').doUpdateSet({ holder, until }).where((is) => is.or([is('leases.holder', '=', holder), is('leases.until', '<=', databaseNow)])),
          ).executeTakeFirst(),
        )
        heldUntil = numInsertedOrUpdatedRows === 1n ? asked + life - renewEvery : -Infinity
      }
      return performance.now() < heldUntil
    },
    async release() {
      heldUntil = -Infinity
      renewedAt = Infinity
      await store.write((tx) => tx.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute())
    },
  }
}
