import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/*
 * The search for secrets in whatever form they may lie: as they are, hex, base64 and base64url at each of the three
 * alignments, percent-encoded, as a JSON string, UTF-16, and all of that once more inside gzip, zlib and raw deflate.
 */

/** The part of a secret that is looked for: our values without the prefix, so that one cut short is found as well. */
const core = (secret: string) => /^csn_[a-z]{2}_(.+)$/.exec(secret)?.[1] ?? secret

/** Every form of one secret, by name. */
export function formsOf(secret: string): Map<string, Buffer> {
  const text = core(secret)
  const bytes = Buffer.from(text)
  const forms = new Map<string, Buffer>()
  const add = (name: string, form: string | Buffer) => forms.set(name, typeof form === 'string' ? Buffer.from(form) : form)
  add('raw', bytes)
  add('hex', bytes.toString('hex'))
  add('HEX', bytes.toString('hex').toUpperCase())
  for (const shift of [0, 1, 2]) {
    // What stands before and behind shares a character with the secret at most alignments; those characters are left out.
    const whole = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '')
    const inner = whole.slice(shift === 0 ? 0 : shift + 1, Math.floor(((shift + bytes.length) * 8) / 6))
    add(`base64 at ${shift}`, inner)
    add(`base64url at ${shift}`, inner.replaceAll('+', '-').replaceAll('/', '_'))
  }
  // A TSIG secret is base64 itself: its octets are the secret.
  if (/^(?:[A-Za-z0-9+/]{4}){5,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    const octets = Buffer.from(text, 'base64')
    add('octets', octets)
    add('octets in hex', octets.toString('hex'))
    add('octets in base64url', octets.toString('base64url'))
  }
  add('percent-encoded', encodeURIComponent(text))
  add('form-encoded', new URLSearchParams([['', text]]).toString().slice(1))
  add('percent-encoded in full', [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''))
  add('PERCENT-encoded in full', [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''))
  add('JSON', JSON.stringify(text).slice(1, -1))
  add('JSON in ASCII', JSON.stringify(text).slice(1, -1).replaceAll(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`))
  const wide = Buffer.from(text, 'utf16le')
  add('UTF-16LE', wide)
  add('UTF-16BE', Buffer.from(wide).swap16())
  return forms
}

export interface Hit {
  secret: string
  form: string
  at: number
}

/** A searcher for many secrets at once. One pass over the bytes, whatever their number. */
export function searcherFor(secrets: readonly string[]): (haystack: Buffer) => Hit[] {
  const byStart = new Map<number, { secret: string; form: string; bytes: Buffer }[]>()
  const filter = new Uint8Array(65_536)
  for (const secret of secrets) {
    const seen = new Set<string>()
    for (const [form, bytes] of formsOf(secret)) {
      if (seen.has(bytes.toString('latin1'))) continue
      seen.add(bytes.toString('latin1'))
      const start = bytes.readUInt32LE(0)
      filter[mix(start)] = 1
      byStart.set(start, [...(byStart.get(start) ?? []), { secret, form, bytes }])
    }
  }
  return (haystack) => {
    const hits: Hit[] = []
    for (let at = 0; at + 4 <= haystack.length; at++) {
      const start = (haystack[at]! | (haystack[at + 1]! << 8) | (haystack[at + 2]! << 16) | (haystack[at + 3]! << 24)) >>> 0
      if (filter[mix(start)] === 0) continue
      for (const { secret, form, bytes } of byStart.get(start) ?? []) {
        if (haystack.subarray(at, at + bytes.length).equals(bytes)) hits.push({ secret, form, at })
      }
    }
    return hits
  }
}

const mix = (word: number) => ((word ^ (word >>> 16)) * 0x9e37) & 0xffff

/** What lies compressed in these bytes: every place that begins like gzip or zlib and opens. */
export function unpacked(haystack: Buffer): Buffer[] {
  const found: Buffer[] = []
  const tryAt = (at: number, open: (bytes: Buffer) => Buffer) => {
    try {
      found.push(open(haystack.subarray(at)))
    } catch {
      // Only looked like it.
    }
  }
  for (let at = haystack.indexOf(Buffer.from([0x1f, 0x8b, 8])); at >= 0; at = haystack.indexOf(Buffer.from([0x1f, 0x8b, 8]), at + 1)) {
    tryAt(at, gunzipSync)
    tryAt(at + 10, inflateRawSync)
  }
  for (const second of [0x01, 0x5e, 0x9c, 0xda]) {
    const start = Buffer.from([0x78, second])
    for (let at = haystack.indexOf(start); at >= 0; at = haystack.indexOf(start, at + 1)) tryAt(at, inflateSync)
  }
  return found
}
