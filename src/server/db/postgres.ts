import { AbortedTransactionError, Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient } from 'kysely'
import { Pool, types, type ClientConfig, type PoolClient } from 'pg'
import { CHAIN_LOCK } from './migration-1.ts'
import { migrate, migrations } from './migrations.ts'
import { isConflict, isUnanswered, toUnavailable } from './postgres-errors.ts'
import { together } from './postgres-together.ts'
import { clientOf, openFault, readUrl } from './postgres-url.ts'
import { CannotOpen, StoreUnavailable, type OpenOptions, type Store, type Tx } from './store.ts'
import type { Tables } from './tables.ts'
import { literal, type TextIndex } from './text-index.ts'

/** Times a work is run again after a deadlock or serialization failure. */
const RETRIES = 3

const INT8 = 20

/** How long a statement may take, and a transaction may stand still. Milliseconds; set for each connection, or each transaction behind a pooler. */
const patience = { statement_timeout: 15_000, idle_in_transaction_session_timeout: 10_000 }
const setPatience = Object.entries(patience).map(([name, value]) => `; set local ${name} = ${value}`).join('')

/** Milliseconds and counts fit a number; a bigint that does not is an error, not a rounding. */
function parseInt8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`The bigint ${text} does not fit a number`)
  return value
}

export function connectionConfig(url: URL): ClientConfig {
  return {
    connectionString: url.href,
    application_name: 'countersign',
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? parseInt8 : types.getTypeParser(oid, format)) as typeof types.getTypeParser,
    },
  }
}

/**
 * Opens a PostgreSQL (15 or newer) and brings it to this version's schema. Any number of servers may share it.
 * `db` and lookups are read-only by the connection's default, so that no change goes around `write`, as on SQLite.
 */
export async function openPostgres(text: string, options: OpenOptions = {}): Promise<Store> {
  const url = readUrl(text)
  const config = connectionConfig(url)
  const { pooled, hasTrigrams } = await prepareDatabase(config, url, options)
  const openPool = (max: number, readOnly: boolean): Pool => {
    const made = new Pool({
      ...config,
      max,
      idleTimeoutMillis: 60_000,
      /** For when the network swallows the answer. */
      query_timeout: 20_000,
      ...(pooled ? {} : { ...patience, options: `-c default_transaction_read_only=${readOnly ? 'on' : 'off'}` }),
    })
    // A connection that breaks, idle (pool) or between two statements (client): the pool drops it, and who uses it hears
    // of it at the next statement. Without a listener the process would end.
    made.on('error', () => {})
    made.on('connect', (client) => { client.on('error', () => {}) })
    return made
  }
  const pool = openPool(10, true)
  /**
   * For changes of one statement, which are a transaction by themselves: one way to the database and back, and not three. Each waits for
   * the disk, and those that wait at once do so together.
   */
  const commanding = openPool(8, false)
  const connections = translating(pool, pooled)
  const dialect = new PostgresDialect({ pool: connections })
  const db = new Kysely<Tables>({ dialect })
  let prepared = 0
  let probing: Promise<void> | undefined
  let closing: Promise<void> | undefined

  /** A named statement is prepared once on each connection of the pool; behind a pooler the next may be another. */
  const preparedOnce = (text: string) => ({ ...(pooled ? {} : { name: `statement-${++prepared}` }), text: numbered(text) })

  async function once<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let committing = false
    try {
      return await db.transaction().setIsolationLevel('read committed').setAccessMode('read write').execute(async (tx) => {
        const value = await work(tx)
        committing = true
        return value
      })
    } catch (error) {
      // Aborted: the work caught a statement's error, PostgreSQL answered COMMIT with ROLLBACK. A bug, not an outage.
      if (!committing || error instanceof AbortedTransactionError) throw error
      throw new StoreUnavailable('The commit failed; whether it took effect is unknown', { cause: error })
    }
  }

  async function untilNoConflict<T>(change: () => Promise<T>): Promise<T> {
    if (closing !== undefined) throw new StoreUnavailable('The store is closed')
    for (let retry = 0; ; retry++) {
      try {
        return await change()
      } catch (error) {
        if (!isConflict(error)) throw error
        if (retry === RETRIES) throw new StoreUnavailable('Too many changes at once', { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 10 * 2 ** retry))
      }
    }
  }

  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => untilNoConflict(() => once(work))

  const chainLock = `SELECT pg_advisory_xact_lock(${CHAIN_LOCK})`
  /** Whose chain is locked already. */
  const locked = new WeakSet<Tx>()
  const shared = together({
    connect: () => connections.connect(),
    dialect,
    lock: chainLock,
    statementTimeout: patience.statement_timeout,
    locked: (tx) => locked.add(tx),
    holdsLock: (tx) => locked.has(tx),
    retries: RETRIES,
  })

  return {
    dialect: 'postgres',
    shared: true,
    db,
    // The database is another process: nobody here waits.
    aside: db,
    write,
    texts: hasTrigrams ? textIndexOf(db) : undefined,
    together: shared.write,
    lookup<Row>(text: string) {
      const query = preparedOnce(text)
      return async (...parameters: readonly (string | number | null)[]) => {
        try {
          return (await pool.query({ ...query, values: [...parameters] })).rows[0] as Row | undefined
        } catch (error) {
          throw toUnavailable(error)
        }
      }
    },
    command(text) {
      const query = preparedOnce(text)
      return (...parameters) => untilNoConflict(async () => {
        try {
          await commanding.query({ ...query, values: [...parameters] })
        } catch (error) {
          if (isUnanswered(error)) throw new StoreUnavailable('The commit was not answered; whether it took effect is unknown', { cause: error })
          throw toUnavailable(error)
        }
      })
    },
    async lock(tx, table, id) {
      const row = tx.selectFrom(table).select('id').where('id', '=', id)
      await (table === 'users' ? row.forNoKeyUpdate() : row.forUpdate()).execute()
    },
    async lockChain(tx) {
      if (locked.has(tx)) return
      await sql.raw(chainLock).execute(tx)
      locked.add(tx)
    },
    probe() {
      probing ??= write(async (tx) => {
        await sql`update meta set value = cast(cast(value as bigint) + 1 as text) where key = 'probe'`.execute(tx)
      }).finally(() => { probing = undefined })
      return probing
    },
    close() {
      // pool.end() lets connections in use finish first.
      closing ??= shared.drain().then(() => Promise.all([pool.end(), commanding.end()])).then(() => {})
      return closing
    },
  }
}

