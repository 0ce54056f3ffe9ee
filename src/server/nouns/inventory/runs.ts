import type { InventoryEvent } from '#contract/inventory.ts'

/** Fewer than so many are told one by one, by their names. */
const least = 4
/** Two of a run are no further apart: thirty keys are one piece of work, one key a day is thirty. */
const apart = 10 * 60_000

const isLike = (a: InventoryEvent, b: InventoryEvent): boolean =>
  a.actor === b.actor &&
  a.action === b.action &&
  a.object.kind === b.object.kind &&
  a.outcome === b.outcome &&
  Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= apart

/** Runs of the same, newest first, as one event each: work on many would be all that one sees of what was done. */
export function foldRuns(events: readonly InventoryEvent[]): InventoryEvent[] {
  const folded: InventoryEvent[] = []
  for (let at = 0; at < events.length;) {
    let end = at + 1
    while (end < events.length && isLike(events[end - 1]!, events[end]!)) end++
    const [newest] = events.slice(at, end)
    if (end - at < least) folded.push(...events.slice(at, end))
    else folded.push({ ...newest!, object: { ...newest!.object, name: '' }, times: end - at })
    at = end
  }
  return folded
}
