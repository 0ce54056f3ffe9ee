import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { createDatabase } from '../testing/postgres.ts'
import { start } from '../node.ts'
import { readSettings } from './settings.ts'
import { startFaultText } from './start-faults.ts'

/*
 * Whatever an operator may set wrong: one line that names the setting, no stack, no part of a password. Seen to fail before:
 * a port below 1024, a foreign address and a file for a folder gave a stack, `postgres://u:12#…` named the host `u` and the port 12,
 * and below /proc Node's own recursive mkdir tried for ever.
 */

const folder = mkdtempSync(join(tmpdir(), 'countersign-faults-'))
const file = join(folder, 'file')
writeFileSync(file, 'no database at all, and long enough to be read as one '.repeat(100))
let other: Server
let taken = 0
beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => other.once('listening', resolve))
  taken = (other.address() as AddressInfo).port
})
afterAll(() => {
  other.close()
  rmSync(folder, { recursive: true, force: true })
})
let folders = 0
const fresh = () => mkdtempSync(join(folder, `data${++folders}-`))

/** The line that such a start ends with. */
async function lineOf(env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { stop } = await start({ PORT: '0', LOG_LEVEL: 'silent', ...env, COUNTERSIGN_DATA: env.COUNTERSIGN_DATA ?? fresh() })
    await stop()
  } catch (error) {
    return startFaultText(error)
  }
  throw new Error(`It started with ${JSON.stringify(env)}`)
}

const nothing = /\n|\bat .*:\d+:\d+|ERR_|Error:/
const secret = /tiger|sesame|swordfish/

