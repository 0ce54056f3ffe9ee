import { expect, test } from 'vitest'
import { onEachStore } from '../testing/store.ts'
import { StoreUnavailable } from '../db/store.ts'
import { watchWrites } from '../db/watched.ts'
import { clientAddress } from '../http/addresses.ts'
import { createOperations } from './operations.ts'
import { testApp } from '../testing/app.ts'

onEachStore('operations', ({ fresh }) => {
  async function filled({ metricsToken, broken = false }: { metricsToken?: string; broken?: boolean } = {}) {
    const server = await testApp(await fresh())
    const state = { ready: true, broken }
    const refused = () => Promise.reject(new StoreUnavailable('disk full'))
    const store = watchWrites(
      {
        ...server.store,
        write: (work) => (state.broken ? refused() : server.store.write(work)),
        probe: () => (state.broken ? refused() : server.store.probe()),
      },
      server.host.log,
    )
    const operations = createOperations({
      app: server.app,
      host: server.host,
      store,
      origin: server.origin,
      build: { version: '1.2.3+abc', release: '1.2.3' },
      ready: () => state.ready,
      metricsToken,
    })
    const ask = (path: string, init?: RequestInit, address = '127.0.0.1') => operations(new Request(server.origin + path, init), path, address)
    return { server, state, ask, store }
  }

  test('the probes say live and ready, and not ready while stopping or without a disk', async () => {
    const { ask, state } = await filled()
    expect([(await ask('/livez'))?.status, (await ask('/readyz'))?.status]).toEqual([200, 200])
    state.ready = false
    expect([(await ask('/livez'))?.status, (await ask('/readyz'))?.status]).toEqual([200, 503])
    const { ask: again } = await filled({ broken: true })
    const response = (await again('/readyz'))!
    expect([response.status, await response.text()]).toEqual([503, 'the database cannot be written\n'])
  })

  // It said 200 until a probe of its own, of a few octets, was refused too.
  test('from the first refused write on it is not ready, until one that began later has succeeded', async () => {
    const { ask, state, store, server } = await filled()
    const write = () =>
      store.write(
        async (tx) =>
          void (await tx
            .insertInto('meta')
            .values({ key: 'a', value: '' })
            .onConflict((conflict) => conflict.column('key').doUpdateSet({ value: '' }))
            .execute()),
      )
    await write()
    let release: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => { release = resolve })
    const early = store.write(async (tx) => {
      await waiting
      await tx.selectFrom('meta').select('key').execute()
    })
    state.broken = true
    await expect(write()).rejects.toThrow(StoreUnavailable)
    state.broken = false
    release()
    await early
    expect(store.refusing, 'what began before the refusal').toBe(true)
    const response = (await ask('/readyz'))!
    expect([response.status, await response.text()]).toEqual([503, 'the database cannot be written\n'])
    await expect.poll(async () => (await ask('/readyz'))?.status, { message: 'its own probe finds out' }).toBe(200)
    state.broken = true
    await expect(write()).rejects.toThrow(StoreUnavailable)
    for (let i = 0; i < 3; i++) expect((await ask('/readyz'))?.status).toBe(503)
    expect((await ask('/livez'))?.status).toBe(200)
    state.broken = false
    await write()
    expect((await ask('/readyz'))?.status).toBe(200)
    const told = (await server.logged())
      .split('\n')
      .filter((line) => /refuses writes|takes writes again/.test(line))
      .map((line) => (JSON.parse(line) as { level: string }).level)
    expect(told, 'told once each time').toEqual(['error', 'info', 'error', 'info'])
    await expect(store.write(() => Promise.reject(new Error('a refusal of the app')))).rejects.toThrow('of the app')
    expect(store.refusing).toBe(false)
  })

  test('metrics are for this machine, or for who has the token', async () => {
    const { ask } = await filled()
    expect((await ask('/metrics'))?.status).toBe(200)
    for (const address of ['192.0.2.1', '', '::ffff:10.0.0.1', '12.7.0.0']) expect((await ask('/metrics', {}, address))?.status).toBe(404)
    const { ask: guarded } = await filled({ metricsToken: 'a long token' })
    expect((await guarded('/metrics'))?.status).toBe(404)
    expect((await guarded('/metrics', { headers: { Authorization: 'Bearer a long tokem' } }))?.status).toBe(404)
    expect((await guarded('/metrics', { headers: { Authorization: 'Bearer a long token' } }, '192.0.2.1'))?.status).toBe(200)
  })

  test('the document has every route and is served with its page, which runs no foreign script', async () => {
    const { ask, server } = await filled()
    const document = (await (await ask('/openapi.json'))!.json()) as { info: { version: string }; paths: Record<string, Record<string, unknown>> }
    expect(document.info.version).toBe('1.2.3')
    expect(
      Object.entries(document.paths)
        .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
        .sort(),
    ).toEqual(server.app.routes.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`).sort())
    const page = (await ask('/docs'))!
    expect(page.headers.get('Content-Security-Policy')).toContain("script-src 'self';")
    const text = await page.text()
    expect(text).not.toMatch(/<script[^>]*src=["']?https?:/)
    expect(text).not.toMatch(/<script(?![^>]*src=)|\son[a-z]+=/)
    // Every call is on the page of its noun, every error where problems point.
    const named = new Set([...text.matchAll(/href="(\/docs\/[a-z-]+)"/g)].map(([, path]) => path!))
    const pages = await Promise.all([...named].map(async (path) => (await ask(path))!.text()))
    expect(pages.length).toBeGreaterThan(10)
    for (const { endpoint } of server.app.routes)
      expect(pages.filter((one) => one.includes(`<h2>${endpoint.method} ${endpoint.path}</h2>`)), endpoint.path).toHaveLength(1)
    expect(text).toContain('id="api-key-limit"')
    expect(pages.join('')).toContain('data-header="X-DC-DEVKEY"')
    const script = (await ask('/docs/script.js'))!
    expect([script.status, script.headers.get('Content-Type')]).toEqual([200, 'text/javascript; charset=utf-8'])
    expect(await ask('/docs/nothing')).toBe(undefined)
  })

  test('other methods are 405, other paths are not its own', async () => {
    const { ask } = await filled()
    expect([
      (await ask('/livez', { method: 'POST' }))?.status,
      (await ask('/csp-reports'))?.status,
      (await ask('/openapi.json', { method: 'DELETE' }))?.status,
    ]).toEqual([405, 405, 405])
    for (const path of ['/', '/livez/', '/auth/login', '/constructor', '/__proto__']) expect(await ask(path)).toBe(undefined)
  })

  test('a flood of reports is neither read whole nor logged for ever', async () => {
    const { ask, server } = await filled()
    let pulled = 0
    const endless = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(4096).fill(0x78))
      },
    })
    expect((await ask('/csp-reports', { method: 'POST', body: endless, duplex: 'half' } as RequestInit))?.status).toBe(204)
    expect(pulled).toBeLessThan(10)
    for (let i = 0; i < 300; i++) await ask('/csp-reports', { method: 'POST', body: `{"report":"\u001b[31m${i}"}` })
    const log = await server.logged()
    expect(log.split('a browser blocked something').length - 1).toBeLessThanOrEqual(100)
    expect(log).not.toContain('\u001b')
  })
})

test('the caller is who connected, or who the trusted hops say: nobody else writes the address', () => {
  expect(clientAddress('192.0.2.1', undefined, 0)).toBe('192.0.2.1')
  expect(clientAddress('::ffff:192.0.2.1', '127.0.0.1', 0)).toBe('192.0.2.1')
  expect(clientAddress('10.0.0.9', '127.0.0.1, 203.0.113.5', 1)).toBe('203.0.113.5')
  expect(clientAddress('10.0.0.9', '127.0.0.1, 203.0.113.5, 10.0.0.8', 2)).toBe('203.0.113.5')
  expect(clientAddress('10.0.0.9', `${'127.0.0.1, '.repeat(50)}203.0.113.5`, 1)).toBe('203.0.113.5')
  for (const forged of ['evil', '', '<script>', '203.0.113.5:80\n']) expect(clientAddress('10.0.0.9', forged, 1)).toBe('10.0.0.9')
  expect(clientAddress('10.0.0.9', '::ffff:203.0.113.5', 1)).toBe('203.0.113.5')
  expect(clientAddress(undefined, undefined, 0)).toBe('')
})
