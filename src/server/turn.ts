/*
 * SQLite answers at once, on the thread that serves everybody, and awaiting what has been answered gives nobody else a turn: a
 * walk over a million rows has to step aside by itself.
 */

/** One turn of the event loop later; the tab has no setImmediate, and its timers wait 4 ms. */
function soon(run: () => void): void {
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

function next(): void {
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