const rows: [name: string, env: NodeJS.ProcessEnv, says: RegExp][] = [
  ...['99999', '-1', '80x', '4000 ', '1e3', '65536', '0x50'].map((PORT): [string, NodeJS.ProcessEnv, RegExp] => [
    `PORT=${PORT}`,
    { PORT },
    /^PORT must be a whole number from 0 to 65535/,
  ]),
  ...['[::1]', 'a b', '127.0.0.1:4000', 'http://127.0.0.1', '-x', '999.1.1.1', '127.1', 'a..b'].map((HOST): [string, NodeJS.ProcessEnv, RegExp] => [
    `HOST=${HOST}`,
    { HOST },
    /^HOST must be an address or name/,
  ]),
  ['a foreign address', { HOST: '203.0.113.7', COUNTERSIGN_ALLOW_HTTP: '1' }, /^HOST is 203\.0\.113\.7, which is no address of this machine/],
  ['a foreign address, IPv6', { HOST: '2001:db8::7', COUNTERSIGN_ALLOW_HTTP: '1' }, /^HOST is 2001:db8::7, /],
  ['a name of nobody', { HOST: 'nobody.invalid', COUNTERSIGN_ALLOW_HTTP: '1' }, /^HOST is nobody\.invalid, a name/],
  ['an address that others reach', { HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0, which other machines can reach.*COUNTERSIGN_ORIGIN/],
  ...[
    'https://keys.example.org/path',
    'https://keys.example.org?a',
    'https://keys.example.org/#a',
    'keys.example.org',
    'ftp://keys.example.org',
    'https://',
    'https://me:sesame@keys.example.org',
    'https://a b',
    'https:\\\\keys.example.org',
    'null',
  ].map((COUNTERSIGN_ORIGIN): [string, NodeJS.ProcessEnv, RegExp] => [
    `COUNTERSIGN_ORIGIN=${COUNTERSIGN_ORIGIN}`,
    { COUNTERSIGN_ORIGIN },
    /^COUNTERSIGN_ORIGIN must be scheme and host/,
  ]),
  ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of debug, info, warn, error, silent, not "loud"/],
  ['LOG_LEVEL, by another case', { LOG_LEVEL: 'INFO' }, /^LOG_LEVEL must/],
  ...['1.5', '-1', '21', 'yes'].map((value): [string, NodeJS.ProcessEnv, RegExp] => [
    `COUNTERSIGN_TRUSTED_PROXIES=${value}`,
    { COUNTERSIGN_TRUSTED_PROXIES: value },
    /^COUNTERSIGN_TRUSTED_PROXIES must/,
  ]),
  ['COUNTERSIGN_DRAIN_SECONDS', { COUNTERSIGN_DRAIN_SECONDS: '5s' }, /^COUNTERSIGN_DRAIN_SECONDS must/],
  ...[
    'COUNTERSIGN_ALLOW_HTTP', 'COUNTERSIGN_LIMITS', 'COUNTERSIGN_ACCEPT_CLOCK', 'COUNTERSIGN_NAMESERVERS_LOOPBACK',
  ].map((name): [string, NodeJS.ProcessEnv, RegExp] => [
    name,
    { [name]: 'true' },
    new RegExp(`^${name} must be one of .*, not "true"`),
  ]),
  ['COUNTERSIGN_METRICS_TOKEN', { COUNTERSIGN_METRICS_TOKEN: 'sesame sesame' }, /^COUNTERSIGN_METRICS_TOKEN must/],
  ['an e-mail without a password', { COUNTERSIGN_SETUP_EMAIL: 'ada@example.org' }, /^Set COUNTERSIGN_SETUP_EMAIL and COUNTERSIGN_SETUP_PASSWORD together/],
  [
    'a short password',
    { COUNTERSIGN_SETUP_EMAIL: 'ada@example.org', COUNTERSIGN_SETUP_PASSWORD: 'sesame' },
    /^COUNTERSIGN_SETUP_EMAIL or COUNTERSIGN_SETUP_PASSWORD cannot be used/,
  ],
  ['a file for the data folder', { COUNTERSIGN_DATA: file }, /^COUNTERSIGN_DATA is .*file, but that is a file and no folder/],
  ['a file on the way to it', { COUNTERSIGN_DATA: join(file, 'below') }, /^COUNTERSIGN_DATA is .*below, but a part of that path is a file/],
  ['a device', { COUNTERSIGN_DATA: '/dev/null' }, /^COUNTERSIGN_DATA is \/dev\/null, but /],
  ['/proc', { COUNTERSIGN_DATA: '/proc' }, /^COUNTERSIGN_DATA is \/proc, but /],
  ['below /proc', { COUNTERSIGN_DATA: '/proc/countersign' }, /^COUNTERSIGN_DATA is \/proc\/countersign, but /],
  ['/sys', { COUNTERSIGN_DATA: '/sys' }, /^COUNTERSIGN_DATA is \/sys, but /],
  ['a path too long', { COUNTERSIGN_DATA: `/tmp/${'a'.repeat(300)}` }, /^COUNTERSIGN_DATA is .*too long/],
  ['a root key where no file can be', { COUNTERSIGN_ROOT_KEY_FILE: '/proc/key' }, /^COUNTERSIGN_ROOT_KEY_FILE is \/proc\/key, but /],
  [
    'a root key below a file',
    { COUNTERSIGN_ROOT_KEY_FILE: join(file, 'key') },
    /^The root key cannot be at .*: a part of that path is a file.*COUNTERSIGN_ROOT_KEY_FILE/,
  ],
  ...[
    'mysql://me:tiger@127.0.0.1/db',
    'tiger',
    '/var/run/tiger',
    'postgres://me:tiger@[bad/db',
    'postgres://me:tiger#sesame@127.0.0.1/db',
    'postgres://me:12#sesame@127.0.0.1/db',
    'postgres://me:12/sesame@127.0.0.1/db',
    'postgres://me:12?sesame@127.0.0.1/db',
    'postgres://me:tiger%@127.0.0.1/db',
    'postgres://me:tiger%sesame@127.0.0.1/db',
    'postgres://me:tiger%FF@127.0.0.1/db',
    'postgres://me:ti ger@127.0.0.1/db',
    'postgres://me:12\\sesame@127.0.0.1/db',
    'postgres://me:12/tiger@sesame/x@127.0.0.1/db',
    'postgres://me:tiger@127.0.0.1:99999/db',
    'postgres://me:tiger@127.0.0.1/db?sslmode=maybe',
  ].map((DATABASE_URL): [string, NodeJS.ProcessEnv, RegExp] => [
    `DATABASE_URL=${DATABASE_URL}`,
    { DATABASE_URL },
    /^DATABASE_URL must be like postgres:\/\/user:password@host:5432\/database; /,
  ]),
  ['a PostgreSQL that is not there', { DATABASE_URL: 'postgres://me:tiger@127.0.0.1:1/db' }, /^DATABASE_URL: nothing listens at 127\.0\.0\.1, port 1\b/],
  ['the same, with @ in the password', { DATABASE_URL: 'postgres://me:ti@sesame@127.0.0.1:1/db' }, /^DATABASE_URL: nothing listens at 127\.0\.0\.1, port 1\b/],
  ['the same, encoded', { DATABASE_URL: 'postgres://me:tiger%40%23%2F%25@127.0.0.1:1/db' }, /^DATABASE_URL: nothing listens at 127\.0\.0\.1, port 1\b/],
  ['a host of nobody', { DATABASE_URL: 'postgres://me:tiger@nobody.invalid/db' }, /^DATABASE_URL: no address is found for the host nobody\.invalid/],
  [
    'certificates that are not there',
    { DATABASE_URL: 'postgres://me:tiger@127.0.0.1/db?sslmode=verify-full&sslrootcert=/nowhere/ca.pem' },
    /^DATABASE_URL cannot be used: .*\/nowhere\/ca\.pem/,
  ],
]

