import { closeSync, fchmodSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { makeFolder } from './node-private-files.ts'
import { groupCommit, type Apart, type GroupCommitOptions } from './group-commit.ts'
import { migrate, migrations, type Run } from './migrations.ts'
import { openAside, type Aside } from './node-aside.ts'
import { checkpoints, type Checkpoints } from './node-checkpoint.ts'
import { addFunctions, readerPragmas, runner, setPragmas, translate, writerPragmas } from './node-connection.ts'
import { remembering } from './node-remembered.ts'
import { SqliteReadDialect, type SqliteEngine } from './sqlite-kysely.ts'
import { CannotOpen, type OpenOptions, type Store } from './store.ts'
import type { Tables } from './tables.ts'
import { ensureTextIndex, matchOf, textIndexQuery, type TextIndex } from './text-index.ts'

/*
 * Warning for whoever adds a backup: POSIX drops a process's locks on a file when the process closes ANY descriptor of
 * it. Never open the database, its -shm or its .lock with `node:fs` here while a store is open; use VACUUM INTO.
 */

/** Of the connections that many small reads go by. */
const READER_PRAGMAS = { ...readerPragmas, cache_size: -32_768 } as const

/**
 * Opens the database file, made when absent (folder 0700, file 0600), and brings it to this version's schema.
 * `:memory:` is a temporary file, gone on close: a real in-memory database cannot have a second, committed-only view.
 */
export async function openSqlite(path: string, { migrated, ...options }: GroupCommitOptions & OpenOptions = {}): Promise<Store> {
  const temporary = path === ':memory:' ? mkdtempSync(join(tmpdir(), 'countersign-')) : undefined
  const undo: (() => void)[] = []
  const undoAll = (): void => {
    for (const step of undo.splice(0).reverse()) step()
  }
  if (temporary !== undefined) undo.push(() => rmSync(temporary, { recursive: true, force: true }))
  try {
    const file = temporary === undefined ? makeFile(path) : join(temporary, 'countersign.db')
    const lock = takeInstanceLock(file)
    undo.push(() => lock.close())
    const open = (readOnly: boolean): DatabaseSync => {
      const database = new DatabaseSync(file, { readOnly })
      undo.push(() => database.close())
      setPragmas(database, readOnly ? READER_PRAGMAS : writerPragmas)
      addFunctions(database)
      return database
    }
    const writing = open(false)
    const writer = engineOf(writing)
    const run: Run = async (text, parameters = []) => writer.query(text, parameters).rows
    await migrate('sqlite', run, migrations, migrated)
    const hasTexts = await ensureTextIndex(run, migrated)
    // Own connections for reads: WAL shows them committed state only, whatever the writer's batch is doing.
    const reader = engineOf(open(true))
    const remembered = remembering(writing, writer, open(true))
    const db = new Kysely<Tables>({ dialect: new SqliteReadDialect(reader) })
    const aside = openAside(file)
    const copying = checkpoints(file)
    const apart = () => countingApart(openAside(file, { writes: true }), (rows) => {
      remembered.forget()
      copying.wrote(rows)
    })
    const { write, writeLarge, command, drain } = groupCommit(counting(remembered.writer, copying), { apart, ...options })
    let probing: Promise<void> | undefined
    let closing: Promise<void> | undefined
    return {
      dialect: 'sqlite',
      shared: false,
      db,
      aside: new Kysely<Tables>({ dialect: new SqliteReadDialect(aside) }),
      write,
      writeLarge,
      command,
      lookup: remembered.lookup,
      texts: hasTexts ? textIndexOf(aside) : undefined,
      async lock() {},
      async lockChain() {},
      probe() {
        // Shared while it runs, so that a flood of probes is not a flood of writes.
        probing ??= write(async (tx) => {
          await sql`update meta set value = cast(cast(value as integer) + 1 as text) where key = 'probe'`.execute(tx)
        }).finally(() => { probing = undefined })
        return probing
      },
      close() {
        closing ??= drain().then(() => Promise.all([aside.close(), copying.close()])).then(() => {
          try {
            writer.query('PRAGMA wal_checkpoint(TRUNCATE)', [])
          } finally {
            undoAll()
          }
        })
        return closing
      },
    }
  } catch (error) {
    undoAll()
    throw translate(error)
  }
}

/** The real path, so that the same file by another name finds the same lock. */
export function makeFile(path: string): string {
  makeFolder(dirname(path))
  // SQLite gives -wal and -shm the mode of the database.
  makePrivate(path)
  const file = realpathSync(path)
  makePrivate(`${file}.lock`)
  return file
}

/** An empty file that is its owner's alone, whatever the umask is, unless there is one. It is closed before anybody locks it. */
function makePrivate(path: string): void {
  try {
    const file = openSync(path, 'wx', 0o600)
    fchmodSync(file, 0o600)
    closeSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Held by the operating system for this process, so it also goes with kill -9. */
export function takeInstanceLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(`${file}.lock`)
  try {
    lock.exec('PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (((error as { errcode?: number }).errcode ?? 0) % 256 !== 5) throw error
    throw new CannotOpen(
      `Another Countersign process holds ${file}. Stop it first, or give this one a data folder of its own; ` +
      'for several servers on one database set DATABASE_URL to a PostgreSQL.',
      { cause: error },
    )
  }
}

/** In the other thread: each run of a needle may name thousands of rows. */
const textIndexOf = (aside: Aside): TextIndex => ({
  find: async (table, column, runs, limit, signal) =>
    (await aside.query(textIndexQuery(table), [matchOf(column, runs), limit], signal)).rows.map((row) => (row as { id: number }).id),
  row: sql.raw('rowid'),
  listed: (rows) => sql`select value from json_each(${JSON.stringify(rows)})`,
  planned: false,
})

/** A writer that tells of its changed rows at each commit. */
function counting(writer: SqliteEngine, { wrote }: Checkpoints): SqliteEngine {
  let rows = 0
  return {
    query(text, parameters) {
      const result = writer.query(text, parameters)
      rows += Number(result.changes ?? 0)
      if (text === 'COMMIT') {
        wrote(rows)
        rows = 0
      }
      return result
    },
    get inTransaction() {
      return writer.inTransaction
    },
  }
}

/** The same of a connection in another thread; told of its COMMIT also when that failed: nobody knows then what it did. */
function countingApart({ query, close }: Aside, committed: (rows: number) => void): Apart {
  let rows = 0
  return {
    async query(text, parameters) {
      try {
        const result = await query(text, parameters)
        rows += Number(result.changes ?? 0)
        return result
      } finally {
        if (text === 'COMMIT') committed(rows)
      }
    },
    close,
  }
}

const engineOf = (database: DatabaseSync): SqliteEngine => ({
  query: runner(database),
  get inTransaction() {
    return database.isTransaction
  },
})
