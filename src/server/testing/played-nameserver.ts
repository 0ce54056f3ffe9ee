import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { freePort } from './processes.ts'

/** What a played nameserver does with a question; what it does not do it leaves unanswered. */
export interface Play {
  udp?: (question: Uint8Array, send: (octets: Uint8Array) => void) => void
  /** `send` puts the length before it; the connection is there for what is no message. */
  tcp?: (question: Uint8Array, send: (octets: Uint8Array) => void, connection: Socket) => void
}

export interface Played {
  port: number
  /** Questions that came, by either way. */
  readonly asked: number
  stop(): Promise<void>
}

/** A nameserver of 127.0.0.1 that does as the test says, well or badly: on sockets, so that what reads them is tried too. */
export async function playNameserver({ udp, tcp }: Play): Promise<Played> {
  const port = await freePort()
  let asked = 0
  const datagrams = createSocket('udp4')
  datagrams.on('message', (question, { port: to, address }) => {
    asked++
    udp?.(new Uint8Array(question), (octets) => datagrams.send(octets, to, address))
  })
  datagrams.bind(port, '127.0.0.1')
  await once(datagrams, 'listening')
  const connections = new Set<Socket>()
  const server = createServer((connection) => {
    connections.add(connection)
    connection.on('error', () => {})
    const send = (octets: Uint8Array) => void connection.write(Buffer.concat([Uint8Array.of(octets.length >> 8, octets.length & 255), octets]))
    let whole = Buffer.alloc(0)
    connection.on('data', (part: Buffer) => {
      whole = Buffer.concat([whole, part])
      while (whole.length >= 2 && whole.length >= 2 + whole.readUInt16BE(0)) {
        const question = new Uint8Array(whole.subarray(2, 2 + whole.readUInt16BE(0)))
        whole = whole.subarray(2 + question.length)
        asked++
        tcp?.(question, send, connection)
      }
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    get asked() { return asked },
    async stop() {
      for (const connection of connections) connection.destroy()
      await new Promise((resolve) => server.close(resolve))
      await new Promise<void>((resolve) => { datagrams.close(() => resolve()) })
    },
  }
}
