import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP proxy on loopback that forwards a request whole and loses the answer. */
export interface CuttingProxy {
  origin: string
  /** Every answer that was lost, as it stood on the wire; empty where the connection was cut before one came. */
  lost: string[]
  close(): Promise<void>
}

/**
 * `after-answer`: the whole answer arrives here, so the change is committed, and then the client's connection is reset.
 * `after-request`: the client's connection is reset `delay` milliseconds after the request has gone out, whatever the
 * server is doing.
 */
export async function startCuttingProxy(target: string, cut: 'after-answer' | 'after-request', delay = 0): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target)
  const lost: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    let request = ''
    let answer = ''
    client.on('data', (chunk: Buffer) => {
      request += chunk.toString('latin1')
      upstream.write(chunk)
      if (cut === 'after-request' && isWhole(request)) {
        lost.push('')
        setTimeout(() => client.resetAndDestroy(), delay)
        // The server's side stays open until it has answered: it has not heard that nobody listens.
      }
    })
    client.on('end', () => upstream.end())
    upstream.on('data', (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (!isWhole(answer)) return
      if (cut === 'after-answer') {
        lost.push(Buffer.from(answer, 'latin1').toString())
        client.resetAndDestroy()
      }
      upstream.destroy()
    })
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Head and body of one HTTP message, by Content-Length or chunked. */
function isWhole(message: string): boolean {
  const at = message.indexOf('\r\n\r\n')
  if (at < 0) return false
  const head = message.slice(0, at)
  if (/^transfer-encoding: *chunked/im.test(head)) return message.endsWith('\r\n0\r\n\r\n')
  return message.length - at - 4 >= Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0)
}
