import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { CannotStart } from '../problem.ts'
import type { LogLevel } from './host.ts'
import { oneOf, said, whole } from './setting.ts'
import { readTraceSettings, type TraceSettings } from './trace-settings.ts'

export interface Settings {
  port: number
  host: string
  origin: string
  databaseUrl?: string
  dataFolder: string
  rootKeyFile: string
  setup?: { email: string; password: string }
  logLevel: LogLevel
  trustedProxies: number
  /** Seconds between the first `/readyz` that says 503 and the closing of the port. */
  drainSeconds: number
  metricsToken?: string
  limits: boolean
  acceptClock: boolean
  /** Whether nameservers on this machine's own addresses may be asked. */
  nameserversLoopback: boolean
  /** Where spans go to, when a collector is named. */
  traces?: TraceSettings
}

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
/** A name as DNS has it (RFC 1123 §2.1); whether it is this machine's shows when it is listened on. */
const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** The origin that stands in the address bar. What is refused is not said back: somebody may have put a password into it. */
function readOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    !url ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== '' ||
    /[?#@\\\s]/.test(text)
  ) {
    throw new CannotStart('COUNTERSIGN_ORIGIN must be scheme and host, such as https://keys.example.org: no path, no user, nothing behind it.')
  }
  return url.origin
}

/** Reads the settings from the environment; an empty one is as good as none. Throws `CannotStart` with the setting's name for anything it cannot use. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const given = (name: string) => env[name] || undefined
  const port = whole('PORT', given('PORT') ?? '4000', 0, 65_535)
  const host = (given('HOST') ?? '127.0.0.1').toLowerCase()
  if (isIP(host) === 0 && (!hostName.test(host) || /^[\d.]+$/.test(host)))
    throw new CannotStart(`HOST must be an address or name of this machine, such as 127.0.0.1 or ::1, not ${said(host)}.`)
  const trustedProxies = whole('COUNTERSIGN_TRUSTED_PROXIES', given('COUNTERSIGN_TRUSTED_PROXIES') ?? '0', 0, 20)
  const allowHttp = oneOf('COUNTERSIGN_ALLOW_HTTP', given('COUNTERSIGN_ALLOW_HTTP') ?? '0', ['0', '1']) === '1'
  const chosen = given('COUNTERSIGN_ORIGIN')
  const origin = chosen === undefined ? new URL(`http://${isIP(host) === 6 ? `[${host.replace(/%.*$/, '')}]` : host}:${port}`).origin : readOrigin(chosen)
  if (!isLoopback(host) && !origin.startsWith('https:') && !allowHttp) {
    throw new CannotStart(
      `HOST is ${host}, which other machines can reach, but the origin is plain HTTP. Put a TLS proxy in front and set COUNTERSIGN_ORIGIN=https://…, or ` +
      `set COUNTERSIGN_ALLOW_HTTP=1 to accept passwords in the clear.`,
    )
  }
  const email = given('COUNTERSIGN_SETUP_EMAIL')
  const password = given('COUNTERSIGN_SETUP_PASSWORD')
  if ((email === undefined) !== (password === undefined)) throw new CannotStart('Set COUNTERSIGN_SETUP_EMAIL and COUNTERSIGN_SETUP_PASSWORD together.')
  const metricsToken = given('COUNTERSIGN_METRICS_TOKEN')
  if (metricsToken !== undefined && !/^[\x21-\x7E]{1,4096}$/.test(metricsToken))
    throw new CannotStart('COUNTERSIGN_METRICS_TOKEN must be of printable ASCII characters without blanks: it travels in a header.')
  const dataFolder = resolve(given('COUNTERSIGN_DATA') ?? './data')
  return {
    port, host, origin, dataFolder, trustedProxies,
    databaseUrl: given('DATABASE_URL'),
    rootKeyFile: resolve(given('COUNTERSIGN_ROOT_KEY_FILE') ?? join(dataFolder, 'root.key')),
    setup: email !== undefined && password !== undefined ? { email, password } : undefined,
    logLevel: oneOf('LOG_LEVEL', given('LOG_LEVEL') ?? 'info', ['debug', 'info', 'warn', 'error', 'silent']),
    // A proxy goes on sending until its next probe fails; without one nobody asks.
    drainSeconds: whole('COUNTERSIGN_DRAIN_SECONDS', given('COUNTERSIGN_DRAIN_SECONDS') ?? (trustedProxies > 0 ? '5' : '0'), 0, 600),
    metricsToken,
    limits: oneOf('COUNTERSIGN_LIMITS', given('COUNTERSIGN_LIMITS') ?? 'on', ['on', 'off']) === 'on',
    acceptClock: oneOf('COUNTERSIGN_ACCEPT_CLOCK', given('COUNTERSIGN_ACCEPT_CLOCK') ?? '0', ['0', '1']) === '1',
    nameserversLoopback: oneOf('COUNTERSIGN_NAMESERVERS_LOOPBACK', given('COUNTERSIGN_NAMESERVERS_LOOPBACK') ?? '0', ['0', '1']) === '1',
    traces: readTraceSettings(env),
  }
}
