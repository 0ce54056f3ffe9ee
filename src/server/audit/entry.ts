import { breakAction, type AuditRow, type End } from './chain.ts'
import type { Break } from './walk.ts'
import type { Tx } from '../db/store.ts'

/** What the trail needs of a call. */
export interface CallFacts {
  readonly now: number
  readonly address: string
  readonly requestId: string
  readonly endpoint: { readonly action: string }
  readonly actor: { readonly user: { readonly id: string; readonly name: string }; readonly credential: string } | undefined
}

/** What a change did, for the audit trail; the framework adds who, when and from where. */
export interface AuditFact {
  object: { kind: string; id: string; name: string }
  /** Changed fields before and after; never a secret. */
  detail?: Record<string, unknown>
  /** Another action than the endpoint's own. */
  action?: string
  /** The person, where nobody is signed in yet (setup, invitation). */
  actor?: { id: string; name: string }
}

/** Appends the row of a route that opens its own transaction. */
export type RecordAct = (tx: Tx, call: CallFacts, fact: AuditFact, outcome?: string) => Promise<void>

/** What happened, without what the trail adds itself. `detail` holds changed fields, never a secret. */
export interface AuditEntry {
  time: number
  actor: { id: string | null; name: string }
  credential: string
  address: string
  action: string
  object: { kind: string; id: string; name: string }
  outcome: string
  detail: Record<string, unknown>
  requestId: string
}

/** The row of a fact: who, when and from where come from the call. */
export function entryOf(call: CallFacts, fact: AuditFact, outcome: string): AuditEntry {
  const { actor } = call
  return {
    time: call.now,
    actor: actor ? { id: actor.user.id, name: actor.user.name } : (fact.actor ?? { id: null, name: '' }),
    credential: actor?.credential ?? 'none',
    address: call.address,
    action: fact.action ?? call.endpoint.action,
    object: fact.object,
    outcome,
    detail: fact.detail ?? {},
    requestId: call.requestId,
  }
}

/** The entry as a row of the chain. */
export const rowOf = (entry: AuditEntry, seq: number): AuditRow => ({
  seq,
  time: entry.time,
  actor_id: entry.actor.id,
  actor_name: entry.actor.name,
  credential: entry.credential,
  address: entry.address,
  action: entry.action,
  object_kind: entry.object.kind,
  object_id: entry.object.id,
  object_name: entry.object.name,
  outcome: entry.outcome,
  detail: JSON.stringify(entry.detail),
  request_id: entry.requestId,
})

/** The row that says that the trail is broken from row `at` on. `from`: where it goes on, where that is not the row before. */
export const breakEntry = (time: number, { at, why }: Break, from?: End): AuditEntry => ({
  time, actor: { id: null, name: '' }, credential: 'none', address: '', action: breakAction, object: { kind: 'audit', id: String(at), name: '' },
  outcome: 'broken',
  detail: { why, ...(from && { goesOnFrom: { row: from.seq, hash: from.hash } }) }, requestId: '',
})
