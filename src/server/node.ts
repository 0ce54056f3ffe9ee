import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { consolePage, wantsPage } from './console.ts'
import { openStore } from './db/open.ts'
import { CannotOpen, StoreUnavailable } from './db/store.ts'
import { watchWrites } from './db/watched.ts'
import { CannotStart } from './node/cannot-start.ts'
import { readConsole } from './node/files.ts'
import type { Metrics } from './metrics.ts'
import { nodeHost } from './node/host.ts'
import { createHttp, type Handle } from './node/http.ts'
import { guardDataFolder } from './node/private-files.ts'
import { readRootKey } from './node/root-key.ts'
import { readSettings, type Settings } from './node/settings.ts'
import { createOperations } from './operations.ts'
import type { PasswordCost } from './passwords.ts'
import { ProblemError } from './problem.ts'
import { WrongRootKey } from './vault.ts'

/** Where the built console lies, seen from this file. */
const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))
const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

/** How long a stopping server waits for requests under way, in milliseconds. */
const patience = 10_000

function listen(server: Server, settings: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, resolve)
  })
}

/** What a test may put in the place of the machine's own. */
export interface Substitutes {
  now?: () => number
  passwordCost?: PasswordCost
  log?: (lines: string) => void
}

/** Starts the server; the answer stops it. Throws `CannotStart` with what to do. */
export async function start(env: NodeJS.ProcessEnv, { now, passwordCost, log }: Substitutes = {}): Promise<{ origin: string; stop(): Promise<void> }> {
  const settings = readSettings(env)
  const machine = nodeHost(settings.logLevel, log)
  const host = now ? { ...machine, now } : machine
  // With PostgreSQL there may be no data folder: the root key can be elsewhere.
  if (!settings.databaseUrl || dirname(settings.rootKeyFile) === settings.dataFolder) {
    for (const narrowed of guardDataFolder(settings.dataFolder)) host.log('warn', 'narrowed', { what: narrowed })
  }

  let handle: Handle | undefined
  let metrics: Metrics | undefined
  let origin = settings.origin
  const server = createHttp({ host, origin: () => origin, trustedProxies: settings.trustedProxies, handle: () => handle, metrics: () => metrics })
  await listen(server, settings)
  const { port } = server.address() as AddressInfo
  if (settings.port === 0 && env.COUNTERSIGN_ORIGIN === undefined) origin = origin.replace(/:0$/, `:${port}`)
  const close = () => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

  const unwatched = await openStore(settings).catch(async (error: unknown) => {
    await close()
    throw error
  })
  const store = watchWrites(unwatched, host.log)
  try {
    const sealed = await store.db.selectFrom('vault_keys').select('id').limit(1).executeTakeFirst()
    const rootKey = readRootKey(settings.rootKeyFile, sealed === undefined)
    const app = await createApp({ host, store, rootKey, settings: { origin, limits: settings.limits, acceptClock: settings.acceptClock, passwordCost } })
    metrics = app.metrics
    const files = readConsole(consoleFolder, origin)
    // Before anything is answered: who waits for /readyz finds the administrator there.
    if (settings.setup) {
      await app.firstAdministrator(settings.setup.email, settings.setup.password).catch((error: unknown) => {
        throw error instanceof ProblemError ? new CannotStart(`COUNTERSIGN_SETUP_EMAIL or COUNTERSIGN_SETUP_PASSWORD cannot be used: ${error.message}`) : error
      })
    }
    let stopping = false
    const operations = createOperations({ app, host, store, origin, version, ready: () => !stopping, metricsToken: settings.metricsToken })

    handle = async (request, address) => {
      const path = new URL(request.url).pathname
      const operation = await operations(request, path, address)
      if (operation) return operation
      if (request.method === 'GET' || request.method === 'HEAD') {
        const file = files.serve(path, (request.headers.get('Accept-Encoding') ?? '').includes('gzip'))
        if (file) return file
      }
      return wantsPage(request, path) ? consolePage(host, origin, files.page, path) : app.fetch(request, { address })
    }

    const timer = setInterval(() => void app.tick().catch((error: unknown) => host.log('error', 'housekeeping failed', { error: String(error) })), 1000)
    host.log('info', 'listening', { origin, port, database: store.dialect, version, limits: settings.limits })
    const code = await app.setupCode()
    if (code) process.stdout.write(`Open ${origin}/setup#${code} to make the first administrator (valid for 30 minutes)\n`)

    return {
      origin,
      async stop() {
        stopping = true
        clearInterval(timer)
        const closed = close()
        const timeout = new Promise<void>((resolve) => setTimeout(resolve, patience).unref())
        await Promise.race([closed, timeout])
        server.closeAllConnections()
        await app.close()
        await store.close()
        host.log('info', 'stopped')
      },
    }
  } catch (error) {
    await close()
    await store.close()
    throw error instanceof WrongRootKey
      ? new CannotStart(`The root key in ${settings.rootKeyFile} is not the one this database was made with. Restore the right file from your backup, or set COUNTERSIGN_ROOT_KEY_FILE to where it is. Nothing was changed.`)
      : error
  }
}

/** Runs until a signal: what `npm start` does. */
export async function main(): Promise<void> {
  try {
    const { stop } = await start(process.env)
    let asked = false
    const end = () => {
      if (asked) process.exit(1)
      asked = true
      void stop().then(() => process.exit(0), (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      })
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  } catch (error) {
    const taken = (error as { code?: string }).code === 'EADDRINUSE'
    const plain = error instanceof CannotStart || error instanceof CannotOpen || error instanceof StoreUnavailable
    process.stderr.write(`${taken ? 'The port is taken by another program. Stop it, or set PORT.' : plain ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
