import { several } from '#contract/several.ts'
import { utcDay } from './dates.ts'
import css from './uses-chart.module.css'

export interface DayOfUse {
  /** `2026-11-21`, UTC. */
  day: string
  calls: number
  /** Of them, with a value that has been replaced. */
  oldCalls: number
}

const dayMs = 86_400_000

/** The last `days`, each a bar, the newest at the right. It is drawn for the eye; the label says what it comes to. */
export function UsesChart({
  uses,
  now,
  days = 90,
  label,
  one = 'call',
}: {
  uses: readonly DayOfUse[]
  now: number
  days?: number
  label: string
  /** What one of them is called. */
  one?: string
}) {
  const most = Math.max(1, ...uses.map(({ calls }) => calls))
  const known = new Map(uses.map((use) => [use.day, use]))
  const all = Array.from({ length: days }, (_, at) => {
    const name = new Date(now - (days - 1 - at) * dayMs).toISOString().slice(0, 10)
    return known.get(name) ?? { day: name, calls: 0, oldCalls: 0 }
  })
  const height = (calls: number) => `${(calls / most) * 100}%`
  const named = [0, Math.round(days / 3), Math.round((2 * days) / 3)]

  return (
    <div className={css.chart}>
      <div className={css.bars} role="img" aria-label={label}>
        {all.map(({ day, calls, oldCalls }) => (
          <span
            key={day}
            className={css.day}
            title={`${utcDay(day)}: ${several(calls, one)}${oldCalls > 0 && oldCalls < calls ? `, ${oldCalls} with an old value` : ''}`}
          >
            <span className={css.now} style={{ height: height(calls - oldCalls) }} />
            <span className={css.old} style={{ height: height(oldCalls) }} />
          </span>
        ))}
      </div>
      <div className={css.dates} aria-hidden>
        {named.map((at) => (
          <span key={at}>{utcDay(all[at]!.day)}</span>
        ))}
        <span>today</span>
      </div>
    </div>
  )
}

/** What the two colours mean, where both are there. */
export const UsesLegend = () => (
  <ul className={css.legend}>
    <li><span className={css.now} />new value</li>
    <li><span className={css.old} />old value</li>
  </ul>
)
