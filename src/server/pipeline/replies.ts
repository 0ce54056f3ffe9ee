import type { Tx } from '../db/store.ts'
import { jsonPieces } from '../http/json-pieces.ts'
import { fail } from '../problem.ts'
import type { Subject } from './reply-subjects.ts'
import { pass } from '../turn.ts'
import type { Place, Vault } from '../secrets/vault.ts'

/** A success as it went out, to be given again. */
export interface StoredReply {
  status: number
  /** The body as it went out, in pieces: of megabytes as one text, writing it would keep everybody waiting. None with 204. */
  body?: readonly string[]
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

/** Characters of a body that are sealed and written in one go; what is longer lies in parts. */
const partMost = 131_072

type Head = Omit<StoredReply, 'body'> & { parts?: number }

/**
 * Head in a line, then the end of the body, which is not read again. Without a line: as version 1.0 wrote them, which do not say what
 * they tell of and are given to nobody.
 */
function readStored(stored: string): { head: Head; end: string } {
  const at = stored.indexOf('\n')
  return at < 0
    ? { head: { status: (JSON.parse(stored) as Head).status }, end: '' }
    : { head: JSON.parse(stored.slice(0, at)) as Head, end: stored.slice(at + 1) }
}

/** `hash` is a MAC: a reader of the database can try no guess against what it gave. */
export function createReplies(vault: Vault, hash: (text: string) => string): Replies {
  const place = (caller: string, key: string, at: number, part?: number): Place => ({
    table: 'replies',
    column: part === undefined ? 'sealed' : `part ${part}`,
    row: key,
    owner: caller,
    version: at,
  })
  return {
    async fingerprint(route, params, body) {
      const head = `reply|[${JSON.stringify(route)},${JSON.stringify(params)},`
      const pieces = jsonPieces(body ?? null)
      const { value: first } = await pieces.next()
      let next = await pieces.next()
      if (next.done) return hash(`${head}${first ?? ''}]`)
      // Of megabytes one MAC would be long work: each piece hangs on those before it.
      let all = hash(`${head}${first ?? ''}`)
      for (; !next.done; next = await pieces.next()) all = hash(`reply-piece|${all}|${next.value}`)
      return all
    },

    async claim(tx, { caller, key, route, fingerprint, at }) {
      await tx.deleteFrom('replies').where('caller', '=', caller).where('key', '=', key).where('created_at', '<=', at - replyLife).execute()
      // On PostgreSQL this waits for a twin's transaction, then finds its row: two servers cannot both do the work.
      const inserted = await tx.insertInto('replies').values({ caller, key, route, fingerprint, created_at: at, sealed: null })
        .onConflict((conflict) => conflict.columns(['caller', 'key']).doNothing()).executeTakeFirst()
      if (inserted.numInsertedOrUpdatedRows === 1n) return undefined
      const row = await tx.selectFrom('replies').selectAll().where('caller', '=', caller).where('key', '=', key).executeTakeFirstOrThrow()
      if (row.fingerprint !== fingerprint) fail('idempotency-key-reused', 'This Idempotency-Key belongs to another request. Use a new key for a new request.')
      if (row.sealed === null)
        return fail('secret-no-longer-available', 'The reply to this request was acknowledged and shredded. Its secret cannot be shown again.')
      const { head: { parts = 0, ...head }, end } = readStored(await vault.open(place(caller, key, row.created_at), row.sealed, tx))
      const body: string[] = []
      while (body.length < parts) {
        const part = await tx
          .selectFrom('reply_parts')
          .select('sealed')
          .where('caller', '=', caller)
          .where('key', '=', key)
          .where('number', '=', body.length)
          .executeTakeFirst()
        body.push(await vault.open(place(caller, key, row.created_at, body.length), part?.sealed ?? '', tx))
        await pass()
      }
      if (end !== '') body.push(end)
      return { ...head, ...(body.length === 0 ? {} : { body }) }
    },

    async fill(tx, { caller, key, at }, { status, body, etag, about }) {
      let parts = 0
      let end = ''
      if (body !== undefined) {
        for await (const piece of jsonPieces(body)) {
          end += piece
          if (end.length < partMost) continue
          await tx.insertInto('reply_parts').values({ caller, key, number: parts, sealed: vault.seal(place(caller, key, at, parts), end) }).execute()
          parts++
          end = ''
        }
      }
      const head: Head = { status, ...(etag === undefined ? {} : { etag }), ...(about ? { about } : {}), ...(parts > 0 ? { parts } : {}) }
      const sealed = vault.seal(place(caller, key, at), `${JSON.stringify(head)}\n${end}`)
      await tx.updateTable('replies').set({ sealed }).where('caller', '=', caller).where('key', '=', key).execute()
    },

    async acknowledge(tx, caller, key) {
      await tx.deleteFrom('reply_parts').where('caller', '=', caller).where('key', '=', key).execute()
      const result = await tx.updateTable('replies').set({ sealed: null }).where('caller', '=', caller).where('key', '=', key).executeTakeFirst()
      return result.numUpdatedRows > 0n
    },
  }
}
