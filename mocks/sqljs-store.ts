import { Kysely, sql } from 'kysely'
import type { Database as SqlJsDatabase, SqlJsStatic, SqlValue, Statement } from 'sql.js'
import { naturalKey } from '#contract/natural.ts'
import { groupCommit, type GroupCommitOptions } from '#server/db/group-commit.ts'
import { migrate } from '#server/db/migrations.ts'
import { SqliteReadDialect, type SqliteEngine } from '#server/db/sqlite-kysely.ts'
import { StoreUnavailable, type Store } from '#server/db/store.ts'
import type { Tables } from '#server/db/tables.ts'

/** The store in a browser tab. It forgets everything when it goes, unless somebody keeps a copy. */
export interface SqlJsStore extends Store {
  /** The whole database as a file's bytes, committed state only. */
  copy(): Promise<Uint8Array>
}

export interface SqlJsOptions extends GroupCommitOptions {
  /** What `copy` gave before; absent: an empty database. */
  from?: Uint8Array
}

/**
 * As the server's writer. The journal is in memory: one in Emscripten's file system would look left over by a crash to
 * the reader, who would roll it back. `cache_spill` keeps changes out of the file until they are committed.
 */
const writerPragmas = [
  'journal_mode = memory',
  'synchronous = off',
  'foreign_keys = on',
  'trusted_schema = off',
  'recursive_triggers = on',
  'temp_store = memory',
  'cache_spill = off',
]

/** Opens a database in memory and brings it to this version's schema: the same migrations, queries and group commit as on disk. */
export async function openSqlJs({ Database }: SqlJsStatic, { from, ...options }: SqlJsOptions = {}): Promise<SqlJsStore> {
  const writer = connection(new Database(from))
  for (const pragma of writerPragmas) writer.database.run(`PRAGMA ${pragma}`)
  await migrate('sqlite', async (text, parameters = []) => writer.engine.query(text, parameters).rows)

  // A second connection sees committed state only, whatever the writer's batch is doing. sql.js opens each database under a
  // name of its own, so the reader stands on an empty one and has the writer's file attached.
  const reader = connection(new Database())
  reader.database.run('ATTACH ? AS copied', [String(writer.database.exec('PRAGMA database_list')[0]!.values[0]![2])])
  for (const pragma of ['trusted_schema = off', 'temp_store = memory', 'query_only = on']) reader.database.run(`PRAGMA ${pragma}`)

  const { write, command, drain } = groupCommit(writer.engine, options)
  let probing: Promise<void> | undefined
  let closing: Promise<void> | undefined
  const db = new Kysely<Tables>({ dialect: new SqliteReadDialect(reader.engine) })
  return {
    dialect: 'sqlite',
    shared: false,
    db,
    // A tab has one thread for the database, and little in it.
    aside: db,
    write,
    command,
    lookup<Row>(text: string) {
      return async (...parameters: readonly (string | number | null)[]) => reader.engine.query(text, parameters).rows[0] as Row | undefined
    },
    async lock() {},
    async lockChain() {},
    probe() {
      probing ??= write(async (tx) => {
        await sql`update meta set value = cast(cast(value as integer) + 1 as text) where key = 'probe'`.execute(tx)
      }).finally(() => { probing = undefined })
      return probing
    },
    async copy() {
      // Right after a commit no transaction is open: the next batch begins a turn later.
      await write(async () => {})
      return writer.database.export()
    },
    close() {
      closing ??= drain().then(() => {
        reader.close()
        writer.close()
      })
      return closing
    },
  }
}

const STATEMENTS_KEPT = 256

interface Connection {
  database: SqlJsDatabase
  engine: SqliteEngine
  close(): void
}

function connection(database: SqlJsDatabase): Connection {
  database.create_function('natural_key', (text: unknown) => typeof text === 'string' ? naturalKey(text) : null)
  const kept = new Map<string, Statement>()
  let open = true
  /** sql.js does not say whether a transaction is open, so it is followed here. */
  let inTransaction = false

  const prepare = (text: string): Statement => {
    const known = kept.get(text)
    if (known !== undefined) return known
    const statement = database.prepare(text)
    if (kept.size >= STATEMENTS_KEPT) {
      const [oldest, its] = kept.entries().next().value!
      its.free()
      kept.delete(oldest)
    }
    kept.set(text, statement)
    return statement
  }

  /** SQLite ends the transaction by itself on some errors; only trying to begin another one tells. */
  function lookAgain(): void {
    try {
      database.run('BEGIN')
      database.run('ROLLBACK')
      inTransaction = false
    } catch {
      inTransaction = true
    }
  }

  function all(statement: Statement, parameters: readonly unknown[]): unknown[] {
    try {
      // Whole numbers beyond 32 bits are bound as floating ones; comparing and storing are exact, dividing would not be.
      statement.bind(parameters as SqlValue[])
      const names = statement.getColumnNames()
      const rows: unknown[] = []
      while (statement.step()) {
        const values = statement.get()
        rows.push(Object.fromEntries(names.map((name, at) => [name, values[at]])))
      }
      return rows
    } finally {
      // A statement that is not reset holds a lock, and the next commit would fail.
      statement.reset()
    }
  }

  return {
    database,
    engine: {
      query(text, parameters) {
        if (!open) throw new StoreUnavailable('The store is closed')
        try {
          const statement = prepare(text)
          const rows = all(statement, parameters)
          if (/^\s*BEGIN\b/i.test(text)) inTransaction = true
          else if (/^\s*(?:COMMIT|ROLLBACK(?!\s+TO))\b/i.test(text)) inTransaction = false
          return statement.getColumnNames().length > 0 ? { rows } : { rows, changes: BigInt(database.getRowsModified()) }
        } catch (error) {
          if (inTransaction) lookAgain()
          throw error
        }
      },
      get inTransaction() {
        return inTransaction
      },
    },
    close() {
      open = false
      database.close()
    },
  }
}
