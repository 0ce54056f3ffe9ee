import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { ask, closeConnections } from '../checks/client.ts'
import { cleanUp, sqliteHome, startServer, type Server } from '../checks/servers.ts'
import { needConsole } from '#server/testing/need.ts'

/*
 * A server that stops, as a program of its own: what a proxy in front sees of it, and what its log says last. Seen to fail: without
 * the flush before the end `stopped` is not in the log, without `Connection: close` a proxy asks again on a connection that goes.
 */

needConsole()
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

const lines = (server: Server) => server.output().trim().split('\n').map((line) => JSON.parse(line) as { message: string } & Record<string, unknown>)

/** A connection that is kept: each answer as it came, and whether the other side has ended it. */
async function keptConnection(origin: string) {
  const socket: Socket = connect(Number(new URL(origin).port), '127.0.0.1')
  await once(socket, 'connect')
  const state = { text: '', ended: false }
  socket.on('data', (chunk: Buffer) => { state.text += chunk.toString() })
  socket.on('end', () => { state.ended = true })
  socket.on('error', () => { state.ended = true })
  return {
    send: (part: string) => void socket.write(part),
    async get(path: string) {
      state.text = ''
      socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
      while (!/\r\n\r\n.*\n$/s.test(state.text) && !state.ended) await sleep(10)
      return state.text
    },
    text: () => state.text,
    ended: () => state.ended,
    async gone() {
      while (!state.ended) await sleep(10)
    },
  }
}

const start = (env: Record<string, string>) => startServer(sqliteHome(), { env: { LOG_LEVEL: 'info', ...env } })

test('it drains: not ready but open, answers end their connections, idle ones go with the port, and the last line says stopped', async () => {
  const server = await start({ COUNTERSIGN_DRAIN_SECONDS: '3' })
  const idle = await keptConnection(server.origin)
  expect(await idle.get('/livez')).toMatch(/^HTTP\/1\.1 200 .*Connection: keep-alive/s)
  const used = await keptConnection(server.origin)
  await used.get('/livez')
  // Its headers are in, its body is not: it is under way when the end begins.
  const under = await keptConnection(server.origin)
  under.send('POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Countersign-CSRF: 1\r\nContent-Length: 60\r\n\r\n{"email":"nobody@example.org",')

  const ended = server.end('SIGTERM')
  while (!server.output().includes('"message":"stopping"')) await sleep(10)
  // While the proxy has not noticed yet, everything is answered: on new connections, and once more on an old one.
  const ready = await ask(server.origin, '/readyz')
  expect([ready.status, ready.text, ready.headers.connection]).toEqual([503, 'stopping\n', 'close'])
  expect(await used.get('/livez')).toMatch(/^HTTP\/1\.1 200 .*Connection: close/s)
  await used.gone()
  expect(idle.ended()).toBe(false)
  under.send('"password":"none of hers at all"}')
  await under.gone()
  expect(under.text()).toMatch(/^HTTP\/1\.1 4\d\d .*Connection: close/s)
  expect(await ended).toBe(0)
  expect(idle.ended()).toBe(true)
  await expect(ask(server.origin, '/livez')).rejects.toThrow()

  const log = lines(server)
  expect(log.at(-1)).toMatchObject({ level: 'info', message: 'stopped' })
  expect(log.filter(({ message }) => message === 'stopping')).toEqual([expect.objectContaining({ drainSeconds: 3 })])
}, 400_000)

test('without a proxy it waits for nobody; a second signal stops at once, whatever is under way', async () => {
  const quick = await start({})
  expect(await quick.end('SIGTERM')).toBe(0)
  expect(lines(quick).at(-1)).toMatchObject({ message: 'stopped' })

  const slow = await start({ COUNTERSIGN_TRUSTED_PROXIES: '1', COUNTERSIGN_DRAIN_SECONDS: '600' })
  const first = slow.end('SIGTERM')
  while (!slow.output().includes('"message":"stopping"')) await sleep(10)
  void slow.end('SIGTERM')
  expect(await first).toBe(1)
  expect(lines(slow).map(({ message }) => message)).not.toContain('stopped')
}, 400_000)

test('a credential in a URL is refused at the paths of the site itself too, and is not in the log', async () => {
  const server = await start({})
  const value = `csn_at_${'0'.repeat(38)}`
  const paths = ['/docs', '/openapi.json', '/livez', '/readyz', '/metrics', '/favicon.svg', '/robots.txt', '/', '/setup', '/settings', '/docs/script.js']
  for (const path of paths) {
    for (const query of [`t=${value}`, 'token=x', `q=${value.replace('_', '%5F')}`]) {
      const { status, text } = await ask(server.origin, `${path}?${query}`)
      expect([path, query, status, (JSON.parse(text) as { code: string }).code]).toEqual([path, query, 400, 'credential-in-url'])
    }
    expect([path, (await ask(server.origin, `${path}?v=1`)).status]).not.toEqual([path, 400])
  }
  // A link with one that somebody opens in a browser: the console says what to do about it.
  const page = await ask(server.origin, `/settings?q=${value}`, { headers: { Accept: 'text/html' } })
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
  await server.end('SIGTERM')
  expect(server.output()).not.toContain('0'.repeat(20))
}, 400_000)

test('every line on standard output is JSON, the setup link, each migration and the version among them', async () => {
  const server = await start({ COUNTERSIGN_SETUP_EMAIL: '', COUNTERSIGN_SETUP_PASSWORD: '' })
  const version = (await ask(server.origin, '/livez')).text
  await server.end('SIGTERM')
  const log = lines(server)
  expect(
    log.filter(({ message }) => /^Open http:\/\/127\.0\.0\.1:\d+\/setup#[\w-]{32} to make the first administrator \(valid for 30 minutes\)$/.test(message)),
  ).toHaveLength(1)
  const migrated = log.filter(({ message }) => message === 'migrated')
  expect(migrated[0]).toEqual({ time: expect.any(String), level: 'info', message: 'migrated', migration: '0001-base', ms: expect.any(Number) })
  expect(log.find(({ message }) => message === 'listening')).toMatchObject({ version: version.replace(/^ok (.*)\n$/, '$1') })
  expect(version).toMatch(/^ok \d+\.\d+\.\d+(?:\+[\w.-]+)?\n$/)
}, 400_000)

test('a start that fails is one line on standard error, and no success', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, '../src/server/node.ts')], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, NODE_NO_WARNINGS: '1', COUNTERSIGN_DATA: '/dev/null/data' },
  })
  expect([status, stdout, stderr.trim().split('\n').length]).toEqual([1, '', 1])
  expect(stderr).toMatch(/^COUNTERSIGN_DATA is \/dev\/null\/data, but a part of that path is a file/)
}, 400_000)
