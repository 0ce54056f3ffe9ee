import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { apiKey, prepare, toolEnvironment, type KeyedZone, type NameserverFamily } from './nameserver-files.ts'
import { watch } from './processes.ts'

export interface Result {
  code: number
  output: string
}

/** A private nameserver on a loopback port, its files in a folder of its own, run as whoever runs this. Never the machine's own service. */
export interface Nameserver {
  family: NameserverFamily
  port: number
  folder: string
  /** The server's own check of its configuration. */
  check(): Promise<Result>
  /** Runs a text as a script, in a new folder: as whoever exported it does. */
  script(text: string, ...args: string[]): Promise<Result & { folder: string }>
  /** Runs a program with this input. */
  tool(program: string, args: readonly string[], input?: string): Promise<Result>
  /** Has it read its configuration again, as an export says to. */
  reload(): Promise<void>
  /** Ends the process and starts another over the same files; answers when it answers. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts a nameserver with these zones, and waits until it answers for each. Throws with its log when it does not. `apiPort`: of PowerDNS's API. */
export async function startNameserver(family: NameserverFamily, port: number, zones: readonly KeyedZone[], apiPort?: number): Promise<Nameserver> {
  const folder = mkdtempSync(join(tmpdir(), `countersign-${family}-`))
  try {
    return await start(family, port, zones, folder, apiPort)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

async function start(family: NameserverFamily, port: number, zones: readonly KeyedZone[], folder: string, apiPort?: number): Promise<Nameserver> {
  const prepared = prepare(family, folder, port, zones, apiPort)
  const [program, ...args] = prepared.start
  let log = ''
  let server: ChildProcess
  let watchdog: ChildProcess

  async function run(): Promise<void> {
    server = spawn(program, args, { cwd: folder, env: toolEnvironment(folder), stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [server.stdout!, server.stderr!]) stream.on('data', (chunk: Buffer) => { log = (log + chunk.toString()).slice(-4000) })
    if (server.pid === undefined) {
      const [error] = await once(server, 'error') as [Error]
      throw error
    }
    watchdog = watch(server.pid, folder)
    for (const { zone } of zones) {
      for (const deadline = Date.now() + 30_000; ;) {
        if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
          await stop()
          throw new Error(`${program} did not start:\n${log}`)
        }
        const { output } = await nameserver.tool('dig', ['+tcp', '+short', '+time=2', '+tries=1', '@127.0.0.1', '-p', String(port), zone, 'SOA'])
        if (output.includes('hostmaster')) break
        await sleep(100)
      }
    }
  }
  async function halt(): Promise<void> {
    watchdog.kill('SIGKILL')
    await end(server)
  }
  async function stop(): Promise<void> {
    await halt()
    rmSync(folder, { recursive: true, force: true })
  }

  let scripts = 0
  const nameserver: Nameserver = {
    family, port, folder, stop,
    check: () => execute(folder, folder, prepared.check[0], prepared.check.slice(1)),
    tool: (programName, given, input) => execute(folder, folder, programName, given, input),
    async script(text, ...given) {
      const own = join(folder, `script${++scripts}`)
      mkdirSync(own)
      writeFileSync(join(own, 'exported.sh'), text, { mode: 0o600 })
      if (given.length > 0) writeFileSync(join(own, 'api-key.header'), `X-API-Key: ${apiKey}\n`, { mode: 0o600 })
      return { folder: own, ...await execute(folder, own, 'sh', ['exported.sh', ...given]) }
    },
    async reload() {
      if (prepared.reload === 'SIGHUP') server.kill('SIGHUP')
      else if (prepared.reload) {
        const { code, output } = await execute(folder, folder, prepared.reload[0], prepared.reload.slice(1))
        if (code !== 0) throw new Error(output)
      }
    },
    async restart() {
      await halt()
      await run()
    },
  }
  await run()
  return nameserver
}

/** Ends a server that we started, and waits for it. */
async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  const late = setTimeout(() => server.kill('SIGKILL'), 5_000)
  await ended
  clearTimeout(late)
}

function execute(home: string, cwd: string, program: string, args: readonly string[], input = ''): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: toolEnvironment(home), stdio: ['pipe', 'pipe', 'pipe'], timeout: 20_000 })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { output += chunk.toString() })
    child.on('error', reject)
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
