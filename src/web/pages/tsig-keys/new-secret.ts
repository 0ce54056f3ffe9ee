import { tsigAlgorithms } from '#contract/lists-of-dns.ts'
import type { TsigAlgorithm } from '#contract/tsig-algorithms.ts'

/**
 * **Auto-Generate Key**: as many random octets as the digest has, as `tsig-keygen` does, in canonical base64. Made in this tab;
 * nobody else hears of it before **Save**.
 */
export function newSecret(algorithm: TsigAlgorithm): string {
  const octets = crypto.getRandomValues(new Uint8Array(tsigAlgorithms[algorithm].digestOctets))
  return btoa(String.fromCharCode(...octets))
}
