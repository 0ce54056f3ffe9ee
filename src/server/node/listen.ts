import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** The open port. It stops in three steps, so that nobody who asks hears a connection break. */
export interface Listening {
  port: number
  /** Connections that are open now. */
  connections(): number
  /** From here on every answer ends its connection (`Connection: close`); new ones are taken still. */
  endKeepAlive(): void
  /** Takes no new connection and ends the idle ones; resolves when the last one is gone. */
  close(): Promise<void>
  /** Ends what is left, in the middle of whatever it is. */
  cut(): void
}

/** Listens. Rejects with the system's error. */
export function listen(server: Server, { port, host }: { port: number; host: string }): Promise<Listening> {
  const sockets = new Set<Socket>()
  const answering = new Set<ServerResponse>()
  let ending = false
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
      // Its headers were on their way when the end began, and promised to keep the connection.
      if (ending) request.socket.end()
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
      close: () => new Promise((done) => {
        server.close(() => done())
        server.closeIdleConnections()
      }),
      cut: () => server.closeAllConnections(),
    }))
  })
}
