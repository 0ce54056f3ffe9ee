import { totalCap } from '#contract/lists.ts'
import { several } from '#contract/several.ts'
import type { Things } from './list-table-props.ts'
import type { Shown } from './use-rows.ts'

const numbers = new Intl.NumberFormat('en')
/** `10,000`. Not by `toLocaleString`, which makes a format anew each time. */
export const grouped = (count: number): string => numbers.format(count)

/** `214`, `10,000+`. */
export const countText = (count: number, capped: boolean): string => (capped ? `${grouped(totalCap)}+` : grouped(count))

/** `214 keys`, `1 key`. */
export const thingsText = (count: number, things: Things, capped = false): string =>
  capped ? `${countText(count, capped)} ${things.many}` : several(count, things)

/** In the strip: `214 keys`, `14 of 214 keys match`; `undefined` until known. */
export function countWords(
  { total, capped, all, allCapped }: Pick<Shown<unknown>, 'total' | 'capped' | 'all' | 'allCapped'>,
  filtered: boolean,
  things: Things,
): string | undefined {
  if (total === undefined) return undefined
  if (!filtered) return thingsText(total, things, capped)
  const match = total === 1 && !capped ? 'matches' : 'match'
  if (all === undefined) return `${thingsText(total, things, capped)} ${match}`
  return `${countText(total, capped)} of ${thingsText(all, things, allCapped)} ${match}`
}
