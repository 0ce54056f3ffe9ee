import { mkdirSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import { consolePage, wantsPage } from './console.ts'
import { openStore } from './db/open.ts'
import { CannotOpen, StoreUnavailable } from './db/store.ts'
import { clientAddress } from './node/address.ts'
import { readConsole } from './node/files.ts'
import { nodeHost } from './node/host.ts'
import { CannotStart, readRootKey } from './node/root-key.ts'
import { readSettings, type Settings } from './node/settings.ts'
import { createOperations } from './operations.ts'
import type { PasswordCost } from './passwords.ts'
import { ProblemError } from './problem.ts'
import { WrongRootKey } from './vault.ts'

/** Where the built console lies, seen from this file. */
const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))
const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

type Handle = (request: Request, address: string) => Promise<Response>

/** How long a stopping server waits for requests under way, in milliseconds. */
const patience = 10_000

function listen(settings: Settings, handle: () => Handle | undefined): Promise<Server> {
  const starting = () => new Response('starting\n', { status: 503, headers: { 'Retry-After': '1' } })
  // With its own Request and Response in the place of the global ones the adapter answers a plain text body in one write.
  const listener = getRequestListener(async (request, env) => {
    const { socket, headers } = (env as { incoming: IncomingMessage }).incoming
    const forwarded = headers['x-forwarded-for']
    return (await handle()?.(request, clientAddress(socket.remoteAddress, Array.isArray(forwarded) ? forwarded.join(',') : forwarded, settings.trustedProxies))) ?? starting()
  })
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 }, (request, response) => void listener(request, response))
  server.maxRequestsPerSocket = 10_000
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => resolve(server))
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
  if (!settings.databaseUrl) mkdirSync(settings.dataFolder, { recursive: true, mode: 0o700 })

  let handle: Handle | undefined
  const server = await listen(settings, () => handle)
  const { port } = server.address() as AddressInfo
  const origin = settings.port === 0 && env.COUNTERSIGN_ORIGIN === undefined ? settings.origin.replace(/:0$/, `:${port}`) : settings.origin
  const close = () => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

  const store = await openStore(settings).catch(async (error: unknown) => {
    await close()
    throw error
  })
  try {
    const sealed = await store.db.selectFrom('vault_keys').select('id').limit(1).executeTakeFirst()
    const rootKey = readRootKey(settings.rootKeyFile, sealed === undefined)
    const app = await createApp({ host, store, rootKey, settings: { origin, limits: settings.limits, acceptClock: settings.acceptClock, passwordCost } })
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
