import { DefaultQueryExecutor, Transaction, type CompiledQuery, type DatabaseConnection, type Dialect, type QueryResult } from 'kysely'
import { pass } from '../turn.ts'
import { StoreUnavailable, type Tx } from './store.ts'
import type { Tables } from './tables.ts'

/** A transaction handed to one work and taken back when it ends. */
export interface Lease {
  readonly tx: Tx
  /** Ends the lease: a query that was not awaited must not land in the next work's savepoint. Returns what failed. */
  end(): unknown
  /** When its last statement began, by `performance.now()`. */
  last(): number
}

/** Not offered: PostgreSQL would need one more package, and here an open cursor pins all readers to its old snapshot. */
export function noStream(): never {
  throw new Error('Streams are not part of the store: read pages')
}

/** Makes leases of a transaction that somebody else begins and ends; `run` is how its statements are asked. */
export function leasing(dialect: Dialect): (run: (query: CompiledQuery) => QueryResult<unknown> | Promise<QueryResult<unknown>>) => Lease {
  const driver = dialect.createDriver()
  const compiler = dialect.createQueryCompiler()
  const adapter = dialect.createAdapter()
  return (run) => {
    let ended = false
    let failure: unknown
    let last = performance.now()
    const connection: DatabaseConnection = {
      async executeQuery<Row>(query: CompiledQuery) {
        await pass()
        last = performance.now()
        if (ended) throw new Error('This transaction has ended: await every query inside the work')
        try {
          return await run(query) as QueryResult<Row>
        } catch (error) {
          failure ??= error
          throw error
        }
      },
      streamQuery: noStream,
    }
    const executor = new DefaultQueryExecutor(compiler, adapter, { provideConnection: (consumer) => consumer(connection) })
    return {
      tx: new Transaction<Tables>({ config: { dialect }, dialect, driver, executor }),
      end() {
        ended = true
        return failure
      },
      last: () => last,
    }
  }
}

/** A work that was given up, since others waited for it. */
export class Overdue extends StoreUnavailable {
  override readonly name = 'Overdue'
}

/** `last` says when the work last asked for something: one of ten thousand rows takes its time, and is at work all the while. */
export async function withDeadline<T>(work: Promise<T>, milliseconds: number, last: () => number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    const look = () => {
      const left = last() + milliseconds - performance.now()
      if (left > 0) timer = setTimeout(look, left)
      else reject(new Overdue(`A change did nothing for ${milliseconds} ms`))
    }
    timer = setTimeout(look, milliseconds)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
