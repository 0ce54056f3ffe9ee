import type { Server, ServerResponse } from 'node:http'
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net'

/** The open port. It stops in three steps, so that nobody who asks hears a connection break. */
export interface Listening {
  port: number
  /** Connections that are open now. */
  connections(): number
  /** From here on every answer ends its connection (`Connection: close`); new ones are taken still. */
  endKeepAlive(): void
  /**
   * Takes no new connection, and after `linger` milliseconds ends the idle ones: until then a proxy's request that was on its way
   * is answered. Resolves when the last one is gone.
   */
  close(linger?: number): Promise<void>
  /** Ends what is left, in the middle of whatever it is. */
  cut(): void
}

/** Listens. Rejects with the system's error. */
export function listen(server: Server, { port, host }: { port: number; host: string }): Promise<Listening> {
  const sockets = new Set<Socket>()
  const answering = new Set<ServerResponse>()
  let ending = false
  let over = false
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Before whoever answers.
  server.prependListener('request', (request, response) => {
    if (ending) response.shouldKeepAlive = false
    answering.add(response)
    response.once('close', () => {
      answering.delete(response)
      // Its headers had promised to keep the connection.
      if (over) request.socket.end()
    })
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve({
      port: (server.address() as AddressInfo).port,
      connections: () => sockets.size,
      endKeepAlive() {
        ending = true
        for (const response of answering) response.shouldKeepAlive = false
      },
      close: (linger = 0) => new Promise((done) => {
        // Behind the turn that took what was waiting: what the system still holds for a port that closes, it resets.
        setImmediate(() => {
          // Not http's own way to close, which first ends the connections that have sent nothing yet.
          NetServer.prototype.close.call(server, () => done())
          setTimeout(() => {
            over = true
            server.closeIdleConnections()
            // Those that were only opened are not idle to Node, which waits for their first request.
            for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
            // By now only a word to its timers: it listens no more.
            server.close(() => undefined)
          }, linger)
        })
      }),
      cut: () => server.closeAllConnections(),
    }))
  })
}
