import type { Endpoint } from '#contract/endpoint.ts'
import { deleteDays } from '../../db/old-days.ts'
import type { Store } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import type { Removal } from '../../pipeline/sweep.ts'
import { dayOf } from '../../time.ts'

/** How long it is remembered which calls a key made. */
export const callCountDays = 90

/** A call of the vendor's API as it is counted: method and path of the contract, so with no id in it. */
export const callName = (endpoint: Pick<Endpoint, 'method' | 'path'>): string => `${endpoint.method} ${endpoint.path}`

/**
 * Counts which calls each CertCentral key makes, by day: so that who restricts a key can see what would break. Kept in
 * memory and written with the last-used times; a crash loses at most the last second.
 */
export interface CallCounts {
  note(credentialId: string, endpoint: Endpoint, at: number): void
  flush(): Promise<void>
}

/** Rows a transaction, as for last-used times. */
const chunk = 64

export function createCallCounts(host: Host, store: Store): CallCounts {
  let counts = new Map<string, { credential_id: string; day: number; call: string; count: number }>()

  return {
    note(credentialId, endpoint, at) {
      const [today, call] = [dayOf(at), callName(endpoint)]
      const id = `${credentialId}\n${today}\n${call}`
      const row = counts.get(id)
      if (row) row.count++
      else counts.set(id, { credential_id: credentialId, day: today, call, count: 1 })
    },

    async flush() {
      // Sorted, so that two servers never lock the same rows in opposite order.
      const pending = [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
      counts = new Map()
      for (let i = 0; i < pending.length; i += chunk) {
        const rows = pending.slice(i, i + chunk)
        try {
          await store.write(async (tx) => {
            const there = new Set(
              (
                await tx
                  .selectFrom('credentials')
                  .select('id')
                  .where(
                    'id',
                    'in',
                    rows.map((row) => row.credential_id),
                  )
                  .execute()
              ).map(({ id }) => id),
            )
            for (const row of rows) {
              if (!there.has(row.credential_id)) continue
              await tx
                .insertInto('certcentral_calls')
                .values(row)
                .onConflict((conflict) =>
                  conflict.columns(['credential_id', 'day', 'call']).doUpdateSet((update) => ({ count: update('certcentral_calls.count', '+', row.count) })),
                )
                .execute()
            }
          })
        } catch (error) {
          host.log('warn', 'counts of calls could not be written', { error: String(error), lost: rows.length })
        }
      }
    },
  }
}

/** What is older than anybody is shown. */
export const removeOldCalls: Removal = (tx, now, most) =>
  deleteDays(tx, 'certcentral_calls', ['credential_id', 'day', 'call'], dayOf(now) - callCountDays, most)
