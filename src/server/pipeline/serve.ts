import type { Context, Hono } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { wireOf } from '#contract/wire.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { Id } from '#contract/names.ts'
import type { Actor } from './actor.ts'
import type { Audit } from '../audit/audit.ts'
import { entryOf } from '../audit/entry.ts'
import { streamOf, uuidv7 } from '../bytes.ts'
import type { SessionCarrier } from '../http/carrier.ts'
import type { Clock } from '../clock.ts'
import type { Denials } from './denials.ts'
import type { Doors } from './doors.ts'
import { StoreUnavailable, TookTooLong, type Store, type Tx } from '../db/store.ts'
import { apiHeaders } from '../http/headers.ts'
import type { Host, Span } from '../host.ts'
import type { Metrics } from '../http/metrics.ts'
import { isLong, jsonPieces } from '../http/json-pieces.ts'
import { can } from './policy.ts'
import { fail, notOffered, problemBody, ProblemError, vendorProblem } from '../problem.ts'
import type { Replies, StoredReply } from './replies.ts'
import { stillReaches, subjectsOf } from './reply-subjects.ts'
import { parseWith, printable, readBody, readIdempotencyKey, readIfMatch, readQuery, refuseCredentialInUrl, refuseUnacceptable } from '../http/request.ts'
import type { Call, ChangeReply, Reply, Route } from './route.ts'
import type { StepUpGuard } from './step-up.ts'

export interface ServeParts {
  host: Host
  store: Store
  clock: Clock
  audit: Audit
  denials: Denials
  replies: Replies
  stepUp: StepUpGuard
  doors: Doors
  carrier: SessionCarrier
  metrics: Metrics
  /** Public origin, without a final slash. */
  origin: string
}

/** What the host adapter says of the connection: the caller's address, as far as it can be trusted. */
export interface Connection {
  address?: string
  /** Ends it in the middle of an answer, so that nobody takes what came for the whole. */
  cut?(): void
}

/** How log and metrics name a caller who went away before the request was whole, as nginx does: most never hear the 400. */
const goneAway = 499

/** What comes in one piece goes out as a text; more is made as it is taken. */
async function textOrStream(
  pieces: AsyncGenerator<string, undefined>,
  streamed: (texts: AsyncIterator<string>) => ReadableStream<Uint8Array>,
): Promise<string | ReadableStream<Uint8Array>> {
  const first = await pieces.next()
  const second = await pieces.next()
  if (second.done) return first.value ?? ''
  return streamed(
    (async function* all() {
      yield* [first.value ?? '', second.value]
      yield* pieces
      return undefined
    })(),
  )
}

async function* inPieces(texts: readonly string[]): AsyncGenerator<string, undefined> {
  yield* texts
  return undefined
}

/** An id that a trail may hold although nothing was found under it. */
const PlainId = Id.or(z.string().regex(/^\d{1,10}$/))
const safe = (endpoint: Endpoint) => endpoint.method === 'GET'
/** What whoever asked can do about a database that did not serve: `reading` changes nothing. */
function busy(error: StoreUnavailable, reading: boolean): ProblemError {
  if (error instanceof TookTooLong)
    return new ProblemError(
      'busy',
      'This takes longer than the server may work on one request. Ask for less: fewer conditions, more letters of what is sought, or fewer rows. Nothing ' +
      'was changed.',
    )
  const again = reading
    ? 'The database cannot be read now. Try again in a moment.'
    : 'The database cannot be written now. Try again in a moment; with an Idempotency-Key nothing is done twice.'
  return new ProblemError('busy', again, [], { 'Retry-After': '5' })
}

/** Refusals of a change that the trail keeps. Faults of form are not: nothing was refused but a typo. */
const isDenial = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && ([403, 404, 409, 412].includes(error.status) || error.code === 'wrong-password')
const honoPath = (path: string) => path.replace(/\{(\w+)\}/g, ':$1')
/**
 * The path with a slash behind it too, in the vendors' APIs: their clients put one there now and then. Not for a change where an
 * id or a number of days would follow: `DELETE …/auth-key/` is a script whose variable is empty.
 */
