import { expect, test } from 'vitest'
import { Problem } from '#contract/problem.ts'
import type { Database } from '../db/store.ts'
import { StoreUnavailable, TookTooLong } from '../db/store.ts'
import { onEachStore } from '../testing/store.ts'
import { minute, testApp, type Caller, type TestApp } from '../testing/app.ts'

const keys = '/accessmanagement/api-key'

onEachStore('requests', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const send = (path: string, init: RequestInit & { duplex?: 'half' } = {}, by: Caller = user) =>
      server.fetch(path, { ...init, headers: { ...by.headers, ...(init.headers as Record<string, string>) } })
    const code = async (response: Response) => ((await response.json()) as Problem).code
    return { server, user, send, code }
  }

  test('a path that is not there is 404, a method that is not offered 405 with Allow', async () => {
    const { send, code } = await filled()
    for (const path of [
      '/',
      '/nothing',
      `${keys}/`,
      `${keys}//rotate`,
      `${keys}/a/b`,
      '/ACCESSMANAGEMENT/api-key',
      '/auth',
      '/auth/login/',
      '/api/v1',
      '/services/v3/key',
      '/.env',
      '/%2e%2e/etc',
      '/accessmanagement%2Fapi-key',
    ]) {
      const response = await send(path)
      expect([path, response.status, await code(response)]).toEqual([path, 404, 'not-found'])
    }
    const allowed: [string, string, string][] = [
      [keys, 'PUT', 'GET, POST, HEAD'], [keys, 'OPTIONS', 'GET, POST, HEAD'], [`${keys}/x`, 'POST', 'GET, PUT, DELETE, HEAD'], ['/auth/login', 'GET', 'POST'],
      ['/auth/login', 'DELETE', 'POST'],
      ['/api/v1/session', 'PATCH', 'GET, POST, DELETE, HEAD'], [`${keys}/x/rotate`, 'PROPFIND', 'POST'],
    ]
    for (const [path, method, allow] of allowed) {
      const response = await send(path, { method })
      expect([path, method, response.status, response.headers.get('Allow')]).toEqual([path, method, 405, allow])
      expect(await code(response)).toBe('method-not-allowed')
    }
    const overridden = await send('/auth/login', { headers: { 'X-HTTP-Method-Override': 'POST' } })
    expect(overridden.status).toBe(405)
  })

  // A read was told that the database cannot be written, and to try again what would take too long again.
  test('a database that does not serve is 503 with words for what was asked, and when to ask again', async () => {
    const store = await fresh()
    let fault: Error | undefined
    const failing = (db: Database) => new Proxy(db, {
      get(of, name) {
        if (fault) throw fault
        const value: unknown = Reflect.get(of, name, of)
        return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(of) : value
      },
    })
    const server = await testApp({
      ...store,
      db: failing(store.db),
      aside: failing(store.aside),
      write: (work) => (fault ? Promise.reject(fault) : store.write(work)),
      ...(store.together && { together: (work, ending) => (fault ? Promise.reject(fault) : store.together!(work, ending)) }),
    })
    const { headers } = await server.as('user')
    const asked = async (init: RequestInit) => {
      const response = await server.fetch(keys, { ...init, headers: { ...headers, 'Content-Type': 'application/json' } })
      const { code, detail } = (await response.json()) as Problem
      return [response.status, code, response.headers.get('Retry-After'), detail.split('. ')[0]]
    }
    const change = { method: 'POST', body: JSON.stringify({ name: 'one' }) }
    fault = new StoreUnavailable('disk full')
    expect(await asked({})).toEqual([503, 'busy', '5', 'The database cannot be read now'])
    expect(await asked(change)).toEqual([503, 'busy', '5', 'The database cannot be written now'])
    fault = new TookTooLong('A statement took more than 30000 ms')
    for (const init of [{}, change]) expect(await asked(init)).toEqual([503, 'busy', null, 'This takes longer than the server may work on one request'])
  })

  test('HEAD answers as GET without a body', async () => {
    const { send } = await filled()
    const [head, get] = [await send(keys, { method: 'HEAD' }), await send(keys)]
    expect([head.status, await head.text(), head.headers.get('Content-Type')]).toEqual([200, '', get.headers.get('Content-Type')])
    expect((await send('/auth/login', { method: 'HEAD' })).status).toBe(405)
  })

  test('who does not take JSON gets 406', async () => {
    const { send, code } = await filled()
    for (const accept of ['text/html', 'application/xml, text/*', 'application/json;q=0', 'image/*;q=0.5', 'application/json;q=0.0']) {
      const response = await send(keys, { headers: { Accept: accept } })
      expect([accept, response.status, await code(response)]).toEqual([accept, 406, 'not-acceptable'])
    }
    for (const accept of [
      '*/*',
      'application/*',
      'application/json',
      'application/problem+json',
      'text/html, */*;q=0.1',
      'APPLICATION/JSON; charset=utf-8',
      '',
    ])
      expect((await send(keys, { headers: { Accept: accept } })).status).toBe(200)
  })

  test('a body over 64 KiB is 413, by its length or while it comes in pieces, and reading stops there', async () => {
    const { send, code } = await filled()
    const big = JSON.stringify({ name: 'x'.repeat(65_536) })
    const whole = await send(keys, { method: 'POST', body: big, headers: { 'Content-Length': String(big.length) } })
    expect([whole.status, await code(whole)]).toEqual([413, 'too-large'])
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(8192).fill(0x20))
      },
    })
    const pieces = await send(keys, { method: 'POST', body: endless, duplex: 'half' })
    expect([pieces.status, await code(pieces)]).toEqual([413, 'too-large'])
    expect(pulled).toBeLessThan(20)
    for (const [path, method] of [['/auth/login', 'POST'], [`${keys}/x`, 'DELETE']] as const) {
      const response = await send(path, { method, body: big, headers: { 'Content-Length': String(big.length) } })
      expect([401, 413, 400]).toContain(response.status)
    }
    // Sent in chunks where nothing is expected: refused there too, and read no further.
    pulled = 0
    const unexpected = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(8192).fill(0x20))
      },
    })
    const dropped = await send('/api/v1/session', { method: 'DELETE', body: unexpected, duplex: 'half', headers: { 'Transfer-Encoding': 'chunked' } })
    expect([dropped.status, await code(dropped)]).toEqual([413, 'too-large'])
    expect(pulled).toBeLessThan(20)
    const fits = `{"name":"fits"${' '.repeat(65_000)}}`
    expect((await send(keys, { method: 'POST', body: fits })).status).toBe(201)
  })

  test('a body that is not one strict JSON object is refused, each fault with its code', async () => {
    const { send, code } = await filled()
    const bodies: [string | Uint8Array, string][] = [
      ['', 'not-json'], ['null', 'invalid-value'], ['[]', 'invalid-value'], ['"x"', 'invalid-value'], ['{', 'not-json'], ['{"name":"a",}', 'not-json'],
      ['{"name":"a"}\n{"name":"b"}', 'not-json'],
      ["{'name':'a'}", 'not-json'], ['{"name":"a"} // x', 'not-json'], ['NaN', 'not-json'], [new Uint8Array([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'not-json'],
      [new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), 'not-json'],
      ['{"name":"a","name":"b"}', 'duplicate-field'], ['{"name":"a","\\u006eame":"b"}', 'duplicate-field'], ['{"name":"a\\u0000"}', 'invalid-value'],
      ['{"name":"\\ud800"}', 'invalid-value'],
      ['{"__proto__":{"role":"administrator"},"name":"a"}', 'unknown-field'], ['{"name":"a","x":1}', 'unknown-field'],
      [`{"name":${'['.repeat(8000)}${']'.repeat(8000)}}`, 'too-deep'], ['['.repeat(60_000), 'too-deep'],
      [`{"name":"a","note":${'9'.repeat(10_000)}}`, 'invalid-value'], ['{"name":"a","note":1e999}', 'invalid-value'], ['name=a', 'not-json'],
      ['{}', 'required'], ['{"name":null}', 'invalid-value'],
    ]
    for (const [body, expected] of bodies) {
      const response = await send(keys, { method: 'POST', body: body as BodyInit })
      expect([String(body).slice(0, 60), response.status, await code(response)]).toEqual([String(body).slice(0, 60), 400, expected])
    }
    const many = `{"name":"a",${Array.from({ length: 5000 }, (_, i) => `"k${i}":1`).join()}}`
    const refused = Problem.parse(await (await send(keys, { method: 'POST', body: many })).json())
    expect([refused.code, refused.errors.length]).toEqual(['unknown-field', 50])
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false)
    expect((await send(keys, { method: 'POST', body: '\ufeff{"name":"bom"}' })).status).toBe(201)
  })

  test('JSON is read whatever Content-Type says, and a form only where one is taken', async () => {
    const { send } = await filled()
    for (const [i, type] of ['text/plain', 'application/x-www-form-urlencoded'].entries()) {
      expect((await send(keys, { method: 'POST', body: `{"name":"typed ${i}"}`, headers: { 'Content-Type': type } })).status).toBe(201)
    }
    expect((await send('/auth/introspect', { method: 'POST', body: '{"token":"x"}', headers: { 'Content-Type': 'text/plain' } })).status).toBe(200)
  })

  test('a value of the wrong type, or none of a set, is refused in words and not in those of a library', async () => {
    const { server, send: sendBy } = await filled()
    const admin = await server.as('administrator')
    const send = (path: string, init: RequestInit) => sendBy(path, init, admin)
    const say = async (path: string, body: unknown, method = 'POST') =>
      Problem.parse(await (await send(path, { method, body: JSON.stringify(body) })).json()).errors.map(({ pointer, code, message }) => [
        pointer,
        code,
        message,
      ])
    expect(await say(keys, { name: 5, note: ['x'] })).toEqual([
      ['/name', 'invalid-value', 'This is a number; text is expected.'],
      ['/note', 'invalid-value', 'This is a list; text is expected.'],
    ])
    expect(await say('/api/v1/certcentral/account-facts', { account: { id: 0, primary_organization_name: '' } }, 'PUT')).toEqual([
      ['/account/id', 'invalid-value', 'Give 1 or more.'],
      ['/account/primary_organization_name', 'invalid-value', 'At least 1 character.'],
    ])
    expect(await say(keys, [])).toEqual([['', 'invalid-value', 'This is a list; an object is expected.']])
    expect(await say(keys, null)).toEqual([['', 'invalid-value', 'This is null; an object is expected.']])
    expect(await say(`${keys}/bulk/delete`, { ids: 'x', dryRun: 1 })).toEqual([
      ['/ids', 'invalid-value', 'This is text; a list is expected.'],
      ['/dryRun', 'invalid-value', 'This is a number; true or false is expected.'],
    ])
    const made = await send('/tsig', { method: 'POST', body: '{"name":"axfr.example"}' })
    const exportIt = `/tsig/${((await made.json()) as { id: string }).id}/export`
    expect(await say(exportIt, { format: 'djbdns' })).toEqual([['/format', 'invalid-value', expect.stringMatching(/^Give one of bind, knot, .*dnscontrol\.$/)]])
    // What is missing still says so.
    expect(await say(exportIt, {})).toEqual([['/format', 'required', 'This field is required.']])
  })

  test('query parameters that are unknown, repeated or of no use are refused', async () => {
    const { send, code } = await filled()
    for (const [path, expected] of [
      [`${keys}?page=1&page=1`, 'duplicate-field'], [`${keys}?x=1`, 'unknown-field'], ['/auth/whoami?x', 'unknown-field'],
      [`${keys}?search=%00`, 'invalid-value'], [`${keys}?__proto__=1`, 'unknown-field'],
      [`${keys}?search=${'x'.repeat(201)}`, 'too-long'], [`${keys}?filter=${'x'.repeat(8001)}`, 'too-long'],
    ] as const) {
      const response = await send(path)
      expect([path.slice(0, 60), response.status, await code(response)]).toEqual([path.slice(0, 60), 400, expected])
    }
  })

  test('an id that is none is refused before any query, with anything in it', async () => {
    const { send, code } = await filled()
    for (const id of [
      'x',
      '1',
      '%00',
      '%27%20OR%201=1',
      '..%2F..%2Fetc',
      '%E2%80%AE',
      '%ff',
      '%',
      'null',
      '00000000-0000-0000-0000-00000000000g',
      'x'.repeat(5000),
    ]) {
      const response = await send(`${keys}/${id}`)
      expect([id.slice(0, 40), response.status, await code(response)]).toEqual([id.slice(0, 40), 400, 'invalid-value'])
    }
  })

  test('every answer carries its id, no-store and the headers that let it do nothing in a browser', async () => {
    const { server, send } = await filled()
    const ids = new Set<string>()
    for (const response of [
      await send(keys),
      await send('/nothing'),
      await send(keys, { method: 'POST', body: '{' }),
      await send(keys, { method: 'PATCH' }),
      await server.fetch(keys),
    ]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
        'content-type': response.ok ? 'application/json' : 'application/problem+json',
      })
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe(null)
      expect(response.headers.get('Strict-Transport-Security')).toBe(null)
      const id = response.headers.get('X-Request-Id')!
      ids.add(id)
      const body = (await response.json()) as Problem
      if (!response.ok) expect(body.requestId).toBe(id)
    }
    expect(ids.size).toBe(5)
    const tls = await testApp(server.store, { origin: 'https://keys.example.org' })
    expect((await tls.fetch('/auth/whoami')).headers.get('Strict-Transport-Security')).toBe('max-age=63072000; includeSubDomains')
  })

  test('an unexpected error says nothing but its id, and the log has the rest under it', async () => {
    const { server, user, send } = await filled()
    const broken = await testApp({ ...server.store, lookup: () => () => Promise.reject(new Error('secret detail of SQL')) } as TestApp['store'])
    const response = await broken.fetch('/auth/whoami', { headers: user.headers })
    const problem = Problem.parse(await response.json())
    expect([response.status, problem.code]).toEqual([500, 'internal'])
    expect(JSON.stringify(problem)).not.toContain('SQL')
    expect((await broken.logged()).split('\n').find((line) => line.includes('secret detail'))).toContain(problem.requestId)
    server.advance(minute)
    expect((await send(keys)).status).toBe(200)
  })
})
