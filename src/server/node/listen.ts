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

/** As many connections as the system holds for us at most (the backlog that Node asks for). */
const waitingMost = 511

/** Node takes one connection a turn. So as long as turns bring one, there may be another. */
function takeWaiting(taken: () => number, then: () => void, turns = waitingMost): void {
  const before = taken()
  setImmediate(() => (taken() > before && turns > 0 ? takeWaiting(taken, then, turns - 1) : then()))
}

/**
 * Each turn of the loop reads what the system holds of every connection. After one no connection is idle whose request had come; after
 * two none that the system had taken for us in that one.
 */
function afterTurns(turns: number, then: () => void): void {
  setImmediate(() => (turns > 1 ? afterTurns(turns - 1, then) : then()))
}

/** Listens. Rejects with the system's error. */
export function listen(server: Server, { port, host }: { port: number; host: string }): Promise<Listening> {
  const sockets = new Set<Socket>()
  const answering = new Set<ServerResponse>()
  let ending = false
  let over = false
  let taken = 0
  server.on('connection', (socket) => {
    taken++
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
        // What the system still holds for a port that closes, it resets.
        takeWaiting(() => taken, () => {
          // Not http's own way to close, which first ends the connections that have sent nothing yet.
          NetServer.prototype.close.call(server, () => done())
          setTimeout(() => afterTurns(2, () => {
            over = true
            server.closeIdleConnections()
            // Those that were only opened are not idle to Node, which waits for their first request.
            for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
            // By now only a word to its timers: it listens no more.
            server.close(() => undefined)
          }), linger)
        })
      }),
      cut: () => server.closeAllConnections(),
    }))
  })
}
