import type { Catalogue, Cell, Raw, Row, Shape } from './node-copy.ts'
import { connectionConfig, numbered } from './postgres.ts'
import { clientOf, openFault, readUrl } from './postgres-url.ts'
import { CannotOpen } from './store.ts'

/** Rows that are held at once. */
const most = 1000

const of = (table: string) => `'"${table}"'::regclass`

export const postgresCatalogue: Catalogue = {
  tables: 'SELECT tablename FROM pg_tables WHERE schemaname = current_schema()',
  columns: (table) => `SELECT attname FROM pg_attribute WHERE attrelid = ${of(table)} AND attnum > 0 AND NOT attisdropped`,
  key: (table) => `SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum WHERE i.indrelid = ${of(table)} AND i.indisprimary ORDER BY k.place`,
  refers: (table) => `SELECT DISTINCT c.relname FROM pg_constraint f JOIN pg_class c ON c.oid = f.confrelid
    WHERE f.conrelid = ${of(table)} AND f.contype = 'f'`,
  async sequences(raw) {
    const owned = await raw.ask(`SELECT c.relname, format('%I.%I', n.nspname, s.relname) FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_class c ON c.oid = d.refobjid JOIN pg_namespace n ON n.oid = s.relnamespace
      WHERE d.deptype = 'i' AND n.nspname = current_schema() ORDER BY c.relname`)
    const found: [string, number][] = []
    for (const [table, sequence] of owned) {
      const [last] = await raw.ask(`SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM ${sequence}`)
      found.push([String(table), Number(last![0])])
    }
    return found
  },
  async setSequence(raw, table, last) {
    const [column] = await raw.ask(`SELECT attname FROM pg_attribute WHERE attrelid = ${of(table)} AND attidentity <> ''`)
    await raw.ask(`SELECT setval(pg_get_serial_sequence('${table}', ?), ?, ?::boolean)`, [column![0]!, Math.max(1, last), last > 0 ? 'true' : 'false'])
  },
}

/** To read: one REPEATABLE READ transaction, which sees one moment; others write on. To write: one transaction. */
export async function openPostgresRaw(text: string, way: 'read' | 'write'): Promise<Raw> {
  const url = readUrl(text)
  const client = clientOf(connectionConfig(url))
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: [facts] } = await client.query<Record<'version' | 'encoding', string>>(
      `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding`,
    )
    if (Number(facts?.version) < 150_000) throw new CannotOpen('Countersign needs PostgreSQL 15 or newer')
    if (facts?.encoding !== 'UTF8') throw new CannotOpen(`The database must be made with ENCODING 'UTF8', not ${facts?.encoding}`)
    await client.query(way === 'read' ? 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' : 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE')
    await client.query('SELECT 1 FROM pg_class LIMIT 1')
  } catch (error) {
    await client.end().catch(() => {})
    throw openFault(error, url)
  }
  const ask = async (sql: string, parameters: readonly Cell[] = []) =>
    (await client.query<Cell[]>({ text: parameters.length > 0 ? numbered(sql) : sql, values: [...parameters], rowMode: 'array' })).rows
  const types = new Map<string, Map<string, string>>()
  return {
    dialect: 'postgres',
    ask,
    async *batches(sql: string) {
      await client.query(`DECLARE rows_of NO SCROLL CURSOR FOR ${sql}`)
      try {
        for (;;) {
          const batch = await ask(`FETCH ${most} FROM rows_of`)
          if (batch.length > 0) yield batch
          if (batch.length < most) return
        }
      } finally {
        await client.query('CLOSE rows_of').catch(() => {})
      }
    },
    async insert({ name, columns }: Shape, rows: readonly Row[]) {
      let typed = types.get(name)
      if (!typed) {
        const found = await ask(`SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = ${of(name)} AND attnum > 0`)
        types.set(name, (typed = new Map(found.map(([column, type]) => [String(column), String(type)]))))
      }
      const lists = columns.map((column, at) => `$${at + 1}::${typed.get(column)}[]`).join(', ')
      const list = columns.map((column) => `"${column}"`).join(', ')
      await client.query(`INSERT INTO ${name} (${list}) SELECT * FROM unnest(${lists})`, columns.map((_, at) => rows.map((row) => row[at])))
    },
    async commit() {
      await client.query('COMMIT')
    },
    async close() {
      await client.end().catch(() => {})
    },
  }
}
