import { SqliteAdapter, SqliteDialect, type DatabaseConnection, type Driver, type QueryResult } from 'kysely'
import { pass } from '../turn.ts'
import { leasing, noStream, type Lease } from './lease.ts'
import { StoreUnavailable } from './store.ts'

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

/** The lease of a transaction in another thread. After a statement that failed SQLite may be in none any more: the work asks for nothing more. */
export function leaseApart(thread: SqliteReader): Lease {
  let failed = false
  let asking = 0
  const lease = leasing(new SqliteReadDialect(thread))(async (query) => {
    if (failed) throw new StoreUnavailable('The transaction was rolled back')
    asking++
    try {
      return resultOf(await thread.query(query.sql, query.parameters))
    } catch (error) {
      failed = true
      throw error
    } finally {
      asking--
    }
  })
  // A statement that takes its time is at work: it has a limit of its own.
  return { ...lease, last: () => (asking > 0 ? performance.now() : lease.last()) }
}

export function leaser(engine: SqliteEngine): () => Lease {
  const lease = leasing(new SqliteReadDialect(engine))
  return () => lease((query) => {
    // On some errors SQLite rolls the whole transaction back by itself; what follows would be committed one by one.
    if (!engine.inTransaction) throw new StoreUnavailable('The transaction was rolled back')
    return resultOf(engine.query(query.sql, query.parameters))
  })
}
