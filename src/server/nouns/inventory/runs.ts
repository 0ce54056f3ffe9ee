import type { InventoryEvent } from '#contract/inventory.ts'
import { runsOf } from '#contract/runs.ts'

/** Runs of the same, newest first, as one event each: work on many would be all that one sees of what was done. */
export const foldRuns = (events: readonly InventoryEvent[]): InventoryEvent[] =>
  runsOf(events, ({ actor, action, object, outcome, at }) => ({ same: [actor, action, object.kind, outcome], at })).map(([newest, ...others]) =>
    others.length === 0 ? newest : { ...newest, object: { ...newest.object, name: '' }, times: others.length + 1 })
