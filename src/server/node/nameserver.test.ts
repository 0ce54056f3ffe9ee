import { describe, expect, onTestFinished, test } from 'vitest'
import type { NameserverReply } from '../host.ts'
import { build, parse, query, rcodes, serialOf, types, type DnsRecord } from '../dns/message.ts'
import { nameOf } from '../dns/names.ts'
import { joined, u32 } from '../dns/octets.ts'
import { keyOf, sign, tsigErrors, unsignedError, type Before, type Signing } from '../dns/tsig.ts'
import { checkTsigKey, type CheckInput } from '../dns/check.ts'
import { playNameserver, type Play } from '../testing/played-nameserver.ts'
import { nodeHost } from './host.ts'
import { nodeNameserver } from './nameserver.ts'

/* The way to nameservers, and what a check makes of those that answer as no nameserver should. */

const machine = nodeHost('silent')
const nameserver = nodeNameserver({ idle: 400, again: 150 })
const secret = new Uint8Array(32).fill(7)
const key = keyOf({ name: 'key.example', algorithm: 'hmac-sha256', secret })
const zone = nameOf('example.org')
const soa: DnsRecord = {
  name: zone, type: types.SOA, class: 1, ttl: 60, data: joined([nameOf('ns.example.org'), nameOf('hostmaster.example.org'), ...[5, 1, 1, 1, 1].map(u32)]),
}
const host: DnsRecord = { name: nameOf('ns.example.org'), type: 1, class: 1, ttl: 60, data: new Uint8Array(4) }
const now = () => Math.floor(Date.now() / 1000)

/** A proper answer to a question, unsigned. */
function answerTo(question: Uint8Array, over: { answers?: DnsRecord[]; rcode?: number; truncated?: boolean; id?: number } = {}) {
  const { answers = [soa], rcode = 0, truncated = false, id } = over
  const asked = parse(question)
  return build({ id: id ?? asked.id, opcode: asked.opcode, response: true, authoritative: true, truncated, rcode, questions: asked.questions, answers })
}
const macOf = (question: Uint8Array) => parse(question).tsig!.mac
const signed = (question: Uint8Array, octets: Uint8Array, over: Partial<Signing> = {}) =>
  sign(machine.crypto, octets, { key, time: now(), before: { mac: macOf(question) }, ...over }).octets
const unsigned = (question: Uint8Array, error: number) => unsignedError(answerTo(question, { rcode: 9, answers: [] }), parse(question).tsig!, error)
/** What a good server answers. */
const good = (question: Uint8Array, answers?: DnsRecord[]) => signed(question, answerTo(question, { answers }))

async function played(play: Play) {
  const server = await playNameserver(play)
  onTestFinished(() => server.stop())
  return server
}
async function check(play: Play, over: Partial<CheckInput> = {}) {
  const { port } = await played(play)
  return checkTsigKey({ ...machine, nameserver }, {
    key: { name: 'key.example', algorithm: 'hmac-sha256', secret }, to: { address: '127.0.0.1', port }, zone: 'example.org', transport: 'udp',
    signal: new AbortController().signal, ...over,
  })
}
const verdictOf = async (play: Play, over?: Partial<CheckInput>) => (await check(play, over)).verdict
const junk = machine.random(60_000)
const wrongKey = { ...key, secret: new Uint8Array(32) }
const otherKey = { ...key, name: nameOf('other.example') }
const halfKey = { ...key, macOctets: 16 }
/** A question whose name points to itself. */
const loop = [0x84, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 6, 0, 1]
const lastTurned = (octets: Uint8Array) => octets.map((octet, place) => (place === octets.length - 1 ? octet ^ 1 : octet))

