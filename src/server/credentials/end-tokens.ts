import type { SelectQueryBuilder } from 'kysely'
import type { Store, Tx } from '../db/store.ts'
import type { Tables } from '../db/tables.ts'

/** Tokens removed by one statement. */
const atOnce = 300

/**
 * Removes the tokens of values that are about to go. They would go with them, but a program that asks for a token each time has
 * a hundred thousand, and the one writer would remove them in one statement while everybody waits. `values`: a query of their ids.
 */
export async function endTokens(
  { shared }: Pick<Store, 'shared'>,
  tx: Tx,
  values: SelectQueryBuilder<Tables, 'credential_values', { id: string }>,
): Promise<void> {
  if (shared) return
  for (let removed = BigInt(atOnce); removed === BigInt(atOnce);) {
    const some = tx.selectFrom('auth_tokens').select('hash').where('value_id', 'in', values).limit(atOnce)
    removed = (await tx.deleteFrom('auth_tokens').where('hash', 'in', some).executeTakeFirst()).numDeletedRows
  }
}
