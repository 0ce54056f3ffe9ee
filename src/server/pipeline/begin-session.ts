import type { CallFacts, RecordAct } from '../audit/entry.ts'
import type { Sessions } from '../credentials/sessions.ts'
import type { Tx } from '../db/store.ts'
import type { SessionCarrier } from '../http/carrier.ts'
import type { Call } from './route.ts'

/** What setup, an invitation and signing in end with, in the change's transaction. Answers the headers that carry the session. */
export type BeginSession = (
  tx: Tx, call: CallFacts & Pick<Call, 'request' | 'userAgent'>, user: { readonly id: string; readonly name: string },
) => Promise<Record<string, string>>

export function createBeginSession({ sessions, carrier, record }: { sessions: Sessions; carrier: SessionCarrier; record: RecordAct }): BeginSession {
  return async (tx, call, { id, name }) => {
    // What the browser held before goes: a value that somebody else put there must not become a signed-in one.
    const before = carrier.read(call.request)
    if (before !== undefined) await sessions.endByValue(tx, before)
    await tx.updateTable('users').set({ last_sign_in_at: call.now }).where('id', '=', id).execute()
    await record(tx, call, { object: { kind: 'user', id, name }, actor: { id, name } })
    return carrier.give(await sessions.open(tx, id, call.address, call.userAgent))
  }
}
