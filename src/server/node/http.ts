import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { problems, type ProblemCode } from '#contract/problem.ts'
import { uuidv7 } from '../bytes.ts'
import { apiHeaders } from '../http/headers.ts'
import type { Host } from '../host.ts'
import type { Metrics } from '../http/metrics.ts'
import { problemBody, ProblemError } from '../problem.ts'
import { clientAddress } from '../http/addresses.ts'

/** `cut` ends the connection in the middle of the answer. */
export type Handle = (request: Request, address: string, cut: () => void) => Promise<Response>

export interface HttpParts {
  host: Host
  /** Known once the server listens: with port 0 it names the port. */
  origin: () => string
  trustedProxies: number
  /** `undefined` while starting. */
  handle: () => Handle | undefined
  metrics: () => Metrics | undefined
}

/** What Node's parser and its timers find wrong, by their codes; everything else is no HTTP. */
const faults: Record<string, readonly [ProblemCode, string]> = {
  HPE_HEADER_OVERFLOW: ['headers-too-large', 'The headers of a request have at most 16 KB.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too-large', 'The extensions of the chunks are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['request-timeout', 'The request did not arrive whole within its time.'],
  HPE_INVALID_EOF_STATE: ['incomplete-body', 'The connection was closed in the middle of the request.'],
}
const noHttp = ['malformed-request', 'This is not a request as HTTP/1.1 has it (RFC 9112).'] as const

/** Exactly one Host, or none in HTTP/1.0, which does not know it (RFC 9112 §3.2): else two readers see two requests. */
function hostFault({ rawHeaders, httpVersion }: IncomingMessage): string | undefined {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) if (rawHeaders[at]!.toLowerCase() === 'host') hosts++
  if (hosts > 1) return 'Send one Host header.'
  return hosts === 0 && httpVersion !== '1.0' ? 'Send a Host header.' : undefined
}

/** Milliseconds that a caller who is refused has to read why, before the connection goes. */
const lingering = 1000

/**
 * The HTTP layer: what is no request, or one that says two things, is refused here with the same body as everywhere, is
 * counted and stands in the log, and its connection ends.
 */
export function createHttp({ host, origin, trustedProxies, handle, metrics }: HttpParts): Server {
  /** The answer that is under way on a connection. */
  const open = new WeakMap<object, ServerResponse>()

  /** A refusal: its head and its body. Counted as `path="none"`: there is no route that it reached. */
  function refusal(code: ProblemCode, detail: string, address: string, facts: Record<string, unknown> = {}) {
    const requestId = uuidv7(host.now(), host.random)
    const [status] = problems[code]
    metrics()?.request('none', 'none', status, 0)
    host.log('info', 'request', { requestId, method: 'none', route: 'none', status, ms: 0, address, ...facts })
    return { status, ...written(code, detail, requestId) }
  }
  function written(code: ProblemCode, detail: string, requestId: string) {
    const body = JSON.stringify(problemBody(new ProblemError(code, detail), requestId))
    return {
      body,
      headers: {
        ...apiHeaders(origin()),
        'Content-Type': 'application/problem+json',
        'X-Request-Id': requestId,
        Date: new Date(host.now()).toUTCString(),
        Connection: 'close',
      },
    }
  }

  function refuse(response: ServerResponse, address: string, code: ProblemCode, detail: string): void {
    const { status, body, headers } = refusal(code, detail, address)
    response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
  }

  /** Straight onto the connection, where there is no response to write to. */
  function refuseConnection(socket: Socket, code: ProblemCode, detail: string, reason: string): void {
    const current = open.get(socket)
    if (!socket.writable || current?.headersSent) return void socket.destroy()
    // A request that is being read counts where it is read.
    const { body, headers } = current
      ? written(code, detail, uuidv7(host.now(), host.random))
      : refusal(code, detail, clientAddress(socket.remoteAddress, undefined, 0), { reason })
    const [status, title] = problems[code]
    const head = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body) }).map(([name, value]) => `${name}: ${value}\r\n`).join('')
    socket.end(`HTTP/1.1 ${status} ${title}\r\n${head}\r\n${body}`)
    // What still comes is read and thrown away: a connection closed over unread bytes takes the answer with it.
    socket.on('error', () => undefined)
    socket.resume()
    setTimeout(() => socket.destroy(), lingering).unref()
  }

  const addressOf = ({ socket, headers }: IncomingMessage) => {
    const forwarded = headers['x-forwarded-for']
    return clientAddress(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, trustedProxies)
  }

  /** With its own Request and Response in the place of the global ones the adapter answers a plain text body in one write. */
  const listener = getRequestListener(async (request, env) => {
    const { incoming, outgoing } = env as { incoming: IncomingMessage; outgoing: ServerResponse }
    return (
      (await handle()?.(request, addressOf(incoming), () => outgoing.destroy())) ?? new Response('starting\n', { status: 503, headers: { 'Retry-After': '1' } })
    )
  }, {
    // For probes that speak HTTP/1.0 and name no host; none of our answers depends on it.
    hostname: 'localhost',
    errorHandler(error) {
      // What the adapter cannot make a URL of.
      if ((error as Error).name === 'RequestError') {
        const { status, body, headers } = refusal('malformed-request', 'The target or the Host of this request makes no URL.', '')
        return new Response(body, { status, headers })
      }
      host.log('error', 'unexpected error', { error: error instanceof Error ? error.stack : String(error) })
      const { body, headers } = written('internal', 'Something broke here. Nothing of this request was kept.', uuidv7(host.now(), host.random))
      return new Response(body, { status: 500, headers })
    },
  })

  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384, requireHostHeader: false },
    (request, response) => {
      const fault = hostFault(request)
      if (fault !== undefined) return refuse(response, addressOf(request), 'malformed-request', fault)
      open.set(request.socket, response)
      void listener(request, response)
    },
  )
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') return void socket.destroy()
    const [code, detail] = faults[error.code ?? ''] ?? noHttp
    refuseConnection(socket as Socket, code, detail, error.code ?? error.name)
  })
  server.on('checkExpectation', (request, response) =>
    refuse(response, addressOf(request), 'expectation-failed', 'Only 100-continue can be expected of this server.'),
  )
  server.on('connect', (_request, socket) =>
    refuseConnection(socket as Socket, 'malformed-request', 'This server is no proxy: CONNECT is not offered.', 'CONNECT'),
  )
  server.maxRequestsPerSocket = 10_000
  return server
}
