import type { Server as Door } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp, type App } from './app.ts'
import type { Host } from './host.ts'
import { consolePage, wantsPage } from './site/console.ts'
import { openStore } from './db/open.ts'
import { tracedStore } from './db/traced.ts'
import { watchWrites } from './db/watched.ts'
import type { Metrics } from './http/metrics.ts'
import { openAdminDoor } from './node/admin-door.ts'
import { CannotStart } from './problem.ts'
import { readConsole } from './node/files.ts'
import { nodeHost, type NodeHost } from './node/host.ts'
import { createHttp, type Handle } from './node/http.ts'
import { hasCredential } from './http/request.ts'
import { listen } from './node/listen.ts'
import { standardOutput } from './node/log-output.ts'
import { createProcessFigures } from './node/process-figures.ts'
import { withRootKey } from './node/root-key.ts'
import { readSettings, type Settings } from './node/settings.ts'
import { listenFault, prepareDataFolder, rootKeyFault, startFaultText, storeFault } from './node/start-faults.ts'
import type { openTraces } from './node/traces.ts'
import { readBuild } from './node/version.ts'
import { createOperations } from './site/operations.ts'
import type { PasswordCost } from './credentials/passwords.ts'
import { ProblemError } from './problem.ts'
import { WrongRootKey } from './secrets/vault.ts'

/** Where the built console lies, seen from this file. */
const consoleFolder = fileURLToPath(new URL('../../dist/console', import.meta.url))

/** How long a stopping server waits for requests under way, in milliseconds. */
const patience = 10_000
/** How long it still reads connections that were opened before its port closed, where a proxy may have opened them. */
const linger = 1000

/** What a test may put in the place of the machine's own. */
export interface Substitutes {
  now?: () => number
  passwordCost?: PasswordCost
  log?: (lines: string) => void
}

export interface Running {
  origin: string
  /** Stops in order: not ready, a while for proxies to notice, no new connection, requests under way, then what is in memory. */
  stop(): Promise<void>
  /** Writes the log lines that wait. */
  flush(): void
}

/** Starts the server. Throws `CannotStart` with what to do. */
export async function start(env: NodeJS.ProcessEnv, { now, passwordCost, log }: Substitutes = {}): Promise<Running> {
  const settings = readSettings(env)
  const output = standardOutput()
  const machine = nodeHost(settings.logLevel, log ?? output.write)
  const build = readBuild()
  const traces = settings.traces && (await loadTraces())(settings.traces, build.version, machine.log)
  const plain: Host = now ? { ...machine, now } : machine
  const host = traces ? traces.host(plain) : plain
  // With PostgreSQL there may be no data folder: the root key can be elsewhere.
  if (!settings.databaseUrl || dirname(settings.rootKeyFile) === settings.dataFolder) {
    for (const narrowed of prepareDataFolder(env, settings.dataFolder)) host.log('warn', 'narrowed', { what: narrowed })
  }

  let handle: Handle | undefined
  let metrics: Metrics | undefined
  let { origin } = settings
  const server = createHttp({ host, origin: () => origin, trustedProxies: settings.trustedProxies, handle: () => handle, metrics: () => metrics })
  const listening = await listen(server, settings).catch((error: unknown) => {
    throw listenFault(error, env, settings)
  })
  const { port } = listening
  if (settings.port === 0 && !env.COUNTERSIGN_ORIGIN) origin = origin.replace(/:0$/, `:${port}`)
  const abandon = () => {
    const closed = listening.close()
    listening.cut()
    return closed
  }

  const migrated = (migration: string, milliseconds: number) => host.log('info', 'migrated', { migration, ms: Math.round(milliseconds) })
  const unwatched = await openStore(settings, { migrated }).catch(async (error: unknown) => {
    await abandon()
    throw storeFault(error, env, settings)
  })
  const store = watchWrites(host.trace ? tracedStore(unwatched, host.trace) : unwatched, host.log)
  try {
    const sealed = await store.db.selectFrom('vault_keys').select('id').limit(1).executeTakeFirst()
    const { limits, acceptClock, nameserversLoopback } = settings
    const app = await withRootKey(settings.rootKeyFile, sealed === undefined, (rootKey) =>
      createApp({ host, store, rootKey, settings: { origin, limits, acceptClock, passwordCost, nameserversLoopback } }),
    ).catch((error: unknown) => {
      throw rootKeyFault(error, env, settings)
    })
    metrics = app.metrics
    const files = readConsole(consoleFolder, origin)
    // Before anything is answered: who waits for /readyz finds the administrator there.
    if (settings.setup) {
      await app.firstAdministrator(settings.setup.email, settings.setup.password).catch((error: unknown) => {
        throw error instanceof ProblemError ? new CannotStart(`COUNTERSIGN_SETUP_EMAIL or COUNTERSIGN_SETUP_PASSWORD cannot be used: ${error.message}`) : error
      })
    }
    let stopping = false
    const door = settings.databaseUrl ? undefined : await openDoor(app, settings, host)
    const figures = createProcessFigures({ build, database: store.dialect, connections: listening.connections, lostLines: output.lost })
    const operations = createOperations({ app, host, store, origin, build, ready: () => !stopping, metricsToken: settings.metricsToken, figures: figures.text })

    handle = async (request, address, cut) => {
      const path = pathOf(request.url)
      const reads = request.method === 'GET' || request.method === 'HEAD'
      const ofSite = (await operations(request, path, address)) ?? (reads ? files.serve(path, request.headers.get('Accept-Encoding') ?? '') : undefined)
      // The API looks at its own addresses, and the console's page at what was pasted into one, which it says in words.
      if (ofSite) return hasCredential(request.url) ? app.fetch(request, { address, cut }) : ofSite
      return wantsPage(request, path) ? consolePage(host, origin, files.page, path) : app.fetch(request, { address, cut })
    }

    /** One at a time; stopping waits for it, or it would find the store closed and lose what it had taken to write. */
    let ticking: Promise<void> | undefined
    const tick = () => {
      ticking ??= app.tick()
        .catch((error: unknown) => host.log('error', 'housekeeping failed', { error: String(error) }))
        .finally(() => { ticking = undefined })
    }
    const timer = setInterval(tick, 1000)
    host.log('info', 'listening', {
      origin, port, database: store.dialect, version: build.version, limits: settings.limits,
      // Of the URL no path: vendors have keys in theirs.
      ...(settings.traces && { traces: new URL(settings.traces.url).origin }),
    })
    const code = await app.setupCode()
    if (code) announce(machine, `Open ${origin}/setup#${code} to make the first administrator (valid for 30 minutes)`)

    async function stop() {
      stopping = true
      listening.endKeepAlive()
      host.log('info', 'stopping', { drainSeconds: settings.drainSeconds, connections: listening.connections() })
      await new Promise((resolve) => setTimeout(resolve, settings.drainSeconds * 1000))
      const late = setTimeout(() => listening.cut(), patience)
      await listening.close(settings.drainSeconds > 0 ? linger : 0)
      clearTimeout(late)
      clearInterval(timer)
      await ticking
      door?.close()
      figures.stop()
      try {
        await app.close()
      } finally {
        await store.close()
        await traces?.close()
        host.log('info', 'stopped')
        machine.flush()
      }
    }
    let stopped: Promise<void> | undefined
    return { origin, flush: machine.flush, stop: () => (stopped ??= stop()) }
  } catch (error) {
    await abandon()
    await store.close()
    throw error instanceof WrongRootKey
      ? new CannotStart(
          `The root key in ${settings.rootKeyFile} is not the one this database was made with. Restore the right file from your backup, or set ` +
          `COUNTERSIGN_ROOT_KEY_FILE to where it is. Nothing was changed.`,
        )
      : error
  }
}

