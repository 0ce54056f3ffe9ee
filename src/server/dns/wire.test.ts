import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nodeHost } from '../node/host.ts'
import { build, classes, parse, query, serialOf, types, updateThatAsks, type Message } from './message.ts'
import { nameOf, textOf } from './names.ts'
import { keyOf, sign, timeOf, unsignedError, verify, type TsigKey } from './tsig.ts'
import { SignedStream } from './tsig-stream.ts'
import { Transfer } from './transfer.ts'

/* Octets of dnspython, BIND, Knot and NSD: test-vectors.json says how they were made. */

interface Keyed { key: string; secret: string; query: string; answer: string }
const { dnspython, recorded } = JSON.parse(readFileSync(join(import.meta.dirname, 'test-vectors.json'), 'utf8')) as {
  dnspython: { time: number; single: (Keyed & { algorithm: string })[]; badTime: Keyed; stream: Omit<Keyed, 'answer'> & { messages: string[] } }
  recorded: (Keyed & { server: string; client: string; algorithm: string; transferQuery: string; transfer: string[] })[]
}
const octetsOf = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
const keyIn = ({ key, secret, algorithm = 'hmac-sha256' }: { key: string; secret: string; algorithm?: string }) =>
  keyOf({ name: key, algorithm, secret: octetsOf(secret) })
type Signed = Message & { tsig: NonNullable<Message['tsig']> }
const signedIn = (text: string) => parse(octetsOf(text)) as Signed

const { crypto } = nodeHost('silent')

describe('octets of others', () => {
  test.each(dnspython.single)('dnspython, $algorithm: we sign the same octets, and verify the answer', (vector) => {
    const key = keyIn(vector)
    const wanted = signedIn(vector.query)
    const made = sign(crypto, query(wanted.id, nameOf('Example.ORG'), types.SOA), { key: { ...key, name: wanted.tsig.name }, time: dnspython.time })
    expect(Uint8Array.from(made.mac)).toEqual(Uint8Array.from(wanted.tsig.mac))
    // It writes the name of MD5 in capitals.
    if (vector.algorithm !== 'hmac-md5.sig-alg.reg.int') expect(Buffer.from(made.octets).toString('hex')).toBe(vector.query)
    expect(verify(crypto, wanted, { key, time: dnspython.time })).toBe(undefined)
    const answer = signedIn(vector.answer)
    expect(verify(crypto, answer, { key, time: dnspython.time, before: { mac: wanted.tsig.mac } })).toBe(undefined)
    expect(answer.tsig.timeSigned).toBe(dnspython.time + 3)
    expect(String(serialOf(answer.octets, answer.answers[0]!))).toMatch(/^2024010\d$/)
  })

  test('dnspython: BADTIME, with the time of the server', () => {
    const [key, asked, answer] = [keyIn(dnspython.badTime), signedIn(dnspython.badTime.query), signedIn(dnspython.badTime.answer)]
    expect(verify(crypto, answer, { key, time: dnspython.time, before: { mac: asked.tsig.mac } })).toBe(undefined)
    expect([answer.tsig.error, timeOf(answer.tsig) - dnspython.time]).toEqual([18, 900])
  })

  test('dnspython: a stream of three messages', () => {
    const { query: asked, messages } = dnspython.stream
    const stream = new SignedStream(crypto, keyIn(dnspython.stream), signedIn(asked).tsig.mac)
    const transfer = new Transfer(nameOf('example.org'))
    for (const text of messages) {
      const message = parse(octetsOf(text))
      expect(stream.take(message, dnspython.time)).toBe(undefined)
      transfer.take(message)
    }
    expect([stream.covered, transfer.done, transfer.records, transfer.messages, transfer.serial]).toEqual([true, true, 5, 3, 7])
  })

  test.each(recorded)('$client and $server, $algorithm', (vector) => {
    const key = keyIn(vector)
    const asked = signedIn(vector.query)
    expect(verify(crypto, asked, { key, time: asked.tsig.timeSigned })).toBe(undefined)
    // What dig and kdig sent, made again from its parts.
    const { tsig } = asked
    const bare = asked.octets.slice(0, tsig.start)
    bare[11] = bare[11]! - 1
    expect(sign(crypto, bare, { key, time: tsig.timeSigned, fudge: tsig.fudge }).octets).toEqual(asked.octets)
    const answer = signedIn(vector.answer)
    expect(verify(crypto, answer, { key, time: tsig.timeSigned, before: { mac: tsig.mac } })).toBe(undefined)
    expect(answer.answers.map((record) => serialOf(answer.octets, record))).toEqual([1])
    const transferAsked = signedIn(vector.transferQuery)
    const stream = new SignedStream(crypto, key, transferAsked.tsig.mac)
    const transfer = new Transfer(nameOf('Example.org'))
    for (const text of vector.transfer) {
      const message = parse(octetsOf(text))
      expect(stream.take(message, transferAsked.tsig.timeSigned)).toBe(undefined)
      transfer.take(message)
    }
    expect([stream.covered, transfer.done, transfer.records]).toEqual([true, true, 8])
  })
})

const time = 1_800_000_000
const key = keyOf({ name: 'key.example', algorithm: 'HMAC-SHA256.', secret: new Uint8Array(32).fill(7) })
const question = query(0x1234, nameOf('example.org'), types.SOA)

