/**
 * The server's clock. What is "about to expire" is the server's to say, and a person's clock may be hours off,
 * so every reply's `Date` header moves this offset (RFC 9110 §6.6.1: whole seconds).
 */
let offset = 0

/** Offsets below this are noise: `Date` is cut to whole seconds and the reply took time to arrive. */
const noise = 1500

/** Learns from a reply that was asked for at `asked` and arrived at `arrived` (local milliseconds). */
export function learnClock(date: string | null, asked: number, arrived: number) {
  const server = date === null ? Number.NaN : Date.parse(date)
  if (Number.isNaN(server)) return
  const measured = server + 500 - (asked + arrived) / 2
  offset = Math.abs(measured) < noise ? 0 : Math.round(measured)
}

/** Now, in milliseconds, by the server's clock. */
export const serverNow = () => Date.now() + offset
