/** Which of React's keys each row has: rows of one key stand in the same `tr`, one after another. */
export interface Slots {
  readonly ids: readonly string[]
  readonly keys: readonly number[]
}

export const noSlots: Slots = { ids: [], keys: [] }

let last = 0

/**
 * A row that stays keeps its `tr`, wherever it goes, and with it what is open in it. A new one takes that of the row which was
 * at its place and is gone: then some words are written anew, instead of a row being taken away and another made. That of the row
 * with the focus goes with it, or the next key would be about a row that nobody chose.
 */
export function slotsFor(before: Slots, ids: readonly string[], focused: () => string | undefined): Slots {
  if (ids.length === before.ids.length && ids.every((id, at) => id === before.ids[at])) return before
  const known = new Map(before.ids.map((id, at) => [id, before.keys[at]!]))
  const stays = new Set(ids)
  const held = focused()
  return {
    ids,
    keys: ids.map((id, at) => {
      const there = before.ids[at]
      return known.get(id) ?? (there === undefined || there === held || stays.has(there) ? ++last : before.keys[at]!)
    }),
  }
}
