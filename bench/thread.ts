import { spawnSync } from 'node:child_process'
import { Server } from 'node:http'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { numberOption, serverFolder } from '../checks/options.ts'
import { administrator, cleanUp, sqliteHome, startServer, type Home } from '../checks/servers.ts'
import { makeKey, bySession, closeConnections, exchange, signIn } from '../checks/client.ts'
import { median } from './measure.ts'

/*
 * What a bearer check costs the server's thread: its CPU over many requests by streams in the place of sockets, so that neither the
 * kernel's share nor neighbours are in it. `npm run bench -- thread`; with `--server=<folder>` another copy of this package.
 */

const connections = 32
const requests = numberOption('requests', 10_000)

/** A connection whose other end is this process. */
class Wire extends Duplex {
  readonly remoteAddress = '127.0.0.1'
  private text = ''
  private tell: (answer: string) => void = () => undefined

  override _read(): void {}
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('latin1')
    const head = this.text.indexOf('\r\n\r\n')
    const length = Number(/content-length: (\d+)/i.exec(this.text)?.[1])
    if (head >= 0 && this.text.length >= head + 4 + length) {
      const answer = this.text
      this.text = ''
      this.tell(answer)
    }
    done()
  }
  setTimeout(): this {
    return this
  }
  setNoDelay(): this {
    return this
  }
  ask(request: string): Promise<string> {
    return new Promise((resolve) => {
      this.tell = resolve
      this.push(request)
    })
  }
}

/** The child: the microseconds of CPU that each round's requests cost this thread. */
async function measure(side: string, folder: string, token: string): Promise<number[]> {
  let server: Server | undefined
  const keep = (made: Server) => { server ??= made }
  const listen = Server.prototype.listen as (...all: unknown[]) => Server
  Server.prototype.listen = function heard(this: Server, ...all: unknown[]) {
    keep(this)
    return listen.apply(this, all)
  } as Server['listen']
  let header = `Authorization: Bearer ${token}`
  const write = process.stdout.write
  let said = ''
  process.stdout.write = (text) => {
    said += String(text)
    return true
  }
  if (side === 'limit') {
    process.argv[2] = '10000'
    await import('./api/limit.ts')
    while (!/UP \d+ .+\n/.test(said)) await new Promise((resolve) => setTimeout(resolve, 5))
    header = /UP \d+ (.+)\n/.exec(said)![1]!
  } else {
    const { start } = (await import(join(serverFolder, 'src/server/node.ts'))) as { start(env: NodeJS.ProcessEnv): Promise<unknown> }
    await start({ COUNTERSIGN_DATA: folder, PORT: '0', COUNTERSIGN_LIMITS: 'off', LOG_LEVEL: 'warn' })
  }
  process.stdout.write = write
  const request = `GET ${side === 'limit' ? '/me' : '/auth/whoami'} HTTP/1.1\r\nHost: 127.0.0.1\r\n${header}\r\n\r\n`
  const wires = Array.from({ length: connections }, () => {
    const wire = new Wire()
    server!.emit('connection', wire)
    return wire
  })
  const run = async (count: number) => {
    let left = count
    await Promise.all(wires.map(async (wire) => {
      while (left-- > 0) if (!(await wire.ask(request)).startsWith('HTTP/1.1 200')) throw new Error(`${side} refuses`)
    }))
  }
  await run(5000)
  const figures: number[] = []
  for (let round = 0; round < 5; round++) {
    const before = process.threadCpuUsage()
    await run(requests)
    const { user, system } = process.threadCpuUsage(before)
    figures.push((user + system) / requests)
  }
  return figures
}

function ofSide(side: string, home: Home, token: string): number {
  const argv = [import.meta.filename, ...process.argv.filter((argument) => argument.startsWith('--'))]
  const { stdout } = spawnSync(process.execPath, argv, {
    env: { ...process.env, NODE_NO_WARNINGS: '1', BENCH_SIDE: JSON.stringify([side, home.folder, token]) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return Math.min(...(JSON.parse(stdout.toString()) as number[]))
}

export async function main(): Promise<void> {
  try {
    const home = sqliteHome()
    const server = await startServer(home)
    const { apiKey } = await makeKey(server.origin, bySession(await signIn(server.origin, administrator.email, administrator.password)), 'bench')
    const token = (await exchange(server.origin, apiKey))!
    closeConnections()
    await server.end('SIGTERM')
    const [limit, ours]: [number[], number[]] = [[], []]
    for (let round = 0; round < numberOption('rounds', 3); round++) {
      limit.push(ofSide('limit', home, token))
      ours.push(ofSide('ours', home, token))
    }
    const [theirs, own] = [median(limit), median(ours)].map((one) => one.toFixed(1))
    process.stdout.write(`bearer check, SQLite, CPU of the thread without sockets: limit ${theirs} µs, ours ${own} µs\n`)
  } finally {
    await cleanUp()
  }
}

if (process.env.BENCH_SIDE !== undefined) {
  const [side, folder, token] = JSON.parse(process.env.BENCH_SIDE) as [string, string, string]
  process.stdout.write(JSON.stringify(await measure(side, folder, token)))
  process.exit(0)
}
