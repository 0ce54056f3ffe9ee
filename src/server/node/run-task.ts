import { Worker } from 'node:worker_threads'
import { TaskTooLarge, type RunTask, type Task } from '../host.ts'
import { pass } from '../turn.ts'
import type { TaskMessage } from './task-thread.ts'

/** Characters copied for the thread in one go. */
const pieceMost = 262_144

async function hand(worker: Worker, text: string): Promise<void> {
  for (let at = 0; at < text.length; at += pieceMost) {
    await pass()
    worker.postMessage({ piece: text.slice(at, at + pieceMost) } satisfies TaskMessage)
  }
  worker.postMessage('whole' satisfies TaskMessage)
}

/**
 * Runs tasks, each in a thread of its own with `megabytes` of memory and `longest` milliseconds. Who needs more is refused, and nobody
 * else notices. It ends early when `signal` says that nobody waits any more.
 */
export const taskRunner =
  ({ megabytes = 512, longest = 120_000 } = {}): RunTask =>
  <Made>({ name }: Task<Made>, text: string, signal: AbortSignal) =>
    new Promise<Made>((resolve, reject) => {
      signal.throwIfAborted()
      const worker = new Worker(new URL('./task-thread.ts', import.meta.url), {
        workerData: { name },
        name,
        resourceLimits: { maxOldGenerationSizeMb: megabytes },
      })
      const end = (tell: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', gone)
        tell()
        void worker.terminate()
      }
      const gone = () => end(() => reject(signal.reason as Error))
      const timer = setTimeout(() => end(() => reject(new TaskTooLarge(`${name} took more than ${longest} ms`))), longest)
      signal.addEventListener('abort', gone)
      worker.once('message', (result: Made) => end(() => resolve(result)))
      worker.once('error', (error: Error & { code?: string }) =>
        end(() => reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new TaskTooLarge(`${name} took more than ${megabytes} MB`) : error)),
      )
      void hand(worker, text)
    })
