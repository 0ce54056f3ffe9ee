import { sql } from 'kysely'
import { dayOf } from '../time.ts'
import { callCountDays } from './call-counts.ts'
import { useDays } from '../credentials/daily-uses.ts'
import type { Store, Tx } from '../db/store.ts'
import { replyLife } from './replies.ts'

/** A session is remembered so long after its end: whoever comes back to a console left open hears that it expired. */
const sessionKnown = 86_400_000
/** Rows removed in one transaction: more would hold up the writers behind it. */
const most = 500

/** Removes rows of days before this one. */
async function deleteDays(tx: Tx, table: 'certcentral_calls' | 'uses', key: readonly string[], first: number): Promise<{ numDeletedRows: bigint }> {
  const columns = sql.join(key.map((name) => sql.ref(name)))
  const { numAffectedRows = 0n } = await sql`DELETE FROM ${sql.table(table)} WHERE (${columns}) IN (SELECT ${columns} FROM ${sql.table(table)} WHERE day < ${first} LIMIT ${most})`.execute(tx)
  return { numDeletedRows: numAffectedRows }
}

/** Removes what nobody can use any more: tokens, sessions, links, old values, stored replies. Keys stay until a person deletes them. */
export async function sweep(store: Store, now: number): Promise<void> {
  const removals: ((tx: Tx) => Promise<{ numDeletedRows: bigint }>)[] = [
    (tx) => tx.deleteFrom('auth_tokens').where('hash', 'in', tx.selectFrom('auth_tokens').select('hash').where('expires_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('sessions').where('id', 'in', tx.selectFrom('sessions').select('id').where('expires_at', '<=', now - sessionKnown).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('invitations').where('hash', 'in', tx.selectFrom('invitations').select('hash').where('expires_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('credential_values').where('id', 'in', tx.selectFrom('credential_values').select('id').where('ends_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('replies').where('key', 'in', tx.selectFrom('replies').select('key').where('created_at', '<=', now - replyLife).limit(most)).where('created_at', '<=', now - replyLife).executeTakeFirst(),
    (tx) => deleteDays(tx, 'certcentral_calls', ['credential_id', 'day', 'call'], dayOf(now) - callCountDays),
    (tx) => deleteDays(tx, 'uses', ['credential_id', 'day', 'value_id', 'address', 'agent'], dayOf(now) - useDays),
  ]
  for (const remove of removals) {
    // In chunks until nothing is left: a busy server makes more tokens between two sweeps than one transaction should remove.
    while ((await store.write(remove)).numDeletedRows >= BigInt(most)) continue
  }
}
