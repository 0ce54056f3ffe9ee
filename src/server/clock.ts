import { sql } from 'kysely'
import type { Host } from './host.ts'
import type { Store } from './db/store.ts'

/** Milliseconds a clock may fall behind the highest time seen before it is called wrong. */
const tolerance = 5 * 60_000

/**
 * One clock for every decision. It never runs backwards, not even over a restart: what has expired stays expired
 * when the machine's clock is set back. The highest time seen is kept in `meta`.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC; never less than any earlier answer. */
  now(): number
  /** Says that something was refused as expired: the mark is then stored at the next `save`, so that it stays refused. */
  refusedAsExpired(): void
  /** Stores the highest time seen, once a minute or when something was refused as expired; `now` forces it. */
  save(when?: 'now'): Promise<void>
}

/** Opens the clock at the stored mark. `accept` forgets a mark that a wrong clock once left in the future. */
export async function openClock(host: Host, store: Store, accept = false): Promise<Clock> {
  if (accept) await store.write((tx) => tx.deleteFrom('meta').where('key', '=', 'clock').execute())
  const row = await store.db.selectFrom('meta').select('value').where('key', '=', 'clock').executeTakeFirst()
  let highest = Number(row?.value ?? 0)
  let saved = highest
  let alarmed = false
  let urgent = false
  return {
    refusedAsExpired() {
      urgent = true
    },
    now() {
      const now = host.now()
      if (now > highest) {
        highest = now
        alarmed = false
      } else if (now < highest - tolerance && !alarmed) {
        alarmed = true
        host.log('error', 'the clock of this machine is behind the time already seen; time stands still until it catches up', { now, highest })
      }
      return highest
    },
    async save(when) {
      if (highest === saved || (when !== 'now' && highest - saved < (urgent ? 1000 : 60_000))) return
      urgent = false
      const value = highest
      await store.write((tx) =>
        tx.insertInto('meta').values({ key: 'clock', value: String(value) })
          .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(value) })
            // Another server on the same database may have seen more.
            .where(sql<boolean>`cast(meta.value as bigint) < ${value}`)).execute(),
      )
      saved = value
    },
  }
}
