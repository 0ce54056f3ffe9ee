import { expect, test } from 'vitest'
import { CannotStart } from '../problem.ts'
import { readTraceSettings } from './trace-settings.ts'

const endpoint = 'http://127.0.0.1:4318'
const read = (env: NodeJS.ProcessEnv) => readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env })

test('without a collector nothing is looked at, and nothing is traced', () => {
  expect(readTraceSettings({})).toBeUndefined()
  expect(readTraceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: '', OTEL_TRACES_SAMPLER: 'xray', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toBeUndefined()
  for (const off of [{ OTEL_SDK_DISABLED: 'true' }, { OTEL_SDK_DISABLED: 'TRUE' }, { OTEL_TRACES_EXPORTER: 'none' }]) expect(read(off)).toBeUndefined()
})

test('what is not said is as the specification has it', () => {
  expect(read({})).toEqual({
    url: `${endpoint}/v1/traces`, headers: {}, timeout: 10_000, compression: 'none', sampler: 'parentbased_always_on', ratio: 1,
    resource: { 'service.name': 'countersign' }, delay: 5000,
  })
})

test('what is for traces goes before what is for all signals', () => {
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: `${endpoint}/base/` })!.url).toBe(`${endpoint}/base/v1/traces`)
  expect(read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.org/in?tenant=7' })!.url).toBe('https://traces.example.org/in?tenant=7')
  expect(read({
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20b, x=1', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x=2,y=a=b', OTEL_EXPORTER_OTLP_TIMEOUT: '5',
    OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '7', OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: 'gzip', OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
  })).toMatchObject({ headers: { 'api-key': 'a b', x: '2', y: 'a=b' }, timeout: 7, compression: 'gzip' })
  expect(read({ OTEL_SERVICE_NAME: 'keys', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=test' })!.resource)
    .toEqual({ 'service.name': 'keys', 'deployment.environment.name': 'test' })
  const sampler = 'parentbased_traceidratio'
  for (const [arg, ratio] of [['0', 0], ['1', 1], ['0.25', 0.25], ['.5', 0.5], ['1.0', 1]] as const)
    expect(read({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: arg })).toMatchObject({ sampler, ratio })
})

const wrong: [env: NodeJS.ProcessEnv, says: RegExp][] = [
  ...['sesame', 'ftp://127.0.0.1', 'http://me:sesame@127.0.0.1', 'http://127.0.0.1/?sesame', 'http://127.0.0.1/#sesame', '127.0.0.1:4318'].map(
    (text): [NodeJS.ProcessEnv, RegExp] => [{ OTEL_EXPORTER_OTLP_ENDPOINT: text }, /^OTEL_EXPORTER_OTLP_ENDPOINT must be the URL of a collector/],
  ),
  [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://me:sesame@127.0.0.1' }, /^OTEL_EXPORTER_OTLP_TRACES_ENDPOINT must be the URL/],
  ...['sesame', '=sesame', 'a b=sesame', 'a=%FF sesame', 'a=%0d%0asesame', 'a=%sesame', 'ä=sesame'].map(
    (text): [NodeJS.ProcessEnv, RegExp] => [{ OTEL_EXPORTER_OTLP_HEADERS: text }, /^OTEL_EXPORTER_OTLP_HEADERS must be name=value/],
  ),
  [{ OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'sesame' }, /^OTEL_EXPORTER_OTLP_TRACES_HEADERS must/],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'sesame' }, /^OTEL_RESOURCE_ATTRIBUTES must be name=value/],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, /^OTEL_EXPORTER_OTLP_PROTOCOL must be one of http\/protobuf, not "grpc"/],
  [{ OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '0' }, /^OTEL_EXPORTER_OTLP_TRACES_TIMEOUT must be a whole number/],
  [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'br' }, /^OTEL_EXPORTER_OTLP_COMPRESSION must be one of none, gzip/],
  [{ OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem' }, /^OTEL_EXPORTER_OTLP_CERTIFICATE is "\/nowhere\/ca.pem", which cannot be read: ENOENT\./],
  [{ OTEL_TRACES_SAMPLER: 'xray' }, /^OTEL_TRACES_SAMPLER must be one of always_on, .*, not "xray"/],
  ...['2', '-1', '50%', 'half'].map((arg): [NodeJS.ProcessEnv, RegExp] => [
    { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: arg }, /^OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1/,
  ]),
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, /^OTEL_TRACES_EXPORTER must be one of otlp, none/],
  [{ OTEL_SDK_DISABLED: '1' }, /^OTEL_SDK_DISABLED must be one of true, false/],
  [{ OTEL_BSP_SCHEDULE_DELAY: '5s' }, /^OTEL_BSP_SCHEDULE_DELAY must be a whole number/],
]
test.each(wrong)('%o is refused in one line that names it', (env, says) => {
  let told: unknown
  try {
    read(env)
  } catch (error) {
    told = error
  }
  expect(told).toBeInstanceOf(CannotStart)
  expect((told as Error).message).toMatch(says)
  expect((told as Error).message).not.toMatch(/sesame|\n/)
})
