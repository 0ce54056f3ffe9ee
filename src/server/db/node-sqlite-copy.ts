import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Catalogue, Cell, Raw, Row, Shape } from './node-copy.ts'
import { addFunctions, bind, busyTimeout, translate } from './node-connection.ts'
import { makeFile, takeInstanceLock } from './node-sqlite.ts'
import { CannotOpen } from './store.ts'

/** Rows, and characters of them, that are held at once. */
const most = 1000
const longest = 4_000_000

export const sqliteCatalogue: Catalogue = {
  tables: `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  columns: (table) => `SELECT name FROM pragma_table_info('${table}')`,
  key: (table) => `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`,
  refers: (table) => `SELECT DISTINCT "table" FROM pragma_foreign_key_list('${table}')`,
  sequences: async (raw) => (await raw.ask('SELECT name, seq FROM sqlite_sequence ORDER BY name')) as unknown as [string, number][],
  async setSequence(raw, table, last) {
    await raw.ask('DELETE FROM sqlite_sequence WHERE name = ?', [table])
    await raw.ask('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)', [table, last])
  },
}

/** Keeps every server off the file; refuses where one has it. */
export function lockFile(file: string): { close(): void } {
  if (!existsSync(file)) throw new CannotOpen(`There is no ${file}.`)
  return takeInstanceLock(makeFile(file))
}

/**
 * To read: one read transaction of a connection of its own, which sees one moment for as long as it lasts; the server writes on
 * (WAL). To write: under the server's own lock, in a file that is made here.
 */
export async function openSqliteRaw(path: string, way: 'read' | 'write'): Promise<Raw> {
  if (way === 'read' && !existsSync(path)) throw new CannotOpen(`There is no ${path}.`)
  const file = way === 'write' ? makeFile(path) : path
  const lock = way === 'write' ? takeInstanceLock(file) : undefined
  const database = new DatabaseSync(file, { readOnly: way === 'read', timeout: busyTimeout, enableForeignKeyConstraints: way === 'write' })
  addFunctions(database)
  const prepare = (sql: string) => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }
  try {
    if (way === 'write') database.exec('PRAGMA journal_mode = wal; PRAGMA synchronous = FULL')
    database.exec(way === 'write' ? 'BEGIN IMMEDIATE' : 'BEGIN')
    // A read transaction begins with its first read.
    prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch (error) {
    database.close()
    lock?.close()
    throw translate(error)
  }
  return {
    dialect: 'sqlite',
    async ask(sql: string, parameters: readonly Cell[] = []) {
      return prepare(sql).all(...bind(parameters)) as unknown as Row[]
    },
    async *batches(sql: string) {
      let batch: Row[] = []
      let length = 0
      for (const row of prepare(sql).iterate() as unknown as Iterable<Row>) {
        batch.push(row)
        for (const cell of row) if (typeof cell === 'string') length += cell.length
        if (batch.length < most && length < longest) continue
        yield batch
        batch = []
        length = 0
      }
      if (batch.length > 0) yield batch
    },
    async insert({ name, columns }: Shape, rows: readonly Row[]) {
      const statement = database.prepare(
        `INSERT INTO ${name} (${columns.map((column) => `"${column}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      )
      for (const row of rows) statement.run(...bind(row))
    },
    async commit() {
      database.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)')
    },
    async close() {
      database.close()
      lock?.close()
    },
  }
}
