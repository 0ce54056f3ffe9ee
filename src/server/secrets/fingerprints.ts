import { base64url, fromBase64, utf8 } from '../bytes.ts'
import type { Host } from '../host.ts'

/** One takes some 4 ms on a server and 7 ms in a tab (decisions/0011). */
const cost = { N: 2 ** 11, r: 8, p: 1 }
const salt = utf8('countersign/tsig-fingerprint/v1')
const octets = 5

/** At most so many run at once, so that password hashes find a free thread beside an import of thousands. */
export const fingerprintsAtOnce = 2
/** Fingerprints kept in memory: an import is first looked at and then made, and asks for each twice. */
const kept = 20_000

/**
 * Says which secret it is without giving it away: five octets such as `9f:4c:12:e0:7b`, the same for the same secret under
 * whatever name, on this server only. Keyed, so that nobody tries guesses against one; slow, so that the server is no quick
 * oracle for them either.
 */
export interface Fingerprints {
  /** Of a secret in canonical base64. Slow: never inside a transaction. */
  of(secret: string): Promise<string>
}

export function createFingerprints({ crypto }: Host, key: Uint8Array): Fingerprints {
  const known = new Map<string, Promise<string>>()
  let active = 0
  const queue: (() => void)[] = []

  async function slow(mac: string): Promise<string> {
    if (active >= fingerprintsAtOnce) await new Promise<void>((resolve) => queue.push(resolve))
    else active++
    try {
      const hash = await crypto.scrypt(mac, salt, cost)
      return Array.from(hash.subarray(0, octets), (byte) => byte.toString(16).padStart(2, '0')).join(':')
    } finally {
      const next = queue.shift()
      if (next) next()
      else active--
    }
  }

  return {
    of(secret) {
      // The map holds MACs, so that it is no second place with secrets in it.
      const mac = base64url(crypto.hmacSha256(key, fromBase64(secret)))
      const found = known.get(mac)
      if (found) return found
      const made = slow(mac)
      known.set(mac, made)
      made.catch(() => known.delete(mac))
      if (known.size > kept) known.delete(known.keys().next().value!)
      return made
    },
  }
}
