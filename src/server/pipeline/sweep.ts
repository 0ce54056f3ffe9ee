import { callCountDays, dayOf } from './call-counts.ts'
import type { Store, Tx } from '../db/store.ts'
import { replyLife } from './replies.ts'

/** A session is remembered so long after its end: whoever comes back to a console left open hears that it expired. */
const sessionKnown = 86_400_000
/** Rows removed in one transaction: more would hold up the writers behind it. */
const most = 500

/** Removes what nobody can use any more: tokens, sessions, links, old values, stored replies. Keys stay until a person deletes them. */
export async function sweep(store: Store, now: number): Promise<void> {
  const removals: ((tx: Tx) => Promise<{ numDeletedRows: bigint }>)[] = [
    (tx) => tx.deleteFrom('auth_tokens').where('hash', 'in', tx.selectFrom('auth_tokens').select('hash').where('expires_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('sessions').where('id', 'in', tx.selectFrom('sessions').select('id').where('expires_at', '<=', now - sessionKnown).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('invitations').where('hash', 'in', tx.selectFrom('invitations').select('hash').where('expires_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('credential_values').where('id', 'in', tx.selectFrom('credential_values').select('id').where('ends_at', '<=', now).limit(most)).executeTakeFirst(),
    (tx) => tx.deleteFrom('replies').where('key', 'in', tx.selectFrom('replies').select('key').where('created_at', '<=', now - replyLife).limit(most)).where('created_at', '<=', now - replyLife).executeTakeFirst(),
    (tx) => tx.deleteFrom('certcentral_calls').where('day', '<', dayOf(now) - callCountDays).where('credential_id', 'in', tx.selectFrom('certcentral_calls').select('credential_id').distinct().where('day', '<', dayOf(now) - callCountDays).limit(most / 5)).executeTakeFirst(),
  ]
  for (const remove of removals) {
    // In chunks until nothing is left: a busy server makes more tokens between two sweeps than one transaction should remove.
    while ((await store.write(remove)).numDeletedRows >= BigInt(most)) continue
  }
}
