import { isV4 } from '#contract/addresses.ts'
import { tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import type { Asking, FileKey, Peer, ServerFile } from './model.ts'

/*
 * Names of keys and zones are canonical when they come here (contract: tsig-names, nameservers): letters, digits, `-`, `_`, dots, and in
 * zones a slash. All of this is the second fence: what holds anything else is refused, so that no name becomes configuration.
 */

function plain(text: string, allowed: RegExp): string {
  if (!allowed.test(text)) throw new RangeError('A name holds what no configuration file may hold')
  return text
}
export const keyName = (name: string): string => plain(name, /^[a-z0-9._-]+$/)
export const zoneName = (zone: string): string => plain(zone, /^(?:\.|[a-z0-9._/-]+)$/)
export const wireName = ({ algorithm }: FileKey): string => tsigAlgorithms[algorithm].wire

/** An address that nothing is brought to (RFC 6666), where a program takes no empty list: what refers to the list goes on being taken. */
export const nowhere = '100::'

/** How a list of a zone is called: by the zone, or `all`. No zone is called so: `all` alone is a host name's label, and gets a dot. */
export const listName = (zone: string): string =>
  zone === '' ? 'all' : zone === '.' ? 'root' : zone === 'all' || zone === 'root' ? `${zone}.` : zoneName(zone)

/** A nameserver's name as a part of an identifier; where letters were lost, a part of its id makes it another. */
export function peerName({ id, name }: Peer): string {
  const safe = name.toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/^-+|-+$/g, '')
  return safe === name.toLowerCase() && safe !== '' ? safe : `${safe || 'server'}-${id.replace(/[^0-9a-z]/g, '').slice(-8)}`
}

/** As kept, nothing else has a colon. */
const isV6 = (address: string): boolean => address.includes(':')
/** Addresses that a configuration can hold: no host names. */
export const numeric = ({ addresses }: Peer): string[] => addresses.filter((address) => isV4(address) || isV6(address))

/** A text within a comment: nothing ends the line, or the comment. */
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').replaceAll('*/', '* /')

/** `k for a.example`, `k for all zones`. */
export const whatFor = (key: string, zone: string): string => `${keyName(key)} for ${zone === '' ? 'all zones' : zoneName(zone)}`

/**
 * What is not in the file since nobody is known at the other end, or no address: in words, and the line that an address would give.
 * `whom` says who is at the other end.
 */
export function unfilled(program: string, whom: 'answers' | 'asks', { zone, key, peers }: Asking, lineOf: (peer: Peer) => string): string[] {
  if (peers.length === 0) return [`Nobody is known who ${whom} with ${whatFor(key, zone)}: say so at that nameserver.`]
  return peers.filter((peer) => numeric(peer).length === 0).map((peer) =>
    `${oneLine(peer.name)} has a host name only, and ${program} wants an address here (${whatFor(key, zone)}). Enter one at Countersign, for:  ${lineOf(peer)}`)
}

/** The lines that every file begins with. */
export const head = ({ name, etag }: ServerFile, what: string): string[] => [
  `TSIG keys of ${oneLine(name)} (${what}), file ${etag.replaceAll('"', '')}.`,
  'Made by Countersign, which writes it anew when a key or a use changes: changes here are lost.',
]

export const commented = (sign: string, lines: readonly string[]): string => lines.map((line) => (line === '' ? sign : `${sign} ${line}`)).join('\n')