function slashed(routes: readonly Route[], { method, path }: Endpoint): string[] {
  const isCut = method !== 'GET' && routes.some(({ endpoint }) => endpoint.method === method && endpoint.path.startsWith(`${path}/{`))
  return wireOf(path) && !isCut ? [`${honoPath(path)}/`] : []
}

/** Dresses every route for Hono: identify, authorise, check, run, record, answer. One pipeline for all of them. */
export function serve(app: Hono, routes: readonly Route[], parts: ServeParts): void {
  const { host, store, clock, audit, denials, replies, stepUp, doors, carrier, metrics, origin } = parts
  const headers = apiHeaders(origin)
  const running = new Set<string>()
  /** By the host's clock, so that the console can count down by the server's time and not by its own. */
  const date = dates(host)

  /** Runs a change in one transaction with its audit rows and, where asked for, its stored reply. */
  async function runChange(route: Route & { kind: 'change' }, call: Call): Promise<Reply> {
    const { actor } = call
    const asked = route.endpoint.idempotent && actor ? readIdempotencyKey(call.request) : undefined
    // A dry run does nothing that must not be done twice: asked again, it looks again, with the eyes of whoever asks then.
    const key = route.endpoint.dryRunReply && (call.body as { dryRun?: boolean } | undefined)?.dryRun ? undefined : asked
    const claim = key === undefined || !actor ? undefined : {
      // A key's replies are its own: through its user's, a restricted key would be given what only a stronger one may make.
      caller: wireOf(route.endpoint.path) ? actor.credential : actor.user.id, key, route: `${route.endpoint.method} ${route.endpoint.path}`, at: call.now,
      fingerprint: await replies.fingerprint(`${route.endpoint.method} ${route.endpoint.path}`, call.params, call.body),
    }
    const twin = claim && `${claim.caller}\n${claim.key}`
    if (twin !== undefined) {
      if (running.has(twin))
        fail('request-running', 'A request with this Idempotency-Key is still running. Send it again in a moment.', [], { 'Retry-After': '1' })
      running.add(twin)
    }
    try {
      const prepared = await route.prepare?.(call)
      return await audit.change(async (tx) => {
        await stepUp.require(call, tx)
        const stored = claim && (await replies.claim(tx, claim))
        if (stored && actor) {
          await requireStillTheirs(tx, call, actor, stored)
          return {
            status: stored.status,
            ...(stored.body === undefined
              ? {}
              : { text: { body: stored.body.length === 1 ? stored.body[0]! : inPieces(stored.body), type: 'application/json' } }),
            headers: { 'Idempotency-Replayed': 'true', ...(stored.etag ? { ETag: stored.etag } : {}) },
          }
        }
        const reply: ChangeReply = await route.handle(call, tx, prepared)
        if (claim)
          await replies.fill(tx, claim, {
            status: reply.status ?? route.endpoint.status ?? 200,
            body: reply.body,
            etag: etagOf(reply),
            about: subjectsOf(route.endpoint, reply.audit),
          })
        await audit.append(tx, ...reply.audit.map((fact) => entryOf(call, fact, 'done')))
        return reply
      }, route.size?.(prepared))
    } finally {
      if (twin !== undefined) running.delete(twin)
    }
  }

  /** A stored reply is an answer to whoever asks now: it goes only to whom the call itself would be allowed. */
  async function requireStillTheirs(tx: Tx, call: Call, actor: Actor, stored: StoredReply): Promise<void> {
    stepUp.requireAgain(call)
    if (!stored.about || !(await stillReaches(tx, actor, stored.about, stored.body === undefined)))
      fail('not-found', 'What this request made or changed is gone, or not yours to see.')
  }

  async function recordDenial(call: Call, error: ProblemError): Promise<void> {
    const noun = call.endpoint.action.split('.')[0]!
    // Not yet checked when the refusal came early: it may hold anything, a password as well.
    const id = PlainId.safeParse(String(Object.values<unknown>(call.params)[0])).data ?? ''
    await denials.record(call, { kind: noun, id, name: '' }, error.code)
  }

  async function run(route: Route, request: Request, rawParams: Record<string, string>, address: string, requestId: string): Promise<Reply> {
    const { endpoint } = route
    refuseCredentialInUrl(request.url)
    refuseUnacceptable(request, endpoint.produces)
    const actor = await doors.identify(request, endpoint.takes, address)
    const call = {
      endpoint, request, actor, requestId, address, now: clock.now(), params: rawParams, query: {}, body: undefined, ifMatch: undefined,
      userAgent: printable(request.headers.get('User-Agent'), 300),
    } as unknown as { -readonly [K in keyof Call]: Call[K] }
    try {
      if (!safe(endpoint) && (actor?.proof === 'session' || endpoint.takes.includes('none')) && !carrier.fromConsole(request)) {
        fail('csrf', 'Send the header X-Countersign-CSRF: 1, from the console\'s own origin.')
      }
      doors.requirePermitted(actor, endpoint)
      if (!can(actor, endpoint.action))
        fail(
          'not-allowed',
          actor?.divisions && actor.user.role === 'administrator'
            ? 'This is of the whole account, and the user of this key is restricted to some divisions.'
            : 'Only administrators may do this.',
        )
      doors.note(actor, endpoint, call.now)
      call.params = endpoint.params ? parseWith(endpoint.params, rawParams, 'elsewhere') : {}
      call.query = readQuery(endpoint, request.url) as Call['query']
      if (endpoint.versioned && !safe(endpoint)) call.ifMatch = readIfMatch(request)
      call.body = (await readBody(request, endpoint)) as Call['body']
      if (route.kind === 'change') return await runChange(route, call)
      await stepUp.require(call, store.db)
      return await route.handle(call)
    } catch (error) {
      if (isDenial(error) && !safe(endpoint) && actor) await recordDenial(call, error)
      throw error
    }
  }

  function problem(error: unknown, requestId: string, path: string, endpoint?: Endpoint): Response {
    const known = error instanceof ProblemError ? error
      : error instanceof StoreUnavailable ? busy(error, endpoint === undefined || safe(endpoint))
      : undefined
    // Else nobody learns why: the answer says only that the database cannot be used.
    if (error instanceof StoreUnavailable)
      host.log('warn', 'the database is not available', {
        requestId,
        error: error.message,
        cause: error.cause instanceof Error ? error.cause.message : undefined,
      })
    if (!known) host.log('error', 'unexpected error', { requestId, error: error instanceof Error ? error.stack : String(error) })
    const shown = known ?? new ProblemError('internal', 'Something broke here. Nothing of this request was kept. The log has more under this request id.')
    const wire = wireOf(path)
    const { status, body } = wire ? vendorProblem(wire, shown, endpoint) : { status: shown.status, body: problemBody(shown, requestId) }
    return new Response(JSON.stringify(body), {
      status,
      headers: {
        ...headers,
        'Content-Type': wire ? 'application/json' : 'application/problem+json',
        'X-Request-Id': requestId,
        Date: date(),
        ...shown.headers,
      },
    })
  }

  type Work = (requestId: string, address: string) => Promise<{ reply: Reply; status: number }>
  function answer(c: Context, label: string, endpoint: Endpoint | undefined, work: Work): Promise<Response> {
    if (!host.trace) return respond(c, label, endpoint, work)
    const { method } = c.req
    const routed = label !== 'unknown'
    return host.trace({
      name: routed ? `${method} ${label}` : method, kind: 'server', parent: c.req.header('traceparent') ?? null,
      facts: { 'http.request.method': method, ...(routed && { 'http.route': label }) },
    }, (span) => respond(c, label, endpoint, work, span))
  }

  async function respond(c: Context, label: string, endpoint: Endpoint | undefined, work: Work, span?: Span): Promise<Response> {
    const started = performance.now()
    const requestId = uuidv7(host.now(), host.random)
    const { address = '', cut } = (c.env as Connection | undefined) ?? {}
    /** Its status has gone out long before it breaks. Without a connection to cut, whoever reads hears of the error. */
    const streamed = (texts: AsyncIterator<string>) =>
      streamOf(
        texts,
        cut &&
          ((error) => {
            host.log('info', 'answer broke off', { requestId, error: error instanceof Error ? error.message : String(error) })
            cut()
          }),
      )
    let response: Response
    let wentAway = false
    try {
      const { reply, status } = await work(requestId, address)
      const [body, own] = await bodyOf(reply, status, streamed)
      response = new Response(body, { status, headers: { ...headers, 'X-Request-Id': requestId, Date: date(), ...own, ...reply.headers } })
    } catch (error) {
      if (error instanceof HTTPException) throw error
      // Nobody hears it: whoever asked has gone, and their work was left.
      const left = error instanceof DOMException && c.req.raw.signal.aborted ? new ProblemError('busy', 'Whoever asked for this has gone.') : error
      response = problem(left, requestId, c.req.path, endpoint)
      wentAway = left !== error || (error instanceof ProblemError && error.code === 'incomplete-body')
    }
    const status = wentAway ? goneAway : response.status
    await clock.settled()
    const milliseconds = performance.now() - started
    metrics.request(c.req.method, label, status, milliseconds)
    span?.note({ 'http.response.status_code': status, 'countersign.request_id': requestId, ...(status >= 500 && { 'error.type': String(status) }) })
    host.log('info', 'request', { requestId, method: c.req.method, route: label, status, ms: Math.round(milliseconds * 10) / 10, address })
    return response
  }

  /** Methods of each path, whatever its parameters are called in the contract. */
  const methods = new Map<string, { path: string; allowed: string[]; slashed: string[] }>()
  for (const route of routes) {
    const { method, path } = route.endpoint
    const shape = path.replace(/\{\w+\}/g, '{}')
    const also = slashed(routes, route.endpoint)
    const known = methods.get(shape)
    methods.set(shape, { path, allowed: [...(known?.allowed ?? []), method], slashed: known ? known.slashed.filter(() => also.length > 0) : also })
    app.on(method, [honoPath(path), ...also], (c) => answer(c, path, route.endpoint, async (requestId, address) => {
      const reply = await run(route, c.req.raw, c.req.param(), address, requestId)
      return { reply, status: reply.status ?? route.endpoint.status ?? 200 }
    }))
  }
  for (const { path, allowed, slashed: also } of methods.values()) {
    const allow = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])].join(', ')
    app.on('ALL', [honoPath(path), ...also], (c) => answer(c, path, undefined, async () => {
      refuseCredentialInUrl(c.req.url)
      return fail('method-not-allowed', `Only ${allow} is offered here.`, [], { Allow: allow })
    }))
  }
  app.notFound((c) => answer(c, 'unknown', undefined, async () => {
    refuseCredentialInUrl(c.req.url)
    return wireOf(c.req.path) ? notOffered() : fail('not-found', 'There is nothing at this address, or it is not yours to see.')
  }))
  app.onError((error, c) => (error instanceof HTTPException ? error.getResponse() : problem(error, uuidv7(host.now(), host.random), c.req.path)))
}

