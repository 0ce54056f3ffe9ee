import { z } from './zod.ts'
import { tsigAlgorithmNames, tsigAlgorithms } from './lists-of-dns.ts'

export { tsigAlgorithmNames, tsigAlgorithms } from './lists-of-dns.ts'

export type TsigAlgorithm = keyof typeof tsigAlgorithms

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
