import { createHash } from 'node:crypto'
import { migrate, migrations } from './migrations.ts'
import { openPostgresRaw, postgresCatalogue } from './node-postgres-copy.ts'
import { openSqliteRaw, sqliteCatalogue } from './node-sqlite-copy.ts'
import { CannotOpen, type Dialect } from './store.ts'
import { indexedTexts } from './text-index.ts'

/*
 * All rows of a database in one moment, as rows and not as pages: what a backup holds and a move carries, the same for both databases.
 */

export type Cell = string | number | null
export type Row = readonly Cell[]

/** One connection in one transaction: of a reader, one moment of the database; of a writer, all or nothing. */
export interface Raw {
  readonly dialect: Dialect
  ask(sql: string, parameters?: readonly Cell[]): Promise<Row[]>
  batches(sql: string): AsyncGenerator<Row[]>
  insert(table: Shape, rows: readonly Row[]): Promise<void>
  /** Ends the transaction. */
  commit(): Promise<void>
  close(): Promise<void>
}

export interface Shape {
  name: string
  /** In alphabetical order, which is the same in both databases. */
  columns: string[]
  /** Columns of the primary key: rows come in their order. */
  key: string[]
}

export interface Table extends Shape {
  rows: number
  /** SHA-256 over the rows, each a line of JSON. */
  digest: string
}

export interface Catalogue {
  tables: string
  columns(table: string): string
  key(table: string): string
  /** Tables that this one refers to. */
  refers(table: string): string
  /** Name and last number of each table that counts by itself. */
  sequences(raw: Raw): Promise<[string, number][]>
  setSequence(raw: Raw, table: string, last: number): Promise<void>
}

const catalogueOf = ({ dialect }: Raw): Catalogue => (dialect === 'sqlite' ? sqliteCatalogue : postgresCatalogue)

/** Where a database is: a URL, or the path of a file. */
export interface Place {
  databaseUrl?: string
  file: string
}

/** A snapshot of what is committed now; the server goes on writing. */
export const openReader = ({ databaseUrl, file }: Place): Promise<Raw> => (databaseUrl ? openPostgresRaw(databaseUrl, 'read') : openSqliteRaw(file, 'read'))

const names = async (raw: Raw, sql: string) => (await raw.ask(sql)).map(([name]) => String(name))
/** SQLite's index of trigrams is made anew at the next start. */
const derived = (name: string) => Object.keys(indexedTexts).some((table) => name.startsWith(`${table}_text`))
/** What servers that run now tell each other. */
const passing = new Set(['failures', 'leases'])
const quoted = (columns: readonly string[]) => columns.map((column) => `"${column}"`).join(', ')
/** What belongs to the file and not to what is in it: the state of SQLite's index. */
const whose = (table: string) => (table === 'meta' ? ` WHERE key <> 'text-index'` : '')

/** The tables, each behind those that it refers to. */
export async function shapesOf(raw: Raw): Promise<Shape[]> {
  const catalogue = catalogueOf(raw)
  const left = new Map<string, { shape: Shape; refers: string[] }>()
  for (const name of (await names(raw, catalogue.tables)).filter((table) => table !== 'migrations' && !derived(table) && !passing.has(table)).sort()) {
    const shape = { name, columns: (await names(raw, catalogue.columns(name))).sort(), key: await names(raw, catalogue.key(name)) }
    left.set(name, { shape, refers: (await names(raw, catalogue.refers(name))).filter((other) => other !== name) })
  }
  const ordered: Shape[] = []
  while (left.size > 0) {
    const free = [...left].filter(([, { refers }]) => !refers.some((other) => left.has(other)))
    if (free.length === 0) throw new Error(`Tables refer to each other in a circle: ${[...left.keys()].join(', ')}`)
    for (const [name, { shape }] of free) {
      ordered.push(shape)
      left.delete(name)
    }
  }
  return ordered
}

/** Name and checksum of the migrations that the database has run. */
export const migrationsOf = async (raw: Raw): Promise<string[]> => names(raw, 'SELECT name FROM migrations ORDER BY number')

export const sequencesOf = (raw: Raw): Promise<[string, number][]> => catalogueOf(raw).sequences(raw)

/** The rows of a table in the order of its key, as lines; at the end, how many and their digest. */
export async function* tableLines(raw: Raw, shape: Shape, each: (batch: readonly Row[]) => Promise<void> | void = () => {}): AsyncGenerator<string, Table> {
  const digest = createHash('sha256')
  let rows = 0
  for await (const batch of raw.batches(`SELECT ${quoted(shape.columns)} FROM ${shape.name}${whose(shape.name)} ORDER BY ${quoted(shape.key)}`)) {
    const lines = batch.map((row) => `${JSON.stringify(row)}\n`).join('')
    digest.update(lines)
    rows += batch.length
    await each(batch)
    yield lines
  }
  return { ...shape, rows, digest: digest.digest('base64url') }
}

export async function digestOf(raw: Raw, shape: Shape, each?: (batch: readonly Row[]) => Promise<void> | void): Promise<Table> {
  const reading = tableLines(raw, shape, each)
  for (;;) {
    const { done, value } = await reading.next()
    if (done) return value
  }
}

const isEmpty = async (raw: Raw) => (await names(raw, catalogueOf(raw).tables)).length === 0

/**
 * Makes the schema as it was after these migrations in an empty place, and answers the transaction in which it is to be filled.
 * Later migrations run at the next start, as they would have on the source.
 */
export async function openWriter({ databaseUrl, file }: Place, ran: readonly string[]): Promise<Raw> {
  const list = migrations.slice(0, ran.length)
  if (list.some(({ name }, at) => name !== ran[at]) || list.length !== ran.length)
    throw new CannotOpen(`It comes from a newer Countersign: it has the migration ${ran.at(-1)}, which this version does not know. Restore with that version.`)
  const raw = databaseUrl ? await openPostgresRaw(databaseUrl, 'write') : await openSqliteRaw(file, 'write')
  try {
    if (!(await isEmpty(raw))) throw new CannotOpen('The place to write to is not empty: it has tables already. Nothing was changed. Give an empty one.')
    const run = async (sql: string, parameters: readonly unknown[] = []) => {
      // One transaction for all: a place is filled or empty, never half.
      if (/^(?:BEGIN|COMMIT)/.test(sql)) return []
      const rows = await raw.ask(sql, parameters as Cell[])
      return rows.map(([name, checksum]) => ({ name, checksum }))
    }
    await migrate(raw.dialect, run, list)
    await raw.ask('DELETE FROM meta')
    return raw
  } catch (error) {
    await raw.close()
    throw error
  }
}

/** Checks that the written tables are what was read, to the row, and sets the counters. Commits only then. */
export async function finish(raw: Raw, tables: readonly Table[], sequences: readonly (readonly [string, number])[]): Promise<void> {
  for (const table of tables) {
    const { rows, digest } = await digestOf(raw, table)
    if (rows !== table.rows || digest !== table.digest)
      throw new Error(`The table ${table.name} came out different: ${rows} rows of ${table.rows}. Nothing was kept.`)
  }
  for (const [table, last] of sequences) await catalogueOf(raw).setSequence(raw, table, last)
  await raw.commit()
}

/** The table here that a table of the source is to fill; refuses one that is not as this version makes it. */
export function sameShape(here: ReadonlyMap<string, Shape>, { name, columns }: Shape): Shape {
  const shape = here.get(name)
  if (shape?.columns.join('\n') !== columns.join('\n')) throw new CannotOpen(`The table ${name} is not as this version makes it. Nothing was kept.`)
  return shape
}
