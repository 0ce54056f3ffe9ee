import { readFileSync } from 'node:fs'
import { CannotStart } from '../problem.ts'
import { oneOf, said, whole } from './setting.ts'

/*
 * OpenTelemetry's own settings, by its specification (Environment Variable Specification; OpenTelemetry Protocol Exporter). What
 * cannot be used stops the start, as with all settings, where the specification would warn and go on.
 */

const samplers = ['always_on', 'always_off', 'traceidratio', 'parentbased_always_on', 'parentbased_always_off', 'parentbased_traceidratio'] as const

export interface TraceSettings {
  /** Where spans are sent to, with its path. */
  url: string
  headers: Readonly<Record<string, string>>
  /** Milliseconds for one sending, its repetitions included. */
  timeout: number
  compression: 'none' | 'gzip'
  sampler: (typeof samplers)[number]
  /** Of the samplers by ratio: 0 to 1. */
  ratio: number
  /** What the server calls itself: `service.name` among them. */
  resource: Readonly<Record<string, string>>
  /** Milliseconds that spans wait for others to be sent together. */
  delay: number
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

/** `name=value` with commas between, values percent-encoded (W3C Baggage). Nothing is said back: values are keys of collectors. */
function pairs(name: string, text: string | undefined): Record<string, string> {
  const wrong = () => new CannotStart(`${name} must be name=value, several with commas between them, with % and two digits for what is no plain ASCII.`)
  const all = (text ?? '').split(',').map((pair) => pair.trim()).filter((pair) => pair !== '')
  return Object.fromEntries(all.map((pair) => {
    const at = pair.indexOf('=')
    const key = pair.slice(0, at).trim()
    if (at < 1 || !token.test(key)) throw wrong()
    try {
      const value = decodeURIComponent(pair.slice(at + 1).trim())
      if (/[^\x20-\x7E]/.test(value)) throw wrong()
      return [key, value]
    } catch {
      throw wrong()
    }
  }))
}

/** Not said back: vendors have keys in the paths of theirs. */
function endpoint(name: string, text: string, plain: boolean): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '' || url.hash !== '' || (plain && url.search !== '')) {
    const rest = plain ? 'nothing behind its path' : 'no fragment'
    throw new CannotStart(`${name} must be the URL of a collector, such as http://127.0.0.1:4318: http or https, no user and no password in it, ${rest}.`)
  }
  return url.href
}

/** What is asked for by OTEL_…, or nothing where no collector is named or the SDK is disabled; then nothing else is looked at. */
export function readTraceSettings(env: NodeJS.ProcessEnv): TraceSettings | undefined {
  const given = (name: string) => env[name] || undefined
  /** The one for traces goes before the one for all signals. */
  const either = <T>(name: string, read: (name: string, text: string) => T, otherwise: T): T => {
    const found = [`OTEL_EXPORTER_OTLP_TRACES_${name}`, `OTEL_EXPORTER_OTLP_${name}`].find((one) => given(one) !== undefined)
    return found === undefined ? otherwise : read(found, given(found)!)
  }
  const base = given('OTEL_EXPORTER_OTLP_ENDPOINT')
  const exact = given('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')
  const url = exact === undefined
    ? base && `${endpoint('OTEL_EXPORTER_OTLP_ENDPOINT', base, true).replace(/\/$/, '')}/v1/traces`
    : endpoint('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', exact, false)
  if (url === undefined) return undefined
  if (oneOf('OTEL_SDK_DISABLED', (given('OTEL_SDK_DISABLED') ?? 'false').toLowerCase(), ['true', 'false']) === 'true') return undefined
  if (oneOf('OTEL_TRACES_EXPORTER', given('OTEL_TRACES_EXPORTER') ?? 'otlp', ['otlp', 'none']) === 'none') return undefined

  either('PROTOCOL', (name, text) => oneOf(name, text, ['http/protobuf']), 'http/protobuf')
  for (const name of ['CERTIFICATE', 'CLIENT_CERTIFICATE', 'CLIENT_KEY']) either(name, readable, undefined)
  const sampler = oneOf('OTEL_TRACES_SAMPLER', given('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on', samplers)
  const ratio = given('OTEL_TRACES_SAMPLER_ARG') ?? '1'
  if (sampler.endsWith('ratio') && !/^(?:0|1|0?\.\d{1,12}|[01]\.0+)$/.test(ratio))
    throw new CannotStart(`OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, not ${said(ratio)}.`)
  const own = given('OTEL_SERVICE_NAME')
  return {
    url, sampler, ratio: Number(ratio),
    headers: { ...pairs('OTEL_EXPORTER_OTLP_HEADERS', given('OTEL_EXPORTER_OTLP_HEADERS')),
      ...pairs('OTEL_EXPORTER_OTLP_TRACES_HEADERS', given('OTEL_EXPORTER_OTLP_TRACES_HEADERS')) },
    timeout: either('TIMEOUT', (name, text) => whole(name, text, 1, 600_000), 10_000),
    compression: either('COMPRESSION', (name, text) => oneOf(name, text, ['none', 'gzip']), 'none'),
    resource: {
      'service.name': 'countersign',
      ...pairs('OTEL_RESOURCE_ATTRIBUTES', given('OTEL_RESOURCE_ATTRIBUTES')),
      ...(own !== undefined && { 'service.name': own }),
    },
    delay: whole('OTEL_BSP_SCHEDULE_DELAY', given('OTEL_BSP_SCHEDULE_DELAY') ?? '5000', 1, 600_000),
  }
}

/** The exporter reads these files itself, and would go on without one. */
function readable(name: string, path: string): undefined {
  try {
    readFileSync(path)
  } catch (error) {
    throw new CannotStart(`${name} is ${said(path)}, which cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'no file'}.`)
  }
}
