/** What makes one thing that was done like the one beside it. `same`: everything that must be equal, one after another. */
export interface RunPart {
  same: readonly string[]
  at: string
}

/** Fewer than so many are told one by one, by their names. */
const least = 4
/** Two of a run are no further apart: thirty keys are one piece of work, one key a day is thirty. */
const apart = 10 * 60_000

const isLike = (a: RunPart, b: RunPart): boolean =>
  a.same.length === b.same.length && a.same.every((text, at) => text === b.same[at]) && Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= apart

/** Neighbours that are alike, together where there are enough of them: work on many is one thing to read. */
export function runsOf<Event>(events: readonly Event[], partOf: (event: Event) => RunPart): (readonly [Event, ...Event[]])[] {
  const runs: [Event, ...Event[]][] = []
  for (let at = 0; at < events.length;) {
    let end = at + 1
    while (end < events.length && isLike(partOf(events[end - 1]!), partOf(events[end]!))) end++
    const [first, ...others] = events.slice(at, end) as [Event, ...Event[]]
    if (end - at < least) runs.push(...[first, ...others].map((one): [Event] => [one]))
    else runs.push([first, ...others])
    at = end
  }
  return runs
}
