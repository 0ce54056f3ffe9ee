import { openSqlite } from './node-sqlite.ts'
import { openPostgres } from './postgres.ts'
import type { Store } from './store.ts'

/** PostgreSQL when `databaseUrl` is set, else the SQLite file `countersign.db` in the data folder. */
export async function openStore({ databaseUrl, dataFolder }: { databaseUrl?: string; dataFolder: string }): Promise<Store> {
  return databaseUrl ? await openPostgres(databaseUrl) : await openSqlite(`${dataFolder}/countersign.db`)
}
