import { sql } from 'kysely'
import type { Host } from './host.ts'
import type { Store } from './db/store.ts'

/** Milliseconds a clock may fall behind the highest time seen before it is called wrong. */
const tolerance = 5 * 60_000

/** How far the mark on disk runs ahead of the machine's clock when it is written, and how near it may come before that. */
const ahead = 10_000
const least = 5_000
/** After a mark that could not be written nobody waits for another try for so long. */
const patience = 1_000

/**
 * One clock for every decision. It never runs backwards, not even over a restart: what has expired stays expired
 * when the machine's clock is set back. `meta` keeps a mark that no time told so far is beyond.
 */
export interface Clock {
  /** Milliseconds since 1970, UTC; never less than any earlier answer. */
  now(): number
  /**
   * Resolves when the mark on disk is not behind any time told so far: asked before an answer goes out, so that nothing is told
   * to have expired that a kill and a clock set back would bring to life. Where the disk takes nothing, it resolves all the same.
   */
  settled(): Promise<void>
  /** Moves the mark ahead once it is near. Call every second; `stop` sets it to the time that was told last. */
  save(when?: 'stop'): Promise<void>
}

/** Opens the clock at the stored mark. `accept` forgets a mark that a wrong clock once left in the future. */
export async function openClock(host: Host, store: Store, accept = false): Promise<Clock> {
  if (accept) await store.write((tx) => tx.deleteFrom('meta').where('key', '=', 'clock').execute())
  const row = await store.db.selectFrom('meta').select('value').where('key', '=', 'clock').executeTakeFirst()
  let highest = Number(row?.value ?? 0)
  let saved = highest
  let alarmed = false
  let writing: Promise<void> | undefined
  let failedAt = -Infinity

  /** Ahead of the machine's clock, not of the mark: a server that is killed again and again does not run away from the time. */
  const mark = () => {
    const value = Math.max(highest, host.now() + ahead)
    writing ??= store.write((tx) =>
      tx.insertInto('meta').values({ key: 'clock', value: String(value) })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: String(value) })
          // Another server on the same database may be further ahead.
          .where(sql<boolean>`cast(meta.value as bigint) < ${value}`)).execute(),
    ).then(() => {
      saved = Math.max(saved, value)
    }).finally(() => {
      writing = undefined
    })
    return writing
  }

  const clock: Clock = {
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
    async settled() {
      const told = highest
      if (told <= saved || host.now() < failedAt + patience) return
      try {
        await mark()
        // That one may have been under way already, with an earlier time; the next cannot be.
        if (told > saved) await mark()
      } catch {
        // Who was refused stays refused; the database says itself that it takes nothing.
        failedAt = host.now()
      }
    },
    async save(when) {
      if (when === 'stop') {
        clock.now()
        if (highest > saved) await mark()
        const [told, was] = [String(highest), String(saved)]
        // The time that no restart need begin at; only where no other server relies on it, and none has moved it.
        if (store.dialect === 'sqlite') await store.write((tx) => tx.updateTable('meta').set({ value: told }).where('key', '=', 'clock').where('value', '=', was).execute())
        saved = highest
      } else if (saved < host.now() + least) await mark()
    },
  }
  await clock.save()
  return clock
}