describe('order of what is looked at (RFC 8945 §5.2)', () => {
  const faultOf = (by: Partial<TsigKey>, at = time, change: (octets: Uint8Array) => void = () => {}) => {
    const { octets } = sign(crypto, question, { key: { ...key, ...by }, time: at })
    change(octets)
    return verify(crypto, parse(octets) as Signed, { key, time })
  }
  test.each([
    ['nothing', undefined, {}, time],
    ['the key, before the MAC', 'key', { name: nameOf('other.example'), secret: new Uint8Array(32) }, time],
    ['the algorithm', 'key', { algorithm: 'hmac-sha384' }, time],
    ['the MAC, before the time', 'signature', { secret: new Uint8Array(32) }, time - 5000],
    ['the time, before the truncation', 'time', { macOctets: 16 }, time - 301],
    ['the truncation', 'truncation', { macOctets: 16 }, time - 300],
    ['a MAC of less than half', 'format', { macOctets: 15 }, time],
    ['a MAC of nothing', 'unsigned', { macOctets: 0 }, time],
  ] as const)('%s', (_, fault, by, at) => expect(faultOf(by, at)).toBe(fault))

  test('any octet changed is seen', () => {
    const { octets } = sign(crypto, question, { key, time })
    const { tsig } = parse(octets) as Signed
    let seen = 0
    for (let at = 0; at < octets.length; at++) {
      const changed = octets.slice()
      // A letter in the other case is the same name.
      changed[at]! ^= 0x80
      let fault: unknown
      try {
        const message = parse(changed)
        fault = message.tsig ? verify(crypto, message as Signed, { key, time }) : 'unsigned'
      } catch (error) {
        fault = error
      }
      if (fault !== undefined) seen++
      // The id may be changed on the way: the original one was signed (§5.3.2).
      else expect(at).toBeLessThan(2)
    }
    expect(seen).toBe(octets.length - 2)
    expect(textOf(tsig.algorithm)).toBe('hmac-sha256')
  })

  test('a message that was given another id on its way is verified by the one it had', () => {
    expect(faultOf({}, time, (octets) => octets.set([9, 9], 0))).toBe(undefined)
  })

  test('an unsigned error repeats the TSIG of the question with an empty MAC', () => {
    const asked = parse(sign(crypto, question, { key, time }).octets) as Signed
    const answer = parse(unsignedError(build({ id: asked.id, response: true, rcode: 9 }), asked.tsig, 17)) as Signed
    expect(answer.tsig).toMatchObject({ error: 17, timeSigned: time, originalId: asked.id })
    expect(verify(crypto, answer, { key, time, before: { mac: asked.tsig.mac } })).toBe('unsigned')
  })
})

describe('messages', () => {
  // Algorithm, time, fudge, MAC, original id, error, other data.
  const data = octetsOf(['00', '000000000000', '012c', '0000', '1234', '0000', '0000'].join(''))
  const tsigRecord = { name: nameOf('k'), type: types.TSIG, class: classes.ANY, ttl: 0, data }
  const other = { name: nameOf('a'), type: 1, class: 1, ttl: 60, data: new Uint8Array(4) }
  const codeOf = (octets: Uint8Array) => {
    try {
      parse(octets)
      return 'none'
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('an UPDATE that asks has a prerequisite and no change', () => {
    const message = parse(updateThatAsks(7, nameOf('example.org')))
    expect([message.opcode, message.questions.length, message.answers.length, message.authorities.length, message.additionals.length]).toEqual([5, 1, 1, 0, 0])
    expect(message.answers[0]).toMatchObject({ type: types.ANY, class: classes.ANY, ttl: 0, data: new Uint8Array() })
  })

  test.each([
    ['in its place', 'none', build({ id: 1, additionals: [other, tsigRecord] })],
    ['twice', 'tsig', build({ id: 1, additionals: [tsigRecord, tsigRecord] })],
    ['before another record', 'tsig', build({ id: 1, additionals: [tsigRecord, other] })],
    ['among the answers', 'tsig', build({ id: 1, answers: [tsigRecord] })],
    ['of another class', 'tsig', build({ id: 1, additionals: [{ ...tsigRecord, class: 1 }] })],
    ['with a TTL', 'tsig', build({ id: 1, additionals: [{ ...tsigRecord, ttl: 1 }] })],
    ['with a MAC longer than the record', 'short', build({ id: 1, additionals: [{ ...tsigRecord, data: data.map((octet, at) => (at === 9 ? 1 : octet)) }] })],
    ['with octets behind it', 'tsig', build({ id: 1, additionals: [{ ...tsigRecord, data: Uint8Array.from([...tsigRecord.data, 0]) }] })],
  ])('a TSIG record %s', (_, code, octets) => expect(codeOf(octets)).toBe(code))

  test('nothing stands behind the last record, and counts are of what is there', () => {
    expect(codeOf(Uint8Array.from([...question, 0]))).toBe('trailing')
    const many = question.slice()
    many.set([0xff, 0xff], 6)
    expect(codeOf(many)).toBe('short')
    for (let length = 0; length < question.length; length++) expect(codeOf(question.slice(0, length))).toBe('short')
    expect(codeOf(new Uint8Array(65_536))).toBe('too-large')
  })
})
