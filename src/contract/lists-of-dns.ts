import type { FilterColumns } from './filter.ts'
import type { TsigAlgorithm } from './tsig-algorithms.ts'

/* What lists of TSIG keys are made of (lists.ts says why apart from their shapes). */

/**
 * The four algorithms, with the octets of their digests (a secret of that length is as strong as the digest, RFC 8945 §8,
 * RFC 2104 §3), their names on the wire (RFC 8945 §6) and when to use each.
 */
export const tsigAlgorithms = {
  'HMAC-SHA224': {
    digestOctets: 28,
    wire: 'hmac-sha224',
    use: 'Legacy: only for a peer that has nothing longer. NIST retires 224-bit hashes by the end of 2030.',
    legacy: true,
  },
  'HMAC-SHA256': { digestOctets: 32, wire: 'hmac-sha256', use: 'The usual choice. Every current nameserver has it.', legacy: false },
  'HMAC-SHA384': { digestOctets: 48, wire: 'hmac-sha384', use: 'More margin than SHA-256 for a little more work.', legacy: false },
  'HMAC-SHA512': { digestOctets: 64, wire: 'hmac-sha512', use: 'The largest margin, where longer secrets and signatures are no burden.', legacy: false },
} as const

export const tsigAlgorithmNames = Object.keys(tsigAlgorithms) as [TsigAlgorithm, ...TsigAlgorithm[]]

/** What a check of a key against a nameserver says (api.md: What a check of a TSIG key says). */
export const tsigVerdicts = [
  'accepted', 'unknown-key', 'bad-signature', 'bad-time', 'bad-truncation', 'refused', 'unsigned-reply', 'forged-reply', 'unreachable', 'timeout', 'malformed',
] as const

export const tsigKeyColumns = {
  id: { type: 'text', folded: true, code: true },
  name: { type: 'text', search: true, folded: true },
  algorithm: { type: 'choice', choices: tsigAlgorithmNames },
  secretBits: { type: 'text', number: true },
  fingerprint: { type: 'text', folded: true, code: true, search: true },
  note: { type: 'text', nullable: true, search: true },
  /** Joined by `, `, as shown. */
  tags: { type: 'text', nullable: true, search: true },
  usedBy: { type: 'text', nullable: true, search: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  'lastCheck.verdict': { type: 'choice', choices: tsigVerdicts, nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
} as const satisfies FilterColumns
