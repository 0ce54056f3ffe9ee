import type { Tx } from './db/store.ts'
import { jsonInTurns } from './json-pieces.ts'
import { fail } from './problem.ts'
import type { Subject } from './reply-subjects.ts'
import { pass } from './turn.ts'
import type { Vault } from './vault.ts'

/** A success as it went out, to be given again. */
export interface StoredReply {
  status: number
  /** The body as it went out; none with 204. */
  text?: string
  etag?: string
  /** What it tells of: given again only to whom that is in sight, and to nobody where it is not said. */
  about?: readonly Subject[]
}

/** Stored replies live 24 hours (rules: Idempotent replies). */
export const replyLife = 86_400_000

export interface Claim {
  caller: string
  key: string
  route: string
  fingerprint: string
  at: number
}

/**
 * Replies kept for `Idempotency-Key`. The row is claimed and filled in the transaction of the effect, so there is
 * never one without the other; the reply is sealed, because it may hold a secret.
 */
export interface Replies {
  /** Over route, path and body: what "the same request" means. Keyed, because a body may hold a password. */
  fingerprint(route: string, params: unknown, body: unknown): Promise<string>
  /** The stored reply, or `undefined` when this request is the first and must now do its work. */
  claim(tx: Tx, claim: Claim): Promise<StoredReply | undefined>
  fill(tx: Tx, claim: Claim, reply: { status: number; body: unknown; etag?: string; about?: readonly Subject[] }): Promise<void>
  /** Shreds a reply of this caller; false when there is none. */
  acknowledge(tx: Tx, caller: string, key: string): Promise<boolean>
}

/** Status and ETag in a line, then the body, which may be megabytes and is not read again. Without a line: as version 1.0 wrote them, which do not say what they tell of and are given to nobody. */
function readReply(stored: string): StoredReply {
  const end = stored.indexOf('\n')
  if (end < 0) return { status: (JSON.parse(stored) as StoredReply).status }
  const text = stored.slice(end + 1)
  return { ...(JSON.parse(stored.slice(0, end)) as StoredReply), ...(text === '' ? {} : { text }) }
}

/** `hash` is a MAC: a reader of the database can try no guess against what it gave. */
export function createReplies(vault: Vault, hash: (text: string) => string): Replies {
  const place = (caller: string, key: string, at: number) => ({ table: 'replies', column: 'sealed', row: key, owner: caller, version: at })
  return {
    async fingerprint(route, params, body) {
      const text = `reply|[${JSON.stringify(route)},${JSON.stringify(params)},${await jsonInTurns(body ?? null)}]`
      await pass()
      return hash(text)
    },

    async claim(tx, { caller, key, route, fingerprint, at }) {
      await tx.deleteFrom('replies').where('caller', '=', caller).where('key', '=', key).where('created_at', '<=', at - replyLife).execute()
      // On PostgreSQL this waits for a twin's transaction, then finds its row: two servers cannot both do the work.
      const inserted = await tx.insertInto('replies').values({ caller, key, route, fingerprint, created_at: at, sealed: null })
        .onConflict((conflict) => conflict.columns(['caller', 'key']).doNothing()).executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows === 1n) return undefined
      const row = await tx.selectFrom('replies').selectAll().where('caller', '=', caller).where('key', '=', key).executeTakeFirstOrThrow()
      if (row.fingerprint !== fingerprint) fail('idempotency-key-reused', 'This Idempotency-Key belongs to another request. Use a new key for a new request.')
      if (row.sealed === null) return fail('secret-no-longer-available', 'The reply to this request was acknowledged and shredded. Its secret cannot be shown again.')
      return readReply(await vault.open(place(caller, key, row.created_at), row.sealed, tx))
    },

    async fill(tx, { caller, key, at }, { status, body, etag, about }) {
      const text = `${JSON.stringify({ status, etag, about })}\n${body === undefined ? '' : await jsonInTurns(body)}`
      await pass()
      await tx.updateTable('replies').set({ sealed: vault.seal(place(caller, key, at), text) })
        .where('caller', '=', caller).where('key', '=', key).execute()
    },

    async acknowledge(tx, caller, key) {
      const result = await tx.updateTable('replies').set({ sealed: null }).where('caller', '=', caller).where('key', '=', key).executeTakeFirst()
      return result.numUpdatedRows > 0n
    },
  }
}