/** OpenTelemetry's code, which nobody else loads. */
async function loadTraces(): Promise<typeof openTraces> {
  try {
    return (await import('./node/traces.ts')).openTraces
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new CannotStart('OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of OpenTelemetry are not installed: npm ci without --omit=optional.')
  }
}

/** The path of a URL that has been made out already: from behind its host to its query. */
const pathOf = (url: string) => /^[^:]+:\/\/[^/?#]*([^?#]*)/.exec(url)![1] || '/'

/** The way in for `npm run admin` where the file has one owner, this process. */
async function openDoor(app: App, { dataFolder }: Settings, host: Host): Promise<Door | undefined> {
  const unreachable = (why: string) => host.log('warn', 'npm run admin cannot reach this server: stop it first', { why })
  const door = await openAdminDoor(dataFolder, async (order) => {
    try {
      return { lines: await app.administer(order) }
    } catch (error) {
      if (!(error instanceof ProblemError)) host.log('error', 'an order from the machine failed', { error: String(error) })
      return { refusal: error instanceof ProblemError ? error.message : 'Something broke here. Nothing of this was kept. The log has more.' }
    }
  }).catch((error: unknown) => unreachable(String(error)))
  return door ?? undefined
}

/** Says something to whoever started the server, at every log level: as it is in a terminal, else as a line of the log, which stays JSON. */
function announce(host: NodeHost, message: string): void {
  host.flush()
  standardOutput().write(process.stdout.isTTY ? `${message}\n` : `${JSON.stringify({ time: new Date().toISOString(), level: 'info', message })}\n`)
}

/** How long somebody who does not read the log can keep the process, in milliseconds. */
const logPatience = 2000

/** Ends the process when the log has been taken. */
function exit(code: number): void {
  setTimeout(() => process.exit(code), logPatience)
  void standardOutput().taken().then(() => process.exit(code))
}

/** Runs until a signal: what `npm start` does. */
export async function main(): Promise<void> {
  try {
    const { stop, flush } = await start(process.env)
    let asked = false
    const end = () => {
      if (asked) {
        flush()
        process.exit(1)
      }
      asked = true
      void stop().then(() => exit(0), (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        exit(1)
      })
    }
    process.on('SIGTERM', end)
    process.on('SIGINT', end)
  } catch (error) {
    process.stderr.write(`${startFaultText(error)}\n`)
    exit(1)
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
