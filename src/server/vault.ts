import { base64url, fromBase64url, fromUtf8, utf8, uuidv7 } from './bytes.ts'
import type { Database, Store, Tx } from './db/store.ts'
import type { Host } from './host.ts'
import type { Keys } from './keys.ts'

/** Where a sealed text lives; all of it is authenticated, so a ciphertext moved to another row or version does not open. */
export interface Place {
  table: string
  column: string
  row: string
  owner: string
  version: number
}

/**
 * Encryption at rest of what must be readable again (D6): AES-256-GCM under a data key, the data key wrapped under
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

export class CannotDecrypt extends Error {}
export class WrongRootKey extends Error {}

/** A new data key after 90 days: far below GCM's limit of 2^32 uses with random IVs (NIST SP 800-38D §8.3). */
const dataKeyLife = 90 * 86_400_000

const additional = (place: Place) => [place.table, place.column, place.row, place.owner, place.version, 'v1'].join('|')

/** Opens the vault, making its first data key on an empty database. Throws `WrongRootKey` when the stored keys do not open. */
export async function openVault(host: Host, store: Store, keys: Keys): Promise<Vault> {
  const { crypto } = host
  const ring = new Map<string, Uint8Array>()
  let current: { id: string; createdAt: number } | undefined

  async function readKeys(db: Database | Tx): Promise<void> {
    for (const row of await db.selectFrom('vault_keys').selectAll().orderBy('created_at').execute()) {
      try {
        const wrapped = fromBase64url(row.wrapped)
        ring.set(row.id, crypto.open(keys.wrap, wrapped.subarray(0, 12), wrapped.subarray(12), `vault_keys|${row.id}|v1`))
        current = { id: row.id, createdAt: row.created_at }
      } catch {
        throw new WrongRootKey('The root key does not open this database.')
      }
    }
  }

  await readKeys(store.db)
  if (!current || host.now() - current.createdAt > dataKeyLife) {
    const id = uuidv7(host.now(), host.random)
    const dataKey = host.random(32)
    const iv = host.random(12)
    const sealed = crypto.seal(keys.wrap, iv, dataKey, `vault_keys|${id}|v1`)
    const wrapped = base64url(new Uint8Array([...iv, ...sealed]))
    await store.write((tx) => tx.insertInto('vault_keys').values({ id, wrapped, created_at: host.now() }).execute())
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
      const [version, id = '', iv, body, ...rest] = sealed.split('.')
      if (!ring.has(id)) await readKeys(db)
      const dataKey = ring.get(id)
      if (version !== 'v1' || !dataKey || !iv || !body || rest.length > 0) throw new CannotDecrypt('Not a sealed text of this vault.')
      try {
        return fromUtf8(crypto.open(dataKey, fromBase64url(iv), fromBase64url(body), additional(place)))
      } catch {
        throw new CannotDecrypt(`A sealed text in ${place.table}.${place.column} does not open: it was changed or moved.`)
      }
    },
  }
}
