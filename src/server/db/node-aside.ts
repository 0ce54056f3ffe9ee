import { Worker } from 'node:worker_threads'
import { translate } from './node-connection.ts'
import type { Answer, Failure, Order, ThreadData, Wish } from './node-thread.ts'
import type { SqliteResult } from './sqlite-kysely.ts'
import { StoreUnavailable, TookTooLong } from './store.ts'

/*
 * Statements of SQLite that may take long, in threads beside the server's own: `node:sqlite` answers only when it is done, and
 * meanwhile nobody would be heard. A statement sees what was committed before it began. Threads are made when they are needed.
 */

export interface Aside {
  query(sql: string, parameters: readonly unknown[], signal?: AbortSignal): Promise<SqliteResult>
  /** Takes no more; resolves when no connection is open any more. */
  close(): Promise<void>
}

/** One statement of a second must not stop another of a tenth. */
const threadsMost = 2
/** Nothing stops a statement that runs: its thread goes on without us until it ends. So many of them may be. */
const lostMost = 2
/** More that wait are refused: whoever asks so often has long gone. */
const waitingMost = 200
/** A thread that has had nothing to do for so long ends: it holds some ten megabytes. */
const idle = 60_000

interface Job extends Order {
  resolve(result: SqliteResult): void
  reject(error: unknown): void
  signal?: AbortSignal
}

interface Thread {
  worker: Worker
  job?: Job
  columns: readonly string[]
  rows: unknown[]
  characters: number
  idle?: NodeJS.Timeout
  late?: NodeJS.Timeout
}

/**
 * `writes`: for the statements of one transaction, in one thread; when that has gone, so has the transaction, and what comes after it
 * is refused. `megabytes` of JavaScript a thread may hold, and million characters that the texts of one answer may have. `longest`:
 * milliseconds for one statement, as PostgreSQL has its `statement_timeout`; then it is TookTooLong.
 */
export function openAside(file: string, { writes = false, megabytes = 256, longest = 30_000 } = {}): Aside {
  const threads = new Set<Thread>()
  const waiting: Job[] = []
  const endings = new Set<Promise<unknown>>()
  let closed = false
  let gone = false

  function end(thread: Thread): void {
    threads.delete(thread)
    gone = true
    clearTimeout(thread.idle)
    const ending = thread.worker.terminate().finally(() => {
      endings.delete(ending)
      next()
    })
    endings.add(ending)
  }

  function tooLong(thread: Thread): void {
    thread.job?.reject(new TookTooLong(`A statement took more than ${longest} ms`))
    thread.job = undefined
    end(thread)
    next()
  }

  function done(thread: Thread, tell: (job: Job) => void): void {
    const { job } = thread
    clearTimeout(thread.late)
    thread.job = undefined
    thread.rows = []
    thread.characters = 0
    if (job) tell(job)
    work(thread)
  }

  /** A chunk of rows: the next is asked for a turn later, so that others get theirs in between. */
  function take(thread: Thread, answer: Answer | Failure): void {
    if ('message' in answer) return done(thread, ({ reject }) => reject(translate(Object.assign(new Error(answer.message), answer))))
    if (answer.columns) thread.columns = answer.columns
    thread.characters += answer.characters
    const refusal: unknown = thread.job?.signal?.aborted
      ? thread.job.signal.reason
      : thread.characters > megabytes * 2 ** 20 ? new TookTooLong(`An answer has more than ${megabytes} million characters`) : undefined
    if (refusal !== undefined) {
      thread.worker.postMessage('enough' satisfies Wish)
      return done(thread, ({ reject }) => reject(refusal))
    }
    for (const values of answer.rows) {
      const row: Record<string, unknown> = {}
      for (const [index, name] of thread.columns.entries()) row[name] = values[index]
      thread.rows.push(row)
    }
    if (answer.more) setImmediate(() => thread.worker.postMessage('more' satisfies Wish))
    else {
      const { rows } = thread
      const { changes, insertId } = answer
      done(thread, ({ resolve }) => resolve(changes === undefined ? { rows } : { rows, changes, insertId }))
    }
  }

  function start(): Thread {
    const worker = new Worker(new URL('./node-thread.ts', import.meta.url), {
      workerData: { file, writes } satisfies ThreadData,
      name: writes ? 'large change' : 'aside',
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: megabytes },
    })
    const thread: Thread = { worker, columns: [], rows: [], characters: 0 }
    threads.add(thread)
    worker.unref()
    worker.on('message', (answer: Answer | Failure) => take(thread, answer))
    // It ends by itself only when something broke in it; the next statement gets a new one.
    worker.on('error', (error) => {
      threads.delete(thread)
      gone = true
      clearTimeout(thread.late)
      thread.job?.reject(new StoreUnavailable(`A thread of SQLite broke: ${error.message}`, { cause: error }))
      thread.job = undefined
      next()
    })
    return thread
  }

  function work(thread: Thread): void {
    clearTimeout(thread.idle)
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      // Whoever has gone while it waited wants nothing any more.
      if (job.signal?.aborted) {
        job.reject(job.signal.reason)
        continue
      }
      thread.job = job
      // The process waits for an answer that somebody waits for, and for no idle thread.
      thread.worker.ref()
      thread.late = setTimeout(() => tooLong(thread), longest).unref()
      thread.worker.postMessage({ sql: job.sql, parameters: job.parameters } satisfies Order)
      return
    }
    thread.worker.unref()
    thread.idle = setTimeout(() => end(thread), idle).unref()
  }

  function next(): void {
    if (waiting.length === 0) return
    const free = [...threads].find(({ job }) => !job)
    if (free) work(free)
    else if (writes && gone) for (const job of waiting.splice(0)) job.reject(new StoreUnavailable('The thread of this transaction has gone'))
    else if (!closed && threads.size < (writes ? 1 : threadsMost) && endings.size < lostMost) work(start())
  }

  return {
    query: (sql, parameters, signal) => new Promise((resolve, reject) => {
      if (closed) return reject(new StoreUnavailable('The store is closed'))
      if (waiting.length >= waitingMost) return reject(new StoreUnavailable('Too many long questions at once'))
      waiting.push({ sql, parameters, resolve, reject, signal })
      next()
    }),
    async close() {
      closed = true
      const error = new StoreUnavailable('The store is closed')
      for (const job of waiting.splice(0)) job.reject(error)
      for (const thread of threads) {
        thread.job?.reject(error)
        thread.job = undefined
        end(thread)
      }
      await Promise.all(endings)
    },
  }
}
