import type { RawBuilder } from 'kysely'
import type { Run } from './migrations.ts'
import type { OpenOptions } from './store.ts'

/*
 * An index of trigrams over names and notes, for `contains` in long lists: it names rows that may match, and the list then asks the
 * rows themselves, so that nothing depends on how it folds. It holds nothing that the tables have not, and may be missing. SQLite's is
 * made here (the tab's, without FTS5, has none); PostgreSQL's are made by migrations 8 and 19, where it has pg_trgm.
 */

/** Tables that have one, and the columns that it covers. */
export const indexedTexts = { credentials: ['name', 'note'], users: ['name', 'email'] } as const
export type IndexedTable = keyof typeof indexedTexts

/** What an index calls a row: `rowid` in SQLite, `id` in PostgreSQL. */
export type RowId = number | string

export interface TextIndex {
  /**
   * The rows whose text holds every one of these runs, as many as `limit` at most, in no order. A run is lower-case as far as A–Z go, and
   * has three characters or more.
   */
  find(table: IndexedTable, column: string, runs: readonly string[], limit: number, signal?: AbortSignal): Promise<RowId[]>
  /** The column that an index calls a row by. */
  readonly row: RawBuilder<RowId>
  /** A query of these rows' names. */
  listed(rows: readonly RowId[]): RawBuilder<RowId>
  /** For one term that must hold the planner finds the index by itself; for several, of which any may, in two tables, it does not. */
  readonly planned: boolean
}

export const textIndexQuery = (table: IndexedTable): string => `SELECT rowid AS id FROM ${table}_text WHERE ${table}_text MATCH ? LIMIT ?`

/** A phrase of FTS5 a run, in quotes as it wants them (https://sqlite.org/fts5.html §3.1). */
export const matchOf = (column: string, runs: readonly string[]): string =>
  `${column} : (${runs.map((run) => `"${run.replaceAll('"', '""')}"`).join(' AND ')})`

/** A text as a pattern of LIKE that stands for itself. */
export const literal = (text: string): string => text.replace(/[%_\\]/g, '\\$&')

const meta = 'text-index'

/**
 * Makes the index where there is none, and makes it anew where rows may have got other numbers: VACUUM may give new ones to a
 * table whose key is a text, and a dump read back does. Both leave another schema version or another last row behind, as
 * does a migration. Takes some ten seconds for a million keys. Answers whether there is one.
 */
export async function ensureTextIndex(run: Run, migrated: OpenOptions['migrated'] = () => undefined): Promise<boolean> {
  const value = async (sql: string): Promise<unknown> => Object.values((await run(sql))[0] ?? {})[0]
  if (await value(`SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'`) !== 1) return false
  const tables = Object.keys(indexedTexts) as IndexedTable[]
  const state = async () => String(await value('PRAGMA schema_version'))
  const isWhole = async () => {
    if (await value(`SELECT value FROM meta WHERE key = '${meta}'`) !== await state()) return false
    for (const table of tables) if (await value(`SELECT max(rowid) FROM ${table}`) !== await value(`SELECT max(id) FROM ${table}_text_docsize`)) return false
    return true
  }
  if (await isWhole()) return true
  const started = performance.now()
  await run('BEGIN IMMEDIATE')
  try {
    for (const table of tables) for (const statement of statementsOf(table)) await run(statement)
    await run('COMMIT')
  } catch (error) {
    await run('ROLLBACK').catch(() => {})
    throw error
  }
  await run(`INSERT INTO meta (key, value) VALUES ('${meta}', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`, [await state()])
  migrated('index of trigrams', performance.now() - started)
  return true
}

function statementsOf(table: IndexedTable): string[] {
  const columns = indexedTexts[table]
  const list = columns.join(', ')
  const texts = (row: string) => columns.map((column) => `lower(${row}${column})`).join(', ')
  const add = `INSERT INTO ${table}_text (rowid, ${list})`
  const remove = `DELETE FROM ${table}_text WHERE rowid = old.rowid`
  return [
    ...['added', 'changed', 'removed'].map((what) => `DROP TRIGGER IF EXISTS ${table}_text_${what}`),
    `DROP TABLE IF EXISTS ${table}_text`,
    // case_sensitive, over what lower() has made of A–Z: then no letter counts as another that we tell apart (K and the Kelvin sign).
    `CREATE VIRTUAL TABLE ${table}_text USING fts5(${list}, content='', contentless_delete=1, tokenize='trigram case_sensitive 1')`,
    `${add} SELECT rowid, ${texts('')} FROM ${table}`,
    `CREATE TRIGGER ${table}_text_added AFTER INSERT ON ${table} BEGIN ${add} VALUES (new.rowid, ${texts('new.')}); END`,
    `CREATE TRIGGER ${table}_text_changed AFTER UPDATE OF ${list} ON ${table} BEGIN ${remove}; ${add} VALUES (new.rowid, ${texts('new.')}); END`,
    `CREATE TRIGGER ${table}_text_removed AFTER DELETE ON ${table} BEGIN ${remove}; END`,
  ]
}
