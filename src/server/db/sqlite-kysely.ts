import {
  DefaultQueryExecutor, SqliteAdapter, SqliteDialect, SqliteQueryCompiler, Transaction,
  type DatabaseConnection, type Driver, type QueryResult,
} from 'kysely'
import { pass } from '../turn.ts'
import { StoreUnavailable, type Tx } from './store.ts'
import type { Tables } from './tables.ts'

/** One synchronous SQLite connection: `node:sqlite` in the server, sql.js in the demo. */
export interface SqliteEngine {
  /** Throws StoreUnavailable for what the machine did (disk, locks), other errors for what the SQL did. */
  query(sql: string, parameters: readonly unknown[]): SqliteResult
  readonly inTransaction: boolean
}

export interface SqliteResult {
  rows: unknown[]
  /** Rows changed, for a statement that returns none. */
  changes?: bigint
  insertId?: bigint
}

const resultOf = <Row>({ rows, changes, insertId }: SqliteResult): QueryResult<Row> => ({ rows: rows as Row[], numAffectedRows: changes, insertId })

/** What reads: the engine of this thread, or one that answers from another. */
export interface SqliteReader {
  query(sql: string, parameters: readonly unknown[], signal?: AbortSignal): SqliteResult | Promise<SqliteResult>
}

/** Not offered: PostgreSQL would need one more package, and here an open cursor pins all readers to its old snapshot. */
function noStream(): never {
  throw new Error('Streams are not part of the store: read pages')
}

/** The dialect of `Store.db`. Transactions are refused: one would pin the shared connection to an old snapshot. */
export class SqliteReadDialect extends SqliteDialect {
  readonly engine: SqliteReader

  constructor(engine: SqliteReader) {
    super({ database: () => Promise.reject(new Error('not used')) })
    this.engine = engine
  }

  override createAdapter(): SqliteAdapter {
    return new SharedAdapter()
  }

  override createDriver(): Driver {
    const { engine } = this
    const connection: DatabaseConnection = {
      executeQuery: async (query, options) => {
        // Statements that are answered at once follow each other without a pause.
        await pass()
        return resultOf(await engine.query(query.sql, query.parameters, options?.signal))
      },
      streamQuery: noStream,
    }
    const refuse = async (): Promise<never> => {
      throw new Error('Store.db only reads, statement by statement: use Store.write for a transaction')
    }
    return {
      init: async () => {},
      acquireConnection: async () => connection,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
      releaseConnection: async () => {},
      destroy: async () => {},
    }
  }
}

/** Statements run to their end synchronously, so nobody has to queue for the connection. */
class SharedAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** A transaction handed to one work and taken back when it ends. */
export interface Lease {
  readonly tx: Tx
  /** Ends the lease: a query that was not awaited must not land in the next work's savepoint. Returns what failed. */
  end(): unknown
  /** When its last statement began, by `performance.now()`. */
  last(): number
}

export function leaser(engine: SqliteEngine): () => Lease {
  const dialect = new SqliteReadDialect(engine)
  const driver = dialect.createDriver()
  const compiler = new SqliteQueryCompiler()
  const adapter = new SharedAdapter()
  return () => {
    let ended = false
    let failure: unknown
    let last = performance.now()
    const connection: DatabaseConnection = {
      async executeQuery(query) {
        await pass()
        last = performance.now()
        if (ended) throw new Error('This transaction has ended: await every query inside the work')
        try {
          // On some errors SQLite rolls the whole transaction back by itself; what follows would be committed one by one.
          if (!engine.inTransaction) throw new StoreUnavailable('The transaction was rolled back')
          return resultOf(engine.query(query.sql, query.parameters))
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
