import { clock, day, everyWay, exact, moment, relative, relativeWithin } from './dates.ts'
import css from './time.module.css'
import { useZone } from './zone.tsx'

type TimeProps = { at: string | null; now: number; /** What stands there when it never was. */ never?: string }

/** `9 Dec 2026`; in the tooltip both zones, the instant, and how long until then. For expiry and other dates one plans by. */
export function DateTime({
  at,
  now,
  never = 'Never',
  clock: withClock,
}: TimeProps & { /** With the time of day, to the minute or the second. */ clock?: boolean | 'seconds' }) {
  const zone = useZone()
  if (at === null) return <span className={css.never}>{never}</span>
  return (
    <time dateTime={at} title={everyWay(at, now, zone)}>
      {(withClock === 'seconds' ? exact : withClock ? moment : day)(at, zone)}
    </time>
  )
}

/** `06:48` of today, else `20 Nov 2026`; the rest in the tooltip. For what was done in turn. */
export function When({ at, now }: { at: string; now: number }) {
  const zone = useZone()
  return <time dateTime={at} title={everyWay(at, now, zone)}>{(day(at, zone) === day(now, zone) ? clock : day)(at, zone)}</time>
}

/** `12 minutes ago`; the rest in the tooltip. For last use. `within`: in the middle of a sentence. */
export function Ago({ at, now, never = 'Never', within = false }: TimeProps & { within?: boolean }) {
  const zone = useZone()
  if (at === null) return <span className={css.never}>{never}</span>
  return <time dateTime={at} title={everyWay(at, now, zone)}>{(within ? relativeWithin : relative)(at, now, zone)}</time>
}
