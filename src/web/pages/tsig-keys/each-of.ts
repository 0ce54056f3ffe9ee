import { type Failure, failureOf } from '../../client/failure.ts'

export interface Stayed<Item> {
  item: Item
  /** `undefined`: it was not even tried. */
  failure: Failure | undefined
}

const atOnce = 4

/**
 * Does something to each, a few at a time, and answers which could not be done and why, in the order given. When nobody
 * answers, the rest is not tried: each would wait ten seconds for the same.
 */
export async function eachOf<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<Stayed<Item>[]> {
  const failures = new Map<Item, Failure | undefined>(items.map((item) => [item, undefined]))
  const queue = [...items]
  let lost = false
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      if (lost) continue
      try {
        await act(item)
        failures.delete(item)
      } catch (thrown) {
        const failure = failureOf(thrown)
        failures.set(item, failure)
        lost ||= failure.lost || failure.code === 'not-signed-in'
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return items.filter((item) => failures.has(item)).map((item) => ({ item, failure: failures.get(item) }))
}
