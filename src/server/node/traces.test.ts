import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApiKey, getApiKey, listApiKeys } from '#contract/api-keys.ts'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver } from '#contract/nameservers.ts'
import { signIn } from '#contract/sessions.ts'
import { runTsigCheck } from '#contract/tsig-checks.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { tracedStore } from '../db/traced.ts'
import type { Store } from '../db/store.ts'
import { NameserverFault } from '../host.ts'
import { password, testApp } from '../testing/app.ts'
import { otlpReceiver, type Manner, type ReceivedSpan, type Receiver } from '../testing/otlp-receiver.ts'
import { onEachStore } from '../testing/store.ts'
import { nodeHost } from './host.ts'
import { readTraceSettings } from './trace-settings.ts'
import { openTraces, type Traces } from './traces.ts'

/* Spans as a collector gets them, on both databases, and collectors as they should not be. */

let receiver: Receiver
let traces: Traces | undefined
let lines: string[] = []
beforeEach(async () => {
  receiver = await otlpReceiver()
  lines = []
})
afterEach(async () => {
  await traces?.close()
  traces = undefined
  await receiver.close()
})

const opened = (env: NodeJS.ProcessEnv = {}) => {
  const settings = readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '10', ...env })
  // What one of a test before says at its end is not of this one.
  const own = lines
  traces = openTraces(settings!, '1.2.3', (level, message, facts) => void own.push(JSON.stringify({ level, message, ...facts })))
  return traces
}
/** A server that traces. */
async function tracing(bare: Store, env?: NodeJS.ProcessEnv) {
  const open = opened(env)
  const server = await testApp(tracedStore(bare, open.host(nodeHost('silent')).trace))
  Object.assign(server.host, open.host({ ...server.host }))
  return server
}
/** All that comes, once this one is there. */
async function sent(name: string): Promise<ReceivedSpan[]> {
  await expect.poll(() => receiver.spans().map((span) => span.name)).toContain(name)
  return receiver.spans()
}
const partsOf = (spans: readonly ReceivedSpan[], { traceId, spanId }: ReceivedSpan) =>
  spans.filter((span) => span.traceId === traceId && span.parentId === spanId)
const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', parent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }

