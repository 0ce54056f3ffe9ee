import { describe, expect, test } from 'vitest'
import { nameserverKinds, type NameserverKind } from '#contract/nameservers.ts'
import { bareFile, bareFiles, sampleFile } from '#server/testing/nameserver-file-sample.ts'
import { renderFile } from './file.ts'
import type { Asking, Peer, ServerFile } from './model.ts'

const peer = (name: string, ...addresses: string[]): Peer => ({ id: name, name, addresses, port: 53 })
const ask = (made: number, zone: string, key: string, ...peers: Peer[]): Asking => ({ zone, key, peers, made })
const render = (kind: NameserverKind, file: Partial<ServerFile>) => renderFile({
  name: 'ns2', kind, etag: '"1-0123456789abcdef"', transfers: [], updates: [], notifies: [], asks: [], accepts: [],
  keys: [{ name: 'axfr', algorithm: 'HMAC-SHA256', secret: 'c2VjcmV0' }], ...file,
})
const settings = (text: string) => text.split('\n').filter((line) => !/^\s*(?:\/\/|#)/.test(line)).join('\n')
const comments = (text: string) => text.split('\n').filter((line) => /^\s*(?:\/\/|#)/.test(line)).join('\n')

// How they change with the code is looked at in `git diff`; that the programs take them, in scripts/nameserver-file-checkers.test.ts.
test.each(nameserverKinds)('the file for %s is the golden one', async (kind) => {
  await expect(renderFile(sampleFile(kind))).toMatchFileSnapshot(`golden/${kind}.${kind === 'powerdns' || kind === 'other' ? 'txt' : 'conf'}`)
})

const bare = Object.keys(bareFiles) as (keyof typeof bareFiles)[]
test.each(nameserverKinds.flatMap((kind) => bare.map((which) => [kind, which] as const)))('the file for %s with %s in it is the golden one', async (kind, which) => {
  await expect(renderFile(bareFile(kind, which))).toMatchFileSnapshot(`golden/bare/${kind}-${which}.txt`)
})

// Failed for names of hexadecimal digits and dots alone, which were taken for IPv6.
test.each(['bind', 'knot', 'nsd'] as const)('in a file for %s a host name is no address, whatever letters it has', (kind) => {
  const file = (...addresses: string[]) => render(kind, { asks: [ask(0, 'a.example', 'axfr', peer('ns1', ...addresses))] })
  for (const name of ['cafe.de', 'ace.fed', 'dead.beef', 'ns1.example.com']) {
    const text = file(name)
    expect([name, settings(text).includes(name)]).toEqual([name, false])
    expect(text).toContain('ns1 has a host name only')
  }
  for (const address of ['192.0.2.53', '2001:db8::53', '::1'])
    expect([address, settings(file('cafe.de', address)).includes(address)]).toEqual([address, true])
})

test.each([`a"; }; key "b`, 'a\nb', 'a{b', 'a b'])('a key or zone named %j gets into no file', (name) => {
  for (const kind of nameserverKinds) {
    expect(() => render(kind, { keys: [{ name, algorithm: 'HMAC-SHA256' }] })).toThrow(RangeError)
    expect(() => render(kind, { keys: [], transfers: [{ zone: name, keys: ['k'] }] })).toThrow(RangeError)
    for (const item of ['asks', 'notifies'] as const)
      for (const peers of [[], [peer('ns1', 'ns1.example.com')], [peer('ns1', '192.0.2.1')]]) {
        expect(() => render(kind, { [item]: [ask(0, name, 'k', ...peers)] })).toThrow(RangeError)
        expect(() => render(kind, { [item]: [ask(0, 'a.example', name, ...peers)] })).toThrow(RangeError)
      }
  }
})

describe('what cannot be filled in stands in a comment', () => {
  const [named, nobody] = [peer('ns9\n"; evil', 'ns9.example.com'), [] as Peer[]]
  const lines = {
    bind: { asks: 'ADDRESS port 53 key "axfr";', notifies: 'ADDRESS port 53 key "axfr";', all: 'server ADDRESS { keys { "axfr"; }; };' },
    knot: { asks: 'address: "ADDRESS@53", key: "axfr"', notifies: 'address: "ADDRESS@53", key: "axfr"', all: 'address: "ADDRESS@53", key: "axfr"' },
    nsd: { asks: 'request-xfr: ADDRESS@53 axfr', notifies: 'notify: ADDRESS@53 axfr', all: 'ADDRESS@53 axfr' },
  } as const

  // Failed for NSD, which said nothing of notifies.
  test.each(['bind', 'knot', 'nsd'] as const)('of %s, for asks and notifies, of one zone and all', (kind) => {
    for (const item of ['asks', 'notifies'] as const)
      for (const zone of ['a.example', '']) {
        const text = render(kind, { [item]: [ask(0, zone, 'axfr', named)] })
        expect(comments(text)).toContain(`ns9 "; evil has a host name only`)
        expect(comments(text)).toContain(zone === '' ? lines[kind].all : lines[kind][item])
        expect(settings(text)).not.toMatch(/evil|ADDRESS|undefined/)
        expect(comments(render(kind, { [item]: [ask(0, zone, 'axfr', ...nobody)] })))
          .toContain(`Nobody is known who ${item === 'asks' ? 'answers' : 'asks'} with axfr for ${zone === '' ? 'all zones' : zone}`)
      }
  })

  // Failed: a zone that referred to it had the whole file refused, so that no key could change any more.
  test('a list of BIND is there without members', () => {
    for (const peers of [nobody, [named]]) {
      const text = render('bind', { asks: [ask(0, 'a.example', 'axfr', ...peers)], notifies: [ask(1, 'b.example', 'axfr', ...peers)] })
      expect(settings(text)).toContain('primaries "countersign-primaries-a.example" {\n\t100::;')
      expect(settings(text)).toContain('primaries "countersign-notify-b.example" {\n};')
      expect(text).toContain('in zone "b.example":  notify explicit; also-notify { "countersign-notify-b.example"; };')
      expect(text).toContain('in zone "a.example", once its list below has somebody:  primaries { "countersign-primaries-a.example"; };')
    }
  })

  test('PowerDNS says which keys of notify it does not set', () => {
    expect(comments(render('powerdns', { notifies: [ask(0, 'a.example', 'axfr', named)] })))
      .toContain('Not set here: with which key notify is signed (axfr for a.example')
  })
})

// Failed with NSD's BLOCKED and with a rule of Knot that matches everybody: both come before what the operator has.
test('a list that has no keys left lets nobody in and shuts nobody out', () => {
  const transfers = [{ zone: 'a.example', keys: [] }]
  expect(render('nsd', { transfers })).toContain('pattern:\n    name: "countersign-transfers-a.example"\n')
  expect(settings(render('nsd', { transfers }))).not.toMatch(/BLOCKED|provide-xfr/)
  expect(render('knot', { transfers })).toContain('address: "::"\n    deny: on\n    action: transfer')
})

describe('where there is room for one key the use that was made last has it', () => {
  const [one, again] = [peer('ns1', '192.0.2.1'), { ...peer('ns1-inside', '192.0.2.1'), port: 5353 }]
  test.each([['b-new', 'a-old'], ['a-new', 'b-old']])('%s, not %s', (newer, older) => {
    for (const file of [
      { asks: [ask(3, '', newer, one), ask(2, '', older, again)] }, { asks: [ask(2, '', older, again), ask(3, '', newer, one)] },
      { asks: [ask(2, '', older, one)], notifies: [ask(3, '', newer, one)] }, { asks: [ask(3, '', newer, one)], notifies: [ask(2, '', older, one)] },
    ]) {
      const text = render('bind', file)
      expect(settings(text).match(/server [^;]*;/g)).toEqual([`server 192.0.2.1 {\n\tkeys { "${newer}";`])
      expect(comments(text)).toMatch(new RegExp(`BIND signs with one key towards 192\\.0\\.2\\.1 \\(ns1[a-z-]*\\): ${newer}, and not ${older}\\.`))
    }
    // PowerDNS asks with the first of a list.
    expect(render('powerdns', { asks: [ask(2, 'a.example', older, one), ask(3, 'a.example', newer, again)] }))
      .toContain(`axfr-master a.example ${newer} ${older}\n`)
  })

  // Failed: the second was left out, with a comment that Knot can have one key.
  test('Knot has room for both', () => {
    const text = settings(render('knot', { asks: [ask(0, 'a.example', 'b', one)], notifies: [ask(1, 'a.example', 'c', one)] }))
    expect(text).toContain('  - id: "countersign-ns1-a.example"\n    address: [ "192.0.2.1@53" ]\n    key: "b"')
    expect(text).toContain('  - id: "countersign-ns1-a.example-2"\n    address: [ "192.0.2.1@53" ]\n    key: "c"')
    expect(text).toContain('  - id: "countersign-notify-a.example"\n    remote: [ "countersign-ns1-a.example-2" ]')
  })
})

// Failed: Knot refused the whole file for an identifier of more than 254 characters.
test('a long zone has identifiers that Knot takes, and another than the next long zone', () => {
  const zones = ['a', 'b'].map((end) => `${`${'z'.repeat(63)}.`.repeat(3)}${'y'.repeat(60)}${end}`)
  const text = settings(render('knot', {
    transfers: zones.map((zone) => ({ zone, keys: ['axfr'] })), asks: zones.map((zone, at) => ask(at, zone, 'axfr', peer('n'.repeat(100), '192.0.2.1'))),
  }))
  const ids = [...text.matchAll(/- id: "(countersign-[^"]*)"/g)].map(([, id]) => id!)
  expect(ids).toHaveLength(6)
  expect(new Set(ids).size).toBe(6)
  expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(254)
})
