import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { leanEnvironment, leanFlags } from '../scripts/lean.mjs'
import { startPostgres, type PrivatePostgres } from '#server/testing/postgres.ts'
import { freePort } from '#server/testing/processes.ts'
import { ask, bySession, exchange, makeKey, signIn } from './client.ts'
import { serverFolder } from './options.ts'

/*
 * Real servers for the checks: own processes on free loopback ports, with data folders and databases of their own.
 * Only what was started here is ever ended, by its pid.
 */

export const administrator = { email: 'admin@example.org', password: 'a long enough secret phrase' }

/** What one group of servers shares: the folder with the root key (and the SQLite file), or a PostgreSQL database. */
export interface Home {
  kind: 'sqlite' | 'postgres'
  folder: string
  databaseUrl?: string
}

export interface Server {
  origin: string
  home: Home
  pid: number
  /** Milliseconds from its start until `/readyz` answered 200. */
  readyAfter: number
  /** All it has printed, both streams. */
  output(): string
  /** Ends it: SIGTERM for an orderly stop, SIGKILL for a crash. Resolves with its exit code when it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>
}

export interface StartOptions {
  /** Undefined takes one away. */
  env?: Record<string, string | undefined>
  /** Of the package whose server it is. */
  folder?: string
}

const outputs: (() => string)[] = []
const folders: string[] = []
const running = new Map<number, ChildProcess>()
const clusters: PrivatePostgres[] = []
const undoing: (() => void | Promise<void>)[] = []

/** Ends what is left also when the check itself is killed: its standard input closes with us, whatever the way we go. */
const watchdog = spawn('sh', ['-c', `pids=" "
  while read -r sign pid; do
    case $sign in +) pids="$pids$pid ";; -) pids=$(echo "$pids" | sed "s/ $pid / /");; esac
  done
  for pid in $pids; do kill -9 "$pid" 2>/dev/null; done`], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
watchdog.unref()
const tellWatchdog = (sign: '+' | '-', pid: number) => void watchdog.stdin.write(`${sign} ${pid}\n`)
watchdog.stdin.on('error', () => {})

/** A temporary folder that goes at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-check-'))
  chmodSync(folder, 0o700)
  folders.push(folder)
  return folder
}

/** Something to undo at the end, in reverse order, such as a mount. */
export const undoLater = (step: () => void | Promise<void>): void => void undoing.push(step)

export const sqliteHome = (folder = temporaryFolder()): Home => ({ kind: 'sqlite', folder })

/** A new database on a private PostgreSQL. `fsync: false` is for checks that are not about durability. */
export async function postgresHome(options: { fsync: boolean }): Promise<Home> {
  const cluster = await startPostgres(options)
  clusters.push(cluster)
  return { kind: 'postgres', folder: temporaryFolder(), databaseUrl: await cluster.createDatabase() }
}

/** Starts one server and waits until it is ready. The first one on a home makes the administrator. Throws with its output when it ends before. */
export async function startServer(home: Home, { env = {}, folder = serverFolder }: StartOptions = {}): Promise<Server> {
  for (let attempt = 0; ; attempt++) {
    const port = Number(env.PORT ?? (await freePort()))
    const started = performance.now()
    // As scripts/start.mjs begins it.
    const child = spawn(process.execPath, [...leanFlags, join(folder, 'src/server/node.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...leanEnvironment, PATH: process.env.PATH, HOME: process.env.HOME, NODE_NO_WARNINGS: '1', PORT: String(port), COUNTERSIGN_DATA: home.folder,
        COUNTERSIGN_LIMITS: 'off', LOG_LEVEL: 'warn',
        COUNTERSIGN_SETUP_EMAIL: administrator.email, COUNTERSIGN_SETUP_PASSWORD: administrator.password,
        ...(home.databaseUrl === undefined ? {} : { DATABASE_URL: home.databaseUrl }), ...env,
      },
    })
    if (child.pid === undefined) {
      const [error] = await once(child, 'error') as [Error]
      throw error
    }
    const server = follow(child, child.pid, home, `http://127.0.0.1:${port}`)
    for (const deadline = started + 120_000; ;) {
      if (child.exitCode !== null || child.signalCode !== null) break
      const answer = await ask(server.origin, '/readyz').catch(() => undefined)
      if (answer?.status === 200) return { ...server, readyAfter: performance.now() - started }
      if (performance.now() > deadline) {
        await server.end('SIGKILL')
        throw new Error(`The server was not ready within two minutes:\n${server.output()}`)
      }
      await sleep(5)
    }
    // The database is there: a busy machine only takes more than its five seconds to let us in.
    if (attempt < 3 && /port is taken|cannot be reached/.test(server.output())) continue
    throw new Error(`The server ended with ${child.exitCode ?? child.signalCode}:\n${server.output()}`)
  }
}

function follow(child: ChildProcess, pid: number, home: Home, origin: string): Omit<Server, 'readyAfter'> {
  let output = ''
  outputs.push(() => output)
  const add = (chunk: Buffer) => { output += chunk.toString() }
  child.stdout?.on('data', add)
  child.stderr?.on('data', add)
  running.set(pid, child)
  tellWatchdog('+', pid)
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => {
    running.delete(pid)
    tellWatchdog('-', pid)
    resolve(code)
  }))
  return {
    origin, home, pid,
    output: () => output,
    end(signal) {
      if (running.has(pid)) child.kill(signal)
      return ended
    },
  }
}

/** Servers on one home: one on SQLite, `count` on PostgreSQL, started one after another. */
export async function startServers(home: Home, count = 4, options: StartOptions = {}): Promise<Server[]> {
  const servers = [await startServer(home, options)]
  while (home.kind === 'postgres' && servers.length < count) servers.push(await startServer(home, options))
  return servers
}

/** The administrator's session cookie and auth token. */
export async function asAdministrator(origin: string): Promise<{ cookie: string; token: string }> {
  const cookie = await signIn(origin, administrator.email, administrator.password)
  const key = await makeKey(origin, bySession(cookie), `checks ${process.pid}`)
  return { cookie, token: (await exchange(origin, key.apiKey))! }
}

/** What servers have complained about, the last lines of it: for a check that fails. */
export const complaints = (): string[] =>
  outputs
    .flatMap((output) =>
      output()
        .split('\n')
        .filter((line) => /"level":"(error|warn)"|^Error|^ {4}at /.test(line))
        .slice(-10),
    )
    .slice(-30)

/** Ends every server started here, then their databases and folders. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...running.values()].map((child) => {
    const gone = once(child, 'close')
    child.kill('SIGKILL')
    return gone
  }))
  for (const step of undoing.splice(0).reverse()) await step()
  for (const cluster of clusters.splice(0)) await cluster.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(1)))
