import type { SelectQueryBuilder } from 'kysely'
import type { Store, Tx } from '../db/store.ts'
import type { Tables } from '../db/tables.ts'

type Values = SelectQueryBuilder<Tables, 'credential_values', { id: string }>

/** Tokens removed by one statement. */
const atOnce = 300

/**
 * Removes the tokens of values that are about to go. They would go with them, but a program that asks for a token each time has
 * a hundred thousand, and the one writer would remove them in one statement while everybody waits. `values`: a query of their ids.
 */
export const endTokens = async ({ shared }: Pick<Store, 'shared'>, tx: Tx, values: Values): Promise<void> => (shared ? undefined : removeTokens(tx, values))

/** Removes the tokens of everything that somebody owns: they have been disabled, or are enabled again and begin anew. */
export function endTokensOf(tx: Tx, userId: string): Promise<void> {
  const owned = tx.selectFrom('credentials').select('id').where('owner_id', '=', userId)
  return removeTokens(tx, tx.selectFrom('credential_values').select('credential_values.id').where('credential_id', 'in', owned))
}

async function removeTokens(tx: Tx, values: Values): Promise<void> {
  for (let removed = BigInt(atOnce); removed === BigInt(atOnce);) {
    const some = tx.selectFrom('auth_tokens').select('hash').where('value_id', 'in', values).limit(atOnce)
    removed = (await tx.deleteFrom('auth_tokens').where('hash', 'in', some).executeTakeFirst()).numDeletedRows
  }
}
