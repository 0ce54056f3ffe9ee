import type { OneToken } from '#contract/one-tokens.ts'
import { utcDay } from '../../ui/dates.ts'
import { endWords } from './words.ts'

/** The last day, as a day in UTC; the exact moment in UTC and in local time in the tooltip. */
export function EndDate({ token: { expires_at: end } }: { token: Pick<OneToken, 'expires_at'> }) {
  if (end === null) return 'No end date'
  return <time dateTime={end} title={`Until ${endWords(Date.parse(end))}`}>{utcDay(end)} (UTC)</time>
}
