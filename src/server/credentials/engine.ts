import type { Selectable } from 'kysely'
import type { MintedKind } from '#contract/credential-kinds.ts'
import { base64url, uuidv7 } from '../bytes.ts'
import type { Clock } from '../clock.ts'
import type { Store, Tx } from '../db/store.ts'
import type { CredentialTable } from '../db/tables.ts'
import type { Host } from '../host.ts'
import type { Keys } from '../secrets/keys.ts'
import { endTokens } from './end-tokens.ts'
import { hintOf, kindOf, mint } from './format.ts'

export type CredentialRow = Selectable<CredentialTable>

/** A live credential as its door sees it: whose it is and until when it works. */
export interface LiveCredential {
  valueId: string
  credentialId: string
  name: string
  user: { id: string; name: string; email: string; role: 'administrator' | 'user' }
  /** Milliseconds: the earlier of the credential's expiry and, for a value being replaced, the end of its grace. */
  expiresAt: number
}

export interface LiveToken extends LiveCredential {
  issuedAt: number
}

/**
 * The one engine behind every kind of credential: mint, hash, look up, expire, rotate with overlap, revoke.
 * Values are found by `HMAC-SHA-256(pepper, value)` on a unique index and joined to credential and user on every
 * request, so that revoking, rotating and disabling hold from the next request on.
 */
export interface Engine {
  /** The kind of a value, judged by its prefix and checksum alone. */
  kindOf(value: string): MintedKind | undefined
  hash(text: string): string
  /** Stores a first or a next value; the plain value is in this answer only. */
  mintValue(tx: Tx, kind: MintedKind, credentialId: string): Promise<MintedValue>
  /** Ends every value but `keep`: at `endsAt`, or at once when that is not in the future. */
  endOtherValues(tx: Tx, credentialId: string, keep: string, endsAt: number): Promise<void>
  /** The live credential of a value, or `undefined`: wrong, expired, revoked, disabled, owner disabled, never existed are alike. */
  find(kind: MintedKind, value: string): Promise<LiveCredential | undefined>
  /** Buys an auth token with a live API key; `undefined` when the key was deleted meanwhile. It never outlives its value. */
  issueToken(key: LiveCredential): Promise<{ token: string; expiresAt: number } | undefined>
  findToken(token: string): Promise<LiveToken | undefined>
}

export interface MintedValue {
  id: string
  value: string
  hint: { start: string; last4: string }
}

interface ValueRow {
  value_id: string
  ends_at: number | null
  credential_id: string
  credential_name: string
  expires_at: number | null
  user_id: string
  user_name: string
  email: string
  role: 'administrator' | 'user'
  enabled: number
  credential_enabled: number
}

const columns = `v.id AS value_id, v.ends_at, c.id AS credential_id, c.name AS credential_name, c.expires_at, c.enabled AS credential_enabled,
  u.id AS user_id, u.name AS user_name, u.email, u.role, u.enabled`
const joins = `JOIN credentials c ON c.id = v.credential_id JOIN users u ON u.id = c.owner_id`

/** The parent row went away meanwhile: SQLite says so in words, PostgreSQL by SQLSTATE 23503. */
const isForeignKeyFault = (error: unknown) =>
  error instanceof Error && (/FOREIGN KEY/.test(error.message) || ('code' in error && error.code === '23503'))

export interface EngineParts {
  host: Host
  store: Store
  clock: Clock
  keys: Keys
  /** Milliseconds an auth token lives. */
  tokenLife: number
}

export function createEngine({ host, store, clock, keys, tokenLife }: EngineParts): Engine {
  const hash = (text: string) => base64url(host.crypto.hmacSha256(keys.pepper, text))
  const valueByHash = store.lookup<ValueRow>(`SELECT ${columns} FROM credential_values v ${joins} WHERE v.hash = ? AND c.kind = ?`)
  const tokenByHash = store.lookup<ValueRow & { token_created: number; token_expires: number }>(
    `SELECT ${columns}, t.created_at AS token_created, t.expires_at AS token_expires FROM auth_tokens t JOIN credential_values v ON v.id = t.value_id ` +
      `${joins} WHERE t.hash = ?`,
  )

  const keepToken = store.command('INSERT INTO auth_tokens (hash, value_id, created_at, expires_at) VALUES (?, ?, ?, ?)')

  function live(row: ValueRow | undefined): LiveCredential | undefined {
    if (!row || row.enabled !== 1 || row.credential_enabled !== 1) return undefined
    const expiresAt = Math.min(row.expires_at ?? Infinity, row.ends_at ?? Infinity)
    if (clock.now() >= expiresAt) return undefined
    return {
      valueId: row.value_id,
      credentialId: row.credential_id,
      name: row.credential_name,
      user: { id: row.user_id, name: row.user_name, email: row.email, role: row.role },
      expiresAt,
    }
  }

  return {
    hash,
    kindOf: (value) => kindOf(host, value),

    async mintValue(tx, kind, credentialId) {
      const value = mint(host, kind)
      const hint = hintOf(value)
      const id = uuidv7(clock.now(), host.random)
      await tx.insertInto('credential_values').values({
        id, credential_id: credentialId, hash: hash(value), hint_start: hint.start, hint_last4: hint.last4,
        created_at: clock.now(), ends_at: null, last_used_at: null, last_used_from: null,
      }).execute()
      return { id, value, hint }
    },

    async endOtherValues(tx, credentialId, keep, endsAt) {
      // A value already ending does not get a second life from another rotation: only the one just replaced does.
      const now = clock.now()
      const atOnce = endsAt <= now
      const going = tx
        .selectFrom('credential_values')
        .select('id')
        .where('credential_id', '=', credentialId)
        .where('id', '!=', keep)
        .$if(!atOnce, (query) => query.where('ends_at', 'is not', null))
      await endTokens(store, tx, going)
      await tx.deleteFrom('credential_values').where('id', 'in', going).execute()
      if (!atOnce) {
        await tx.updateTable('credential_values').set({ ends_at: endsAt }).where('credential_id', '=', credentialId).where('id', '!=', keep).execute()
      }
    },

    async find(kind, value) {
      if (kindOf(host, value) !== kind) return undefined
      return live(await valueByHash(hash(value), kind))
    },

    async issueToken(key) {
      const token = mint(host, 'auth-token')
      const now = clock.now()
      const expiresAt = Math.min(now + tokenLife, key.expiresAt)
      try {
        await keepToken(hash(token), key.valueId, now, expiresAt)
      } catch (error) {
        if (isForeignKeyFault(error)) return undefined
        throw error
      }
      return { token, expiresAt }
    },

    async findToken(token) {
      if (kindOf(host, token) !== 'auth-token') return undefined
      const row = await tokenByHash(hash(token))
      const credential = live(row)
      if (!row || !credential) return undefined
      if (clock.now() >= row.token_expires) return undefined
      return { ...credential, expiresAt: Math.min(row.token_expires, credential.expiresAt), issuedAt: row.token_created }
    },
  }
}
