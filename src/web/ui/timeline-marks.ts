/** A moment on a row of a timeline. */
export type Moment = { at: number; id: string; name: string; look: 'soon' | 'later' | 'old' }
/** What is drawn: one, or several that would lie over each other. `x` in px; `label` where it fits before the next. */
export type Drawn = { x: number; moments: readonly Moment[]; label: boolean }

/** Marks closer than this are one with a count. */
const closest = 18
/** Half of a mark at either end of the row, which would cut it off. */
const [left, right] = [10, 12]
/** What stands before and after a label. */
const around = 26
/** Of a label, rather too wide than cut: Chinese letters are twice as wide as ours, capitals half as wide again. */
const widthOf = (label: string) => [...label].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 12.5 : /[A-ZmwMW@%]/.test(letter) ? 9 : 6.4), 0)
/** A count is as wide as its digits: the next mark begins behind it. */
const reach = (count: number) => (count < 10 ? closest : count < 100 ? 22 : 29)

/** Marks of one row, from left to right; `span` in milliseconds from `from` on, over `width` px. */
export function placeMarks(moments: readonly Moment[], { from, span, width }: { from: number; span: number; width: number }): Drawn[] {
  const sorted = [...moments].sort((a, b) => a.at - b.at)
  const groups: { first: number; moments: Moment[] }[] = []
  for (const moment of sorted) {
    const x = Math.min(Math.max(left, ((moment.at - from) / span) * width), width - right)
    const group = groups.at(-1)
    // From the first: a long chain of marks is several counts, each where its marks are.
    if (group && x - group.first < reach(group.moments.length)) group.moments.push(moment)
    else groups.push({ first: x, moments: [moment] })
  }
  return groups.map(({ first, moments: held }, i) => {
    const room = (groups[i + 1]?.first ?? width) - first
    return { x: first, moments: held, label: held.length === 1 && widthOf(held[0]!.name) + around < room }
  })
}
