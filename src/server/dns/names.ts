import { DnsFault } from './fault.ts'
import type { Reader } from './octets.ts'

/*
 * Domain names. In here a name is its octets on the wire without compression: labels with their lengths, and the root's 0 at the
 * end (RFC 1035 §3.1).
 */

export type Name = Uint8Array

/** RFC 1035 §2.3.4. */
const labelMost = 63
const nameMost = 255
/** A name has 127 labels at most, and nobody who compresses needs more than one pointer for each. */
const pointersMost = 127

const tooLong = () => new DnsFault('name', `A name has at most ${nameMost} octets.`)

/** A name from its text (RFC 1035 §5.1: `\.`, `\\`, `\DDD`), with or without the final dot; `.` is the root. */
export function nameOf(text: string): Name {
  if (text === '.') return Uint8Array.of(0)
  const octets: number[] = []
  let label: number[] = []
  const close = () => {
    if (label.length === 0) throw new DnsFault('name', 'A label is empty.')
    if (label.length > labelMost) throw new DnsFault('name', `A label has at most ${labelMost} octets.`)
    octets.push(label.length, ...label)
    if (octets.length >= nameMost) throw tooLong()
    label = []
  }
  // Nothing longer can be a name, each octet being four characters at most.
  if (text.length > 4 * nameMost) throw tooLong()
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (text[at] === '.') close()
    else if (text[at] === '\\') {
      const digits = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0]
      const escaped = digits === undefined ? text.charCodeAt(at + 1) : Number(digits)
      if (Number.isNaN(escaped) || escaped > (digits === undefined ? 126 : 255) || (digits === undefined && /\d/.test(text[at + 1]!)))
        throw new DnsFault('name', 'A backslash is followed by three digits up to 255, or by one character that is none.')
      label.push(escaped)
      at += digits === undefined ? 1 : 3
    } else if (code > 32 && code < 127) label.push(code)
    else throw new DnsFault('name', 'A name is of printable ASCII characters; others are written \\DDD.')
  }
  if (label.length > 0) close()
  if (octets.length === 0) throw new DnsFault('name', 'A name is empty.')
  return Uint8Array.from([...octets, 0])
}

/** The text of a name, without the final dot (the root is `.`); `nameOf` reads it back to the same octets. */
export function textOf(name: Name): string {
  const labels: string[] = []
  for (let at = 0; name[at]! > 0; at += name[at]! + 1) {
    labels.push(
      Array.from(name.subarray(at + 1, at + 1 + name[at]!), (octet) => {
        if (octet <= 32 || octet >= 127) return `\\${String(octet).padStart(3, '0')}`
        return octet === 0x2e || octet === 0x5c ? `\\${String.fromCharCode(octet)}` : String.fromCharCode(octet)
      }).join(''),
    )
  }
  return labels.length === 0 ? '.' : labels.join('.')
}

/** The canonical form (RFC 4034 §6.2), which TSIG digests (RFC 8945 §4.3.3): A to Z in lower case. Lengths are below 64, and so never letters. */
export const lowered = (name: Name): Name => name.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 32 : octet))

/** Whether two names are the same: case does not count (RFC 4343). */
export function sameName(a: Name, b: Name): boolean {
  if (a.length !== b.length) return false
  const [one, other] = [lowered(a), lowered(b)]
  return one.every((octet, at) => octet === other[at])
}

/**
 * Reads a name, which may end in a pointer (RFC 1035 §4.1.4), and leaves the reader behind it. Each pointer leads before all
 * that was read of this name, and there are so many at most, so no chain of them goes on for long.
 */
export function readName(from: Reader, { compressed = true } = {}): Name {
  const octets: number[] = []
  let at = from.at
  let end = from.end
  let back: number | undefined
  let lowest = at
  for (let pointers = 0; ;) {
    from.steps++
    if (at >= end) throw new DnsFault('short', 'The message ends within a name.')
    const length = from.octets[at]!
    if (length >= 0xc0) {
      if (at + 1 >= end) throw new DnsFault('short', 'The message ends within a pointer.')
      const target = (length & 0x3f) * 256 + from.octets[at + 1]!
      if (!compressed) throw new DnsFault('compression', 'A name is compressed that must not be.')
      if (target >= lowest || target < 12) throw new DnsFault('compression', 'A pointer does not lead back to a name.')
      if (++pointers > pointersMost) throw new DnsFault('compression', 'A name has too many pointers.')
      back ??= at + 2
      // What stands before is bounded by the message, not by the record that the name began in.
      at = lowest = target
      end = from.octets.length
    } else if (length > labelMost) {
      // 01 and 10 were given to things nobody has (RFC 6891 §5).
      throw new DnsFault('name', 'A label is of an unknown kind.')
    } else {
      if (at + 1 + length > end) throw new DnsFault('short', 'The message ends within a label.')
      if (octets.length + length + 1 > nameMost) throw tooLong()
      for (let next = at; next <= at + length; next++) octets.push(from.octets[next]!)
      from.steps += length
      at += length + 1
      if (length === 0) break
    }
  }
  from.at = back ?? at
  return Uint8Array.from(octets)
}
