import { clock, day, exact, moment, momentBoth, relative } from './dates.ts'
import css from './time.module.css'

type TimeProps = { at: string | null; now: number; /** What stands there when it never was. */ never?: string }

/** `9 Dec 2026`; relative and the exact moment in the tooltip. For expiry and other dates one plans by. */
export function DateTime({ at, now, never = 'Never', clock: withClock }: TimeProps & { /** With the time of day, to the minute or the second. */ clock?: boolean | 'seconds' }) {
  if (at === null) return <span className={css.never}>{never}</span>
  return <time dateTime={at} title={`${momentBoth(at)}, ${relative(at, now).toLowerCase()}`}>{withClock === 'seconds' ? exact(at) : withClock ? moment(at) : day(at)}</time>
}

/** `06:48` of today, else `20 Nov 2026`; both, and how long ago, in the tooltip. For what was done in turn. */
export function When({ at, now }: { at: string; now: number }) {
  return <time dateTime={at} title={`${momentBoth(at)}, ${relative(at, now).toLowerCase()}`}>{day(at) === day(now) ? clock(at) : day(at)}</time>
}

/** `12 minutes ago`; the exact moment in the tooltip. For last use. */
export function Ago({ at, now, never = 'Never' }: TimeProps) {
  if (at === null) return <span className={css.never}>{never}</span>
  return <time dateTime={at} title={momentBoth(at)}>{relative(at, now)}</time>
}
