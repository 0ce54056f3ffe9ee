import { sql } from 'kysely'
import type { Tx } from './store.ts'

/** Removes rows of days before this one, `most` at once: by their key, so that each day's last row goes too. */
export async function deleteDays(
  tx: Tx,
  table: 'certcentral_calls' | 'uses',
  key: readonly string[],
  first: number,
  most: number,
): Promise<{ numDeletedRows: bigint }> {
  const columns = sql.join(key.map((name) => sql.ref(name)))
  const { numAffectedRows = 0n } =
    await sql`DELETE FROM ${sql.table(table)} WHERE (${columns}) IN (SELECT ${columns} FROM ${sql.table(table)} WHERE day < ${first} LIMIT ${most})`.execute(tx)
  return { numDeletedRows: numAffectedRows }
}
