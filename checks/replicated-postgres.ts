import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { findBinaries, serverAccount } from '#server/testing/postgres.ts'
import { freePort, watch } from '#server/testing/processes.ts'
import { undoLater } from './servers.ts'

/*
 * A private PostgreSQL that can crash, come back, and have a streaming replica that takes its place. Durable, unlike those of ordinary tests.
 */

export interface Postgres {
  port: number
  url: string
  /** Begins it again where it stood. */
  start(): Promise<void>
  /** SIGQUIT: gone at once, without a checkpoint; it recovers at the next start. */
  crash(): Promise<void>
  /** A streaming replica of this one, made by pg_basebackup and caught up. */
  replica(name: string): Promise<Postgres>
  /** Takes the place of the one it followed. */
  promote(): Promise<void>
  query<Row>(text: string): Promise<Row[]>
}

export async function openPostgresPair(): Promise<Postgres> {
  const bin = findBinaries()
  if (bin === undefined) throw new Error('there is no PostgreSQL here')
  const account = serverAccount()
  const folder = mkdtempSync(join(tmpdir(), 'countersign-pg-'))
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid)
  const password = randomBytes(18).toString('base64url')
  const tool = (name: string, args: readonly string[]) =>
    execFileSync(join(bin, name), args, { ...account, cwd: folder, env: { PATH: process.env.PATH, PGPASSWORD: password }, stdio: ['ignore', 'ignore', 'pipe'] })
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid)
  const running = new Set<() => Promise<void>>()
  undoLater(async () => {
    for (const stop of running) await stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function instance(data: string, port: number): Promise<Postgres> {
    const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
    let child: ChildProcess | undefined
    let watchdog: ChildProcess | undefined
    let log = ''
    const stop = async () => {
      const ending = child
      child = undefined
      running.delete(stop)
      watchdog?.kill('SIGKILL')
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
      const gone = once(ending, 'exit')
      ending.kill('SIGQUIT')
      await gone
    }
    async function query<Row>(text: string): Promise<Row[]> {
      const client = new Client({ connectionString: url })
      client.on('error', () => {})
      await client.connect()
      try {
        return (await client.query(text)).rows as Row[]
      } finally {
        await client.end().catch(() => {})
      }
    }
    const self: Postgres = {
      port, url, query,
      async start() {
        const started = spawn(join(bin!, 'postgres'), ['-D', data, '-p', String(port)], { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
        child = started
        started.stderr.on('data', (chunk: Buffer) => { log = (log + chunk.toString()).slice(-4000) })
        running.add(stop)
        watchdog = watch(started.pid!, folder)
        for (const deadline = performance.now() + 120_000; ;) {
          if (await query('SELECT 1').then(() => true, () => false)) return
          if (started.exitCode !== null || performance.now() > deadline) throw new Error(`PostgreSQL did not start:\n${log}`)
          await sleep(50)
        }
      },
      crash: stop,
      async replica(name) {
        const target = join(folder, name)
        const from = `host=127.0.0.1 port=${port} user=postgres application_name=${name}`
        tool('pg_basebackup', ['-D', target, '-R', '-X', 'stream', '-c', 'fast', '--no-sync', '-d', from])
        const replica = await instance(target, await freePort())
        await replica.start()
        for (const deadline = performance.now() + 60_000; ;) {
          const [row] = await query<{ state: string }>(`SELECT state FROM pg_stat_replication WHERE application_name = '${name}'`)
          if (row?.state === 'streaming') return replica
          if (performance.now() > deadline) throw new Error(`The replica does not stream: ${row?.state}`)
          await sleep(100)
        }
      },
      async promote() {
        await query('SELECT pg_promote(true)')
      },
    }
    return self
  }

  const data = join(folder, 'primary')
  tool('initdb', ['-D', data, '-U', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C', '--no-sync'])
  writeFileSync(join(data, 'postgresql.auto.conf'), `listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = '64MB'
max_wal_senders = 10
wal_keep_size = '256MB'
`)
  const primary = await instance(data, await freePort())
  await primary.start()
  return primary
}