/**
 * On a connection of its own, without the pool's timeouts: a migration may take long, or wait for another server's. Answers whether
 * a pooler such as PgBouncer stands between: then each transaction may have another connection, and nothing may be set for longer. And
 * whether there are indexes of trigrams.
 */
async function prepareDatabase(config: ClientConfig, url: URL, { migrated }: OpenOptions): Promise<{ pooled: boolean; hasTrigrams: boolean }> {
  const client = clientOf(config)
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows: [facts] } = await client.query<Record<'version' | 'encoding' | 'synchronous', string> & { pid: number }>(`SELECT
      pg_backend_pid() AS pid, current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
      current_setting('synchronous_commit') AS synchronous`)
    if (Number(facts?.version) < 150_000) throw new CannotOpen('Countersign needs PostgreSQL 15 or newer')
    if (facts?.encoding !== 'UTF8') throw new CannotOpen(`The database must be made with ENCODING 'UTF8', not ${facts?.encoding}`)
    if (facts.synchronous === 'off') {
      throw new CannotOpen('synchronous_commit is off: an acknowledged change could be lost. Set it to on for this database or role.')
    }
    await migrate('postgres', async (text, parameters = []) => (await client.query(text, [...parameters])).rows, migrations, migrated)
    const { rows: [indexes] } = await client.query<{ count: number }>(`SELECT count(*) FROM pg_indexes
      WHERE schemaname = current_schema() AND indexname IN ('credentials_name_trigrams', 'users_name_trigrams')`)
    // A pooler has numbers of its own for the connections of its clients.
    return { pooled: (client as unknown as { processID: number | null }).processID !== facts.pid, hasTrigrams: indexes?.count === 2 }
  } catch (error) {
    throw openFault(error, url)
  } finally {
    await client.end().catch(() => {})
  }
}

const textIndexOf = (db: Kysely<Tables>): TextIndex => ({
  async find(table, column, runs, limit, signal) {
    const holds = runs.map((run) => sql`lower(${sql.ref(column)}) like ${`%${literal(run)}%`}`)
    const query = sql<{ id: string }>`select id from ${sql.table(table)} where ${sql.join(holds, sql` and `)} limit ${limit}`
    return (await query.execute(db, { signal })).rows.map(({ id }) => id)
  },
  row: sql.raw('id'),
  listed: (rows) => sql`select unnest(${rows}::text[])`,
  planned: true,
})

/** `?` to `$1`, `$2` …, except inside quotes. */
export function numbered(text: string): string {
  let count = 0
  return text.replace(/'[^']*'|"[^"]*"|\?/g, (part) => part === '?' ? `$${++count}` : part)
}

/** The pool as Kysely wants it, with outages told apart from errors of the SQL. */
function translating(pool: Pool, pooled: boolean): PostgresPool {
  // One wrapper a client: Kysely keeps its own state by it.
  const known = new WeakMap<PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect().catch((error: unknown) => { throw toUnavailable(error) })
      let wrapped = known.get(client)
      if (wrapped === undefined) {
        wrapped = wrap(client, pooled)
        known.set(client, wrapped)
      }
      return wrapped
    },
  }
}

function wrap(client: PoolClient, pooled: boolean): PostgresPoolClient {
  const query = async (text: string, parameters: readonly unknown[] = []): Promise<unknown> => {
    try {
      if (pooled && /^(?:begin|start transaction)\b/i.test(text)) return await client.query(text.replace(/^[^;]+/, `$&${setPatience}`))
      return await client.query(text, [...parameters])
    } catch (error) {
      throw toUnavailable(error)
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: (destroy) => client.release(destroy),
  }
}
