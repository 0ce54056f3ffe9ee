import { bodyLength, prefixes, wholeValuePattern, type MintedKind } from '#contract/credential-kinds.ts'
import type { Host } from '../host.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const checkLength = 6
const shape = new RegExp(`^${wholeValuePattern}$`)

/** Random base62 characters, 5.95 bits each. Bytes of 248 and above are thrown away, so that no character is favoured (248 = 4 × 62). */
export function base62(random: Host['random'], length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of random(48)) {
      if (byte < 248 && text.length < length) text += digits[byte % 62]!
    }
  }
  return text
}

/** CRC-32 as six base62 digits, most significant first (62^6 > 2^32). */
function checksum(crc32: Host['crypto']['crc32'], text: string): string {
  let rest = crc32(text)
  let out = ''
  for (let i = 0; i < 6; i++) {
    out = digits[rest % 62]! + out
    rest = Math.floor(rest / 62)
  }
  return out
}

/** A new value of a kind: prefix, 32 random base62 characters, six of checksum over both. */
export function mint(host: Host, kind: MintedKind): string {
  const text = prefixes[kind] + base62(host.random, bodyLength - checkLength)
  return text + checksum(host.crypto.crc32, text)
}

/**
 * The kind of a value, or `undefined` when it is none of ours or has a typo. Costs no query: it lets scanners and our
 * doors refuse most guesses. It is not security; the look-up by hash is.
 */
export function kindOf(host: Host, value: string): MintedKind | undefined {
  if (!shape.test(value)) return undefined
  const kind = (Object.keys(prefixes) as MintedKind[]).find((name) => value.startsWith(prefixes[name]))
  return kind && checksum(host.crypto.crc32, value.slice(0, -6)) === value.slice(-6) ? kind : undefined
}

/** What a person may recognise a value by: four characters after the prefix and the last four of the whole. */
export const hintOf = (value: string): { start: string; last4: string } => ({ start: value.slice(7, 11), last4: value.slice(-4) })

/** Anything that looks like one of our values, wherever it stands: for redaction and for the refusal of secrets in URLs. */
export const credentialPattern = new RegExp(wholeValuePattern)
