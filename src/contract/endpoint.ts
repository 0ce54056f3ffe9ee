import type { z } from 'zod'
import type { MintedKind } from './credential-kinds.ts'
import type { Action } from './permissions.ts'
import type { ProblemCode } from './problem.ts'
import type { Area } from './restrictions.ts'

/**
 * How a caller may prove who they are. `none`: nobody need be signed in. A route takes only what it names,
 * so an API key is refused everywhere but at `/auth/login` (each door takes one kind of credential).
 */
export type Proof = 'none' | 'session' | MintedKind

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * One call of the API, as data (S2). The server dresses it as a route, the console calls it, the OpenAPI
 * document and the authorization matrix are made from it.
 */
export interface Endpoint {
  readonly method: Method
  /** Path with parameters in braces, as in OpenAPI: `/accessmanagement/api-key/{apiKeyId}`. */
  readonly path: string
  readonly summary: string
  readonly action: Action
  readonly takes: readonly Proof[]
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Largest body in bytes, where it is another than 64 KiB. */
  readonly bodyMax?: number
  /** The body may be left out. */
  readonly bodyOptional?: true
  /** U+0000 may stand in the texts of the body: the call names where it is, and keeps none. */
  readonly nuls?: true
  /** A form (`application/x-www-form-urlencoded`) is taken beside JSON. */
  readonly form?: true
  /** Success status; 200 unless said. */
  readonly status?: 200 | 201 | 202 | 204
  /** Shape of the success body; absent with 204. */
  readonly reply?: z.ZodType
  /** A second success, 200 with this body, when the request asks for a dry run. */
  readonly dryRunReply?: z.ZodType
  /** Media types of a reply that is text and not JSON. */
  readonly produces?: readonly string[]
  /** Codes beyond those every route may answer. */
  readonly errors?: readonly ProblemCode[]
  /** On a vendor's wire: what these codes are called on the wire, where it is not what `wire.ts` says. */
  readonly wire?: Partial<Record<ProblemCode, string>>
  /**
   * On a vendor's wire, where unknown fields are ignored: fields that keep what is made from reaching all it could. One whose name
   * only looks like theirs (`" divisions"`) is refused, since ignoring it would give more than was asked for.
   */
  readonly narrows?: readonly string[]
  /** In CertCentral's API: the part of the account it is about, which a key's restriction may leave out. */
  readonly area?: Area
  /** `POST` that honours `Idempotency-Key`. */
  readonly idempotent?: true
  /** Answers `ETag` (GET) or honours `If-Match` (PUT, DELETE, rotate). */
  readonly versioned?: true
  /** The reply carries a secret: never cached, never logged. */
  readonly secret?: true
}

/**
 * An endpoint as a caller knows it: everything but the shapes, which are only its types here. They stand apart in `calls.ts`.
 */
export interface Called<E extends Endpoint = Endpoint> {
  readonly method: E['method']
  readonly path: E['path']
  readonly idempotent?: E['idempotent']
  readonly produces?: E['produces']
  /** Of the types alone: it is never there. */
  readonly of?: E
}

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParamNames<Rest> : never

/** The path parameters of an endpoint, by name. */
export type ParamsOf<E extends Endpoint> = { [K in ParamNames<E['path']>]: string }
export type BodyOf<E extends Endpoint> = E extends { body: infer S extends z.ZodType } ? z.input<S> : undefined
export type QueryOf<E extends Endpoint> = E extends { query: infer S extends z.ZodObject } ? z.input<S> : Record<never, never>
export type ReplyOf<E extends Endpoint> = E extends { reply: infer S extends z.ZodType } ? z.output<S> : undefined

/** Fills the parameters of a path, each percent-encoded: `fillPath('/a/{id}', { id: 'x/y' })` is `/a/x%2Fy`. */
export function fillPath(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new Error(`No value for {${name}} in ${path}`)
    return encodeURIComponent(value)
  })
}

/** An endpoint as the console calls it: says no other method and path than it does (calls.ts). */
export const to = <E extends Endpoint>(call: Called<E>): Called<E> => call
