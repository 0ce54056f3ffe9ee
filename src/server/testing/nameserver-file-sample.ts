import { tsigAlgorithms, type TsigAlgorithm } from '#contract/tsig-algorithms.ts'
import type { NameserverKind } from '#contract/nameservers.ts'
import type { Asking, Peer, ServerFile } from '#server/nouns/nameservers/files/model.ts'

/* One nameserver with all that a file can say: the golden files are it, and each program's own checker takes them. */

const long = (letter: string) => [...Array<string>(3).fill(letter.repeat(63)), letter.repeat(61)].join('.')
/** The longest name that a key or a zone can have. */
export const longKey = long('k')
export const longZone = long('z')

const peer = (at: number, name: string, addresses: readonly string[], port = 53): Peer =>
  ({ id: `019a0000-0000-7000-8000-00000000000${at}`, name, addresses, port })
const peers = {
  both: peer(1, 'ns2.example.net', ['192.0.2.2', '2001:db8::2', 'ns2.example.net']),
  other: peer(2, 'Zürich *2*', ['198.51.100.3'], 5353),
  six: peer(3, 'six', ['2001:db8:0:1::6'], 5353),
  named: peer(4, 'ns9.example.net', ['ns9.example.net', 'cafe.de'], 5353),
  long: peer(5, 'n'.repeat(100), ['203.0.113.100']),
}

const key = (name: string, algorithm: TsigAlgorithm) =>
  ({ name, algorithm, secret: Buffer.alloc(tsigAlgorithms[algorithm].digestOctets, name).toString('base64') })
const ask = (made: number, zone: string, key: string, ...peers: readonly Peer[]): Asking => ({ zone, key, peers, made })

const asks = [
  ask(1, '', 'all.example', peers.both, peers.named), ask(4, 'asked.example', '_new.example', peers.both, peers.named),
  ask(3, 'asked.example', 'a-1', peers.other),
  ask(5, 'named.example', 'a-1', peers.named), ask(6, 'nobody.example', 'a-1'), ask(7, longZone, longKey, peers.six, peers.long),
]

export const sampleFile = (kind: NameserverKind): ServerFile => ({
  name: 'ns1.example.net', kind, etag: '"7-9f4c12e07b8a6d35"',
  keys: [key('_new.example', 'HMAC-SHA512'), key('a-1', 'HMAC-SHA224'), key('all.example', 'HMAC-SHA256'), key(longKey, 'HMAC-SHA384')],
  transfers: [
    { zone: '', keys: ['all.example'] }, { zone: '.', keys: ['a-1'] }, { zone: '0/25.2.0.192.in-addr.arpa', keys: ['_new.example', 'a-1'] },
    { zone: 'all', keys: ['a-1'] }, { zone: 'ended.example', keys: [] }, { zone: longZone, keys: [longKey] },
  ],
  updates: [{ zone: '', keys: ['all.example'] }, { zone: 'changed.example', keys: ['_new.example', 'a-1'] }, { zone: 'ended.example', keys: [] }],
  asks,
  // Later than asking: of all zones BIND has one key towards an address.
  notifies: [
    ask(8, '', '_new.example', peers.both), ask(9, 'asked.example', 'a-1', peers.both), ask(10, 'changed.example', 'a-1', peers.both, peers.other, peers.named),
    ask(11, 'ended.example', 'a-1', peers.named), ask(12, '.', 'a-1'),
  ],
  accepts: [...asks, ask(0, 'asked.example', 'all.example', peers.both)],
})

const none = { keys: [], transfers: [], updates: [], asks: [], notifies: [], accepts: [] }
const [axfr, alone] = [key('axfr.example', 'HMAC-SHA256'), [ask(0, 'a.example', 'axfr.example'), ask(1, 'b.example', 'axfr.example', peers.named)]]
const everywhere = [ask(2, '', 'axfr.example')]

/** Files with little in them. What zones have referred to once is to be there as long as there is a use for it. */
export const bareFiles = {
  /** A nameserver without keys. */
  nothing: none,
  /** Keys without uses. */
  unused: { ...none, keys: [axfr] },
  /** Uses of keys that are used no more. */
  emptied: {
    ...none, transfers: [{ zone: '', keys: [] }, { zone: 'a.example', keys: [] }], updates: [{ zone: '', keys: [] }, { zone: 'a.example', keys: [] }],
  },
  /** Uses of which nobody is known at the other end, or a host name only. */
  alone: { ...none, keys: [axfr], asks: [...alone, ...everywhere], notifies: [...alone, ...everywhere], accepts: [...alone, ...everywhere] },
} satisfies Record<string, Omit<ServerFile, 'name' | 'kind' | 'etag'>>
export const bareFile = (kind: NameserverKind, which: keyof typeof bareFiles): ServerFile =>
  ({ name: 'ns1.example.net', kind, etag: '"7-9f4c12e07b8a6d35"', ...bareFiles[which] })
