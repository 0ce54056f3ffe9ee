import type { z } from 'zod'
import type { Endpoint } from '#contract/endpoint.ts'
import type { Actor } from './actor.ts'
import type { AuditFact } from '../audit/entry.ts'
import type { Tx } from '../db/store.ts'

type ParamsOut<E extends Endpoint> = E extends { params: infer S extends z.ZodType } ? z.output<S> : Record<never, never>
type QueryOut<E extends Endpoint> = E extends { query: infer S extends z.ZodType } ? z.output<S> : Record<never, never>
type BodyOut<E extends Endpoint> = E extends { body: infer S extends z.ZodType } ? z.output<S> : undefined
type ReplyIn<E extends Endpoint> =
  | (E extends { reply: infer S extends z.ZodType } ? z.input<S> : never)
  | (E extends { dryRunReply: infer S extends z.ZodType } ? z.input<S> : never)
/** Endpoints that anybody may call have no actor; all others always do. */
type ActorOf<E extends Endpoint> = Endpoint extends E ? Actor | undefined : 'none' extends E['takes'][number] ? undefined : Actor

/** A request that has been identified, authorised for the function, and parsed. */
export interface Call<E extends Endpoint = Endpoint> {
  readonly endpoint: E
  readonly request: Request
  readonly params: ParamsOut<E>
  readonly query: QueryOut<E>
  readonly body: BodyOut<E>
  readonly actor: ActorOf<E>
  /** Milliseconds, from the one clock. */
  readonly now: number
  readonly requestId: string
  readonly address: string
  readonly userAgent: string
  /** Version named by `If-Match`, if one was. */
  readonly ifMatch: number | undefined
}

export interface Reply<Body = unknown> {
  status?: number
  body?: Body
  /** Version of the row, answered as `ETag`. */
  version?: number
  headers?: Record<string, string>
  /** Instead of a JSON body: this text, whole or as it is made. */
  text?: { body: string | AsyncIterator<string>; type: string }
  /** Instead of a JSON body: text offered as a file, whole or as it is made. */
  file?: { body: string | AsyncIterator<string>; type: string; fileName: string }
}

/** A change must say what it did: there is no way to forget the audit row. */
export type ChangeReply<Body = unknown> = Reply<Body> & { audit: AuditFact[] }

export type Route =
  | { kind: 'read'; endpoint: Endpoint; handle: (call: Call) => Promise<Reply> }
  | {
    kind: 'change'
    endpoint: Endpoint
    handle: (call: Call, tx: Tx, prepared: unknown) => Promise<ChangeReply>
    prepare?: (call: Call) => Promise<unknown>
    size?: (prepared: unknown) => 'large' | undefined
  }
  | { kind: 'act'; endpoint: Endpoint; handle: (call: Call) => Promise<Reply> }

/** A route that only reads. */
export const read = <const E extends Endpoint>(endpoint: E, handle: (call: Call<E>) => Promise<Reply<ReplyIn<E>>>): Route =>
  ({ kind: 'read', endpoint, handle }) as unknown as Route

/**
 * A route that changes something: it runs in one transaction, with its audit rows and its stored reply. `prepare` does
 * slow work before that (a password hash), so that no writer waits for it; `size` says of what came of it whether thousands of rows
 * are written.
 */
export const change = <const E extends Endpoint, P = undefined>(
  endpoint: E,
  handle: (call: Call<E>, tx: Tx, prepared: P) => Promise<ChangeReply<ReplyIn<E>>>,
  prepare?: (call: Call<E>) => Promise<P>,
  size?: (prepared: P) => 'large' | undefined,
): Route => ({ kind: 'change', endpoint, handle, prepare, size }) as unknown as Route

/** A route that does slow work (a password hash) outside any transaction and opens its own where it needs one. */
export const act = <const E extends Endpoint>(endpoint: E, handle: (call: Call<E>) => Promise<Reply<ReplyIn<E>>>): Route =>
  ({ kind: 'act', endpoint, handle }) as unknown as Route
