import { z } from 'zod'

/**
 * The four algorithms, with the octets of their digests (a secret of that length is as strong as the digest, RFC 8945 §8,
 * RFC 2104 §3), their names on the wire (RFC 8945 §6) and when to use each.
 */
export const tsigAlgorithms = {
  'HMAC-SHA224': { digestOctets: 28, wire: 'hmac-sha224', use: 'Legacy: only for a peer that has nothing longer. NIST retires 224-bit hashes by the end of 2030.', legacy: true },
  'HMAC-SHA256': { digestOctets: 32, wire: 'hmac-sha256', use: 'The usual choice. Every current nameserver has it.', legacy: false },
  'HMAC-SHA384': { digestOctets: 48, wire: 'hmac-sha384', use: 'More margin than SHA-256 for a little more work.', legacy: false },
  'HMAC-SHA512': { digestOctets: 64, wire: 'hmac-sha512', use: 'The largest margin, where longer secrets and signatures are no burden.', legacy: false },
} as const

export type TsigAlgorithm = keyof typeof tsigAlgorithms
export const tsigAlgorithmNames = Object.keys(tsigAlgorithms) as [TsigAlgorithm, ...TsigAlgorithm[]]

/** The algorithm of a name as people and configuration files write it: `hmac-sha256`, `HMAC-SHA256.`, `hmacsha256`, `sha256`; else `undefined`. */
export function tsigAlgorithmOf(text: string): TsigAlgorithm | undefined {
  const digits = /^(?:hmac[-_]?)?sha[-_]?(224|256|384|512)\.?$/i.exec(text)?.[1]
  return digits === undefined ? undefined : (`HMAC-SHA${digits}` as TsigAlgorithm)
}

/**
 * BIND's spelling of an algorithm whose message authentication codes are cut to so many bits: `hmac-sha256-128`; else `undefined`.
 * (RFC 8945 §5.2.2.1. It is another thing than the algorithm: servers with the full length answer BADTRUNC.)
 */
export function truncatedTsigAlgorithm(text: string): { algorithm: TsigAlgorithm; bits: number } | undefined {
  const [, whole, bits] = /^(.*\d)-(\d{1,4})\.?$/.exec(text) ?? []
  const algorithm = whole === undefined ? undefined : tsigAlgorithmOf(whole)
  return algorithm && { algorithm, bits: Number(bits) }
}

/** As we answer it. */
export const TsigAlgorithm = z.enum(tsigAlgorithmNames)

/** As we take it: our names, and those of the RFC in any case, with or without the final dot (api.md). */
export const TsigAlgorithmInput = z.preprocess((value) => (typeof value === 'string' ? (tsigAlgorithmOf(value) ?? value) : value), TsigAlgorithm)
  .meta({ type: 'string', enum: tsigAlgorithmNames, description: 'The names of RFC 8945 are taken too: hmac-sha256.' })
