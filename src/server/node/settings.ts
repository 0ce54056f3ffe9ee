import { join, resolve } from 'node:path'
import { CannotStart } from './cannot-start.ts'
import type { LogLevel } from './host.ts'

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
  metricsToken?: string
  limits: boolean
  acceptClock: boolean
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

function whole(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw new CannotStart(`${name} must be a whole number from ${min} to ${max}, not ${JSON.stringify(text)}.`)
  return value
}

/** Reads the settings from the environment. Throws `CannotStart` with the setting's name for anything it cannot use. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const port = whole('PORT', env.PORT ?? '4000', 0, 65_535)
  const host = env.HOST ?? '127.0.0.1'
  const origin = (env.COUNTERSIGN_ORIGIN ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(/\/$/, '')
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new CannotStart(`COUNTERSIGN_ORIGIN must be an origin such as https://keys.example.org, not ${JSON.stringify(origin)}.`)
  if (!loopback.has(host) && !origin.startsWith('https:') && env.COUNTERSIGN_ALLOW_HTTP !== '1') {
    throw new CannotStart(`HOST is ${host}, which other machines can reach, but the origin is plain HTTP. Put a TLS proxy in front and set COUNTERSIGN_ORIGIN=https://…, or set COUNTERSIGN_ALLOW_HTTP=1 to accept passwords in the clear.`)
  }
  const level = env.LOG_LEVEL ?? 'info'
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(level)) throw new CannotStart('LOG_LEVEL is one of debug, info, warn, error, silent.')
  const email = env.COUNTERSIGN_SETUP_EMAIL
  const password = env.COUNTERSIGN_SETUP_PASSWORD
  if ((email === undefined) !== (password === undefined)) throw new CannotStart('Set COUNTERSIGN_SETUP_EMAIL and COUNTERSIGN_SETUP_PASSWORD together.')
  const dataFolder = resolve(env.COUNTERSIGN_DATA ?? './data')
  return {
    port, host, origin, dataFolder,
    databaseUrl: env.DATABASE_URL || undefined,
    rootKeyFile: resolve(env.COUNTERSIGN_ROOT_KEY_FILE ?? join(dataFolder, 'root.key')),
    setup: email !== undefined && password !== undefined ? { email, password } : undefined,
    logLevel: level as LogLevel,
    trustedProxies: whole('COUNTERSIGN_TRUSTED_PROXIES', env.COUNTERSIGN_TRUSTED_PROXIES ?? '0', 0, 20),
    metricsToken: env.COUNTERSIGN_METRICS_TOKEN || undefined,
    limits: env.COUNTERSIGN_LIMITS !== 'off',
    acceptClock: env.COUNTERSIGN_ACCEPT_CLOCK === '1',
  }
}
