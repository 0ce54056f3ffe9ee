import { isV4 } from '#contract/addresses.ts'
import { begins, groupsOf, lastAsV4 } from '../addresses.ts'

/*
 * Which addresses a nameserver may have. Private ones are normal here: nameservers stand in one's own network. What leads back to
 * this machine, to its neighbours on the wire, to everybody, to nobody or to a cloud's metadata is no nameserver.
 */

export type AddressFault = 'loopback' | 'link-local' | 'multicast' | 'broadcast' | 'unspecified' | 'metadata' | 'reserved' | 'zone'

/** Where clouds tell a machine its own credentials, beside 169.254.169.254, which is link-local: Alibaba, Azure's wire server, Oracle Classic. */
const metadata4 = new Set(['100.100.100.200', '168.63.129.16', '192.0.0.192'])
/** Amazon, Google, Scaleway, as groups; OpenStack's is link-local. */
const metadata6 = [[0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254], [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254], [0xfd00, 0x42, 0, 0, 0, 0, 0, 0x42]]

function fault4(address: string): AddressFault | undefined {
  const [a, b] = address.split('.').map(Number) as [number, number]
  if (a === 0) return 'unspecified'
  if (a === 127) return 'loopback'
  if (a === 169 && b === 254) return address === '169.254.169.254' ? 'metadata' : 'link-local'
  if (metadata4.has(address)) return 'metadata'
  if (a >= 224 && a < 240) return 'multicast'
  if (address === '255.255.255.255') return 'broadcast'
  return a >= 240 ? 'reserved' : undefined
}

/** IPv4 addresses that an IPv6 address carries: whoever routes it may take it to them. */
function carried(groups: readonly number[]): string[] {
  const v4 = (at: number, mask = 0) => lastAsV4([0, 0, 0, 0, 0, 0, groups[at]! ^ mask, groups[at + 1]! ^ mask])
  // Mapped and compatible (RFC 4291 §2.5.5), SIIT (RFC 2765), ISATAP (RFC 5214).
  if (begins(groups, 0, 0, 0, 0, 0, 0xffff) || begins(groups, 0, 0, 0, 0, 0xffff, 0) || begins(groups, 0, 0, 0, 0, 0, 0)) return [v4(6)]
  if ((groups[4]! & 0xfcff) === 0 && groups[5] === 0x5efe) return [v4(6)]
  // NAT64 (RFC 6052 §2.1); the local one (RFC 8215) may have the address in any of three places (RFC 6052 §2.2).
  if (begins(groups, 0x64, 0xff9b, 0, 0, 0, 0)) return [v4(6)]
  if (begins(groups, 0x64, 0xff9b, 1)) {
    const octets = groups.flatMap((group) => [group >> 8, group & 255])
    const places = [[12, 13, 14, 15], [6, 7, 9, 10], [7, 9, 10, 11], [9, 10, 11, 12]].map((place) => place.map((at) => octets[at]).join('.'))
    // Where it does not stand are zeros.
    const filled = places.filter((address) => !address.startsWith('0.'))
    return filled.length === 0 ? ['0.0.0.0'] : filled
  }
  // 6to4 (RFC 3056); Teredo: its server, and its client with all bits turned (RFC 4380 §4).
  if (groups[0] === 0x2002) return [v4(1)]
  return begins(groups, 0x2001, 0) ? [v4(2), v4(6, 0xffff)] : []
}

function fault6(groups: readonly number[]): AddressFault | undefined {
  if (groups.every((group) => group === 0)) return 'unspecified'
  if (begins(groups, 0, 0, 0, 0, 0, 0, 0, 1)) return 'loopback'
  if (groups[0]! >= 0xff00) return 'multicast'
  // Site-local (RFC 3879) is as good as private.
  if ((groups[0]! & 0xffc0) === 0xfe80) return 'link-local'
  if (metadata6.some((known) => begins(groups, ...known))) return 'metadata'
  for (const address of carried(groups)) {
    const fault = fault4(address)
    if (fault) return fault
  }
  return undefined
}

/**
 * The address that a text is, in one spelling: `127.1`, `0x7f.1`, `0177.0.0.1`, `2130706433` and `127.0.0.1.` are what a resolver
 * takes them for, `::ffff:192.0.2.1` is the IPv4 address; a zone stays. `undefined` for a name, and for what is neither.
 */
export function addressOf(text: string): string | undefined {
  const plain = /^\[(.*)\]$/.exec(text)?.[1] ?? text
  if (plain.includes(':')) {
    const groups = groupsOf(plain)
    if (!groups) return undefined
    if (begins(groups, 0, 0, 0, 0, 0, 0xffff) && !plain.includes('%')) return lastAsV4(groups)
    return new URL(`http://[${plain.replace(/%.*$/, '')}]`).hostname.slice(1, -1) + (/%.*$/.exec(plain)?.[0] ?? '')
  }
  // `URL` reads IPv4 addresses as inet_aton does, and takes nothing else that ends in a number (WHATWG URL, "ends in a number").
  if (!/^[\dA-Fa-fXx.]+$/.test(plain) || !URL.canParse(`http://${plain}/`)) return undefined
  const host = new URL(`http://${plain}/`).hostname
  return isV4(host) ? host : undefined
}

/**
 * Why a nameserver cannot have this address, in any spelling; `undefined` where it can, and for what is no address. `loopback`: this
 * machine's own may be asked (COUNTERSIGN_NAMESERVERS_LOOPBACK).
 */
export function addressFault(text: string, { loopback }: { loopback: boolean }): AddressFault | undefined {
  const address = addressOf(text)
  if (address === undefined) return undefined
  const groups = address.includes(':') ? groupsOf(address) : undefined
  const fault = groups ? fault6(groups) : fault4(address)
  // A zone names one of this machine's own interfaces.
  if (address.includes('%')) return fault ?? 'zone'
  // An address that only carries one of this machine's is not this machine's.
  return fault === 'loopback' && loopback && (!groups || begins(groups, 0, 0, 0, 0, 0, 0, 0, 1)) ? undefined : fault
}

/** A host name as a resolver is asked for it (RFC 1123 §2.1), with or without the final dot. */
const hostName = /^(?=.{1,254}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.?$/i
/** Nobody's nameserver has more; an answer with hundreds is somebody trying something. */
const addressesMost = 32

/** Why a nameserver cannot be asked: it has no address, too many, or one that it cannot have. */
export type PinFault = { fault: 'no-address' | 'too-many' } | { fault: AddressFault; address: string }

/**
 * The addresses of a nameserver for one check: a name is resolved once, one bad address spoils all, and the check goes to what was
 * looked at, so that a second answer of the resolver changes nothing. `host` is what an administrator entered.
 */
export async function pinned(
  host: string,
  resolve: (name: string) => Promise<readonly string[]>,
  rules: { loopback: boolean },
): Promise<{ addresses: [string, ...string[]] } | PinFault> {
  const own = addressOf(host)
  if (own === undefined && !hostName.test(host)) return { fault: 'no-address' }
  const found = own === undefined ? await resolve(host) : [own]
  if (found.length > addressesMost) return { fault: 'too-many' }
  const addresses: string[] = []
  for (const text of found) {
    const address = addressOf(text)
    // What a resolver gives and nobody can read is no address to go to.
    if (address === undefined) return { fault: 'no-address' }
    const fault = addressFault(address, rules)
    if (fault) return { fault, address }
    addresses.push(address)
  }
  const [first, ...rest] = addresses
  return first === undefined ? { fault: 'no-address' } : { addresses: [first, ...rest] }
}
