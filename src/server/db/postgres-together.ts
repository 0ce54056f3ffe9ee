import { AbortedTransactionError, type CompiledQuery, type Dialect, type QueryResult } from 'kysely'
import { leasing, Overdue, withDeadline } from './lease.ts'
import { isConflict, isLockTimeout } from './postgres-errors.ts'
import { StoreUnavailable, TookTooLong, type Ending, type Tx } from './store.ts'

/*
 * Works that share a transaction on PostgreSQL (decision 0041). All writers of the audit chain follow one another, from its lock
 * to the commit that is on disk; so the transactions of a server take turns at their end, and one whose turn has not come takes
 * further works meanwhile, each in a savepoint of its own. One lock, one look at the chain, one commit for all of them, and nobody
 * hears of a result before that, not even of a refusal: it may rest on a row of a neighbour.
 *
 * The first work of a transaction is as free as one that has it to itself. One that joined may hold up the others, so it waits
 * for no lock and takes no time: otherwise it is undone and run again in a transaction of its own, as is one in a deadlock.
 */

export interface Answer {
  command: string
  rowCount: number | null
  rows: unknown[]
}

/** One connection, taken out of the pool. Errors are translated already. */
export interface Connection {
  /** Statements in the order in which they are asked, also where nobody waits in between. */
  query(text: string, parameters?: readonly unknown[]): Promise<Answer>
  release(destroy?: boolean): void
}

type Work = (tx: Tx) => Promise<unknown>

interface Job {
  work: Work
  ending: Ending
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
  /** How often it met a conflict. */
  tries: number
  /** It has met one, or would have held up others: now it has a transaction to itself. */
  alone: boolean
}

interface Shared {
  readonly connection: Connection
  readonly ending: Ending
  readonly since: number
  /** Whose fate is the commit's, with what they will hear. */
  jobs: { job: Job; tell: () => void }[]
  /** The works that did something, in their order. */
  done: Tx[]
  open: boolean
  saved: boolean
  committing: boolean
  /** Takes no further works. */
  closed: boolean
}

export interface TogetherOptions {
  connect: () => Promise<Connection>
  dialect: Dialect
  /** The text of the statement that orders the ends of transactions, of all servers. */
  lock: string
  /** Milliseconds a statement may take that holds up nobody. */
  statementTimeout: number
  /** Called with a transaction whose end has that lock. */
  locked: (tx: Tx) => void
  /** Whether a work has taken it already. */
  holdsLock: (tx: Tx) => boolean
  /** Times a work in a conflict is run again. */
  retries: number
  /** Transactions at once. */
  transactions?: number
  /** Works in one transaction. */
  limit?: number
  /** Works that a transaction takes, where so many wait, before it looks for its turn. */
  least?: number
  /** Milliseconds that one that joined may wait for a lock; and that it may take in all. */
  lockTimeout?: number
  joinedFor?: number
  /** Milliseconds that a work may do nothing. */
  workTimeout?: number
  /** Milliseconds after which a transaction waits for its turn no more, but for the lock itself. */
  turnTimeout?: number
}

export interface Together {
  write<T>(work: (tx: Tx) => Promise<T>, ending: Ending): Promise<T>
  /** Takes no more works; resolves when those accepted are done. */
  drain(): Promise<void>
}

const nothing = () => {}

