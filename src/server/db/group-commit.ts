import { soon } from '../turn.ts'
import { withDeadline } from './lease.ts'
import { leaseApart, leaser, type SqliteEngine, type SqliteResult } from './sqlite-kysely.ts'
import { StoreUnavailable, type Store } from './store.ts'

/*
 * One writer, many works, one fsync: works that wait are run one after another, each in its own savepoint, and
 * committed together. Nobody hears of their result before COMMIT has returned, not even of a failure: a refusal
 * (`name-taken`) may rest on a row of the same batch that the commit then did not make durable.
 *
 * Between two statements others get their turn (`pass`), also in the middle of a batch: they read what was committed before,
 * and writers wait as they would anyway.
 */

type Work = Parameters<Store['write']>[0]
interface Statement { sql: string; parameters: readonly (string | number | null)[] }
interface Job {
  /** Several statements that stand or fall together, or one that does so by itself. */
  work: Work | Statement
  /** By itself, on a connection of its own. */
  large?: true
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export interface GroupCommit {
  write: Store['write']
  /** In a commit of its own, where there is a connection for it; no other work runs meanwhile. */
  writeLarge: Store['write']
  command: Store['command']
  /** Takes no more works; resolves when those accepted are done. */
  drain(): Promise<void>
}

/** A connection for one transaction, that answers from another thread. */
export interface Apart {
  query(sql: string, parameters: readonly unknown[]): Promise<SqliteResult>
  /** Rolls back what is not committed. */
  close(): Promise<void>
}

export interface GroupCommitOptions {
  /** Opens one. */
  apart?: () => Apart
  /** Works in one commit. */
  limit?: number
  /** Milliseconds without a statement after which a work is given up, since all others wait for it. */
  workTimeout?: number
}

export function groupCommit(engine: SqliteEngine, options: GroupCommitOptions = {}): GroupCommit {
  const { limit = 64, workTimeout = 10_000, apart } = options
  const lease = leaser(engine)
  const queue: Job[] = []
  let running: Promise<void> | undefined
  let closed = false

  const order = (sql: string): void => void engine.query(sql, [])

  /** Runs one statement, which undoes itself when it fails: no savepoint, no lease, no deadline. */
  function runStatement({ sql, parameters }: Statement, { resolve, reject }: Job): () => void {
    try {
      engine.query(sql, parameters)
      return () => resolve(undefined)
    } catch (error) {
      return () => reject(error)
    }
  }

  /** Runs one work; returns how to tell its caller once the batch is durable. Throws when the batch cannot go on. */
  async function runWork(work: Work, job: Job): Promise<() => void> {
    order('SAVEPOINT work')
    const { tx, end, last } = lease()
    let outcome: () => void
    try {
      const value = await withDeadline(work(tx), workTimeout, last)
      const failure = end()
      if (failure !== undefined) throw failure
      order('RELEASE work')
      return () => job.resolve(value)
    } catch (error) {
      end()
      outcome = () => job.reject(error)
    }
    order('ROLLBACK TO work')
    order('RELEASE work')
    return outcome
  }

  /** Runs one work in a transaction of its own, on the connection `thread`; its COMMIT keeps this thread from nothing. */
  async function runApart(work: Work, { resolve, reject }: Job, thread: Apart): Promise<void> {
    const { tx, end, last } = leaseApart(thread)
    try {
      // Left over only if a ROLLBACK failed before.
      if (engine.inTransaction) order('ROLLBACK')
      await thread.query('BEGIN IMMEDIATE', [])
      let value: unknown
      try {
        value = await withDeadline(work(tx), workTimeout, last)
        const failure = end()
        if (failure !== undefined) throw failure
      } catch (error) {
        end()
        await thread.query('ROLLBACK', []).catch(() => {})
        return reject(error)
      }
      await thread.query('COMMIT', []).catch((error: unknown) => {
        // Also where it took too long: then it may yet come to its end.
        throw new StoreUnavailable('The commit failed; whether it took effect is unknown', { cause: error })
      })
      resolve(value)
    } catch (error) {
      reject(error)
    } finally {
      await thread.close()
    }
  }

  async function runBatch(): Promise<void> {
    const batch: Job[] = []
    const outcomes: (() => void)[] = []
    try {
      // Left over only if a ROLLBACK failed before.
      if (engine.inTransaction) order('ROLLBACK')
      order('BEGIN IMMEDIATE')
      while (batch.length < limit && queue.length > 0 && !queue[0]!.large) {
        const job = queue.shift() as Job
        batch.push(job)
        outcomes.push(typeof job.work === 'function' ? await runWork(job.work, job) : runStatement(job.work, job))
        if (!engine.inTransaction) throw new StoreUnavailable('The transaction was rolled back')
      }
      // A failed commit is never tried again: after a failed fsync the second one may report success for lost pages.
      order('COMMIT')
    } catch (error) {
      try {
        if (engine.inTransaction) order('ROLLBACK')
      } catch {
        // The next batch tries again before it begins.
      }
      if (batch.length === 0) batch.push(...queue.splice(0, limit))
      const unavailable = error instanceof StoreUnavailable ? error : new StoreUnavailable('The commit failed', { cause: error })
      for (const job of batch) job.reject(unavailable)
      return
    }
    for (const tell of outcomes) tell()
  }

  async function loop(): Promise<void> {
    while (queue.length > 0) {
      // One turn of the event loop: requests that have arrived come to their `write` and share this commit.
      await new Promise<void>((resolve) => soon(resolve))
      if (queue[0]!.large) {
        const job = queue.shift()!
        await runApart(job.work as Work, job, apart!())
      } else await runBatch()
    }
    running = undefined
  }

  const enqueue = <T>(work: Job['work'], large?: true): Promise<T> => new Promise((resolve, reject) => {
    if (closed) return reject(new StoreUnavailable('The store is closed'))
    queue.push({ work, ...(large && { large }), resolve: resolve as (value: unknown) => void, reject })
    running ??= loop()
  })

  return {
    write: (work) => enqueue(work),
    writeLarge: (work) => enqueue(work, apart && true),
    command: (sql) => (...parameters) => enqueue({ sql, parameters }),
    async drain() {
      closed = true
      await running
    },
  }
}
