import { base64url, fromBase64url } from '../bytes.ts'
import type { Database, Tx } from '../db/store.ts'
import type { Host } from '../host.ts'
import { deriveKeys, type Keys } from './keys.ts'
import { WrongRootKey } from './vault.ts'

/*
 * A root key can be replaced; what was made of the first one cannot: stored hashes, the trail and fingerprints hang on its pepper,
 * audit and fingerprint keys. From the first rotation on these three lie in the database, sealed under the root key of the day.
 */

const kept = ['pepper', 'audit', 'fingerprint'] as const
const row = 'kept-keys'
const place = `meta|${row}|v1`

const wrapping = (host: Host, wrap: Uint8Array, plain: Uint8Array, where: string) => {
  const iv = host.random(12)
  return base64url(new Uint8Array([...iv, ...host.crypto.seal(wrap, iv, plain, where)]))
}
const unwrapping = (host: Host, wrap: Uint8Array, text: string, where: string) => {
  const bytes = fromBase64url(text)
  return host.crypto.open(wrap, bytes.subarray(0, 12), bytes.subarray(12), where)
}

/** The kept keys out of their row, in the place of those that follow from this root key. */
export function withKept(host: Host, derived: Keys, sealed: string | undefined): Keys {
  if (sealed === undefined) return derived
  try {
    const plain = unwrapping(host, derived.wrap, sealed, place)
    return { ...derived, ...Object.fromEntries(kept.map((name, at) => [name, plain.slice(at * 32, at * 32 + 32)])) }
  } catch {
    throw new WrongRootKey('The root key does not open the keys that this database keeps.')
  }
}

/** The keys of a database: those that follow from its root key, and those it has kept over rotations. */
export async function keysOf(host: Host, db: Database, root: Uint8Array): Promise<Keys> {
  const found = await db.selectFrom('meta').select('value').where('key', '=', row).executeTakeFirst()
  return withKept(host, deriveKeys(host, root), found?.value)
}

/**
 * Wraps every data key and the kept keys under another root key. In one transaction: a database belongs to the old root key or to
 * the new one, never to both in part. Answers the keys from then on; the caller takes them when it is committed.
 */
export async function rewrap(host: Host, tx: Tx, keys: Keys, root: Uint8Array): Promise<Keys> {
  const next = deriveKeys(host, root)
  const rows = await tx.selectFrom('vault_keys').select(['id', 'wrapped']).execute()
  for (const { id, wrapped } of rows) {
    const where = `vault_keys|${id}|v1`
    let plain: Uint8Array
    try {
      plain = unwrapping(host, keys.wrap, wrapped, where)
    } catch {
      // One that was damaged opens nothing now and would open nothing then.
      continue
    }
    await tx.updateTable('vault_keys').set({ wrapped: wrapping(host, next.wrap, plain, where) }).where('id', '=', id).execute()
  }
  const value = wrapping(host, next.wrap, new Uint8Array(kept.flatMap((name) => [...keys[name]])), place)
  await tx.insertInto('meta').values({ key: row, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value })).execute()
  return { ...next, pepper: keys.pepper, audit: keys.audit, fingerprint: keys.fingerprint }
}
