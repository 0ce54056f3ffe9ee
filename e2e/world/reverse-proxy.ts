import { Agent, createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { spoiltNames } from '#mocks/faults.ts'
import { credentialsIn, type Fault, type How, type Passed } from './world.ts'

/**
 * The HTTP layer in front of the real server, as a reverse proxy would be: it passes everything on, remembers what passed,
 * and fails in the ways networks fail. Nothing in the browser is intercepted.
 */
export interface ReverseProxy {
  origin: string
  passed: readonly Passed[]
  /** Every credential that an answer held, the moment it is seen. */
  secrets: ReadonlySet<string>
  /** Where the server is, once it has started. */
  to(port: number): void
  /** Makes requests fail from now on; the answer lifts it. */
  fault(fault: Fault): () => void
  stop(): Promise<void>
}

export async function openReverseProxy(): Promise<ReverseProxy> {
  // Idle connections end from the asking side: one that the answering side ends just then is a reset that no test means.
  const agent = new Agent({ keepAlive: true, timeout: 20_000 })
  const passed: Passed[] = []
  const secrets = new Set<string>()
  const faults = new Set<Fault & { lifted: Promise<void> }>()
  let port = 0

  function faultOf(request: IncomingMessage) {
    const line = `${request.method} ${request.url}`
    const found = [...faults].find(({ on, times }) => line.startsWith(on) && times !== 0)
    if (found?.times !== undefined) found.times--
    return found
  }

  function answer(from: IncomingMessage, to: ServerResponse, how: How | undefined) {
    const chunks: Buffer[] = []
    from.on('data', (chunk: Buffer) => chunks.push(chunk))
    from.on('end', () => {
      const body = Buffer.concat(chunks)
      if (from.headers['content-type']?.includes('json')) credentialsIn(body.toString()).forEach((value) => secrets.add(value))
      to.writeHead(from.statusCode ?? 502, from.rawHeaders)
      if (how !== 'lose-answer') return to.end(body)
      // The head must have arrived: before it, Chromium would send the request again by itself.
      to.flushHeaders()
      to.write(body.subarray(0, 1), () => to.destroy())
      return undefined
    })
  }

  const server = createServer({ keepAliveTimeout: 300_000 }, (request, response) => {
    const entry: Passed = {
      method: request.method ?? '',
      url: request.url ?? '',
      idempotencyKey: request.headers['idempotency-key']?.toString(),
      status: undefined,
    }
    passed.push(entry)
    void (async () => {
      const fault = faultOf(request)
      if (fault?.how === 'refuse') return request.socket.destroy()
      if (fault?.how === 'bad-gateway') return response.writeHead(502, { 'Content-Type': 'text/html' }).end('<h1>502 Bad Gateway</h1>')
      if (fault?.how === 'hold') await fault.lifted
      const spoilt = fault?.how === 'spoil' ? Buffer.from(spoiltNames(await textOf(request))) : undefined
      const headers = spoilt ? { ...request.headers, 'content-length': String(spoilt.length) } : request.headers
      const onward = ask({ host: '127.0.0.1', port, agent, method: request.method, path: request.url, headers }, (reply) => {
        entry.status = reply.statusCode
        answer(reply, response, fault?.how)
      })
      onward.on('error', () => response.destroy())
      return spoilt ? onward.end(spoilt) : request.pipe(onward)
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    secrets,
    to(given) {
      port = given
    },
    fault(given) {
      const { promise: lifted, resolve: lift } = Promise.withResolvers<void>()
      const fault = { ...given, lifted }
      faults.add(fault)
      return () => {
        faults.delete(fault)
        lift()
      }
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
      agent.destroy()
    }),
  }
}
