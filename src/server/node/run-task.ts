import { Worker } from 'node:worker_threads'
import type { RunTask, Task } from '../host.ts'
import { pass } from '../turn.ts'
import type { TaskMessage } from './task-thread.ts'

/** Memory of JavaScript that a task may take, and the time. Who needs more is refused, and nobody else notices. */
const megabytes = 512
const longest = 120_000

/** Characters copied for the thread in one go. */
const pieceMost = 262_144

async function hand(worker: Worker, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += pieceMost) {
    await pass()
    worker.postMessage({ piece: text.slice(at, at + pieceMost) } satisfies TaskMessage)
  }
  worker.postMessage('whole' satisfies TaskMessage)
}

/** Runs a task in a thread. Rejects when it breaks, runs out of memory or time, or when `signal` says that nobody waits any more. */
export const runTask: RunTask = <Made>({ name }: Task<Made>, text: string, signal: AbortSignal) => new Promise<Made>((resolve, reject) => {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./task-thread.ts', import.meta.url), { workerData: { name }, name, resourceLimits: { maxOldGenerationSizeMb: megabytes } })
  const end = (tell: () => void) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', gone)
    tell()
    void worker.terminate()
  }
  const gone = () => end(() => reject(signal.reason as Error))
  const timer = setTimeout(() => end(() => reject(new Error(`${name} took more than ${longest} ms`))), longest)
  signal.addEventListener('abort', gone)
  worker.once('message', (result: Made) => end(() => resolve(result)))
  worker.once('error', (error) => end(() => reject(error)))
  void hand(worker, text)
})
