import type { Store } from '../db/store.ts'
import { writeUses, type Use } from '../db/uses.ts'
import type { Host } from '../host.ts'

/**
 * Remembers uses in memory and writes them in small batches, off the request's path. A crash loses at most the last
 * second of them: "last used" is a help to people, not a promise.
 */
export interface LastUsed {
  note(use: Use): void
  seen(sessionId: string, at: number): void
  flush(): Promise<void>
}

/** Rows a transaction: more share pages of an index, so that fewer are written; all of a second at once held up the writers behind it for 40 ms. */
const chunk = 256

export function createLastUsed(host: Host, store: Store): LastUsed {
  let uses = new Map<string, Use>()
  let sessions = new Map<string, number>()

  return {
    note(use) {
      uses.set(use.valueId, use)
    },
    seen(sessionId, at) {
      sessions.set(sessionId, at)
    },
    async flush() {
      // Sorted, so that two servers never lock the same rows in opposite order.
      const pending = [...uses.values()].sort((a, b) => (a.credentialId < b.credentialId ? -1 : 1))
      const pendingSessions = [...sessions].sort(([a], [b]) => (a < b ? -1 : 1))
      uses = new Map()
      sessions = new Map()
      try {
        for (let i = 0; i < pending.length; i += chunk) {
          const batch = pending.slice(i, i + chunk)
          await store.write((tx) => writeUses(store.dialect, tx, batch))
        }
        for (let i = 0; i < pendingSessions.length; i += chunk) {
          await store.write(async (tx) => {
            for (const [id, at] of pendingSessions.slice(i, i + chunk))
              await tx.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute()
          })
        }
      } catch (error) {
        host.log('warn', 'last-used times could not be written', { error: String(error), lost: pending.length })
      }
    },
  }
}
