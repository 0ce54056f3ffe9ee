/** The demo's clock. The console follows it by the `Date` of every answer, as it follows a server's. */
export interface DemoClock {
  now(): number
  /** Moves it on, also backwards; the server's own clock then stands still, as it would on a machine set back. */
  forward(milliseconds: number): void
  /** The instant the company's past is counted back from. */
  readonly begin: number
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

export class WrongClock extends Error {}

/**
 * `2026-11-21T06:00:00Z`: stands still there, so that every screen is exact. `+30d`, `-90m` (s, m, h, d): the machine's
 * clock and so much more; the company's past stays where it was, so that `+30d` shows what will have expired. Absent: the
 * machine's clock. Throws `WrongClock` for anything else.
 */
export function demoClock(setting = '', machine: () => number = () => Date.now()): DemoClock {
  let offset = 0
  const running = (ahead: number, begin: number): DemoClock => ({ begin, now: () => machine() + ahead + offset, forward: (by) => void (offset += by) })
  if (setting === '') return running(0, machine())

  // A plus in a query is a blank.
  const [, sign, amount, unit] = /^([+ -])(\d+)([smhd])$/.exec(setting) ?? []
  if (unit !== undefined) return running((sign === '-' ? -1 : 1) * Number(amount) * units[unit as keyof typeof units], machine())

  const at = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+ -]\d\d:\d\d)$/.test(setting) ? Date.parse(setting.replace(' ', '+')) : Number.NaN
  if (Number.isNaN(at))
    throw new WrongClock(`The clock cannot be set to "${setting}". Give an instant such as 2026-11-21T06:00:00Z, or an offset such as +30d or -90m.`)
  return { begin: at, now: () => at + offset, forward: (by) => void (offset += by) }
}
