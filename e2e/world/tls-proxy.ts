import { Agent, request as ask } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { testCertificate } from '#server/testing/certificates.ts'

/** A proxy that ends TLS, as nginx or Caddy would: plain HTTP behind it, and the caller's address in `X-Forwarded-For`. */
export interface TlsProxy {
  origin: string
  to(origin: string): void
  stop(): Promise<void>
}

export async function openTlsProxy(): Promise<TlsProxy> {
  const agent = new Agent({ keepAlive: true, timeout: 20_000 })
  let behind = ''
  const { cert, key } = testCertificate({ name: '127.0.0.1' })
  const server = createServer({ cert, key, keepAliveTimeout: 300_000 }, (request, response) => {
    const forwarded = [request.headers['x-forwarded-for'], request.socket.remoteAddress].flat().filter(Boolean).join(', ')
    const onward = ask(behind + request.url!, { agent, method: request.method, headers: { ...request.headers, 'x-forwarded-for': forwarded } }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
      reply.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    to: (origin) => void (behind = origin),
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
      agent.destroy()
    }),
  }
}
