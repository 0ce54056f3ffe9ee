import type { Host } from '../host.ts'

/**
 * The keys that follow from the root key. The root key itself stays outside the database, so that a reader of
 * the database can confirm no guess and a writer to it can plant no credential.
 */
export interface Keys {
  /** HMAC key of every stored credential hash. */
  pepper: Uint8Array
  /** HMAC key of the audit chain. */
  audit: Uint8Array
  /** Wraps the vault's data keys. */
  wrap: Uint8Array
  /** Signs list cursors. */
  cursor: Uint8Array
  /** Fingerprints of TSIG secrets. */
  fingerprint: Uint8Array
  /** Says of a backup that it is ours. */
  backup: Uint8Array
}

/** Derives the keys from a 32-byte root key by HKDF-SHA-256, one label each. */
export function deriveKeys(host: Host, root: Uint8Array): Keys {
  if (root.length !== 32) throw new Error(`The root key has ${root.length} bytes; it must have 32.`)
  const derive = (label: string) => host.crypto.hkdf(root, `countersign/${label}/v1`)
  return {
    pepper: derive('pepper'), audit: derive('audit'), wrap: derive('wrap'), cursor: derive('cursor'), fingerprint: derive('tsig-fingerprint'),
    backup: derive('backup'),
  }
}
