import { Worker } from 'node:worker_threads'
import type { RunTask, TaskResult } from '../tasks.ts'

/** Memory of JavaScript that a task may take, and the time. Who needs more is refused, and nobody else notices. */
const megabytes = 512
const longest = 120_000

/** Runs a task in a thread. Rejects when it breaks, runs out of memory or time, or when `signal` says that nobody waits any more. */
export const runTask: RunTask = (task, input, signal) => new Promise((resolve, reject) => {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./task-thread.ts', import.meta.url), { workerData: { task, input }, name: task, resourceLimits: { maxOldGenerationSizeMb: megabytes } })
  const end = (tell: () => void) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', gone)
    tell()
    void worker.terminate()
  }
  const gone = () => end(() => reject(signal.reason as Error))
  const timer = setTimeout(() => end(() => reject(new Error(`${task} took more than ${longest} ms`))), longest)
  signal.addEventListener('abort', gone)
  worker.once('message', (result: TaskResult<typeof task>) => end(() => resolve(result)))
  worker.once('error', (error) => end(() => reject(error)))
})
