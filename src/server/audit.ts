import { sql } from 'kysely'
import { base64url } from './bytes.ts'
import type { Database, Store, Tx } from './db/store.ts'
import type { AuditTable } from './db/tables.ts'
import type { Host } from './host.ts'
import type { Keys } from './keys.ts'
import type { AuditFact, CallFacts } from './route.ts'

/** What happened, without what the trail adds itself. `detail` holds changed fields, never a secret. */
export interface AuditEntry {
  time: number
  actor: { id: string | null; name: string }
  credential: string
  address: string
  action: string
  object: { kind: string; id: string; name: string }
  outcome: string
  detail: Record<string, unknown>
  requestId: string
}

/** The row of a fact: who, when and from where come from the call. */
export function entryOf(call: CallFacts, fact: AuditFact, outcome: string): AuditEntry {
  const { actor } = call
  return {
    time: call.now,
    actor: actor ? { id: actor.user.id, name: actor.user.name } : (fact.actor ?? { id: null, name: '' }),
    credential: actor?.credential ?? 'none',
    address: call.address,
    action: fact.action ?? call.endpoint.action,
    object: fact.object,
    outcome,
    detail: fact.detail ?? {},
    requestId: call.requestId,
  }
}

export interface Audit {
  /** Appends inside the change's own transaction: if the row cannot be written, the change fails (D12). */
  append(tx: Tx, ...entries: readonly AuditEntry[]): Promise<void>
  /** Walks the whole chain. */
  verify(): Promise<AuditVerdict>
  /** Sequence number and hash of the newest row, and both as one sealed text, for a second place to keep. */
  head(): Promise<{ seq: number; hash: string; sealed: string }>
}

export type AuditVerdict =
  | { holds: true; rows: number; from: number | null; to: number | null }
  | { holds: false; rows: number; brokenAt: number; why: string }

/** The hash that stands before row 1. */
export const genesis = 'genesis'

export type AuditRow = Omit<AuditTable, 'hash'>

/** Every field but the hash, in a fixed order: what the HMAC covers. */
const canonical = (row: AuditRow) =>
  JSON.stringify([row.seq, row.time, row.actor_id, row.actor_name, row.credential, row.address, row.action, row.object_kind, row.object_id, row.object_name, row.outcome, row.detail, row.request_id])

/** Rows read at once while verifying. */
const walked = 1000
/** Rows written by one statement. */
const inserted = 200

const rowOf = (entry: AuditEntry, seq: number): AuditRow => ({
  seq,
  time: entry.time,
  actor_id: entry.actor.id,
  actor_name: entry.actor.name,
  credential: entry.credential,
  address: entry.address,
  action: entry.action,
  object_kind: entry.object.kind,
  object_id: entry.object.id,
  object_name: entry.object.name,
  outcome: entry.outcome,
  detail: JSON.stringify(entry.detail),
  request_id: entry.requestId,
})
const sealedHead = sql<string | null>`(SELECT value FROM meta WHERE key = 'audit-head')`

/** The chain's two functions of a key: the hash of a row behind another, and the seal of a head. */
export function createChain(crypto: Host['crypto'], key: Uint8Array) {
  return {
    next: (previous: string, row: AuditRow) => base64url(crypto.hmacSha256(key, `${previous}|${canonical(row)}`)),
    head: (seq: number, hash: string) => `${seq}.${hash}.${base64url(crypto.hmacSha256(key, `head|${seq}|${hash}`))}`,
  }
}

/**
 * An append-only trail with a keyed hash chain: `hash = HMAC(auditKey, previous hash || row)`. The newest sequence number
 * and hash also stand, sealed by the same key, in `meta`, so that a cut tail shows. A writer of the database who lacks
 * the root key can neither edit, insert, remove nor cut unseen; one who kept an earlier state of rows and head can put
 * that back, which only a head kept elsewhere shows (the log has one a minute).
 */
export function createAudit(host: Host, store: Store, keys: Keys): Audit {
  const chain = createChain(host.crypto, keys.audit)

  async function newest(db: Database | Tx): Promise<{ seq: number; hash: string }> {
    const row = await db.selectFrom('audit').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst()
    return row ?? { seq: 0, hash: genesis }
  }

  return {
    async head() {
      const { seq, hash } = await newest(store.db)
      return { seq, hash, sealed: chain.head(seq, hash) }
    },

    async append(tx, ...entries) {
      if (entries.length === 0) return
      await store.lockChain(tx)
      let { seq, hash } = await newest(tx)
      const rows = entries.map((entry): AuditTable => {
        seq++
        const row = rowOf(entry, seq)
        hash = chain.next(hash, row)
        return { ...row, hash }
      })
      // An import makes thousands at once: far fewer statements than rows, each far from what a statement may hold.
      for (let at = 0; at < rows.length; at += inserted) await tx.insertInto('audit').values(rows.slice(at, at + inserted)).execute()
      const value = chain.head(seq, hash)
      await tx.insertInto('meta').values({ key: 'audit-head', value })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
    },

    async verify() {
      let previous = genesis
      let seq = 0
      let from: number | null = null
      let to: number | null = null
      let sealed: string | null = null
      for (;;) {
        // The head comes with the rows, in one statement and so of one moment: others write meanwhile. No bound at first: a forged
        // row may be numbered 0 or less.
        const rows = await store.db.selectFrom('audit').selectAll().select(sealedHead.as('sealed')).$if(seq > 0, (query) => query.where('seq', '>', seq)).orderBy('seq').limit(walked).execute()
        for (const { hash, sealed: _, ...row } of rows) {
          if (row.seq !== seq + 1) return { holds: false, rows: seq, brokenAt: seq + 1, why: `Row ${seq + 1} is missing.` }
          if (chain.next(previous, row) !== hash) return { holds: false, rows: seq, brokenAt: row.seq, why: `Row ${row.seq} or the one before it was changed.` }
          previous = hash
          seq = row.seq
          from ??= row.time
          to = row.time
        }
        if (rows.length === walked) continue
        if (rows.length > 0) {
          sealed = rows[0]!.sealed
          break
        }
        const now = await store.db.selectNoFrom([sealedHead.as('sealed'), sql<number | null>`(SELECT max(seq) FROM audit)`.as('last')]).executeTakeFirstOrThrow()
        sealed = now.sealed
        if ((now.last ?? 0) <= seq) break
      }
      // A trail without rows is right only where nobody has done anything yet, and making the first person is a row.
      const begun = seq > 0 || (await store.db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
      if (begun && sealed !== chain.head(seq, previous)) return { holds: false, rows: seq, brokenAt: seq + 1, why: `The trail ends at row ${seq}, but that is not where it was last written: its tail was cut.` }
      return { holds: true, rows: seq, from, to }
    },
  }
}