describe('by UDP', () => {
  test.each<[string, string, Play['udp']]>([
    ['a good answer', 'accepted', (question, send) => send(good(question))],
    ['a good answer after a wrong id', 'accepted', (question, send) => { send(answerTo(question, { id: parse(question).id ^ 1 })); send(good(question)) }],
    ['a good answer after a forged and an unsigned one', 'accepted', (question, send) => {
      send(signed(question, answerTo(question), { key: wrongKey }))
      send(answerTo(question, { rcode: rcodes.NOTAUTH }))
      send(junk.slice(0, 500))
      setTimeout(() => send(good(question)), 50)
    }],
    ['a forged answer', 'forged-reply', (question, send) => send(signed(question, answerTo(question), { key: wrongKey }))],
    ['the signature of another key', 'forged-reply', (question, send) => send(signed(question, answerTo(question), { key: otherKey }))],
    ['an answer to another question', 'forged-reply', (question, send) => send(signed(question, answerTo(question), { before: { mac: secret } }))],
    ['the signature of half a digest', 'bad-truncation', (question, send) => send(signed(question, answerTo(question), { key: halfKey }))],
    ['an unsigned answer', 'unsigned-reply', (question, send) => send(answerTo(question))],
    ['a signature that is too old', 'bad-time', (question, send) => send(signed(question, answerTo(question), { time: now() - 1000 }))],
    ['a wrong id only', 'timeout', (question, send) => send(answerTo(question, { id: parse(question).id ^ 1 }))],
    ['silence', 'timeout', undefined],
    ['junk', 'malformed', (question, send) => send(Uint8Array.from([...question.slice(0, 2), ...junk]))],
    ['a compression loop', 'malformed', (question, send) => send(Uint8Array.from([...question.slice(0, 2), ...loop]))],
    ['the question itself', 'malformed', (question, send) => send(question)],
    ['REFUSED', 'refused', (question, send) => send(signed(question, answerTo(question, { rcode: rcodes.REFUSED, answers: [] })))],
    ['BADKEY', 'unknown-key', (question, send) => send(unsigned(question, tsigErrors.BADKEY))],
    ['BADSIG', 'bad-signature', (question, send) => send(unsigned(question, tsigErrors.BADSIG))],
    ['BADTRUNC', 'bad-truncation', (question, send) => send(unsigned(question, tsigErrors.BADTRUNC))],
    ['BADTIME without a signature', 'bad-time', (question, send) => send(unsigned(question, tsigErrors.BADTIME))],
  ])('%s: %s', async (_, verdict, udp) => expect(await verdictOf({ udp })).toBe(verdict))

  test('what is lost is sent once more, and no third time', async () => {
    let first = true
    const once = await check({ udp: (question, send) => { if (!first) send(good(question)); first = false } })
    expect([once.verdict, once.steps[0]!.milliseconds! >= 140]).toEqual(['accepted', true])
    const server = await played({})
    await expect((async () => {
      for await (const _ of nameserver.datagrams({ address: '127.0.0.1', port: server.port }, query(1, zone, 6), new AbortController().signal));
    })()).rejects.toMatchObject({ name: 'NameserverFault', code: 'timeout' })
    expect(server.asked).toBe(2)
  })

  test('truncated: TCP is asked, also where it was not wanted', async () => {
    const short = { truncated: true, answers: [] }
    const found = await check({ udp: (question, send) => send(answerTo(question, short)), tcp: (question, send) => send(good(question)) })
    expect(found.verdict).toBe('accepted')
    expect(found.steps).toMatchObject([{ transport: 'udp', outcome: 'truncated' }, { transport: 'tcp', outcome: 'accepted', serial: 5 }])
    expect(await verdictOf({ udp: (question, send) => send(signed(question, answerTo(question, short))) })).toBe('accepted')
  })
})

