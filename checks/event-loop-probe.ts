// Loaded into a server by `--import`: watches its event loop from within, and says on SIGUSR2 what it saw since the last time.
import { closeSync, openSync, readSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

/** One turn of the loop, in milliseconds. */
export interface Turn {
  /** From its begin to its end, without what the loop slept. */
  wall: number
  /** What its thread computed: a machine that stalls adds nothing to it. */
  cpu: number
  /** What its thread waited for a free processor. */
  queued: number
}

export interface Seen {
  /** The turns that computed longest, and that stood longest for whatever reason. */
  cpu: Turn
  wall: Turn
  resident: number
}

/** A timer this short comes round in every turn of the loop that has anything to do. */
const every = 1
const none: Turn = { wall: 0, cpu: 0, queued: 0 }

/** How long this thread has stood in line for a processor (proc_pid_schedstat); 0 where the kernel does not say. */
function queueReader(): () => number {
  let file: number
  try {
    file = openSync('/proc/thread-self/schedstat', 'r')
  } catch {
    return () => 0
  }
  process.on('exit', () => closeSync(file))
  const bytes = Buffer.alloc(100)
  return () => Number(bytes.toString('latin1', 0, readSync(file, bytes, 0, 100, 0)).split(' ')[1]) / 1e6
}

if (isMainThread) {
  const queued = queueReader()
  const now = () => {
    const { user, system } = process.threadCpuUsage()
    return { active: performance.eventLoopUtilization().active, cpu: (user + system) / 1000, queued: queued() }
  }
  let seen = { cpu: none, wall: none }
  let before = now()
  setInterval(() => {
    const after = now()
    const turn: Turn = { wall: after.active - before.active, cpu: after.cpu - before.cpu, queued: after.queued - before.queued }
    if (turn.cpu > seen.cpu.cpu) seen = { ...seen, cpu: turn }
    if (turn.wall > seen.wall.wall) seen = { ...seen, wall: turn }
    before = after
  }, every).unref()
  let told = 0
  process.on('SIGUSR2', () => {
    const said: Seen = { ...seen, resident: process.memoryUsage.rss() / 2 ** 20 }
    process.stdout.write(`event-loop ${++told} ${JSON.stringify(said)}\n`)
    seen = { cpu: none, wall: none }
    before = now()
  })
}
