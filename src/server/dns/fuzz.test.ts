import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeHost } from '../node/host.ts'
import { DnsFault } from './fault.ts'
import { build, parse, serialOf, types, type DnsRecord, type Tsig } from './message.ts'
import { nameOf, textOf } from './names.ts'
import { keyOf, verify } from './tsig.ts'
import { SignedStream } from './tsig-stream.ts'
import { Transfer } from './transfer.ts'

/* Octets of anybody: no exception but DnsFault, and no more to do than the length says. Seen to fail with a bound of pointers taken away. */

const { crypto } = nodeHost('silent')
const key = keyOf({ name: 'vector.example', algorithm: 'hmac-sha256', secret: new Uint8Array(32) })

/** Of a message with `length` octets: a name of 255 octets may be pointed to by every 11 octets of a record. */
const stepsMost = (length: number) => 50 * length + 500

/** Reads what can be read of it, all that a check does. Answers how much was done. */
function readAll(octets: Uint8Array): number {
  try {
    const message = parse(octets)
    for (const { name } of message.questions) nameOf(textOf(name))
    if (message.tsig) verify(crypto, message as { octets: Uint8Array; tsig: Tsig }, { key, time: 0 })
    new SignedStream(crypto, key, new Uint8Array(32)).take(message, 0)
    for (const record of message.answers) if (record.type === types.SOA) serialOf(octets, record)
    new Transfer(nameOf('example.org')).take(message)
    return message.steps
  } catch (error) {
    if (error instanceof DnsFault) return 0
    throw error
  }
}

const { recorded } = JSON.parse(readFileSync(join(import.meta.dirname, 'test-vectors.json'), 'utf8')) as {
  recorded: { query: string; answer: string; transfer: string[] }[]
}
const real = recorded.flatMap(({ query, answer, transfer }) => [query, answer, ...transfer]).map((text) => new Uint8Array(Buffer.from(text, 'hex')))

test('random octets', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (octets) => {
    expect(readAll(octets)).toBeLessThanOrEqual(stepsMost(octets.length))
  }), { numRuns: 2000 })
})

test('real messages with octets changed, cut and doubled', () => {
  let read = 0
  const change = fc.record({ at: fc.nat(400), octet: fc.constantFrom(0, 1, 0x3f, 0x40, 0xc0, 0xff, 12, 250), cut: fc.boolean(), doubled: fc.boolean() })
  fc.assert(fc.property(fc.constantFrom(...real), fc.array(change, { maxLength: 4 }), (message, changes) => {
    let octets: Uint8Array = message.slice()
    for (const { at, octet, cut, doubled } of changes) {
      const from = at % octets.length
      if (cut && octets.length > 13) octets = octets.slice(0, Math.max(1, from))
      else if (doubled) octets = Uint8Array.from([...octets.slice(0, from), ...octets.slice(Math.max(0, from - 30))])
      else octets[from] = octet
    }
    const steps = readAll(octets)
    if (steps > 0) read++
    expect(steps).toBeLessThanOrEqual(stepsMost(octets.length))
  }), { numRuns: 4000 })
  // Most have to get past the header, or nothing is tried.
  expect(read).toBeGreaterThan(400)
})

const records = fc.array(
  fc.record({
    name: fc.constantFrom('example.org', 'a.b.c', '.', 'x\\.y.z').map(nameOf), type: fc.nat(249), class: fc.nat(65_535), ttl: fc.nat(2 ** 32 - 1),
    data: fc.uint8Array({ maxLength: 40 }),
  }),
  { maxLength: 5 },
)
test('what is built is read back', () => {
  const whole = fc.record({
    id: fc.nat(65_535), opcode: fc.nat(15), rcode: fc.nat(15), response: fc.boolean(), answers: records, authorities: records, additionals: records,
  })
  fc.assert(fc.property(whole, ({ id, opcode, rcode, response, answers, authorities, additionals }) => {
    const message = parse(build({ id, opcode, rcode, response, answers, authorities, additionals }))
    const plain = (list: readonly DnsRecord[]) => list.map(({ name, type, class: of, ttl, data }) => [textOf(name), type, of, ttl, [...data]])
    expect([message.id, message.opcode, message.rcode, message.response]).toEqual([id, opcode, rcode, response])
    expect([message.answers, message.authorities, message.additionals].map(plain)).toEqual([answers, authorities, additionals].map(plain))
  }))
})

test('64 KiB of records whose names all point to the longest name', () => {
  const longest = nameOf(Array(127).fill('a').join('.'))
  const octets = new Uint8Array(65_535)
  octets.set(build({ id: 1, answers: [{ name: longest, type: 1, class: 1, ttl: 0, data: new Uint8Array() }] }))
  let at = 12 + longest.length + 10
  let count = 1
  for (; at + 12 <= octets.length; at += 12, count++) octets.set([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0], at)
  octets.set([count >> 8, count & 255], 6)
  const message = parse(octets.subarray(0, at))
  expect(message.answers).toHaveLength(count)
  expect(message.steps).toBeLessThanOrEqual(stepsMost(at))
})

test('64 KiB that claim 65,535 records of each kind', () => {
  const octets = new Uint8Array(65_535).fill(0xff, 4, 12)
  expect(readAll(octets)).toBe(0)
})
