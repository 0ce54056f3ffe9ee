import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import type { Order } from '../administration.ts'

/*
 * A socket in the data folder, of mode 0600: through it somebody on the machine speaks to the server that holds the SQLite file.
 * One line of JSON each way. Who may open it can read the root key beside it.
 */

/** What comes back: lines to print, or why not. */
export type AdminAnswer = { lines: string[] } | { refusal: string }

const pathOf = (dataFolder: string) => join(dataFolder, 'admin.sock')
/** Of `sun_path`, with its end (unix(7)); macOS has 104. */
const longest = 103

/** One line that arrives on a connection; longer ones than any order are none. */
const oneLine = (stream: NodeJS.ReadableStream, most = 65_536) => new Promise<string>((resolve, reject) => {
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    else if (text.length > most) reject(new Error('too long'))
  })
  stream.once('error', reject)
  stream.once('close', () => reject(new Error('The server hung up.')))
})

/** Opens the door; `undefined` where the folder's path is too long for a socket. Call it with the file's lock held: what stands there is a dead server's. */
export async function openAdminDoor(dataFolder: string, carry: (order: Order) => Promise<AdminAnswer>): Promise<Server | undefined> {
  const path = pathOf(dataFolder)
  if (Buffer.byteLength(path) > longest) return undefined
  rmSync(path, { force: true })
  const door = createServer((socket) => {
    socket.setTimeout(10_000, () => socket.destroy())
    socket.on('error', () => undefined)
    void oneLine(socket).then(async (line) => {
      const answer = await carry(JSON.parse(line) as Order)
      socket.end(`${JSON.stringify(answer)}\n`)
    }).catch(() => socket.destroy())
  })
  // The socket is made by listen() itself, before this turn ends, and never with more rights than that.
  const mask = process.umask(0o177)
  try {
    const listening = new Promise<void>((resolve, reject) => door.once('error', reject).listen(path, resolve))
    process.umask(mask)
    await listening
  } finally {
    process.umask(mask)
  }
  return door
}

/** Gives an order to the server that runs on this folder; `undefined` when none does. */
export async function askAdminDoor(dataFolder: string, order: Order): Promise<AdminAnswer | undefined> {
  const path = pathOf(dataFolder)
  if (Buffer.byteLength(path) > longest) return undefined
  const socket = connect(path)
  const refused = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.once('connect', () => resolve(undefined)).once('error', resolve)
  })
  if (refused) {
    if (refused.code === 'ENOENT' || refused.code === 'ECONNREFUSED') return undefined
    throw refused
  }
  socket.write(`${JSON.stringify(order)}\n`)
  try {
    return JSON.parse(await oneLine(socket, 100_000_000)) as AdminAnswer
  } finally {
    socket.destroy()
  }
}
