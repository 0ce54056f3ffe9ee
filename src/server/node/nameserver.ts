import { createSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { createConnection, isIPv6 } from 'node:net'
import { NameserverFault, type NameserverPeer, type NameserverPort, type NameserverReply } from '../host.ts'

/** Milliseconds; a test makes them shorter. */
const usual = {
  /** How long a server may say nothing. */
  idle: 3_000,
  /** When a datagram is sent again. */
  again: 1_500,
  /** How long the machine's resolver may take. */
  resolve: 5_000,
}
/** What waits to be read; of a flood the rest is dropped. */
const waitingMost = 64

/** What happens to a socket, in its order, for one reader: made by its events, taken one after another. */
class Happenings<T> {
  readonly #waiting: (T | Error | undefined)[] = []
  #wake: (() => void) | undefined

  /** An error, or `undefined` for the end, comes after what is there already. */
  add(what: T | Error | undefined): void {
    if (what !== undefined && !(what instanceof Error) && this.#waiting.length >= waitingMost) return
    this.#waiting.push(what)
    this.#wake?.()
  }

  async next(): Promise<T | undefined> {
    while (this.#waiting.length === 0) {
      await new Promise<void>((resolve) => { this.#wake = resolve })
    }
    const what = this.#waiting.shift()
    if (what instanceof Error) throw what
    return what
  }
}

const isUnreachable = (error: NodeJS.ErrnoException) => error.code !== 'ETIMEDOUT'

async function* datagrams(peer: NameserverPeer, message: Uint8Array, signal: AbortSignal, patience: typeof usual): AsyncGenerator<NameserverReply> {
  signal.throwIfAborted()
  const began = performance.now()
  const milliseconds = () => Math.round(performance.now() - began)
  const fault = (code: 'unreachable' | 'timeout') => new NameserverFault(code, milliseconds())
  const happenings = new Happenings<NameserverReply>()
  const socket = createSocket(isIPv6(peer.address) ? 'udp6' : 'udp4')
  const failed = () => happenings.add(fault('unreachable'))
  const aborted = () => happenings.add(signal.reason as Error)
  let timer: NodeJS.Timeout | undefined
  socket.on('error', failed)
  // Connected, so that the kernel gives us nothing from anybody else.
  socket.on('message', (octets) => {
    if (octets.length < 12 || octets[0] !== message[0] || octets[1] !== message[1]) return
    happenings.add({ octets: new Uint8Array(octets), milliseconds: milliseconds() })
  })
  signal.addEventListener('abort', aborted)
  try {
    const send = () => socket.send(message, (error) => { if (error) failed() })
    socket.connect(peer.port, peer.address, () => {
      send()
      timer = setTimeout(() => {
        send()
        timer = setTimeout(() => happenings.add(fault('timeout')), patience.idle)
      }, patience.again)
    })
    for (;;) yield (await happenings.next())!
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
    socket.close()
  }
}

/** Cuts a stream into messages (RFC 1035 §4.2.2). Each octet is copied a few times at most, however it comes. */
class Frames {
  #parts: Uint8Array[] = []
  #size = 0

  add(part: Uint8Array): void {
    this.#parts.push(part)
    this.#size += part.length
  }

  get partial(): boolean {
    return this.#size > 0
  }

  #together(): Uint8Array {
    if (this.#parts.length > 1) this.#parts = [Buffer.concat(this.#parts)]
    return this.#parts[0]!
  }

  next(): Uint8Array | undefined {
    if (this.#size < 2) return undefined
    if (this.#parts[0]!.length < 2) this.#together()
    const length = this.#parts[0]![0]! * 256 + this.#parts[0]![1]!
    if (this.#size < 2 + length) return undefined
    const all = this.#together()
    this.#parts = [all.subarray(2 + length)]
    this.#size -= 2 + length
    return new Uint8Array(all.subarray(2, 2 + length))
  }
}

async function* messages(peer: NameserverPeer, message: Uint8Array, signal: AbortSignal, patience: typeof usual): AsyncGenerator<NameserverReply> {
  signal.throwIfAborted()
  const began = performance.now()
  const milliseconds = () => Math.round(performance.now() - began)
  const fault = (code: 'unreachable' | 'timeout' | 'closed') => new NameserverFault(code, milliseconds())
  const happenings = new Happenings<'more'>()
  const socket = createConnection({ host: peer.address, port: peer.port, noDelay: true })
  const aborted = () => happenings.add(signal.reason as Error)
  signal.addEventListener('abort', aborted)
  const frames = new Frames()
  let heard = false
  socket.on('connect', () => socket.write(Buffer.concat([Uint8Array.of(message.length >> 8, message.length & 255), message])))
  socket.on('data', (part: Buffer) => {
    frames.add(part)
    // Nothing more is read before this was: an endless answer does not fill our memory.
    socket.pause()
    happenings.add('more')
  })
  socket.on('end', () => happenings.add(undefined))
  socket.on('error', (error: NodeJS.ErrnoException) => happenings.add(fault(isUnreachable(error) ? (heard ? 'closed' : 'unreachable') : 'timeout')))
  let timer: NodeJS.Timeout | undefined
  try {
    for (;;) {
      let octets = frames.next()
      if (octets === undefined) {
        // For the whole of a message: one that comes octet by octet has no longer.
        timer = setTimeout(() => happenings.add(fault('timeout')), patience.idle)
        while ((octets = frames.next()) === undefined) {
          socket.resume()
          if ((await happenings.next()) === undefined) {
            if (frames.partial) throw fault('closed')
            return
          }
        }
        clearTimeout(timer)
      }
      heard = true
      yield { octets, milliseconds: milliseconds() }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
    socket.destroy()
  }
}

/** The machine's own way to nameservers. */
export function nodeNameserver(patience: Partial<typeof usual> = {}): NameserverPort {
  const all = { ...usual, ...patience }
  return {
    async resolve(name, signal) {
      signal.throwIfAborted()
      const late = new Promise<[]>((resolve, reject) => {
        setTimeout(() => resolve([]), all.resolve).unref()
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      })
      const found = lookup(name, { all: true, verbatim: true }).then((answer) => answer.map(({ address }) => address), () => [])
      return Promise.race([found, late])
    },
    datagrams: (peer, message, signal) => datagrams(peer, message, signal, all),
    messages: (peer, message, signal) => messages(peer, message, signal, all),
  }
}
