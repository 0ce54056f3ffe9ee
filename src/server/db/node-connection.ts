import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { naturalKey } from '#contract/natural.ts'
import type { SqliteResult } from './sqlite-kysely.ts'
import { StoreUnavailable } from './store.ts'

/* One connection of `node:sqlite`: how it is set up, how statements are kept, what its errors mean. Of two threads. */

/** Milliseconds a connection waits, blocking its thread, for a foreign tool (`sqlite3`, a backup) to let go. */
export const busyTimeout = 2000

/** What must hold for an acknowledged change to be on disk and for the schema to be honest; read back after setting. */
export const writerPragmas = {
  journal_mode: 'wal',
  /** FULL: the WAL is synced at each commit. NORMAL, the usual advice with WAL, loses acknowledged changes. */
  synchronous: 2,
  foreign_keys: 1,
  busy_timeout: busyTimeout,
  trusted_schema: 0,
  /** So that INSERT OR REPLACE fires the delete triggers of audit and users. */
  recursive_triggers: 1,
  temp_store: 2,
  /** Four megabytes: what a change has written beyond that goes to the log at once, and not all of it in its COMMIT. */
  cache_size: -4096,
  /** Pages after which a COMMIT copies the log itself: where the thread that does it (node-checkpoint.ts) was too slow. */
  wal_autocheckpoint: 4000,
  journal_size_limit: 67_108_864,
} as const

export const readerPragmas = { query_only: 1, busy_timeout: busyTimeout, trusted_schema: 0, temp_store: 2 } as const

/** What lists sort by (`contract/natural.ts`); no part of the schema, so that other tools can write the file. */
export function addFunctions(database: DatabaseSync): void {
  database.function('natural_key', { deterministic: true }, (text) => typeof text === 'string' ? naturalKey(text) : null)
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

const statementsKept = 256

/** Prepares each text once; the oldest goes, since a filter can make any number of statements. */
export function preparer<T>(prepare: (sql: string) => T): (sql: string) => T {
  const kept = new Map<string, T>()
  return (sql) => {
    const known = kept.get(sql)
    if (known !== undefined) return known
    const made = prepare(sql)
    if (kept.size >= statementsKept) kept.delete(kept.keys().next().value as string)
    kept.set(sql, made)
    return made
  }
}

/** Runs statements of the thread that has the connection; throws what `translate` makes of errors. */
export function runner(database: DatabaseSync): (sql: string, parameters: readonly unknown[]) => SqliteResult {
  const prepared = preparer((sql): { statement: StatementSync; returnsRows: boolean } => {
    const statement = database.prepare(sql)
    return { statement, returnsRows: statement.columns().length > 0 }
  })
  return (sql, parameters) => {
    try {
      const { statement, returnsRows } = prepared(sql)
      const values = bind(parameters)
      if (returnsRows) return { rows: statement.all(...values) }
      const { changes, lastInsertRowid } = statement.run(...values)
      return { rows: [], changes: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    } catch (error) {
      throw translate(error)
    }
  }
}

/** node:sqlite binds every number as a floating one: `value + ?` would give 2.0, and `? / 2` would not be PostgreSQL's. */
export function bind(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((value) => Number.isSafeInteger(value) ? BigInt(value as number) : value as SQLInputValue)
}

/** Primary result codes that say something of the machine, not of the SQL (https://sqlite.org/rescode.html). */
const MACHINE = new Map([
  [5, 'locked by another process'], [6, 'locked'], [7, 'out of memory'], [8, 'read-only'], [10, 'disk I/O error'],
  [11, 'damaged'], [13, 'disk full'], [14, 'cannot be opened'], [15, 'locking protocol'], [26, 'not a database'],
])

export function translate(error: unknown): unknown {
  const { errcode, code } = error as { errcode?: number; code?: string }
  if (code === 'ERR_INVALID_STATE') return new StoreUnavailable('The store is closed', { cause: error })
  const reason = errcode === undefined ? undefined : MACHINE.get(errcode % 256)
  if (reason === undefined) return error
  return new StoreUnavailable(`SQLite: ${reason} (${errcode}): ${(error as Error).message}`, { cause: error })
}
