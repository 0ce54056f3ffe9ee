import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as api, TraceFlags, type Context, type Span as OtelSpan } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  AlwaysOffSampler, AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider, type Sampler, type SpanExporter,
} from '@opentelemetry/sdk-trace'
import type { Host, Span, SpanOf, Trace } from '../host.ts'
import { ProblemError } from '../problem.ts'
import { tracedPorts } from './traced-ports.ts'
import type { TraceSettings } from './trace-settings.ts'

/*
 * Spans by OpenTelemetry's own SDK and exporter. This file is imported only where a collector is named (node.ts), and they with it.
 * Nothing is registered globally: what is traced is what says so.
 */

/** Parts that one request or look is told with; those beyond are counted. */
const partsMost = 200
/** What waits for a collector that is away: spans, and batches of 512 under way. The rest is dropped. */
const waitingMost = 2048
const batchesMost = 4
/** Milliseconds that a stopping server gives what waits. */
const patience = 3000

export interface Traces {
  /** This host, that traces: its ways out are spans, its log lines have `trace_id` and `span_id`. */
  host(bare: Host): Host & { trace: Trace }
  /** Sends what waits, three seconds at most. */
  close(): Promise<void>
}

/** What is open where the code is now. */
interface Open {
  span: OtelSpan
  context: Context
  /** Of the whole request or look. */
  told: { parts: number }
}

/** A `begin` that may be ended elsewhere, as an answer that comes in pieces. */
export interface Begun extends Span {
  end(error?: unknown): void
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const

/** By the names of OpenTelemetry (Environment Variable Specification, General SDK Configuration). */
function samplerOf({ sampler, ratio }: TraceSettings): Sampler {
  const root = sampler.endsWith('always_on') ? new AlwaysOnSampler()
    : sampler.endsWith('always_off') ? new AlwaysOffSampler()
    : new TraceIdRatioBasedSampler(ratio)
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

/** `traceparent` (W3C Trace Context §3.2.2); a version that is not known yet may say more behind it. `tracestate` is not taken: it may hold anything. */
const parentPattern = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** A context with the caller's span, or without any. */
export function contextOf(traceparent: string | null | undefined): Context {
  const found = parentPattern.exec(traceparent ?? '')
  if (!found || (found[1] === '00' && found[5] !== undefined)) return ROOT_CONTEXT
  const traceFlags = parseInt(found[4]!, 16) & TraceFlags.SAMPLED
  return api.setSpanContext(ROOT_CONTEXT, { traceId: found[2]!, spanId: found[3]!, traceFlags, isRemote: true })
}

/** What went wrong, in a word of ours or of the system's: never the message, which may hold values. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^[\w-]{1,40}$/.test(code) ? code : error.name.slice(0, 40)
}

/** The exporter, which says when a collector takes nothing any more, and when it does again. */
function told(exporter: SpanExporter, log: Host['log']): SpanExporter {
  let lost: number | undefined
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { error } = result
        if (error) {
          const { code } = error as { code?: unknown }
          if (lost === undefined) log('warn', 'the collector takes no traces', { fault: typeof code === 'number' ? `status ${code}` : faultOf(error) })
          lost = (lost ?? 0) + spans.length
        } else if (lost !== undefined) {
          log('info', 'the collector takes traces again', { lost })
          lost = undefined
        }
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
}

/** Opens the way to the collector. Nothing is asked of it now: a server starts without. */
export function openTraces(settings: TraceSettings, version: string, log: Host['log']): Traces {
  const { url, headers, timeout, compression, resource, delay } = settings
  const exporter = new OTLPTraceExporter({
    url, headers: { ...headers }, timeoutMillis: timeout, compression: compression as never, concurrencyLimit: batchesMost,
  })
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.version': version, 'service.instance.id': randomUUID(), ...resource }),
    sampler: samplerOf(settings),
    spanLimits: { attributeValueLengthLimit: 200, attributeCountLimit: 32 },
    spanProcessors: [
      new BatchSpanProcessor({ exporter: told(exporter, log), maxQueueSize: waitingMost, scheduledDelayMillis: delay, exportTimeoutMillis: timeout + 1000 }),
    ],
  })
  const tracer = provider.getTracer('countersign', version)
  const here = new AsyncLocalStorage<Open | undefined>()
  const untold: Begun & { open: Open | undefined } = { note() {}, inside: (work) => here.run(undefined, work), end() {}, open: undefined }

  function begin({ name, kind, facts, parent, within }: SpanOf): Begun & { open: Open | undefined } {
    const around = here.getStore()
    if (!around && within) return untold
    // Of what is not kept, and beyond what one is told with, nothing is made.
    if (around && (!around.span.isRecording() || ++around.told.parts > partsMost))
      return { ...untold, open: around, inside: (work) => here.run(around, work) }
    const context = around?.context ?? contextOf(parent)
    const span = tracer.startSpan(name, { kind: kinds[kind], ...(facts && { attributes: { ...facts } }) }, context)
    const open = { span, context: api.setSpan(context, span), told: around?.told ?? { parts: 0 } }
    return {
      open,
      note(noted) {
        span.setAttributes({ ...noted })
        if ('error.type' in noted) span.setStatus({ code: SpanStatusCode.ERROR })
      },
      inside: (work) => here.run(open, work),
      end(error) {
        // A refusal is an answer.
        if (error instanceof ProblemError) span.setAttribute('countersign.refused', error.code)
        else if (error !== undefined) span.setAttribute('error.type', faultOf(error)).setStatus({ code: SpanStatusCode.ERROR })
        if (!around && open.told.parts > partsMost) span.setAttribute('countersign.parts_untold', open.told.parts - partsMost)
        span.end()
      },
    }
  }

  const trace: Trace = async (of, work) => {
    const begun = begin(of)
    try {
      const value = await here.run(begun.open, () => work(begun))
      begun.end()
      return value
    } catch (error) {
      begun.end(error)
      throw error
    }
  }

  return {
    host: (bare) => ({
      ...bare,
      ...tracedPorts(bare, trace, begin),
      trace,
      log(level, message, facts) {
        const span = here.getStore()?.span
        if (!span?.isRecording()) return bare.log(level, message, facts)
        const { traceId, spanId } = span.spanContext()
        bare.log(level, message, { ...facts, trace_id: traceId, span_id: spanId })
      },
    }),
    async close() {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<'late'>((resolve) => { timer = setTimeout(() => resolve('late'), patience) })
      const sent = provider.shutdown().then(() => 'sent', () => 'late')
      if ((await Promise.race([sent, late])) === 'late') log('warn', 'the last traces could not be sent')
      clearTimeout(timer)
    },
  }
}
