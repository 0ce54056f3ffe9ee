import { base64url, fromBase64url, fromUtf8, utf8, uuidv7 } from '../bytes.ts'
import type { Database, Store, Tx } from '../db/store.ts'
import type { Host } from '../host.ts'
import type { Keys } from './keys.ts'
import { ProblemError } from '../problem.ts'

/** Where a sealed text lives; all of it is authenticated, so a ciphertext moved to another row or version does not open. */
export interface Place {
  table: SealedTable
  /** As the table has it; of a part of a reply with its number. */
  column: string
  row: string
  owner: string
  version: number
}

/**
 * Encryption at rest of what must be readable again: AES-256-GCM under a data key, the data key wrapped under
 * the key that follows from the root key. Format `v1.<data key id>.<iv>.<ciphertext and 16-byte tag>`, base64url.
 */
export interface Vault {
  seal(place: Place, text: string): string
  /**
   * Rejects with `CannotDecrypt` anything that was changed, moved, shortened or sealed under another root key. A data key that
   * another server made since is read by `db`.
   */
  open(place: Place, sealed: string, db?: Database | Tx): Promise<string>
}

/** What helps, by where the text was: each is somebody's to mend, and none is a fault of the request. */
const remedies = {
  tsig_keys: 'Edit the key and give it a new secret',
  auth_keys: 'Delete this AuthKey and make another',
  connectors: 'Edit the connector and enter its API key again',
  nameservers: "Edit the nameserver's delivery and enter its API key again",
  replies: 'Look whether it was done, and send it again with another Idempotency-Key',
} as const
/** A table in which something is sealed; which columns, `sealedColumns` says. */
export type SealedTable = keyof typeof remedies
/** Every column of the database that holds what opens under a data key. A test finds any other. */
export const sealedColumns = [
  'auth_keys.sealed', 'connectors.api_key', 'nameservers.api_key', 'replies.sealed', 'reply_parts.sealed', 'tsig_keys.secret',
] as const

/** A sealed text that does not open. A refusal with a code of its own, so that whoever asked is told what to do. */
export class CannotDecrypt extends ProblemError {
  constructor(place: Place) {
    super(
      'secret-unreadable',
      `What is stored here does not open: it was changed or moved, or its data key is missing. ${remedies[place.table]}, or restore the ` +
        `database from a backup.`,
    )
    this.name = 'CannotDecrypt'
  }
}
/** For lists: what does not open is left out, and every other error thrown on. */
export const unlessUnreadable = (error: unknown): undefined => {
  if (!(error instanceof CannotDecrypt)) throw error
}
export class WrongRootKey extends Error {}

/** At most so many rows are told of. */
const toldMost = 1000

/** A new data key after 90 days: far below GCM's limit of 2^32 uses with random IVs (NIST SP 800-38D §8.3). */
const dataKeyLife = 90 * 86_400_000

const additional = (place: Place) => [place.table, place.column, place.row, place.owner, place.version, 'v1'].join('|')

/** Opens the vault, making its first data key on an empty database. Throws `WrongRootKey` when the stored keys do not open. */
export async function openVault(host: Host, store: Store, keys: Keys): Promise<Vault> {
  const { crypto } = host
  const ring = new Map<string, Uint8Array>()
  let current: { id: string; createdAt: number } | undefined

  /** What was said to the log already: a list that is polled would say it for ever. */
  const told = new Set<string>()
  function tellOnce(facts: { table: string; column: string; row: string }, why: string): void {
    const row = JSON.stringify(facts)
    if (told.has(row) || told.size >= toldMost) return
    told.add(row)
    host.log('error', 'a sealed text does not open', { ...facts, why })
  }

  const unwrap = ({ id, wrapped: text }: { id: string; wrapped: string }): Uint8Array => {
    const wrapped = fromBase64url(text)
    return crypto.open(keys.wrap, wrapped.subarray(0, 12), wrapped.subarray(12), `vault_keys|${id}|v1`)
  }

  /** Reads the data keys that are not known yet. One that does not open is told and left out: what is under the others still opens. */
  async function readKeys(db: Database | Tx): Promise<{ found: number }> {
    const rows = await db.selectFrom('vault_keys').selectAll().orderBy('created_at').execute()
    for (const row of rows) {
      if (ring.has(row.id)) continue
      try {
        ring.set(row.id, unwrap(row))
        current = { id: row.id, createdAt: row.created_at }
      } catch {
        tellOnce({ table: 'vault_keys', column: 'wrapped', row: row.id }, 'the data key was changed or moved, or belongs to another root key')
      }
    }
    return { found: rows.length }
  }

  const { found } = await readKeys(store.db)
  // One of several that does not open was damaged; of all of them none opens only with another root key.
  if (found > 0 && !current) throw new WrongRootKey('The root key does not open this database.')
  if (!current || host.now() - current.createdAt > dataKeyLife) {
    const id = uuidv7(host.now(), host.random)
    const dataKey = host.random(32)
    const iv = host.random(12)
    const sealed = crypto.seal(keys.wrap, iv, dataKey, `vault_keys|${id}|v1`)
    const wrapped = base64url(new Uint8Array([...iv, ...sealed]))
    await store.write(async (tx) => {
      // A root key that was replaced since this server read its own would never open it.
      await store.lockChain(tx)
      const other = await tx.selectFrom('vault_keys').select(['id', 'wrapped']).where('id', '=', current?.id ?? '').executeTakeFirst()
      try {
        if (other) unwrap(other)
      } catch {
        throw new WrongRootKey('The root key was replaced while this server started.')
      }
      await tx.insertInto('vault_keys').values({ id, wrapped, created_at: host.now() }).execute()
    })
    ring.set(id, dataKey)
    current = { id, createdAt: host.now() }
  }
  const { id: currentId } = current

  return {
    seal(place, text) {
      const iv = host.random(12)
      return `v1.${currentId}.${base64url(iv)}.${base64url(crypto.seal(ring.get(currentId)!, iv, utf8(text), additional(place)))}`
    },
    async open(place, sealed, db = store.db) {
      const refuse = (why: string): never => {
        tellOnce({ table: place.table, column: place.column, row: place.row }, why)
        throw new CannotDecrypt(place)
      }
      // What wrote there may have written anything.
      const [version, id = '', iv, body, ...rest] = sealed.split('.')
      if (version !== 'v1' || !iv || !body || rest.length > 0) return refuse('not a sealed text')
      if (!ring.has(id)) await readKeys(db)
      const dataKey = ring.get(id)
      if (!dataKey) return refuse('its data key is missing')
      try {
        return fromUtf8(crypto.open(dataKey, fromBase64url(iv), fromBase64url(body), additional(place)))
      } catch {
        return refuse('it was changed or moved')
      }
    },
  }
}
