import { connect, type AddressInfo } from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { createApiKey } from '#contract/api-keys.ts'
import { exportAudit } from '#contract/audit.ts'
import type { Problem } from '#contract/problem.ts'
import { openSqlite } from '../db/node-sqlite.ts'
import { StoreUnavailable, type Database, type Store } from '../db/store.ts'
import { watchWrites } from '../db/watched.ts'
import { createOperations } from '../site/operations.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { createHttp } from './http.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** The app behind the real HTTP layer, on a free port. */
async function served(
  change: (store: Store) => Store = (store) => store,
): Promise<{ server: TestApp; port: number; lines: () => Promise<Record<string, unknown>[]> }> {
  const store = change(await openSqlite(':memory:'))
  const server = await testApp(store)
  const operations = createOperations({
    app: server.app,
    host: server.host,
    store: watchWrites(store, server.host.log),
    origin: server.origin,
    build: { version: '1.2.3', release: '1.2.3' },
    ready: () => true,
  })
  const http = createHttp({
    host: server.host,
    origin: () => server.origin,
    trustedProxies: 0,
    metrics: () => server.app.metrics,
    handle: () => async (request, address, cut) =>
      (await operations(request, new URL(request.url).pathname, address)) ?? server.app.fetch(request, { address, cut }),
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  closers.push(
    () => store.close(),
    () =>
      new Promise((resolve) => {
        http.close(resolve)
        http.closeAllConnections()
      }),
  )
  return {
    server,
    port: (http.address() as AddressInfo).port,
    lines: async () =>
      (await server.logged())
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}

/** Sends octets as they are, and what came back until the server closed. `then`: what to do once they are sent. */
function raw(port: number, text: string, then: 'wait' | 'half-close' | 'destroy' = 'wait'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => { answer += chunk })
    socket.on('end', () => { socket.end(); resolve(answer) })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.write(text, () => {
      if (then === 'half-close') socket.end()
      if (then === 'destroy') setTimeout(() => socket.destroy(), 100)
    })
    onTestFinished(() => void socket.destroy())
  })
}

const problemIn = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head: head.toLowerCase(), problem: JSON.parse(body) as Problem }
}

// Node's own answers to these have no body, and none of them was counted; two Host headers were taken, the first holding.
test.each([
  ['headers of more than 16 KB', `GET /livez HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'headers-too-large'],
  ['a target of more than 16 KB', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'headers-too-large'],
  ['no HTTP at all', 'hello\r\n\r\n', 400, 'malformed-request'],
  ['TLS on the plain port', '\u0016\u0003\u0001\u0002\r\n\r\n', 400, 'malformed-request'],
  ['a method that nobody knows', 'FOO /livez HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ['two Host headers', 'GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', 400, 'malformed-request'],
  ['two equal Host headers', 'GET /livez HTTP/1.1\r\nHost: a\r\nhOST: a\r\n\r\n', 400, 'malformed-request'],
  ['two Host headers in HTTP/1.0', 'GET /livez HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ['no Host in HTTP/1.1', 'GET /livez HTTP/1.1\r\n\r\n', 400, 'malformed-request'],
  ['a Host that is none', 'GET /livez HTTP/1.1\r\nHost: a/b@c\r\n\r\n', 400, 'malformed-request'],
  ['a target that is no URL', 'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed-request'],
  ['both lengths', 'POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n', 400, 'malformed-request'],
  ['a header with a bare NUL', 'GET /livez HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400, 'malformed-request'],
  ['an expectation', 'GET /livez HTTP/1.1\r\nHost: a\r\nExpect: the-moon\r\n\r\n', 417, 'expectation-failed'],
  ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n', 400, 'malformed-request'],
])('%s: a problem, counted and logged, and the connection ends', async (_, text, status, code) => {
  const { server, port, lines } = await served()
  const answer = problemIn(await raw(port, text))
  expect([answer.status, answer.problem.status, answer.problem.code]).toEqual([status, status, code])
  expect(answer.head).toContain('content-type: application/problem+json')
  expect(answer.head).toContain('connection: close')
  expect(answer.head).toContain("content-security-policy: default-src 'none'")
  expect(answer.head).toContain(`x-request-id: ${answer.problem.requestId}`)
  expect(server.app.metrics.text()).toContain(`countersign_requests_total{method="none",path="none",status="${status}"} 1`)
  const found = await lines()
  expect(found.filter(({ requestId }) => requestId === answer.problem.requestId).map(({ level, status }) => [level, status])).toEqual([['info', status]])
  expect(found.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
})

// `Missing host header`: load balancers that speak HTTP/1.0 took the server for dead.
test('HTTP/1.0 without a Host is answered', async () => {
  const { port } = await served()
  for (const path of ['/livez', '/readyz', '/openapi.json']) expect(await raw(port, `GET ${path} HTTP/1.0\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /)
  expect(await raw(port, 'GET /livez HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n'), 'an empty one').toMatch(/^HTTP\/1\.1 200 /)
})

