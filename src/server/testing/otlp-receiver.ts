import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/* A collector of OpenTelemetry's traces, as small as tests need: it takes http/protobuf, and misbehaves when told to. */

export interface ReceivedSpan {
  traceId: string
  spanId: string
  parentId: string
  name: string
  /** 1 internal, 2 server, 3 client. */
  kind: number
  attributes: Record<string, string | number | boolean>
  /** 2: it failed. */
  status: number
}

/** `hang` never answers, `drip` for ever, `redirect` to another path, `flood` with 16 MB. */
export type Manner = 'take' | 'refuse' | 'unavailable' | 'hang' | 'drip' | 'redirect' | 'flood'

export interface Receiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  endpoint: string
  manner: Manner
  /** Everything that came, as it came. */
  bodies: Buffer[]
  requests: { method: string; url: string; headers: Record<string, unknown> }[]
  spans(): ReceivedSpan[]
  /** What the senders say they are. */
  resource(): Record<string, string | number | boolean>
  close(): Promise<void>
}

type Field = [number: number, value: Buffer | bigint]

/** The fields of a message (https://protobuf.dev/programming-guides/encoding/). */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = () => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const octet = message[at++]!
      value |= BigInt(octet & 127) << shift
      if (octet < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const [number, type] = [Number(tag >> 3n), Number(tag & 7n)]
    if (type === 0) fields.push([number, varint()])
    else {
      const length = type === 2 ? Number(varint()) : type === 1 ? 8 : 4
      fields.push([number, message.subarray(at, at + length)])
      at += length
    }
  }
  return fields
}
const all = (fields: readonly Field[], number: number) => fields.flatMap(([found, value]) => (found === number && Buffer.isBuffer(value) ? [value] : []))
const text = (fields: readonly Field[], number: number, as: 'utf8' | 'hex' = 'utf8') => all(fields, number)[0]?.toString(as) ?? ''
const count = (fields: readonly Field[], number: number) => Number(fields.find(([found]) => found === number)?.[1] ?? 0)

function attributesOf(fields: readonly Field[], number: number): Record<string, string | number | boolean> {
  return Object.fromEntries(all(fields, number).map((pair) => {
    const both = fieldsOf(pair)
    const [[kind, value] = [0, 0n] as const] = fieldsOf(all(both, 2)[0] ?? Buffer.alloc(0))
    return [text(both, 1), Buffer.isBuffer(value) ? (kind === 4 ? value.readDoubleLE() : value.toString()) : kind === 2 ? value === 1n : Number(value)]
  }))
}

/** By opentelemetry/proto/trace/v1/trace.proto. */
function spansOf(body: Buffer): ReceivedSpan[] {
  const scopes = all(fieldsOf(body), 1).flatMap((resource) => all(fieldsOf(resource), 2))
  return scopes.flatMap((scope) => all(fieldsOf(scope), 2)).map((span) => {
    const fields = fieldsOf(span)
    return {
      traceId: text(fields, 1, 'hex'), spanId: text(fields, 2, 'hex'), parentId: text(fields, 4, 'hex'), name: text(fields, 5), kind: count(fields, 6),
      attributes: attributesOf(fields, 9), status: count(fieldsOf(all(fields, 15)[0] ?? Buffer.alloc(0)), 3),
    }
  })
}

/** Listens on loopback. */
export async function otlpReceiver(): Promise<Receiver> {
  const bodies: Buffer[] = []
  const requests: Receiver['requests'] = []
  const timers: NodeJS.Timeout[] = []
  const flood = Buffer.alloc(1024 * 1024, 'x')
  const answers: Record<Manner, (response: ServerResponse) => void> = {
    take: (response) => void response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end(),
    refuse: (response) => void response.writeHead(500).end('no'),
    unavailable: (response) => void response.writeHead(503, { 'Retry-After': '3600' }).end(),
    redirect: (response) => void response.writeHead(307, { Location: '/elsewhere' }).end(),
    hang() {},
    drip(response) {
      response.writeHead(200)
      timers.push(setInterval(() => response.write('.'), 20))
    },
    flood(response) {
      response.writeHead(200)
      for (let part = 0; part < 16; part++) response.write(flood)
      response.end()
    },
  }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    response.on('error', () => {})
    request.on('error', () => {})
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      bodies.push(Buffer.concat(parts))
      requests.push({ method: request.method!, url: request.url!, headers: request.headers })
      answers[receiver.manner](response)
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const receiver: Receiver = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    manner: 'take', bodies, requests,
    spans: () => bodies.flatMap(spansOf),
    resource: () => attributesOf(fieldsOf(all(fieldsOf(all(fieldsOf(bodies[0]!), 1)[0]!), 1)[0]!), 1),
    async close() {
      for (const timer of timers) clearInterval(timer)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
