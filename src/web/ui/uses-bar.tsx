import { several } from '#contract/several.ts'
import { utcDay } from './dates.ts'
import css from './uses-chart.module.css'

const dayMs = 86_400_000

/** `until` is the day of the last of `calls`, UTC. */
export type DaysOfUse = { until: string; calls: readonly number[] }

/** Calls of some days in a cell: three pixels a day, the newest at the right. */
export function UsesBar({ uses: { until, calls } }: { uses: DaysOfUse }) {
  const [all, most, days] = [callsIn(calls), Math.max(...calls), calls.length]
  if (all === 0) return <span className={css.none}>None</span>
  const at = utcDay(Date.parse(until) - (days - 1 - calls.indexOf(most)) * dayMs)
  return (
    <svg role="img" className={css.bar} viewBox={`0 0 ${days * 3} 20`}>
      <title>{`${several(all, 'use')} in ${days} days, most on ${at}: ${most.toLocaleString('en')}`}</title>
      <path d={calls.map((count, day) => (count === 0 ? '' : `M${day * 3 + 1} 20v-${Math.max(1, Math.round((count / most) * 20))}`)).join('')} />
    </svg>
  )
}

export const callsIn = (calls: readonly number[]) => calls.reduce((sum, count) => sum + count, 0)
