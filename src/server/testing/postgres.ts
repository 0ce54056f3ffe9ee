import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { accessSync, chownSync, constants, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { installDebian, mayInstall } from './need.ts'
import { freePort, watch } from './processes.ts'

/** A private PostgreSQL on a free loopback port, its files in a temporary folder. Never the machine's own service. */
export interface PrivatePostgres {
  url(database: string): string
  /** Makes an empty database; answers its URL. */
  createDatabase(): Promise<string>
  /** Stops the server and removes its files. */
  stop(): Promise<void>
  /** The postmaster, for checks that kill it. */
  pid: number
}

const INSTALL = 'apt-get update && apt-get install -y postgresql'

/**
 * Starts one. `fsync: false` (faster) is for ordinary tests; checks of durability leave it on. Throws, naming the
 * command, when there is no PostgreSQL and none can be installed.
 */
export async function startPostgres({ fsync = true }: { fsync?: boolean } = {}): Promise<PrivatePostgres> {
  const bin = findBinaries() ?? install()
  const account = serverAccount()
  const folder = mkdtempSync(join(tmpdir(), 'countersign-pg-'))
  const password = randomBytes(18).toString('base64url')
  try {
    const passwordFile = join(folder, 'password')
    writeFileSync(passwordFile, password, { mode: 0o600 })
    if (account.uid !== undefined) for (const path of [folder, passwordFile]) chownSync(path, account.uid, account.gid)
    const data = join(folder, 'data')
    execFileSync(join(bin, 'initdb'), [
      '-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync',
    ], { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
    return await start(bin, folder, data, password, account, fsync)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

/** Whom the server runs as; empty: as us. */
export type Account = { uid: number; gid: number } | Record<string, never>

async function start(bin: string, folder: string, data: string, password: string, account: Account, fsync: boolean): Promise<PrivatePostgres> {
  const port = await freePort()
  const url = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  const settings = {
    listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: 200, shared_buffers: '64MB',
    ...(fsync ? {} : { fsync: 'off', full_page_writes: 'off', autovacuum: 'off', wal_level: 'minimal', max_wal_senders: '0' }),
  }
  const server = spawn(join(bin, 'postgres'), [
    '-D', data, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ], { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => { log = (log + chunk.toString()).slice(-4000) })
  const pid = server.pid
  if (pid === undefined) {
    const [error] = await once(server, 'error') as [Error]
    throw error
  }
  const watchdog = watch(pid, folder)
  const stop = async (): Promise<void> => {
    watchdog.kill('SIGKILL')
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      // SIGINT: fast shutdown, without waiting for clients.
      server.kill('SIGINT')
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }
  for (const deadline = Date.now() + 30_000; ;) {
    if (server.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`PostgreSQL did not start:\n${log}`)
    }
    if (await answers(url('postgres'))) return { url, pid, stop, createDatabase: () => createDatabase(url('postgres')) }
    await sleep(50)
  }
}

/** Makes a database beside the one of `url`: an empty one, or a copy of the database `template`, which nobody may be using. */
export async function createDatabase(url: string, template?: string): Promise<string> {
  const name = `test_${randomBytes(8).toString('hex')}`
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name}${template === undefined ? '' : ` TEMPLATE ${template}`}`)
  } finally {
    await client.end()
  }
  const made = new URL(url)
  made.pathname = `/${name}`
  return made.href
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/** The folder of `postgres` and `initdb`: of PATH, else the newest of Debian's. */
export function findBinaries(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...versions.map((version) => join(debian, version, 'bin'))]
  const found = folders.find((folder) => ['postgres', 'initdb'].every((name) => isExecutable(join(folder, name))))
  return found === undefined ? undefined : join(realpathSync(join(found, 'postgres')), '..')
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function install(): string {
  const missing = `No PostgreSQL on this machine. Install it with: ${INSTALL}`
  if (!mayInstall()) throw new Error(missing)
  console.log(`No PostgreSQL found; installing it: ${INSTALL}`)
  try {
    installDebian('postgresql')
  } catch (error) {
    throw new Error(missing, { cause: error })
  }
  const bin = findBinaries()
  if (bin === undefined) throw new Error(missing)
  return bin
}

/** PostgreSQL refuses to run as root: then it runs as the account its package made. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  const line = readFileSync('/etc/passwd', 'utf8').split('\n').find((entry) => entry.startsWith('postgres:'))
  if (line === undefined) throw new Error('PostgreSQL does not run as root, and there is no account "postgres". Make one with: useradd --system postgres')
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}