// Each was a 500 `internal` and an error in the log, with its stack.
test.each([
  ['Content-Length larger than what is sent', 'Content-Length: 500\r\n\r\n{"name":"a"', 'half-close'],
  ['Content-Length larger than what is sent', 'Content-Length: 500\r\n\r\n{"name":"a"', 'destroy'],
  ['no octet of the body', 'Content-Length: 5\r\n\r\n', 'destroy'],
  ['chunks that end early', 'Transfer-Encoding: chunked\r\n\r\nb\r\n{"name":"a"\r\n', 'half-close'],
  ['chunks that end early', 'Transfer-Encoding: chunked\r\n\r\nb\r\n{"name":"a"\r\n', 'destroy'],
  ['half a chunk', 'Transfer-Encoding: chunked\r\n\r\nff\r\n{"name":"a"', 'destroy'],
  ['a chunk whose length is no number', 'Transfer-Encoding: chunked\r\n\r\nb\r\n{"name":"a"\r\nxyz\r\n', 'wait'],
] as const)('a body that is cut off (%s, %s): no error, no 500, nothing done', async (_, rest, then) => {
  const { server, port, lines } = await served()
  const user = await server.as('user')
  const answer = await raw(
    port,
    `POST ${createApiKey.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${user.headers.Cookie}\r\nX-Countersign-CSRF: 1\r\n${rest}`,
    then,
  )
  if (answer !== '')
    expect(problemIn(answer)).toMatchObject({ status: 400, problem: { code: expect.stringMatching(/^(incomplete-body|malformed-request)$/) as string } })
  await expect.poll(() => server.app.metrics.text()).toContain(`countersign_requests_total{method="POST",path="${createApiKey.path}",status="499"} 1`)
  expect((await lines()).filter(({ level }) => level === 'error' || level === 'warn')).toEqual([])
  expect(server.app.metrics.text()).not.toMatch(/status="5/)
  expect(await server.store.db.selectFrom('credentials').select('id').execute()).toEqual([])
})

test('a report that is cut off is no error either', async () => {
  const { server, port, lines } = await served()
  await raw(port, 'POST /csp-reports HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{"a"', 'destroy')
  await expect.poll(async () => (await lines()).some(({ message }) => message === 'a browser blocked something')).toBe(true)
  expect((await lines()).filter(({ level }) => level === 'error')).toEqual([])
  expect(server.app.metrics.text()).not.toMatch(/status="5/)
})

// The adapter wrote the error to the standard error, as text, and its first line into the file that somebody downloads.
test('an answer that breaks off is a line of the log, and nobody takes what came of it for the whole', async () => {
  const said = (['error', 'info', 'log', 'warn'] as const).map((name) => vi.spyOn(console, name))
  onTestFinished(() => said.forEach((spy) => spy.mockRestore()))
  let armed = false
  let broken = false
  const { server, port, lines } = await served((store) => ({
    ...store,
    db: new Proxy(store.db, {
      get(db, name) {
        if (broken) throw new StoreUnavailable('The database has gone')
        const value: unknown = Reflect.get(db, name, db)
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(db) : value
      },
    }) satisfies Database,
    // The export's own row of the trail is written before its first line is made.
    async write(work) {
      const value = await store.write(work)
      broken = armed
      return value
    },
  }))
  const administrator = await server.as('administrator')
  armed = true
  const answer = await raw(port, `GET ${exportAudit.path}?format=csv HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${administrator.headers.Cookie}\r\n\r\n`).catch(
    String,
  )
  await expect
    .poll(async () => (await lines()).find(({ message }) => message === 'answer broke off'))
    .toMatchObject({ level: 'info', error: 'The database has gone' })
  expect(answer).not.toContain('\r\n0\r\n')
  expect(answer).not.toContain('gone')
  for (const spy of said) expect(spy).not.toHaveBeenCalled()
})

// `path` with a forwarding header or another Host came through a proxy on this machine: it looked like loopback.
test('metrics without a token are for a direct connection from this machine', async () => {
  const { port } = await served()
  const ask = async (host: string, header = '') =>
    (await raw(port, `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${header}\r\n`)).split(' ')[1]
  for (const host of [`127.0.0.1:${port}`, 'localhost', `LOCALHOST:${port}`, '[::1]:80', '127.0.0.53']) expect(await ask(host), host).toBe('200')
  expect((await raw(port, 'GET /metrics HTTP/1.0\r\n\r\n')).split(' ')[1]).toBe('200')
  for (const host of ['keys.example.org', 'localhost.example.org', '127.0.0.1.example.org', '10.0.0.1', 'rebind.example'])
    expect(await ask(host), host).toBe('404')
  for (const name of [
    'Forwarded: for=127.0.0.1',
    'forwarded: ',
    'X-Forwarded-For: 127.0.0.1',
    'X-Forwarded-Host: localhost',
    'X-Forwarded-Proto: http',
    'X-Forwarded-Port: 80',
    'X-Forwarded-Server: a',
    'X-Forwarded: 1',
    'Via: 1.1 a',
    'X-Real-IP: 127.0.0.1',
    'X-Client-IP: ::1',
    'X-Cluster-Client-IP: ::1',
    'True-Client-IP: ::1',
    'CF-Connecting-IP: ::1',
    'CF-Ray: 1',
    'CDN-Loop: a',
    'X-Original-URL: /metrics',
    'X-Envoy-External-Address: ::1',
    'Fastly-Client-IP: ::1',
  ]) {
    expect(await ask('127.0.0.1', `${name}\r\n`), name).toBe('404')
  }
})
