/** A moment on a row of a timeline. */
export type Moment = { at: number; id: string; name: string; look: 'soon' | 'later' | 'old' }
/** What is drawn: one, or several that would lie over each other. `x` in px; `label` where it fits before the next. */
export type Drawn = { x: number; moments: readonly Moment[]; label: boolean }

/** Marks closer than this are one with a count. */
const closest = 18
/** Of a letter of the label, on average; and what stands before and after it. */
const [letter, around] = [6.4, 26]

/** Marks of one row, from left to right; `span` in milliseconds from `from` on, over `width` px. */
export function placeMarks(moments: readonly Moment[], { from, span, width }: { from: number; span: number; width: number }): Drawn[] {
  const sorted = [...moments].sort((a, b) => a.at - b.at)
  const groups: { first: number; moments: Moment[] }[] = []
  for (const moment of sorted) {
    const x = ((moment.at - from) / span) * width
    const group = groups.at(-1)
    // From the first: a long chain of marks is several counts, each where its marks are.
    if (group && x - group.first < closest) group.moments.push(moment)
    else groups.push({ first: x, moments: [moment] })
  }
  return groups.map(({ first, moments: held }, i) => {
    const room = (groups[i + 1]?.first ?? width) - first
    return { x: first, moments: held, label: held.length === 1 && held[0]!.name.length * letter + around < room }
  })
}
