import { expect, test } from 'vitest'
import { fillPath } from '#contract/endpoint.ts'
import type { Problem } from '#contract/problem.ts'
import type { Tables } from '../db/tables.ts'
import { onEachStore } from '../testing/store.ts'
import { testApp, type TestApp } from '../testing/app.ts'
import { makePeople, samples } from '../testing/samples.ts'

/*
 * Another page in the victim's browser: every unsafe call of the console × what such a page can send. The cookie goes
 * along, as if SameSite had not held it back. Seen to fail: without the header, with any Sec-Fetch-Site, and with any Origin.
 */
const evil = 'https://evil.example.net'
const vectors: Record<string, Record<string, string>> = {
  'a form, urlencoded': { 'Sec-Fetch-Site': 'cross-site', Origin: evil, 'Content-Type': 'application/x-www-form-urlencoded' },
  'a form, multipart': { 'Sec-Fetch-Site': 'cross-site', Origin: evil, 'Content-Type': 'multipart/form-data; boundary=x' },
  'a form, text/plain that is JSON': { 'Sec-Fetch-Site': 'cross-site', Origin: evil, 'Content-Type': 'text/plain' },
  'fetch no-cors': { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', Origin: evil, 'Content-Type': 'text/plain' },
  'fetch cors with the header, as if a preflight had passed': {
    'Sec-Fetch-Site': 'cross-site',
    Origin: evil,
    'Content-Type': 'application/json',
    'X-Countersign-CSRF': '1',
  },
  'an old browser: Origin only, with the header': { Origin: evil, 'X-Countersign-CSRF': '1' },
  'an opaque origin (sandboxed frame)': { Origin: 'null', 'X-Countersign-CSRF': '1' },
  'sendBeacon': { 'Sec-Fetch-Site': 'cross-site', Origin: evil, 'Content-Type': 'text/plain;charset=UTF-8' },
  'a sibling on the same site': { 'Sec-Fetch-Site': 'same-site', Origin: 'http://127.0.0.1:8080', 'X-Countersign-CSRF': '1' },
  'a sibling without fetch metadata': { Origin: 'http://127.0.0.1:4000.evil.example.net', 'X-Countersign-CSRF': '1' },
  'typed into the address bar': { 'Sec-Fetch-Site': 'none', 'X-Countersign-CSRF': '1' },
  'nothing but the cookie': {},
  'the header with another value': { 'Sec-Fetch-Site': 'same-origin', 'X-Countersign-CSRF': 'true' },
}

/**
 * Every row there is, but of the trail; of a session without the time it was last seen. The tables come from the database: a
 * new noun is watched from its first day.
 */
async function contents(server: TestApp): Promise<string> {
  const { db } = server.store
  const tables = (await db.introspection.getTables())
    .map(({ name }) => name as keyof Tables)
    .filter((name) => !['audit', 'meta', 'sessions'].includes(name))
    .toSorted()
  expect(tables.length).toBeGreaterThanOrEqual(15)
  const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()))
  const sessions = await db.selectFrom('sessions').select(['id', 'hash', 'confirmed_until']).execute()
  return JSON.stringify([...rows, sessions], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))
}

onEachStore('cross-site requests', ({ fresh, dialect }) => {
  test('no unsafe call takes a session from another page: nothing changes', async () => {
    const server = await testApp(await fresh())
    const root = await server.as('administrator', 'root')
    const { password: hash } = await server.store.db.selectFrom('users').select('password').executeTakeFirstOrThrow()
    const unsafe = server.app.routes.filter(({ endpoint: { method, takes } }) => method !== 'GET' && (takes.includes('session') || takes.includes('none')))
    const wrong: string[] = []
    let tried = 0
    for (const { endpoint } of unsafe) {
      const [victim, owner] = await makePeople(server, ['administrator', 'user'], hash!)
      const { headers } = await server.signIn(victim!)
      const sample = samples[`${endpoint.method} ${endpoint.path}`]![0]!
      const id = (await sample.kind?.make(server, victim!, root)) ?? ''
      const ask = await sample.ask(id, { person: victim!, owner: owner!, holder: victim!, root })
      const before = await contents(server)
      await Promise.all(Object.entries(vectors).map(async ([name, vector]) => {
        const response = await server.fetch(fillPath(endpoint.path, ask.params ?? {}), {
          method: endpoint.method,
          body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
          headers: { Cookie: headers.Cookie!, ...vector },
        })
        tried++
        if (response.status !== 403 || ((await response.json()) as Problem).code !== 'csrf')
          wrong.push(`${endpoint.method} ${endpoint.path}, ${name}: ${response.status}`)
        if (response.headers.has('Set-Cookie')) wrong.push(`${endpoint.method} ${endpoint.path}, ${name}: sets a cookie`)
      }))
      if ((await contents(server)) !== before) wrong.push(`${endpoint.method} ${endpoint.path}: something changed`)
    }
    expect(wrong).toEqual([])
    expect(tried).toBe(unsafe.length * Object.keys(vectors).length)
    console.log(
      `cross-site requests · ${dialect}: ${tried} over ${unsafe.length} unsafe calls of the route table, ${Object.keys(vectors).length} vectors each; ` +
        `${wrong.length} wrong`,
    )
    expect(unsafe.length).toBeGreaterThanOrEqual(50)
  })

  // What an image, a frame or a link sends. An export of the trail and a statement are written into the trail, and so is a
  // break that a walk finds; the vendor's door takes no cookie.
  test('no GET that a cookie opens is a change, and those that are recorded change nothing but the trail', async () => {
    const server = await testApp(await fresh())
    const recorded = server.app.routes
      .filter(({ endpoint: { method, takes }, kind }) => method === 'GET' && kind !== 'read' && takes.includes('session'))
      .map(({ endpoint }) => endpoint.path)
    expect(recorded.sort()).toEqual(['/api/v1/audit/export', '/api/v1/audit/statement', '/api/v1/audit/verify'])
    const { headers } = await server.as('administrator')
    const before = await contents(server)
    const period = 'from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z'
    for (const path of ['/api/v1/audit/export?format=csv', `/api/v1/audit/statement?${period}`, '/api/v1/audit/verify'])
      expect((await server.fetch(path, { headers: { Cookie: headers.Cookie!, ...vectors['a form, urlencoded'] } })).status).toBe(200)
    expect(await contents(server)).toBe(before)
  })

  test('the console itself, and programs that are no browser, get through with the header', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const cookie = { Cookie: user.headers.Cookie! }
    const console: Record<string, string>[] = [
      { 'Sec-Fetch-Site': 'same-origin', 'X-Countersign-CSRF': '1' }, { Origin: server.origin, 'X-Countersign-CSRF': '1' }, { 'X-Countersign-CSRF': '1' },
    ]
    for (const [i, headers] of console.entries()) {
      expect((await server.fetch('/api/v1/me', { method: 'PUT', body: JSON.stringify({ name: `Bob ${i}` }), headers: { ...cookie, ...headers } })).status).toBe(
        200,
      )
    }
  })

  test('no call answers with CORS headers, nor a preflight', async () => {
    const server = await testApp(await fresh())
    for (const { endpoint } of server.app.routes) {
      const preflight = await server.fetch(endpoint.path.replace(/\{\w+\}/g, 'x'), {
        method: 'OPTIONS',
        headers: { Origin: evil, 'Access-Control-Request-Method': endpoint.method, 'Access-Control-Request-Headers': 'x-countersign-csrf' },
      })
      expect([endpoint.path, preflight.status]).toEqual([endpoint.path, 405])
      expect([...preflight.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })
})
