import type { Store } from './db/store.ts'
import { replyLife } from './replies.ts'

/** Rows removed in one transaction: more would hold up the writers behind it. */
const most = 500

/** Removes what nobody can use any more: tokens, sessions, links, old values, stored replies. Keys stay until a person deletes them. */
export async function sweep(store: Store, now: number): Promise<void> {
  await store.write(async (tx) => {
    await tx.deleteFrom('auth_tokens').where('hash', 'in', tx.selectFrom('auth_tokens').select('hash').where('expires_at', '<=', now).limit(most)).execute()
    await tx.deleteFrom('sessions').where('id', 'in', tx.selectFrom('sessions').select('id').where('expires_at', '<=', now).limit(most)).execute()
    await tx.deleteFrom('invitations').where('expires_at', '<=', now).execute()
    await tx.deleteFrom('credential_values').where('id', 'in', tx.selectFrom('credential_values').select('id').where('ends_at', '<=', now).limit(most)).execute()
    await tx.deleteFrom('replies').where('created_at', '<=', now - replyLife).execute()
  })
}
