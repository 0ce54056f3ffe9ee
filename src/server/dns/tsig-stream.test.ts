import { describe, expect, test } from 'vitest'
import { nodeHost } from '../node/host.ts'
import { build, parse, types, type DnsRecord } from './message.ts'
import { nameOf } from './names.ts'
import { joined, u32 } from './octets.ts'
import { keyOf, sign, type Before } from './tsig.ts'
import { SignedStream } from './tsig-stream.ts'
import { messagesMost, Transfer } from './transfer.ts'

const { crypto } = nodeHost('silent')
const time = 1_800_000_000
const key = keyOf({ name: 'key.example', algorithm: 'hmac-sha256', secret: new Uint8Array(32).fill(7) })
const zone = nameOf('example.org')
const requestMac = new Uint8Array(32).fill(1)
const soa = (serial: number): DnsRecord => ({
  name: zone, type: types.SOA, class: 1, ttl: 60, data: joined([nameOf('ns.example.org'), nameOf('hostmaster.example.org'), ...[serial, 1, 1, 1, 1].map(u32)]),
})
const host: DnsRecord = { name: nameOf('ns.example.org'), type: 1, class: 1, ttl: 60, data: new Uint8Array(4) }
const message = (answers = [host]) => build({ id: 1, response: true, answers })

/** Messages, those signed of which the pattern has an `s`. */
function streamOf(pattern: string): Uint8Array[] {
  let before: Before = { mac: requestMac }
  return [...pattern].map((kind) => {
    const octets = message()
    if (kind !== 's') {
      before = { ...before, between: [...(before.between ?? []), octets] }
      return octets
    }
    const signed = sign(crypto, octets, { key, time, before })
    before = { mac: signed.mac, timersOnly: true }
    return signed.octets
  })
}

function taken(messages: readonly Uint8Array[], at = time) {
  const stream = new SignedStream(crypto, key, requestMac)
  for (const [index, octets] of messages.entries()) {
    const fault = stream.take(parse(octets), at)
    if (fault) return `${fault} at ${index}`
  }
  return stream.covered ? 'whole' : 'not covered'
}

describe('intermittent signatures (RFC 8945 §5.3.1)', () => {
  test.each([
    ['s', 'whole'], ['sss', 'whole'], ['suuus', 'whole'], ['susuus', 'whole'], [`s${'u'.repeat(99)}s${'u'.repeat(99)}s`, 'whole'],
    [`s${'u'.repeat(100)}s`, 'unsigned at 100'], ['us', 'unsigned at 0'], ['su', 'not covered'], ['ssu', 'not covered'],
  ])('%s', (pattern, outcome) => expect(taken(streamOf(pattern))).toBe(outcome))

  test('one left out, two exchanged, one of another stream, one changed', () => {
    const messages = streamOf('suus')
    expect(taken([messages[0]!, messages[1]!, messages[3]!])).toBe('signature at 2')
    expect(taken([messages[0]!, message([host, host]), messages[2]!, messages[3]!])).toBe('signature at 3')
    const signed = streamOf('sss')
    expect(taken([signed[0]!, signed[2]!, signed[1]!])).toBe('signature at 1')
    expect(taken([signed[1]!])).toBe('signature at 0')
  })

  test('the time of each is looked at', () => expect(taken(streamOf('ss'), time + 301)).toBe('time at 0'))
})

describe('transfers (RFC 5936 §2.2)', () => {
  const read = (...messages: DnsRecord[][]) => {
    const transfer = new Transfer(zone)
    try {
      for (const answers of messages) transfer.take(parse(message(answers)))
    } catch (error) {
      return (error as { code: string }).code
    }
    return transfer.done ? transfer.records : 'open'
  }
  test('from SOA to SOA', () => {
    expect(read([soa(1), host, soa(1)])).toBe(3)
    expect(read([soa(1)], [host], [host, soa(1)])).toBe(4)
    expect(read([soa(1), host])).toBe('open')
    expect(read([soa(1)])).toBe('open')
  })
  test.each([
    ['no SOA first', [[host, soa(1)]]], ['another serial last', [[soa(1), host, soa(2)]]], ['more behind the end', [[soa(1), soa(1), host]]],
    ['a message behind the end', [[soa(1), soa(1)], [host]]], ['an empty message', [[soa(1)], []]], ['another zone', [[{ ...soa(1), name: nameOf('org') }]]],
  ])('%s', (_, messages) => expect(read(...messages)).toBe('transfer'))
  test('has an end of messages', () => {
    const transfer = new Transfer(zone)
    transfer.take(parse(message([soa(1)])))
    const next = parse(message())
    for (let at = 1; at < messagesMost; at++) transfer.take(next)
    expect(() => transfer.take(next)).toThrow(/at most 100000/)
  })
})