onEachStore('traces', ({ fresh, dialect }) => {
  test('a request is a span by its route, with what it asked of the database, and its log line names it', async () => {
    const server = await tracing(await fresh())
    const admin = await server.as('administrator')
    const { body } = await admin.send(createApiKey, { body: { name: 'one' } })
    const read = await admin.send(getApiKey, { params: { apiKeyId: body.id }, headers: { traceparent: remote.parent } })
    expect(read.status).toBe(200)
    const spans = await sent('GET /accessmanagement/api-key/{apiKeyId}')
    const got = spans.find(({ name }) => name === 'GET /accessmanagement/api-key/{apiKeyId}')!
    expect(got).toMatchObject({
      traceId: remote.traceId, parentId: 'b7ad6b7169203331', kind: 2, status: 0,
      attributes: {
        'http.request.method': 'GET', 'http.route': '/accessmanagement/api-key/{apiKeyId}', 'http.response.status_code': 200,
        'countersign.request_id': read.headers.get('X-Request-Id'),
      },
    })
    expect(Object.keys(got.attributes)).toHaveLength(4)
    const made = spans.find(({ name }) => name === 'POST /accessmanagement/api-key')!
    const change = partsOf(spans, made).find(({ name }) => name === 'transaction')!
    const system = { sqlite: 'sqlite', postgres: 'postgresql' }[dialect]
    expect(change).toMatchObject({ kind: 3, attributes: { 'db.system.name': system } })
    const inserts = partsOf(spans, change).map(({ name }) => name)
    expect(inserts).toEqual(expect.arrayContaining(['INSERT credentials', 'INSERT credential_values', 'INSERT audit']))
    const line = (await server.logged()).split('\n').find((one) => one.includes(read.headers.get('X-Request-Id')!))!
    expect(JSON.parse(line)).toMatchObject({ message: 'request', trace_id: remote.traceId, span_id: got.spanId })
    expect(receiver.resource()).toMatchObject({ 'service.name': 'countersign', 'service.version': '1.2.3' })
    expect(receiver.requests[0]).toMatchObject({ method: 'POST', url: '/v1/traces' })
  })

  test('changes at once, which share a COMMIT, each tell their own statements', async () => {
    const server = await tracing(await fresh())
    const admin = await server.as('administrator')
    await Promise.all(Array.from({ length: 8 }, (_, at) => admin.send(createTsigKey, { body: { name: `key-${at}.example` } })))
    await expect.poll(() => receiver.spans().filter(({ name }) => name === 'POST /tsig').length).toBe(8)
    const spans = receiver.spans()
    for (const made of spans.filter(({ name }) => name === 'POST /tsig')) {
      const within = spans.filter(({ traceId }) => traceId === made.traceId).map(({ name }) => name)
      expect([within.filter((name) => name === 'INSERT tsig_keys').length, within.filter((name) => name === 'POST /tsig').length]).toEqual([1, 1])
    }
  })

  test('nothing secret, personal or of the request stands in what is sent', async () => {
    const server = await tracing(await fresh())
    const admin = await server.as('administrator')
    const secret = Buffer.from('canary of a shared secret, long!').toString('base64')
    const { body: apiKey } = await admin.send(createApiKey, { body: { name: 'canary-name' } })
    const { body: key } = await admin.send(createTsigKey, { body: { name: 'canary-key.example', secret, algorithm: 'HMAC-SHA256' } })
    await admin.send(listApiKeys, { query: { search: 'canary-search' } })
    await admin.send(listApiKeys, { query: { search: "canary'search", filter: 'name contains "canary-filter"' } })
    await server.anonymous.send(signIn, { body: { email: 'canary@example.org', password: 'canary password' } })
    await server.fetch('/canary-path/x?canary=1', {
      headers: {
        traceparent: '00-canary', tracestate: 'canary=canary', baggage: 'user=canary', 'User-Agent': 'canary agent', 'X-Request-Id': 'canary',
        Authorization: 'Bearer canary',
      },
    }, '198.51.100.77')
    await server.fetch('/tsig', { headers: { traceparent: remote.parent, tracestate: 'vendor=canary' } })
    // What cannot be made twice, and what the database itself says of it.
    await admin.send(createTsigKey, { body: { name: 'canary-key.example' } })
    await admin.send(createNameserver, { body: { name: 'canary-server', kind: 'bind', addresses: ['canary-host.example'] } })
    await server.app.tick()
    await server.fetch('/last')
    await expect.poll(() => receiver.spans().filter(({ name }) => name === 'GET').length).toBe(2)
    const everything = Buffer.concat(receiver.bodies).toString('latin1')
    expect(receiver.spans().length).toBeGreaterThan(20)
    for (const never of ['canary', secret, apiKey.apiKey, password, admin.person.email, admin.person.name, '198.51.100.77', key.name])
      expect([never, everything.toLowerCase().includes(never.toLowerCase())]).toEqual([never, false])
  })

  test('a check and a push tell where they went, and how it ended', async () => {
    const server = await tracing(await fresh())
    const admin = await server.as('administrator')
    const silent = () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new NameserverFault('unreachable', 1)) }) })
    const nameserver = { resolve: async () => [], datagrams: silent, messages: silent }
    const open = traces!.host({ ...server.host, nameserver, callApi: async () => ({ fault: 'timeout' }) })
    Object.assign(server.host, { nameserver: open.nameserver, callApi: open.callApi })
    const { body: { id: nameserverId } } = await admin.send(createNameserver, { body: { name: 'ns', kind: 'powerdns', addresses: ['192.0.2.53'] } })
    const { body: { id: tsigId } } = await admin.send(createTsigKey, { body: { name: 'axfr' } })
    await admin.send(addUse, { params: { nameserverId }, body: { tsigId, zone: 'example.org', purpose: 'answers-transfers' } })
    expect((await admin.send(runTsigCheck, { params: { tsigId }, body: { nameserverId } })).status).toBe(200)
    await admin.send(setDelivery, { params: { nameserverId }, body: { way: 'powerdns-api', url: 'http://canary.example:8081', apiKey: 'canary-of-the-api' } })
    await server.app.tick()
    await sent('push to a nameserver')
    const spans = await sent('POST /tsig/{tsigId}/check')
    const check = spans.find(({ name }) => name === 'check of a TSIG key')!
    expect(check.attributes).toEqual({ 'countersign.tsig_key': tsigId, 'countersign.nameserver': nameserverId, 'countersign.verdict': 'unreachable' })
    expect(spans.find(({ spanId }) => spanId === check.parentId)!.name).toBe('POST /tsig/{tsigId}/check')
    expect(partsOf(spans, check).filter(({ name }) => name.startsWith('DNS'))[0]).toMatchObject({
      kind: 3, status: 2,
      attributes: { 'server.address': '192.0.2.53', 'server.port': 53, 'error.type': 'unreachable', 'countersign.messages': 0 },
    })
    const push = spans.find(({ name }) => name === 'push to a nameserver')!
    expect([push.parentId, push.attributes]).toEqual(['', { 'countersign.nameserver': nameserverId }])
    expect(partsOf(spans, push).find(({ name }) => name === 'GET')).toMatchObject({ status: 2, attributes: { 'error.type': 'timeout' } })
    expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toContain('canary')
  })

  test('a statement that fails is told by its kind alone', async () => {
    const open = opened()
    const { trace } = open.host(nodeHost('silent'))
    const store = tracedStore(await fresh(), trace)
    const broken = trace({ name: 'look', kind: 'internal' }, () =>
      store.write((tx) => tx.insertInto('meta').values({ key: 'canary', value: null as never }).execute()),
    )
    await expect(broken).rejects.toThrow()
    const spans = await sent('look')
    expect(spans.find(({ name }) => name === 'INSERT meta')).toMatchObject({ status: 2 })
    expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toContain('canary')
  })
})

