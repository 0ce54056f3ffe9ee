import { Worker } from 'node:worker_threads'

/*
 * SQLite copies its write-ahead log into the database every now and then, by itself within a COMMIT: after an import that is tens of
 * megabytes, while nobody is heard. So another thread does it before the writer would (`wal_autocheckpoint`), which from then on
 * finds little left to copy, and begins the log anew.
 */

export interface Checkpoints {
  /** Says after a commit how many rows were changed. */
  wrote(rows: number): void
  /** Resolves when the thread's connection is gone. */
  close(): Promise<void>
}

/** Changed rows between two checkpoints: some two thousand pages, most of the time. What is copied less often is copied once. */
const rowsMost = 800

export function checkpoints(file: string): Checkpoints {
  let worker: Worker | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let rows = 0
  let running = false
  let closed = false

  function start(): Worker {
    const made = new Worker(new URL('./node-copying.ts', import.meta.url), {
      workerData: { file },
      name: 'checkpoint',
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
    })
    made.unref()
    ended = new Promise((resolve) => made.once('exit', resolve))
    made.on('message', () => { running = false })
    // The writer's own checkpoints stand behind it: the next rows make another thread.
    made.on('error', () => {
      worker = undefined
      running = false
    })
    return made
  }

  return {
    wrote(count) {
      rows += count
      if (closed || running || rows < rowsMost) return
      rows = 0
      running = true
      worker ??= start()
      worker.postMessage('checkpoint')
    },
    async close() {
      closed = true
      await worker?.terminate()
      await ended
    },
  }
}
