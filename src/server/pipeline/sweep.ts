import type { Store, Tx } from '../db/store.ts'
import { replyLife } from './replies.ts'

/** A session is remembered so long after its end: whoever comes back to a console left open hears that it expired. */
const sessionKnown = 86_400_000
/** Rows removed in one transaction: more would hold up the writers behind it. */
const most = 500

/** Removes rows that are of no use at `now`, some `most` of them. */
export type Removal = (tx: Tx, now: number, most: number) => Promise<{ numDeletedRows: bigint }>

/**
 * Removes what nobody can use any more: tokens, sessions, links, old values, stored replies, and what nouns have of their own
 * (`others`). Keys stay until a person deletes them.
 */
export async function sweep(store: Store, now: number, others: readonly Removal[]): Promise<void> {
  const removals: readonly Removal[] = [
    (tx) =>
      tx
        .deleteFrom('auth_tokens')
        .where('hash', 'in', tx.selectFrom('auth_tokens').select('hash').where('expires_at', '<=', now).limit(most))
        .executeTakeFirst(),
    (tx) =>
      tx
        .deleteFrom('sessions')
        .where(
          'id',
          'in',
          tx
            .selectFrom('sessions')
            .select('id')
            .where('expires_at', '<=', now - sessionKnown)
            .limit(most),
        )
        .executeTakeFirst(),
    (tx) =>
      tx
        .deleteFrom('invitations')
        .where('hash', 'in', tx.selectFrom('invitations').select('hash').where('expires_at', '<=', now).limit(most))
        .executeTakeFirst(),
    (tx) =>
      tx
        .deleteFrom('credential_values')
        .where('id', 'in', tx.selectFrom('credential_values').select('id').where('ends_at', '<=', now).limit(most))
        .executeTakeFirst(),
    (tx) =>
      tx
        .deleteFrom('replies')
        .where(
          'key',
          'in',
          tx
            .selectFrom('replies')
            .select('key')
            .where('created_at', '<=', now - replyLife)
            .limit(most),
        )
        .where('created_at', '<=', now - replyLife)
        .executeTakeFirst(),
    ...others,
  ]
  for (const remove of removals) {
    // In chunks until nothing is left: a busy server makes more tokens between two sweeps than one transaction should remove.
    while ((await store.write((tx) => remove(tx, now, most))).numDeletedRows >= BigInt(most)) continue
  }
}