describe('a setting that cannot be used stops the start with one line that names it', () => {
  test.each(rows)('%s', async (_, env, says) => {
    const line = await lineOf(env)
    expect(line).toMatch(says)
    expect(line).not.toMatch(nothing)
    expect(line).not.toMatch(secret)
  })

  test('a port that is taken, set and not', async () => {
    const line = await lineOf({ PORT: String(taken) })
    expect(line).toMatch(new RegExp(`^PORT is ${taken}, and on 127\\.0\\.0\\.1 that port is taken by another program\\. Stop it, or set PORT`))
    expect(line).not.toMatch(nothing)
  })

  test('something that is no PostgreSQL', async () => {
    const talker = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1')
    await new Promise((resolve) => talker.once('listening', resolve))
    const line = await lineOf({ DATABASE_URL: `postgres://me:tiger@127.0.0.1:${(talker.address() as AddressInfo).port}/db` })
    talker.close()
    expect(line).toMatch(/^DATABASE_URL: what answers at 127\.0\.0\.1, port \d+ is not PostgreSQL/)
    expect(line).not.toMatch(nothing)
  })

  test('a database file that is none, or a folder', async () => {
    for (const make of [(at: string) => writeFileSync(at, 'not a database, '.repeat(100)), (at: string) => mkdirSync(at)]) {
      const data = fresh()
      make(join(data, 'countersign.db'))
      const line = await lineOf({ COUNTERSIGN_DATA: data })
      expect(line).toMatch(/^COUNTERSIGN_DATA is .*, but its countersign\.db cannot be used: /)
      expect(line).not.toMatch(nothing)
    }
  })
})

/** Runs it as somebody who may not write everywhere, where we are root. */
async function asSomebody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.setegid!(65_534)
  process.seteuid!(65_534)
  try {
    return await work()
  } finally {
    process.seteuid!(0)
    process.setegid!(0)
  }
}

