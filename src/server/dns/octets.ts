import { DnsFault } from './fault.ts'

/** The longest message there is: TCP gives its length in two octets (RFC 1035 §4.2.2). */
export const messageMost = 65_535

/** Numbers of 16, 32 and 48 bits, most significant octet first (RFC 1035 §2.3.2). */
export const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value)
export const u32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
export const u48 = (value: number): Uint8Array => joined([u16(Math.floor(value / 2 ** 32)), u32(value % 2 ** 32)])

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Reads octets from the front; what is not there is a fault, never `undefined`. */
export class Reader {
  readonly octets: Uint8Array
  /** No octet from here on is read, but by a pointer. */
  readonly end: number
  at: number
  /** How much was done, for the test that it grows with the length alone. */
  steps = 0

  constructor(octets: Uint8Array, at = 0, end = octets.length) {
    this.octets = octets
    this.at = at
    this.end = end
  }

  u8(): number {
    if (this.at >= this.end) throw new DnsFault('short', 'The message ends too early.')
    this.steps++
    return this.octets[this.at++]!
  }

  u16(): number {
    return this.u8() * 2 ** 8 + this.u8()
  }

  u32(): number {
    return this.u16() * 2 ** 16 + this.u16()
  }

  u48(): number {
    return this.u16() * 2 ** 32 + this.u32()
  }

  /** A view, not a copy. */
  take(length: number): Uint8Array {
    if (length > this.end - this.at) throw new DnsFault('short', 'The message ends too early.')
    this.steps++
    this.at += length
    return this.octets.subarray(this.at - length, this.at)
  }
}