describe('by TCP', () => {
  const tcp = (play: Play['tcp'], over?: Partial<CheckInput>) => check({ tcp: play }, { transport: 'tcp', ...over })
  test.each<[string, string, Play['tcp']]>([
    ['a good answer', 'accepted', (question, send) => send(good(question))],
    ['octet by octet', 'accepted', (question, _, connection) => {
      const octets = good(question)
      connection.setNoDelay(true)
      for (const octet of [0, octets.length, ...octets]) connection.write(Uint8Array.of(octet))
    }],
    ['closed at once', 'unreachable', (_, __, connection) => connection.destroy()],
    ['closed in the middle', 'malformed', (question, _, connection) => connection.end(Uint8Array.of(0, 100, ...question.slice(0, 20)))],
    ['silence', 'timeout', () => {}],
    ['an octet now and then', 'timeout', (_, __, connection) => {
      const timer = setInterval(() => connection.write(Uint8Array.of(1)), 100)
      connection.on('close', () => clearInterval(timer))
    }],
    ['another id', 'malformed', (question, send) => send(answerTo(question, { id: parse(question).id ^ 1 }))],
    ['64 KiB of junk', 'malformed', (_, send) => send(Uint8Array.from({ length: 65_535 }, (__, at) => junk[at % junk.length]!))],
    ['an empty message', 'malformed', (_, send) => send(new Uint8Array())],
  ])('%s: %s', async (_, verdict, play) => expect((await tcp(play)).verdict).toBe(verdict))

  /** A transfer in messages; `s` has a signature. */
  function transfer(pattern: string, change: (octets: Uint8Array, at: number) => Uint8Array = (octets) => octets): Play['tcp'] {
    return (question, send) => {
      const asked = parse(question)
      if (asked.questions[0]!.type !== types.AXFR) return send(good(question))
      let before: Before = { mac: asked.tsig!.mac }
      for (const [at, kind] of [...pattern].entries()) {
        const octets = answerTo(question, { answers: [...(at === 0 ? [soa] : []), host, ...(at === pattern.length - 1 ? [soa] : [])] })
        if (kind === 's') {
          const made = sign(machine.crypto, octets, { key, time: now(), before })
          before = { mac: made.mac, timersOnly: true }
          send(change(made.octets, at))
        } else {
          before = { ...before, between: [...(before.between ?? []), octets] }
          send(change(octets, at))
        }
      }
    }
  }
  test.each<[string, string, Play['tcp']]>([
    ['with all signed', 'accepted', transfer('sss')],
    ['with some unsigned', 'accepted', transfer(`s${'u'.repeat(99)}s`)],
    ['with too many unsigned', 'unsigned-reply', transfer(`s${'u'.repeat(100)}s`)],
    ['with the last unsigned', 'unsigned-reply', transfer('ssu')],
    ['with the first unsigned', 'unsigned-reply', transfer('uss')],
    ['with one changed', 'forged-reply', transfer('sus', (octets, at) => (at === 1 ? lastTurned(octets) : octets))],
  ])('a transfer %s: %s', async (_, verdict, play) => expect((await tcp(play, { transfer: true })).verdict).toBe(verdict))

  // What ends it by itself are 60 seconds, or 100,000 messages (tsig-stream.test.ts).
  test('a transfer without end is read on, and ends with whoever waits for it', async () => {
    const stop = new AbortController()
    const endless: Play['tcp'] = (question, send, connection) => {
      if (parse(question).questions[0]!.type !== types.AXFR) return send(good(question))
      let made = sign(machine.crypto, answerTo(question, { answers: [soa] }), { key, time: now(), before: { mac: macOf(question) } })
      send(made.octets)
      const more = () => {
        for (let at = 0; at < 20 && !connection.destroyed && connection.writableLength < 100_000; at++) {
          made = sign(machine.crypto, answerTo(question, { answers: [host] }), { key, time: now(), before: { mac: made.mac, timersOnly: true } })
          send(made.octets)
        }
        if (!connection.destroyed) setTimeout(more, 1)
      }
      more()
    }
    const running = tcp(endless, { transfer: true, signal: stop.signal, onStep: () => setTimeout(() => stop.abort(new Error('enough')), 500) })
    const { verdict, unfinished, steps } = await running
    const { outcome, records } = steps.find(({ what }) => what === 'axfr')!
    // What was read until then is told.
    expect([verdict, unfinished, outcome, records! > 1]).toEqual(['accepted', 'left', 'cut-off', true])
  })

  test('whoever stops reading ends the connection', async () => {
    let closed = false
    const { port } = await played({ tcp: (question, send, connection) => {
      connection.on('close', () => { closed = true })
      send(good(question))
      send(good(question))
    } })
    const replies: NameserverReply[] = []
    const question = sign(machine.crypto, query(1, zone, 6), { key, time: now() }).octets
    for await (const reply of nameserver.messages({ address: '127.0.0.1', port }, question, new AbortController().signal)) {
      replies.push(reply)
      break
    }
    await expect.poll(() => closed).toBe(true)
    expect(serialOf(replies[0]!.octets, parse(replies[0]!.octets).answers[0]!)).toBe(5)
  })
})

describe('without the key', () => {
  const open: Play['udp'] = (question, send) => send(parse(question).tsig ? good(question) : answerTo(question))
  test('a server that does not look at signatures', async () => {
    // It signs with the key whatever it was asked with.
    const found = await check({ udp: open }, { enforce: true })
    expect([found.verdict, found.enforced, found.next?.step]).toEqual(['accepted', false, 'require-key'])
  })
  test('silence instead of a refusal shows nothing', async () => {
    let asked = 0
    const found = await check({ udp: (question, send) => { if (asked++ === 0) send(good(question)) } }, { enforce: true })
    expect([found.verdict, found.enforced, found.steps.slice(1).map(({ outcome }) => outcome)]).toEqual(['accepted', null, ['timeout', 'timeout']])
  })
})

test('nobody there, a check that is ended, a name', async () => {
  const server = await playNameserver({})
  await server.stop()
  const to = { address: '127.0.0.1', port: server.port }
  const asking = { key: { name: 'k', algorithm: 'hmac-sha256', secret }, to, zone: 'example.org', transport: 'both' as const }
  const found = await checkTsigKey({ ...machine, nameserver }, { ...asking, signal: new AbortController().signal })
  expect(found.steps.map(({ transport, outcome }) => `${transport} ${outcome}`)).toEqual(['udp unreachable', 'tcp unreachable'])
  const ended = await checkTsigKey({ ...machine, nameserver }, { ...asking, signal: AbortSignal.abort(new Error('gone')) })
  expect([ended.verdict, ended.unfinished, ended.steps.map(({ outcome }) => outcome)]).toEqual([null, 'left', ['not-checked', 'not-checked']])
  expect(await nameserver.resolve('localhost', new AbortController().signal)).toContain('127.0.0.1')
  expect(await nameserver.resolve('nowhere.invalid', new AbortController().signal)).toEqual([])
})
