import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Kysely } from 'kysely'
import { Client } from 'pg'
import type { Audit } from '#server/audit/audit.ts'
import type { SqliteEngine } from '#server/db/sqlite-kysely.ts'
import type { Store } from '#server/db/store.ts'
import { serverFolder } from './options.ts'
import type { Home } from './servers.ts'

/*
 * The database behind the server's back: plain SQL, and the server's own verifier of the audit chain over a raw connection.
 */

/** Rows of one query, on a connection of its own that sees committed state only. Counts of PostgreSQL come as text. */
export async function rowsOf<Row>({ folder, databaseUrl }: Home, text: string): Promise<Row[]> {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(folder, 'countersign.db'), { readOnly: true, timeout: 5000 })
    try {
      return database.prepare(text).all() as Row[]
    } finally {
      database.close()
    }
  }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query(text)).rows as Row[]
  } finally {
    await client.end()
  }
}

const load = async <Module>(path: string) => await import(join(serverFolder, 'src/server', path)) as Module

/** Runs statements as somebody who has the database, and nothing of the server's rules: the trail's triggers go first. */
export async function runRaw({ folder, databaseUrl }: Home, statements: readonly string[]): Promise<void> {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(folder, 'countersign.db'), { timeout: 5000 })
    try {
      for (const statement of ['BEGIN IMMEDIATE', ...liftSqlite, ...statements, 'COMMIT']) database.exec(statement)
    } finally {
      database.close()
    }
    return
  }
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    for (const statement of ['BEGIN', liftPostgres, ...statements, 'COMMIT']) await client.query(statement)
  } finally {
    await client.end()
  }
}

export const liftSqlite = ['DROP TRIGGER IF EXISTS audit_no_update', 'DROP TRIGGER IF EXISTS audit_no_delete']
export const liftPostgres = 'ALTER TABLE audit DISABLE TRIGGER USER'

/** The store of the server under test over this home, which no server has open. */
export async function openHome({ folder, databaseUrl }: Home): Promise<Store> {
  if (databaseUrl !== undefined) return (await load<typeof import('#server/db/postgres.ts')>('db/postgres.ts')).openPostgres(databaseUrl)
  return (await load<typeof import('#server/db/node-sqlite.ts')>('db/node-sqlite.ts')).openSqlite(join(folder, 'countersign.db'))
}

/**
 * The trail of the server under test over a store, as a server that has just been started has it. `rootKeyFolder` holds `root.key`; `db` the keys kept over its
 * replacement.
 */
export async function trailMaker(
  rootKeyFolder: string, db?: Store['db'],
): Promise<{ trail: (store: Store) => Audit; seal: (seq: number, hash: string) => string }> {
  const { createAudit } = await load<typeof import('#server/audit/audit.ts')>('audit/audit.ts')
  const { createChain } = await load<typeof import('#server/audit/chain.ts')>('audit/chain.ts')
  const { deriveKeys } = await load<typeof import('#server/secrets/keys.ts')>('secrets/keys.ts')
  const { keysOf } = await load<typeof import('#server/secrets/root.ts')>('secrets/root.ts')
  const { nodeHost } = await load<typeof import('#server/node/host.ts')>('node/host.ts')
  const { readRootKey } = await load<typeof import('#server/node/root-key.ts')>('node/root-key.ts')
  const host = nodeHost('silent')
  const root = readRootKey(join(rootKeyFolder, 'root.key'), false)
  const keys = db ? await keysOf(host, db, root) : deriveKeys(host, root)
  return { trail: (store) => createAudit(host, store, keys), seal: createChain(host.crypto, keys.audit).head }
}

/** A raw SQLite connection as the store's `db`: it only reads. */
async function rawStore(database: DatabaseSync): Promise<Pick<Store, 'db'>> {
  const { SqliteReadDialect } = await load<typeof import('#server/db/sqlite-kysely.ts')>('db/sqlite-kysely.ts')
  const engine: SqliteEngine = {
    query: (text, parameters) => ({ rows: database.prepare(text).all(...parameters as SQLInputValue[]) }),
    inTransaction: false,
  }
  return { db: new Kysely({ dialect: new SqliteReadDialect(engine) }) }
}

/** Does the audit chain of this home hold? `0` or what is wrong. */
export async function trailFault(home: Home): Promise<string> {
  let close: () => void | Promise<void>
  let store: Pick<Store, 'db'>
  if (home.databaseUrl === undefined) {
    const database = new DatabaseSync(join(home.folder, 'countersign.db'), { readOnly: true, timeout: 5000 })
    store = await rawStore(database)
    close = () => database.close()
  } else {
    const { openPostgres } = await load<typeof import('#server/db/postgres.ts')>('db/postgres.ts')
    const opened = await openPostgres(home.databaseUrl)
    store = opened
    close = () => opened.close()
  }
  try {
    // What a walk finds it also records, which is not for a check to do.
    const outcome = await (
      await trailMaker(home.folder, store.db)
    )
      .trail({ ...(store as Store), write: async () => undefined as never, lockChain: async () => {} })
      .verify()
    return outcome.holds ? '0' : outcome.breaks.map(({ why }) => why).join(' ')
  } finally {
    await close()
  }
}
