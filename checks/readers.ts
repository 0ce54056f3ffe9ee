// The readers of the TSIG import, on texts that cost some simpler reader more than their length, in a thread as the server starts it
// (`src/server/node/run-task.ts`), with its memory: no reader throws, none needs more than that memory, and ten times the text takes
// about ten times the time. Time is what the thread computed, not what the clock says, and of several tries the least: what else the
// machine does only adds, to that as well (caches, and two threads of one core).
//
// Seen to fail: on a line of dashes, which a pattern took for the beginning of a name step by step; on 2 MiB of `[],`, for which the
// parser of YAML took more memory than a thread has.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { moreShapes, shapes } from '../src/server/testing/tsig-shapes.ts'
import { numberOption, short } from './options.ts'
import { print, run, verdict } from './report.ts'

const all = { ...shapes, ...moreShapes }
const large = numberOption('size', short ? 2_000_000 : 10_000_000)
const small = large / 10
/** What ten times the text may take: 8 to 12 on a quiet machine, up to 15 seen where twenty others wanted its two cores; quadratic is 100. */
const most = 20
const tries = 4
/** Below this only the clock is measured. */
const floor = 20

/** Answers the milliseconds of each try, of a thread that is started for them. */
async function times(name: string, size: number): Promise<number[]> {
  const worker = new Worker(new URL('./readers-thread.ts', import.meta.url), {
    workerData: { name, size, tries: size > small ? 1 : tries },
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  try {
    const [message] = await once(worker, 'message') as [number[]]
    return message
  } finally {
    await worker.terminate()
  }
}

await run(`readers: ${Object.keys(all).length} shapes of ${small / 1e6} and ${large / 1e6} MB`, async () => {
  const only = process.argv.find((argument) => argument.startsWith('--shape='))?.slice('--shape='.length)
  for (const name of Object.keys(all)) {
    if (only !== undefined && !name.includes(only)) continue
    try {
      const one = Math.max(Math.min(...await times(name, small)), floor)
      const ten = await times(name, large)
      while (Math.min(...ten) > most * one && ten.length < tries) ten.push(...await times(name, large))
      const least = Math.min(...ten)
      verdict(least <= most * one, name, `${one.toFixed(0)} ms and ${least.toFixed(0)} ms, ${(least / one).toFixed(1)} times`)
    } catch (error) {
      verdict(false, name, String(error))
    }
  }
  print('Times are those that the thread computed.')
})
