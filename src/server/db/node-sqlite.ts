import { closeSync, fchmodSync, mkdtempSync, openSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { Kysely, sql } from 'kysely'
import { makeFolder } from '../node/private-files.ts'
import { groupCommit, type GroupCommitOptions } from './group-commit.ts'
import { migrate, migrations, type Run } from './migrations.ts'
import { SqliteReadDialect, type SqliteEngine } from './sqlite-kysely.ts'
import { CannotOpen, StoreUnavailable, type OpenOptions, type Store } from './store.ts'
import type { Tables } from './tables.ts'
import { ensureTextIndex, indexedTexts, matchOf, textIndexQuery, type IndexedTable, type TextIndex } from './text-index.ts'

/*
 * Warning for whoever adds a backup: POSIX drops a process's locks on a file when the process closes ANY descriptor of
 * it. Never open the database, its -shm or its .lock with `node:fs` here while a store is open; use VACUUM INTO.
 */

/** Milliseconds a connection waits, blocking the server, for a foreign tool (`sqlite3`, a backup) to let go. */
const BUSY_TIMEOUT = 2000

/** What must hold for an acknowledged change to be on disk and for the schema to be honest; read back after setting. */
const WRITER_PRAGMAS = {
  journal_mode: 'wal',
  /** FULL: the WAL is synced at each commit. NORMAL, the usual advice with WAL, loses acknowledged changes. */
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: BUSY_TIMEOUT,
  trusted_schema: 0,
  /** So that INSERT OR REPLACE fires the delete triggers of audit and users. */
  recursive_triggers: 1,
  temp_store: 2,
  cache_size: -32_768,
  journal_size_limit: 67_108_864,
} as const

const READER_PRAGMAS = { query_only: 1, busy_timeout: BUSY_TIMEOUT, trusted_schema: 0, temp_store: 2, cache_size: -32_768 } as const

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
      setPragmas(database, readOnly ? READER_PRAGMAS : WRITER_PRAGMAS)
      return database
    }
    const writer = engineOf(open(false))
    const run: Run = async (text, parameters = []) => writer.query(text, parameters).rows
    await migrate('sqlite', run, migrations, migrated)
    const hasTexts = await ensureTextIndex(run, migrated)
    // Own connections for reads: WAL shows them committed state only, whatever the writer's batch is doing.
    const reader = engineOf(open(true))
    const lookups = open(true)
    const db = new Kysely<Tables>({ dialect: new SqliteReadDialect(reader) })
    const { write, drain } = groupCommit(writer, options)
    let probing: Promise<void> | undefined
    let closing: Promise<void> | undefined
    return {
      dialect: 'sqlite',
      db,
      write,
      lookup<Row>(text: string) {
        const statement = lookups.prepare(text)
        return (...parameters: readonly (string | number | null)[]) => {
          try {
            return Promise.resolve(statement.get(...bind(parameters)) as Row | undefined)
          } catch (error) {
            return Promise.reject(translate(error))
          }
        }
      },
      texts: hasTexts ? textIndexOf(lookups) : undefined,
      async lockChain() {},
      probe() {
        // Shared while it runs, so that a flood of probes is not a flood of writes.
        probing ??= write(async (tx) => {
          await sql`update meta set value = cast(cast(value as integer) + 1 as text) where key = 'probe'`.execute(tx)
        }).finally(() => { probing = undefined })
        return probing
      },
      close() {
        closing ??= drain().then(() => {
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
function makeFile(path: string): string {
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
function takeInstanceLock(file: string): DatabaseSync {
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

/** Sets and reads back: SQLite ignores what it does not know or cannot do (WAL on some network disks) without a word. */
export function setPragmas(database: DatabaseSync, pragmas: Readonly<Record<string, string | number>>): void {
  for (const [name, wanted] of Object.entries(pragmas)) {
    database.exec(`PRAGMA ${name}=${wanted}`)
    const row = database.prepare(`PRAGMA ${name}`).get()
    const found = row === undefined ? undefined : Object.values(row)[0]
    if (found !== wanted) throw new Error(`SQLite did not accept PRAGMA ${name}=${wanted}: it says ${String(found)}`)
  }
}

function textIndexOf(database: DatabaseSync): TextIndex {
  const statements = new Map((Object.keys(indexedTexts) as IndexedTable[]).map((table) => [table, database.prepare(textIndexQuery(table))]))
  return (table, column, runs, limit) => {
    try {
      return statements.get(table)!.all(matchOf(column, runs), BigInt(limit)).map(({ id }) => Number(id))
    } catch (error) {
      throw translate(error)
    }
  }
}

const STATEMENTS_KEPT = 256

function engineOf(database: DatabaseSync): SqliteEngine {
  const kept = new Map<string, { statement: StatementSync; returnsRows: boolean }>()
  const prepare = (sql: string): { statement: StatementSync; returnsRows: boolean } => {
    const known = kept.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    const made = { statement, returnsRows: statement.columns().length > 0 }
    // The oldest goes: a filter can make any number of statements.
    if (kept.size >= STATEMENTS_KEPT) kept.delete(kept.keys().next().value as string)
    kept.set(sql, made)
    return made
  }
  return {
    query(sql, parameters) {
      try {
        const { statement, returnsRows } = prepare(sql)
        const values = bind(parameters)
        if (returnsRows) return { rows: statement.all(...values) }
        const { changes, lastInsertRowid } = statement.run(...values)
        return { rows: [], changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
      } catch (error) {
        throw translate(error)
      }
    },
    get inTransaction() {
      return database.isTransaction
    },
  }
}

/** node:sqlite binds every number as a floating one: `value + ?` would give 2.0, and `? / 2` would not be PostgreSQL's. */
function bind(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => Number.isSafeInteger(value) ? BigInt(value as number) : value as SQLInputValue)
}

/** Primary result codes that say something of the machine, not of the SQL (https://sqlite.org/rescode.html). */
const MACHINE = new Map([
  [5, 'locked by another process'], [6, 'locked'], [7, 'out of memory'], [8, 'read-only'], [10, 'disk I/O error'],
  [11, 'damaged'], [13, 'disk full'], [14, 'cannot be opened'], [15, 'locking protocol'], [26, 'not a database'],
])

function translate(error: unknown): unknown {
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (code === 'ERR_INVALID_STATE') return new StoreUnavailable('The store is closed', { cause: error })
  const reason = errcode === undefined ? undefined : MACHINE.get(errcode % 256)
  if (reason === undefined) return error
  return new StoreUnavailable(`SQLite: ${reason} (${errcode}): ${(error as Error).message}`, { cause: error })
}
