import { fillPath, type BodyOf, type Called, type Endpoint, type ParamsOf, type QueryOf, type ReplyOf } from '#contract/endpoint.ts'
import { learnClock } from './clock.ts'
import { Failure, failureOf } from './failure.ts'
import { knownPerson } from './person.ts'
import { look } from './reach.ts'
import { readProblem } from './read-problem.ts'
import { signedIn } from './signed-out.ts'
import { confirmed } from './step-up.ts'

const usualPatience = 10_000

/** Somebody else has deleted what was to be changed here: `query-client.ts` reads what is shown once more. */
export const outdated = { reread: (): void => undefined }

/** What an endpoint needs and no more: parameters, query and body are asked for where it has them. */
export type Call<E extends Endpoint> = Needs<E> & {
  /** The `ETag` that a GET gave; a stale one is refused with `changed-meanwhile`. */
  ifMatch?: string | undefined
  /** Same key and same body within 24 hours: same reply. Made here when the endpoint honours it and none is given. */
  idempotencyKey?: string | undefined
  /** A credential to send instead of the session: cookies stay home then (rules: Who decides). */
  bearer?: string | undefined
  signal?: AbortSignal | undefined
  /** Milliseconds to wait for the answer, where ten seconds are too few. */
  patience?: number | undefined
}
type Needs<E extends Endpoint> =
  & (keyof ParamsOf<E> extends never ? unknown : { params: ParamsOf<E> })
  & (E extends { query: object } ? { query?: QueryOf<E> } : unknown)
  & (E extends { body: object } ? (E extends { bodyOptional: true } ? { body?: BodyOf<E> } : { body: BodyOf<E> }) : unknown)

/** May be left out altogether when nothing is needed. */
export type CallArguments<E extends Endpoint> = object extends Needs<E> ? [call?: Call<E>] : [call: Call<E>]

export interface WithMeta<Reply> {
  reply: Reply
  etag: string | undefined
}

interface Loose {
  params?: Record<string, string>
  query?: Record<string, string | undefined>
  body?: unknown
  ifMatch?: string
  idempotencyKey?: string
  bearer?: string
  signal?: AbortSignal
  patience?: number
}

/** Asks the API. Throws a `Failure`, or the `AbortError` of a signal that was aborted. */
export async function call<E extends Endpoint>(endpoint: Called<E>, ...[options]: CallArguments<E>): Promise<ReplyOf<E>> {
  return (await ask(endpoint, (options ?? {}))).reply as ReplyOf<E>
}

/** As `call`, with the reply's `ETag` for a later `ifMatch`. */
export async function callWithMeta<E extends Endpoint>(endpoint: Called<E>, ...[options]: CallArguments<E>): Promise<WithMeta<ReplyOf<E>>> {
  return (await ask(endpoint, (options ?? {}))) as WithMeta<ReplyOf<E>>
}

/** As `call`, where the answer is text and not JSON. */
export async function callForText<E extends Endpoint & { produces: readonly string[] }>(endpoint: Called<E>, ...[options]: CallArguments<E>): Promise<string> {
  return (await ask(endpoint, (options ?? {}))).reply as string
}

async function ask(endpoint: Called, options: Loose): Promise<WithMeta<unknown>> {
  const url = fillPath(endpoint.path, options.params ?? {}) + queryString(options.query)
  const idempotencyKey = endpoint.idempotent ? (options.idempotencyKey ?? crypto.randomUUID()) : undefined
  const send = () => once(endpoint, url, { ...options, idempotencyKey })
  if (options.bearer !== undefined) return twiceIfLost(send, idempotencyKey)
  // Either question may also stand before the second try: the answer to the first was lost, and the session or the five minutes are over.
  return signedIn(() => confirmed(() => twiceIfLost(send, idempotencyKey), `${endpoint.method} ${endpoint.path}`))
}

async function twiceIfLost<T>(send: () => Promise<T>, idempotencyKey: string | undefined): Promise<T> {
  try {
    return await send()
  } catch (thrown) {
    if (thrown instanceof Failure && thrown.lost && idempotencyKey !== undefined) return await send()
    throw thrown
  }
}

async function once(endpoint: Called, url: string, options: Loose): Promise<WithMeta<unknown>> {
  try {
    return await sent(endpoint, url, options)
  } catch (thrown) {
    // One call lost may be the network's hiccup; this finds out, and says so over the page.
    if (thrown instanceof Failure && thrown.lost) void look()
    if (thrown instanceof Failure && thrown.status === 404 && endpoint.method !== 'GET') outdated.reread()
    throw thrown
  }
}

async function sent(endpoint: Called, url: string, options: Loose): Promise<WithMeta<unknown>> {
  const asked = Date.now()
  const timeout = AbortSignal.timeout(options.patience ?? usualPatience)
  const headers = new Headers({ accept: [...(endpoint.produces ?? ['application/json']), 'application/problem+json'].join(', ') })
  if (options.body !== undefined) headers.set('content-type', 'application/json')
  if (options.bearer !== undefined) headers.set('authorization', `Bearer ${options.bearer}`)
  else if (endpoint.method !== 'GET') headers.set('x-countersign-csrf', '1')
  const person = options.bearer === undefined ? knownPerson() : undefined
  if (person !== undefined) headers.set('x-countersign-user', person)
  if (options.ifMatch !== undefined) headers.set('if-match', options.ifMatch)
  if (options.idempotencyKey !== undefined) headers.set('idempotency-key', options.idempotencyKey)
  try {
    const response = await fetch(url, {
      method: endpoint.method,
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      credentials: options.bearer === undefined ? 'same-origin' : 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
    })
    learnClock(response.headers.get('date'), asked, Date.now())
    const text = await response.text()
    if (!response.ok) throw refusal(response, text)
    return { reply: read(endpoint, response, text), etag: response.headers.get('etag') ?? undefined }
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown
    if (timeout.aborted) throw new Failure({ code: 'timeout' })
    // fetch() and a body cut off on its way both reject with a TypeError.
    if (thrown instanceof TypeError) throw new Failure({ code: 'network' })
    throw thrown instanceof DOMException ? new Failure({ code: 'network' }) : failureOf(thrown)
  }
}

function read(endpoint: Called, response: Response, text: string): unknown {
  if (endpoint.produces !== undefined) return text
  if (response.status === 204) return undefined
  const json = parsed(text)
  if (json === undefined) throw new Failure({ code: 'unexpected', status: response.status, detail: 'The reply is not JSON', requestId: requestIdOf(response) })
  // Not checked against its shape: a newer server may answer more than this tab knows of.
  return json
}

function refusal(response: Response, text: string): Failure {
  const problem = readProblem(parsed(text))
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(wait) ? wait : undefined
  if (problem) return new Failure({ ...problem, retryAfter })
  // A proxy in between that had no answer: whether the server did what was asked is not known.
  const code = response.status === 502 || response.status === 504 ? 'network' : 'unexpected'
  return new Failure({ code, status: response.status, detail: `HTTP ${response.status}`, requestId: requestIdOf(response), retryAfter })
}

const requestIdOf = (response: Response) => response.headers.get('x-request-id') ?? undefined

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function queryString(query: Loose['query'] = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
