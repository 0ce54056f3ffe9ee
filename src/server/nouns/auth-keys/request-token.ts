import { requestTokenDays, type TokenVerdict } from '#contract/auth-keys.ts'
import type { Host } from '../../host.ts'
import { day, iso } from '../../time.ts'

const digits = '0123456789abcdefghijklmnopqrstuvwxyz'
const hashLength = 50
const stampLength = 14
const tokenLength = stampLength + hashLength
/** Nobody publishes more in one place; each costs a MAC over the CSR. */
const candidatesMax = 100

/** Bytes as one unsigned number in base 36, lower case, padded to 50 (36^50 > 2^256). */
function base36(bytes: Uint8Array): string {
  // Long division by 36, the quotient in place: the first non-zero byte moves on as it shrinks.
  const rest = Uint8Array.from(bytes)
  let text = ''
  let from = 0
  while (from < rest.length) {
    let remainder = 0
    for (let at = from; at < rest.length; at++) {
      const part = remainder * 256 + rest[at]!
      rest[at] = Math.floor(part / 36)
      remainder = part % 36
    }
    text = digits[remainder]! + text
    while (from < rest.length && rest[from] === 0) from++
  }
  return text.replace(/^0+(?=.)/, '').padStart(hashLength, '0')
}

/** `20261121120000`: the instant in UTC, whole seconds. */
const stampOf = (at: number): string => iso(at).slice(0, 19).replace(/\D/g, '')

/** The instant of a stamp, or `undefined` when no calendar has it. */
function instantOf(stamp: string): number | undefined {
  const at = Date.parse(stamp.replace(/^(....)(..)(..)(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6Z'))
  return !Number.isNaN(at) && stampOf(at) === stamp ? at : undefined
}

/**
 * A request token as DigiCert's published validator checks it (digicert/domain-control-validation): UTC timestamp, then
 * HMAC-SHA-256 of timestamp and CSR under the AuthKey's characters, in base 36. 64 characters. The CSR's text counts as it is given.
 */
export function requestToken(crypto: Host['crypto'], key: Uint8Array, csr: string, at: number): string {
  const stamp = stampOf(at)
  return stamp + base36(crypto.hmacSha256(key, stamp + csr))
}

/** When a token of this timestamp stops working. */
export const tokenEndsAt = (at: number): number => at + requestTokenDays * day

export interface TokenFinding {
  verdict: TokenVerdict
  token?: string
  at?: number
}

const better: readonly TokenVerdict[] = ['not-found', 'malformed', 'future', 'expired', 'valid']

/**
 * Looks for a token of this CSR and key anywhere in a text, such as a DNS record or a file. Like the vendor's validator it goes
 * by whatever could be a timestamp; unlike it, years other than this and the last are looked at too, so that an old token is called
 * expired and not merely absent. A well-formed token of another CSR or key is not found; what only begins like one of these years is
 * malformed.
 */
export function findToken(crypto: Host['crypto'], key: Uint8Array, csr: string, text: string, now: number): TokenFinding {
  let best: TokenFinding = { verdict: 'not-found' }
  const consider = (finding: TokenFinding) => {
    if (better.indexOf(finding.verdict) > better.indexOf(best.verdict)) best = finding
  }
  const years = /(?:19|20)\d\d/g
  let wellFormed = 0
  for (let match = years.exec(text); match && wellFormed < candidatesMax && best.verdict !== 'valid'; match = years.exec(text)) {
    const token = text.slice(match.index, match.index + tokenLength)
    // One character on, not four: "2020" and a real year behind it may overlap.
    years.lastIndex = match.index + 1
    const at = instantOf(token.slice(0, stampLength))
    if (at === undefined || !/^\d{14}[0-9a-z]{50}$/.test(token)) {
      const isNear = Math.abs(Number(match[0]) - new Date(now).getUTCFullYear()) <= 1
      if (wellFormed === 0 && isNear) consider({ verdict: 'malformed' })
      continue
    }
    if (wellFormed++ === 0 && best.verdict === 'malformed') best = { verdict: 'not-found' }
    if (at > now) consider({ verdict: 'future', token, at })
    else if (now > tokenEndsAt(at)) consider({ verdict: 'expired', token, at })
    else if (requestToken(crypto, key, csr, at) === token) consider({ verdict: 'valid', token, at })
  }
  return best
}
