import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { ask } from '../checks/client.ts'
import { administrator, cleanUp, sqliteHome, startServer } from '../checks/servers.ts'
import { closeConnections } from '../checks/client.ts'
import { otlpReceiver, type Receiver } from '#server/testing/otlp-receiver.ts'
import { needConsole } from '#server/testing/need.ts'

/*
 * Traces of a real server: what it loads for them, and how it stops.
 */

needConsole()
let receiver: Receiver
beforeEach(async () => { receiver = await otlpReceiver() })
afterEach(() => receiver.close())
afterAll(async () => {
  closeConnections()
  await cleanUp()
})

/** Says on standard error what of OpenTelemetry is loaded. */
const hook = `import { registerHooks } from 'node:module'
registerHooks({ load(url, context, next) {
  if (/@opentelemetry|node\\/traces\\.ts|node\\/traced-ports\\.ts/.test(url)) process.stderr.write('loaded ' + url + '\\n')
  return next(url, context)
} })`
const watching = { NODE_OPTIONS: `--import data:text/javascript;base64,${Buffer.from(hook).toString('base64')}`, LOG_LEVEL: 'info' }
const wrongPassword = (origin: string) => ask(origin, '/api/v1/session', {
  method: 'POST', headers: { 'X-Countersign-CSRF': '1' }, body: { email: administrator.email, password: 'canary' },
})

test('without a collector nothing of it is loaded; with one a stopping server sends what waits', async () => {
  const home = sqliteHome()
  const plain = await startServer(home, { env: watching })
  expect((await wrongPassword(plain.origin)).status).toBe(401)
  expect(await plain.end('SIGTERM')).toBe(0)
  expect(plain.output()).toContain('"message":"stopped"')
  expect([plain.output().includes('loaded '), plain.output().includes('trace_id')]).toEqual([false, false])

  const tracing = await startServer(home, { env: { ...watching, OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '600000' } })
  expect(tracing.output()).toMatch(/loaded .*@opentelemetry\/sdk-trace/)
  const requestId = (await wrongPassword(tracing.origin)).headers['x-request-id']
  expect(receiver.bodies).toHaveLength(0)
  expect(await tracing.end('SIGTERM')).toBe(0)
  const span = receiver.spans().find(({ attributes }) => attributes['countersign.request_id'] === requestId)!
  expect(span).toMatchObject({ name: 'POST /api/v1/session', attributes: { 'http.response.status_code': 401 } })
  const line = tracing.output().split('\n').find((one) => one.includes(String(requestId)))!
  expect(JSON.parse(line)).toMatchObject({ trace_id: span.traceId, span_id: span.spanId })
  expect(Buffer.concat(receiver.bodies).toString('latin1')).not.toMatch(/canary|example\.org/)
}, 400_000)

test('a collector that never answers keeps no request and no stop waiting', async () => {
  receiver.manner = 'hang'
  const server = await startServer(sqliteHome(), { env: { LOG_LEVEL: 'info', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_BSP_SCHEDULE_DELAY: '1' } })
  for (let at = 0; at < 200; at++) expect((await ask(server.origin, '/tsig')).status).toBe(401)
  expect(receiver.requests.length).toBeGreaterThan(0)
  expect(await server.end('SIGTERM')).toBe(0)
  expect(server.output()).toMatch(/"the last traces could not be sent".*\n.*"stopped"/)
}, 400_000)