export function together(options: TogetherOptions): Together {
  const {
    connect, dialect, lock, statementTimeout, locked, holdsLock, retries,
    transactions = 4, limit = 64, least = 8, lockTimeout = 100, joinedFor = 2000, workTimeout = 8000, turnTimeout = 200,
  } = options
  const take = leasing(dialect)
  const queue: Job[] = []
  /** Those whose works are done, until it is their turn or a further work comes. */
  const waiting: { shared: Shared; go: (next: Job | undefined) => void }[] = []
  let atEnd: Shared | undefined
  let running = 0
  let accepted = 0
  let drained: (() => void) | undefined
  let closed: Promise<void> | undefined

  const order = ({ connection }: Shared, ...texts: readonly string[]) => {
    const answer = connection.query(texts.join('; '))
    // Who waits for it hears of it; a statement behind it fails as well.
    answer.catch(nothing)
    return answer
  }

  async function ask({ connection }: Shared, { sql, parameters }: CompiledQuery): Promise<QueryResult<unknown>> {
    const { command, rowCount, rows } = await connection.query(sql, parameters)
    return { rows, numAffectedRows: ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command) ? BigInt(rowCount ?? 0) : undefined }
  }

  /** What has to stand before a work's first statement. */
  function begin(shared: Shared, joined: boolean): Promise<unknown> {
    const texts = shared.open ? [] : ['START TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE']
    if (joined) {
      texts.push(...(shared.saved ? ['RELEASE SAVEPOINT work'] : [`SET LOCAL lock_timeout = ${lockTimeout}`, `SET LOCAL statement_timeout = ${joinedFor}`]))
      texts.push('SAVEPOINT work')
      shared.saved = true
    }
    shared.open = true
    return order(shared, ...texts)
  }

  /** Runs one work. Throws when the transaction cannot go on. */
  async function run(shared: Shared, job: Job): Promise<void> {
    const joined = shared.jobs.length > 0
    const entry = { job, tell: nothing }
    shared.jobs.push(entry)
    let begun: Promise<unknown> | undefined
    let asked: Promise<unknown> | undefined
    let busy = 0
    let last = performance.now()
    const lease = take((query) => {
      begun ??= begin(shared, joined)
      busy++
      const answer = ask(shared, query).finally(() => {
        busy--
        last = performance.now()
      })
      asked = answer
      return answer
    })
    /** Waits for a statement that the work did not wait for. Throws when the work never had a place of its own. */
    const settled = async () => {
      lease.end()
      await asked?.catch(nothing)
      await begun
    }
    const since = last
    try {
      const value = await withDeadline(job.work(lease.tx), joined ? joinedFor : workTimeout, () => (joined ? since : busy > 0 ? performance.now() : last))
      await settled()
      const failure = lease.end()
      if (failure !== undefined) throw failure
      shared.done.push(lease.tx)
      entry.tell = () => job.resolve(value)
    } catch (error) {
      await settled()
      const cause = lease.end() ?? error
      if (begun) await order(shared, joined ? 'ROLLBACK TO SAVEPOINT work' : 'ROLLBACK')
      if (!joined) Object.assign(shared, { open: false, closed: true })
      if (isConflict(cause) || (joined && (isLockTimeout(cause) || cause instanceof TookTooLong || cause instanceof Overdue))) {
        // Who holds what it waited for may be waiting for us.
        shared.closed = true
        shared.jobs.pop()
        again(job, cause)
      } else entry.tell = () => job.reject(error)
    }
  }

  const mayTake = ({ closed: over, jobs, since, ending }: Shared, job: Job) =>
    !over && !job.alone && job.ending === ending && jobs.length < limit && performance.now() - since < joinedFor

  /** The next work of a transaction; none when it is time to end it. */
  function next(shared: Shared): Job | undefined | Promise<Job | undefined> {
    // One that has the lock holds up all: on to the end.
    if (!shared.ending.needed(shared.done) || shared.done.some(holdsLock)) return undefined
    const at = atEnd === undefined && shared.jobs.length >= least ? -1 : queue.findIndex((job) => mayTake(shared, job))
    if (at >= 0) return queue.splice(at, 1)[0]
    if (atEnd === undefined) {
      atEnd = shared
      return undefined
    }
    return new Promise((resolve) => {
      const place = { shared, go: (job: Job | undefined) => { clearTimeout(patience); resolve(job) } }
      // PostgreSQL sees who waits for whom only where it is for a lock: from here on it is, so that a circle is found.
      const patience = setTimeout(() => {
        waiting.splice(waiting.indexOf(place), 1)
        resolve(undefined)
      }, turnTimeout)
      waiting.push(place)
    })
  }

  function passTurn(shared: Shared): void {
    if (atEnd !== shared) return
    const following = waiting.shift()
    atEnd = following?.shared
    following?.go(undefined)
  }

  async function end(shared: Shared): Promise<void> {
    let committed = nothing
    if (shared.ending.needed(shared.done)) {
      const lease = take((query) => ask(shared, query))
      locked(lease.tx)
      const begins = shared.open ? [] : ['START TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE']
      const patient = shared.saved ? ['SET LOCAL lock_timeout TO DEFAULT', `SET LOCAL statement_timeout = ${statementTimeout}`] : []
      shared.open = true
      // What the end asks comes behind the lock, on the same connection.
      const locking = order(shared, ...begins, ...patient, lock)
      ;[, committed] = await Promise.all([locking, shared.ending.run(lease.tx, shared.done)])
      lease.end()
    }
    if (shared.open) {
      shared.committing = true
      const { command } = await order(shared, 'COMMIT')
      // The end caught a statement's error: a bug, not an outage.
      if (command === 'ROLLBACK') throw new AbortedTransactionError()
      shared.open = false
    }
    committed()
    passTurn(shared)
    for (const { tell } of shared.jobs) tell()
  }

  /** One transaction, from its first work to its last word. */
  async function transaction(first: Job): Promise<void> {
    let connection: Connection
    try {
      connection = await connect()
    } catch (error) {
      return first.reject(error)
    }
    const shared: Shared = {
      connection, ending: first.ending, since: performance.now(), jobs: [], done: [], open: false, saved: false, committing: false, closed: first.alone,
    }
    let broken = false
    try {
      for (let job: Job | undefined = first; job; job = await next(shared)) await run(shared, job)
      await end(shared)
    } catch (error) {
      // PostgreSQL undoes by itself what a connection that is gone had begun.
      broken = error instanceof StoreUnavailable || (shared.open && (await order(shared, 'ROLLBACK').then(() => false, () => true)))
      passTurn(shared)
      fail(shared, error)
    } finally {
      connection.release(broken)
    }
  }

  /** Nothing of the transaction was kept, or nobody knows. */
  function fail({ jobs, committing }: Shared, error: unknown): void {
    const unknown = committing && !(error instanceof AbortedTransactionError)
    const unavailable = unknown ? new StoreUnavailable('The commit failed; whether it took effect is unknown', { cause: error })
      : error instanceof StoreUnavailable ? error
      : undefined
    for (const { job } of jobs) {
      if (unavailable) job.reject(unavailable)
      // One of them may be the reason, and the others are no worse for being run again.
      else if (jobs.length > 1 || isConflict(error)) again(job, error)
      else job.reject(error)
    }
  }

  function again(job: Job, cause: unknown): void {
    job.alone = true
    if (!isConflict(cause)) return place(job)
    if (job.tries === retries) return job.reject(new StoreUnavailable('Too many changes at once', { cause }))
    setTimeout(() => place(job), 10 * 2 ** job.tries++)
  }

  function start(job: Job): void {
    running++
    void transaction(job).finally(() => {
      running--
      const following = queue.shift()
      if (following) start(following)
    })
  }

  function place(job: Job): void {
    if (running < transactions) return start(job)
    const at = waiting.findIndex(({ shared }) => mayTake(shared, job))
    if (at < 0) queue.push(job)
    else waiting.splice(at, 1)[0]!.go(job)
  }

  return {
    write: <T>(work: (tx: Tx) => Promise<T>, ending: Ending) => new Promise<T>((resolve, reject) => {
      if (closed) return reject(new StoreUnavailable('The store is closed'))
      accepted++
      const settle = <Value>(tell: (value: Value) => void) => (value: Value) => {
        tell(value)
        if (--accepted === 0) drained?.()
      }
      place({ work, ending, resolve: settle(resolve as (value: unknown) => void), reject: settle(reject), tries: 0, alone: false })
    }),
    drain() {
      closed ??= accepted === 0 ? Promise.resolve() : new Promise((resolve) => { drained = resolve })
      return closed
    },
  }
}