const many = async (trace: ReturnType<Traces['host']>['trace'], count: number) => {
  for (let at = 0; at < count; at++) await trace({ name: `span ${at % 3}`, kind: 'internal' }, async () => {})
}

const manners: readonly Manner[] = ['refuse', 'unavailable', 'redirect', 'hang', 'drip', 'flood']
test.each(manners)('a collector that does as in "%s" costs nobody anything, is told once, and is left at the end', async (manner) => {
  receiver.manner = manner
  const { trace } = opened({ OTEL_EXPORTER_OTLP_TIMEOUT: '300', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=canary%20key' }).host(nodeHost('silent'))
  await many(trace, 5000)
  await expect.poll(() => receiver.requests.length).toBeGreaterThan(0)
  if (manner !== 'drip') await expect.poll(() => lines.length).toBe(1)
  // Of what waits there is so much and no more: batches under way, and the queue.
  await many(trace, 20_000)
  await traces!.close()
  const told = lines.filter((line) => line.includes('takes no traces'))
  expect(told.length).toBeLessThanOrEqual(1)
  expect([lines.join('\n').includes('canary'), receiver.requests.some(({ url }) => url === '/elsewhere')]).toEqual([false, false])
  expect(receiver.requests.every(({ headers }) => headers['api-key'] === 'canary key')).toBe(true)
  expect(receiver.spans().length).toBeLessThan(12_000)
  receiver.manner = 'take'
})

test('a collector that is away is told, and again when it is back', async () => {
  receiver.manner = 'refuse'
  const { trace } = opened().host(nodeHost('silent'))
  await many(trace, 3)
  await expect.poll(() => lines.length).toBe(1)
  receiver.manner = 'take'
  await many(trace, 3)
  await expect.poll(() => lines.length).toBe(2)
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'warn', message: 'the collector takes no traces', fault: 'status 500' },
    { level: 'info', message: 'the collector takes traces again', lost: 3 },
  ])
})

test('of one request two hundred parts are told, and how many more there were', async () => {
  const { trace } = opened().host(nodeHost('silent'))
  await trace({ name: 'look', kind: 'internal' }, async () => {
    for (let at = 0; at < 250; at++) await trace({ name: 'part', kind: 'client', within: true }, async () => {})
  })
  const spans = await sent('look')
  expect(spans.filter(({ name }) => name === 'part')).toHaveLength(200)
  expect(spans.find(({ name }) => name === 'look')!.attributes).toEqual({ 'countersign.parts_untold': 50 })
})

test('the sampler decides, and a caller who wants none is left out', async () => {
  const { trace } = opened().host(nodeHost('silent'))
  const part = () => trace({ name: 'part', kind: 'client', within: true }, async () => {})
  const request = (parent: string) => trace({ name: parent, kind: 'server', parent }, part)
  await request(remote.parent.replace(/01$/, '00'))
  for (const wrong of [
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${remote.traceId}-${'0'.repeat(16)}-01`,
    `ff-${remote.traceId}-b7ad6b7169203331-01`, `${remote.parent}-more`, `${remote.parent}, ${remote.parent}`, `${remote.parent}\n`,
  ]) await request(wrong)
  await request(`cc${remote.parent.slice(2)}-more`)
  const spans = await sent(`cc${remote.parent.slice(2)}-more`)
  const roots = spans.filter(({ kind }) => kind === 2)
  expect(roots).toHaveLength(8)
  expect(roots.filter(({ traceId }) => traceId === remote.traceId).map(({ name }) => name)).toEqual([`cc${remote.parent.slice(2)}-more`])
  await traces!.close()
  receiver.bodies.length = 0
  const off = opened({ OTEL_TRACES_SAMPLER: 'always_off' }).host(nodeHost('silent'))
  await many(off.trace, 10)
  await traces!.close()
  expect(receiver.bodies).toEqual([])
})
