import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import type { Home } from './servers.ts'

/* Writes many rows into a home behind the back of its servers, which are down. */

export type Cell = string | number | null
export type Table = readonly [name: string, columns: readonly string[], rows: () => Generator<Cell[]>]

/** Rows of one statement, each of whose columns is a list (PostgreSQL). */
const chunk = 2000

/** Writes the rows of each table in order, after `before`, a statement. */
export const fill = (home: Home, list: readonly Table[], before = ''): void | Promise<void> =>
  home.databaseUrl === undefined ? fillSqlite(home, list, before) : fillPostgres(home.databaseUrl, list, before)

async function fillPostgres(url: string, list: readonly Table[], before: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`SET synchronous_commit = off; ${before}`)
    for (const [name, columns, rows] of list) {
      const types = (
        await client.query<{ name: string; type: string }>(
          'SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = $1',
          [name],
        )
      ).rows
      const parameters = columns.map((column, at) => `$${at + 1}::${types.find((one) => one.name === column)!.type}[]`)
      let lists: Cell[][] = columns.map(() => [])
      const write = async () => {
        await client.query(`INSERT INTO ${name} (${columns.join(', ')}) SELECT * FROM unnest(${parameters.join(', ')})`, lists)
        lists = columns.map(() => [])
      }
      for (const row of rows()) {
        row.forEach((value, at) => lists[at]!.push(value))
        if (lists[0]!.length === chunk) await write()
      }
      if (lists[0]!.length > 0) await write()
    }
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

function fillSqlite(home: Home, list: readonly Table[], before: string): void {
  const database = new DatabaseSync(join(home.folder, 'countersign.db'))
  try {
    database.exec(`PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY; ${before}`)
    for (const [name, columns, rows] of list) {
      const insert = database.prepare(`INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
      let written = 0
      database.exec('BEGIN IMMEDIATE')
      for (const row of rows()) {
        insert.run(...row)
        // In pieces: the log holds each page once a transaction, and would grow to many times the database.
        if (++written % 50_000 === 0) database.exec('COMMIT; BEGIN IMMEDIATE')
      }
      database.exec('COMMIT')
    }
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
}
