/** Chance that falls the same way each time: what a seed is for. Never used for a value that opens anything but the demo's own `/services/v2`. */
export interface Chance {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  /** True so often: 0.25 is one in four. */
  hits(share: number): boolean
  pick<T>(of: readonly T[]): T
  bytes(size: number): Uint8Array
  /** As the four characters at either end of one of our values. */
  letters(count: number): string
}

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** mulberry32: small, quick, and the same in every browser. */
export function chance(seed: number): Chance {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    hits: (share) => next() < share,
    pick: (of) => of[whole(0, of.length - 1)]!,
    bytes: (size) => Uint8Array.from({ length: size }, () => whole(0, 255)),
    letters: (count) => Array.from({ length: count }, () => base62[whole(0, 61)]).join(''),
  }
}
