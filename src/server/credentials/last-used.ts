import { sql } from 'kysely'
import type { Store, Tx } from '../db/store.ts'
import type { Host } from '../host.ts'

export interface Use {
  valueId: string
  credentialId: string
  at: number
  from: string
  agent: string
}

/**
 * Remembers uses in memory and writes them in small batches, off the request's path. A crash loses at most the last
 * second of them: "last used" is a help to people, not a promise.
 */
export interface LastUsed {
  note(use: Use): void
  seen(sessionId: string, at: number): void
  flush(): Promise<void>
}

/** Rows a transaction: a larger one would hold up the writers behind it (measured: one batch a second blocked for 40 ms). */
const chunk = 64

/** On PostgreSQL a statement is a way over the network: four for a batch, and no longer two a use. */
async function writeAtOnce(tx: Tx, batch: readonly Use[]): Promise<void> {
  // While a key is being replaced two values of it are in use, and an UPDATE takes whichever it comes across.
  const latest = new Map<string, Use>()
  for (const use of batch) if (use.at >= (latest.get(use.credentialId)?.at ?? 0)) latest.set(use.credentialId, use)
  const rows = (uses: readonly (Use & { id: string })[]) => sql`json_to_recordset(${JSON.stringify(uses)}::json) AS v(id text, at bigint, "from" text, agent text)`
  // Locked in order before all are changed: an UPDATE takes them as its plan has them. NO KEY: tokens may refer to them meanwhile.
  const lock = (table: string, ids: readonly string[]) => sql`SELECT id FROM ${sql.table(table)} WHERE id IN (${sql.join(ids)}) ORDER BY id FOR NO KEY UPDATE`.execute(tx)

  const keys = [...latest.values()].map((use) => ({ ...use, id: use.credentialId }))
  await lock('credentials', keys.map(({ id }) => id))
  await sql`UPDATE credentials c SET last_used_at = v.at, last_used_from = v."from", last_used_agent = v.agent FROM ${rows(keys)} WHERE c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at <= v.at)`.execute(tx)
  const values = batch.map((use) => ({ ...use, id: use.valueId }))
  await lock('credential_values', values.map(({ id }) => id))
  await sql`UPDATE credential_values c SET last_used_at = v.at, last_used_from = v."from" FROM ${rows(values)} WHERE c.id = v.id AND (c.last_used_at IS NULL OR c.last_used_at <= v.at)`.execute(tx)
}

export function createLastUsed(host: Host, store: Store): LastUsed {
  let uses = new Map<string, Use>()
  let sessions = new Map<string, number>()

  async function writeUses(batch: Use[]): Promise<void> {
    await store.write(async (tx) => {
      if (store.dialect === 'postgres') return writeAtOnce(tx, batch)
      // As text: built by Kysely these two were a tenth of what a login costs.
      for (const { at, from, agent, credentialId, valueId } of batch) {
        // Another server may have written a later use meanwhile. The key before its value, as rotating and deleting lock them:
        // the other way round was a deadlock of a second for every tenth of 300 revocations under load (checks/revocation.ts).
        await sql`UPDATE credentials SET last_used_at = ${at}, last_used_from = ${from}, last_used_agent = ${agent} WHERE id = ${credentialId} AND (last_used_at IS NULL OR last_used_at <= ${at})`.execute(tx)
        await sql`UPDATE credential_values SET last_used_at = ${at}, last_used_from = ${from} WHERE id = ${valueId} AND (last_used_at IS NULL OR last_used_at <= ${at})`.execute(tx)
      }
    })
  }

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
        for (let i = 0; i < pending.length; i += chunk) await writeUses(pending.slice(i, i + chunk))
        for (let i = 0; i < pendingSessions.length; i += chunk) {
          await store.write(async (tx) => {
            for (const [id, at] of pendingSessions.slice(i, i + chunk)) await tx.updateTable('sessions').set({ last_seen_at: at }).where('id', '=', id).execute()
          })
        }
      } catch (error) {
        host.log('warn', 'last-used times could not be written', { error: String(error), lost: pending.length })
      }
    },
  }
}