/** The `Date` of answers: a text a second. */
function dates(host: Host): () => string {
  let known = { second: Number.NaN, text: '' }
  return () => {
    const second = Math.floor(host.now() / 1000)
    if (second !== known.second) known = { second, text: new Date(second * 1000).toUTCString() }
    return known.text
  }
}

const etagOf = (reply: Reply): string | undefined => (reply.version === undefined ? undefined : `"${reply.version}"`)

/** What goes out, and the headers that say what it is: a text or a file, whole or as it comes, or else JSON. */
async function bodyOf(
  reply: Reply,
  status: number,
  streamed: (texts: AsyncIterator<string>) => ReadableStream,
): Promise<[BodyInit | null, Record<string, string>]> {
  const given = reply.file ?? reply.text
  if (given) {
    const attached = reply.file && { 'Content-Disposition': `attachment; filename="${reply.file.fileName}"` }
    return [typeof given.body === 'string' ? given.body : streamed(given.body), { 'Content-Type': given.type, ...attached }]
  }
  const etag = etagOf(reply)
  const tagged: Record<string, string> = etag === undefined ? {} : { ETag: etag }
  if (status === 204 || status === 304) return [null, tagged]
  const own = { 'Content-Type': 'application/json', ...tagged }
  if (reply.body === undefined) return [null, own]
  return [isLong(reply.body) ? await textOrStream(jsonPieces(reply.body), streamed) : JSON.stringify(reply.body), own]
}
