import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { programFolders } from '#server/testing/need.ts'
import { freePort, watch } from '#server/testing/processes.ts'
import { ask } from './client.ts'
import { undoLater } from './servers.ts'

/* Programs of others that stand between, each in the foreground with files and ports of its own. */

/** Whom a program runs as; empty: as us. */
type Account = { uid?: number; gid?: number }

/** Starts one; it ends with the check. `account`: whom it runs as. */
async function startProgram(name: string, args: readonly string[], folder: string, ready: () => Promise<boolean>, account: Account = {}): Promise<void> {
  const child: ChildProcess = spawn(name, args, { ...account, cwd: folder, env: { PATH: programFolders.join(':') }, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => { log = (log + chunk.toString()).slice(-4000) })
  if (child.pid === undefined) throw new Error(`${name} cannot be started: ${String((await once(child, 'error'))[0])}`)
  const watchdog = watch(child.pid, folder)
  undoLater(async () => {
    watchdog.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    }
    rmSync(folder, { recursive: true, force: true })
  })
  for (const deadline = performance.now() + 60_000; !(await ready());) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`${name} did not start:\n${log}`)
    await sleep(50)
  }
}

/** Why a program is not here; undefined where it is. */
export const missing = (name: string, debian = name): string | undefined =>
  programFolders.some((folder) => existsSync(`${folder}/${name}`)) ? undefined : `no ${name} here. Install it with: apt-get install -y ${debian}`

const chownTo = (path: string, { uid, gid }: Account): void => chownSync(path, uid!, gid!)

const listens = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  socket.on('connect', () => socket.destroy())
})

const temporary = (name: string) => mkdtempSync(join(tmpdir(), `countersign-${name}-`))

/** HAProxy as deploy/haproxy.cfg has it, but without TLS, before these servers. Answers its origin. */
export async function startHaproxy(origins: readonly string[]): Promise<string> {
  const folder = temporary('haproxy')
  const port = await freePort()
  const text = readFileSync(join(import.meta.dirname, '../deploy/haproxy.cfg'), 'utf8')
  const servers = origins.map((origin, i) => `    server s${i} ${new URL(origin).host}\n`).join('')
  const filled = text.replace(/bind :443 ssl crt \S+/, `bind 127.0.0.1:${port}`).replace(/( {4}server \w+ 10\.[\d.:]+\n)+/, servers)
  if (!filled.includes(`127.0.0.1:${port}`) || !filled.includes(servers)) throw new Error('deploy/haproxy.cfg is not what this check reads')
  writeFileSync(join(folder, 'haproxy.cfg'), filled)
  const origin = `http://127.0.0.1:${port}`
  const answers = async () => (await ask(origin, '/livez').catch(() => undefined))?.status === 200
  await startProgram('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], folder, answers)
  return origin
}

/** One address for a primary and its replica: connections go to the first that listens, and those to one that is gone end. */
export async function startDatabaseAddress(ports: readonly number[]): Promise<number> {
  const folder = temporary('haproxy')
  const port = await freePort()
  writeFileSync(join(folder, 'haproxy.cfg'), `defaults
    mode tcp
    timeout connect 2s
    timeout client 1h
    timeout server 1h
listen database
    bind 127.0.0.1:${port}
    default-server check inter 500ms fall 1 rise 1 on-marked-down shutdown-sessions
${ports.map((to, i) => `    server d${i} 127.0.0.1:${to}${i > 0 ? ' backup' : ''}\n`).join('')}`)
  await startProgram('haproxy', ['-db', '-f', join(folder, 'haproxy.cfg')], folder, async () => true)
  return port
}

/** PgBouncer in transaction mode, with few connections behind it. Answers the URL of the database through it. */
export async function startPgbouncer(url: string, account: Account): Promise<string> {
  const folder = temporary('pgbouncer')
  const port = await freePort()
  const { hostname, port: behind, username, password, pathname } = new URL(url)
  writeFileSync(join(folder, 'users'), `"${username}" "${password}"\n`)
  writeFileSync(join(folder, 'pgbouncer.ini'), `[databases]
${pathname.slice(1)} = host=${hostname} port=${behind}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${folder}/users
pool_mode = transaction
default_pool_size = 8
max_client_conn = 200
`)
  if (account.uid !== undefined) for (const file of ['', 'users', 'pgbouncer.ini']) chownTo(join(folder, file), account)
  const through = new URL(url)
  through.port = String(port)
  await startProgram('pgbouncer', [join(folder, 'pgbouncer.ini')], folder, () => listens(port), account)
  return through.href
}
