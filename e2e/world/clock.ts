/** When every test begins: a Saturday morning in November, seven o'clock in Berlin. */
export const begin = Date.parse('2026-11-21T06:00:00Z')

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** One clock for server and browsers. It stands still until it is moved, so that what is on the screen is exact. */
export interface Clock {
  now(): number
  /** Moves it on; it never goes back, as the server's does not. */
  forward(milliseconds: number): Promise<void>
}

/** `move` tells whoever keeps the time elsewhere. */
export function makeClock(at = begin, move: (milliseconds: number) => Promise<void> = async () => {}): Clock {
  let now = at
  return {
    now: () => now,
    async forward(milliseconds) {
      await move(milliseconds)
      now += milliseconds
    },
  }
}