describe('an account without rights', () => {
  test('may not write to the data folder', async () => {
    const data = fresh()
    chmodSync(folder, 0o755)
    chmodSync(data, 0o555)
    const line = await asSomebody(() => lineOf({ COUNTERSIGN_DATA: data }))
    expect(line).toMatch(/^COUNTERSIGN_DATA is .*, but this account may not write there\. Set COUNTERSIGN_DATA/)
    const below = await asSomebody(() => lineOf({ COUNTERSIGN_DATA: join(data, 'below') }))
    expect(below).toMatch(/^COUNTERSIGN_DATA is .*below, but this account may not write there/)
  })

  test('may not listen below 1024', async () => {
    const data = fresh()
    if (process.getuid?.() === 0) chownSync(data, 65_534, 65_534)
    const line = await asSomebody(() => lineOf({ COUNTERSIGN_DATA: data, PORT: '81' }).catch((error: Error) => error.message))
    // A kernel may allow it to everybody (net.ipv4.ip_unprivileged_port_start, 0 in many containers): then it starts.
    expect(line).toMatch(/^(?:PORT is 81, which this account may not listen on: ports below 1024|It started with)/)
  })
})

describe.skipIf(inject('postgresUrl') === undefined)('PostgreSQL', () => {
  const changed = async (change: (url: URL) => void) => {
    const url = new URL(await createDatabase(inject('postgresUrl')!))
    change(url)
    return lineOf({ DATABASE_URL: url.href })
  }

  test('a wrong password, no such user, no such database, no TLS', async () => {
    const lines = [
      await changed((url) => { url.password = 'swordfish' }),
      await changed((url) => { url.username = 'stranger' }),
      await changed((url) => { url.pathname = '/not_there' }),
      await changed((url) => { url.search = '?sslmode=require' }),
    ]
    expect(lines[0]).toMatch(/^DATABASE_URL: PostgreSQL at 127\.0\.0\.1, port \d+ lets the user postgres not in: /)
    expect(lines[1]).toMatch(/^DATABASE_URL: PostgreSQL at 127\.0\.0\.1, port \d+ lets the user stranger not in: /)
    expect(lines[2]).toMatch(/^DATABASE_URL: PostgreSQL at 127\.0\.0\.1, port \d+ has no database not_there\. Make it with: /)
    expect(lines[3]).toMatch(/^DATABASE_URL: 127\.0\.0\.1, port \d+: PostgreSQL speaks no TLS there/)
    for (const line of lines) expect(line).not.toMatch(nothing)
    for (const line of lines) expect(line).not.toContain(new URL(inject('postgresUrl')!).password)
  })
})

test('an empty setting is as good as none', () => {
  const names = [
    'PORT',
    'HOST',
    'COUNTERSIGN_ORIGIN',
    'COUNTERSIGN_TRUSTED_PROXIES',
    'COUNTERSIGN_DRAIN_SECONDS',
    'COUNTERSIGN_ALLOW_HTTP',
    'DATABASE_URL',
    'COUNTERSIGN_DATA',
    'COUNTERSIGN_ROOT_KEY_FILE',
    'COUNTERSIGN_SETUP_EMAIL',
    'COUNTERSIGN_SETUP_PASSWORD',
    'COUNTERSIGN_METRICS_TOKEN',
    'COUNTERSIGN_LIMITS',
    'COUNTERSIGN_ACCEPT_CLOCK',
    'COUNTERSIGN_NAMESERVERS_LOOPBACK',
    'LOG_LEVEL',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  ]
  expect(readSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readSettings({}))
})

test('what is right in another way is taken', () => {
  expect(readSettings({ COUNTERSIGN_ORIGIN: 'HTTPS://Keys.Example.org:443/' }).origin).toBe('https://keys.example.org')
  expect(readSettings({ PORT: '80' }).origin).toBe('http://127.0.0.1')
  expect(readSettings({ HOST: '::1' }).origin).toBe('http://[::1]:4000')
  expect(readSettings({ HOST: '127.0.0.2' }).host).toBe('127.0.0.2')
  expect([
    readSettings({}).drainSeconds,
    readSettings({ COUNTERSIGN_TRUSTED_PROXIES: '1' }).drainSeconds,
    readSettings({ COUNTERSIGN_TRUSTED_PROXIES: '1', COUNTERSIGN_DRAIN_SECONDS: '0' }).drainSeconds,
  ]).toEqual([0, 5, 0])
})
