/*
 * SQLite answers at once, on the thread that serves everybody, and awaiting what has been answered gives nobody else a turn: a
 * walk over a million rows has to step aside by itself.
 */

/** One turn of the event loop later; the tab has no setImmediate, and its timers wait 4 ms. */
export function soon(run: () => void): void {
  if (typeof setImmediate === 'function') return void setImmediate(run)
  const { port1, port2 } = new MessageChannel()
  port1.addEventListener('message', () => {
    port1.close()
    run()
  }, { once: true })
  port1.start()
  port2.postMessage(undefined)
}

const waiting: (() => void)[] = []

/** Milliseconds that a turn of the loop may last before work steps aside. */
const most = 10
/** When somebody in this turn first asked whether it has lasted long enough. */
let began: number | undefined

function next(): void {
  began = undefined
  waiting.shift()?.()
  if (waiting.length > 0) soon(next)
}

/**
 * Between two slices of long work, each of some milliseconds: everything else that waits runs first. One slice runs in a turn,
 * whoever's it is, so that twenty long works at once hold the loop no longer than one.
 */
export const turn = (): Promise<void> => new Promise((resolve) => {
  waiting.push(resolve)
  if (waiting.length === 1) soon(next)
})

/** Has this turn lasted long enough, whoever it was that made it long? */
export function due(): boolean {
  const now = performance.now()
  if (began === undefined) {
    began = now
    soon(() => { began = undefined })
  }
  return now - began > most
}

/** Steps aside where it is time to: between any two pieces of work that are short alone and long together. */
export async function pass(): Promise<void> {
  if (due()) await turn()
}

/** `items.map(work)` for thousands of items. */
export async function mapInTurns<Item, Result>(items: Iterable<Item>, work: (item: Item) => Result): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) {
    if (due()) await turn()
    results.push(work(item))
  }
  return results
}

/** Sorted items in parts that are merged, with others' turns in between. Stable, as `sort` is. */
export async function sortInTurns<Item>(items: readonly Item[], compare: (a: Item, b: Item) => number): Promise<Item[]> {
  const part = 256
  let parts: Item[][] = []
  for (let at = 0; at < items.length; at += part) {
    if (due()) await turn()
    parts.push(items.slice(at, at + part).sort(compare))
  }
  while (parts.length > 1) {
    const merged: Item[][] = []
    for (let at = 0; at < parts.length; at += 2) merged.push(await merge(parts[at]!, parts[at + 1] ?? [], compare))
    parts = merged
  }
  return parts[0] ?? []
}

async function merge<Item>(left: readonly Item[], right: readonly Item[], compare: (a: Item, b: Item) => number): Promise<Item[]> {
  const all: Item[] = []
  let [l, r] = [0, 0]
  while (l < left.length || r < right.length) {
    if (all.length % 64 === 0 && due()) await turn()
    all.push(r >= right.length || (l < left.length && compare(left[l]!, right[r]!) <= 0) ? left[l++]! : right[r++]!)
  }
  return all
}
