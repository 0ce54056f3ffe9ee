import { openSqlite } from './node-sqlite.ts'
import { openPostgres } from './postgres.ts'
import type { OpenOptions, Store } from './store.ts'

/** PostgreSQL when `databaseUrl` is set, else the SQLite file `countersign.db` in the data folder. */
export async function openStore({ databaseUrl, dataFolder }: { databaseUrl?: string; dataFolder: string }, options: OpenOptions = {}): Promise<Store> {
  return databaseUrl ? await openPostgres(databaseUrl, options) : await openSqlite(`${dataFolder}/countersign.db`, options)
}
