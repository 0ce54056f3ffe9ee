import { isV4 } from '#contract/addresses.ts'
import { begins, groupsOf, lastAsV4 } from '../addresses.ts'

/*
 * Addresses of callers, without Node's own functions, so that the same code runs in the tab. `URL` knows every spelling of an
 * IPv6 address and writes it in one (RFC 5952).
 */

/**
 * An address in one spelling: IPv4 in IPv6 clothes (`::ffff:192.0.2.1`, `::ffff:c000:201`) as itself, IPv6 as RFC 5952 writes it,
 * without a zone (`%eth0`), which is a name of this machine's. `undefined` for what is no address.
 */
export function plainAddress(text: string): string | undefined {
  if (isV4(text)) return text
  const groups = groupsOf(text)
  if (!groups) return undefined
  if (begins(groups, 0, 0, 0, 0, 0, 0xffff)) return lastAsV4(groups)
  return new URL(`http://[${text.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
}

/**
 * Whom a limit counts: an IPv4 address, or the /64 of an IPv6 one, since that is the least that a single subscriber has (RFC
 * 6177, RFC 7934). What translates IPv4 (NAT64, RFC 6052; SIIT, RFC 2765) is its IPv4: else all of it would be one network.
 */
export function networkOf(address: string): string {
  const groups = groupsOf(address)
  if (!groups) return address
  if (begins(groups, 0, 0, 0, 0, 0, 0xffff) || begins(groups, 0, 0, 0, 0, 0xffff, 0) || begins(groups, 0x64, 0xff9b, 0, 0, 0, 0)) return lastAsV4(groups)
  return `${groups.slice(0, 4).map((group) => group.toString(16)).join(':')}::/64`
}

/** What a proxy may write for an address: with a port behind it (`192.0.2.1:443`), or in brackets (`[2001:db8::1]:443`). */
const withoutPort = (entry: string) => /^\[([^\]]*)\](?::\d+)?$/.exec(entry)?.[1] ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(entry)?.[1] ?? entry

/**
 * The caller's address, in one spelling. With `hops` trusted proxies in front, the entry that the outermost of them wrote: that
 * many from the right of `X-Forwarded-For`. What stands further left anybody can write, so it is never read.
 */
export function clientAddress(remote: string | undefined, forwarded: string | undefined, hops: number): string {
  const peer = plainAddress(remote ?? '') ?? ''
  if (hops === 0 || forwarded === undefined) return peer
  const entries = forwarded.split(',')
  return plainAddress(withoutPort((entries[Math.max(0, entries.length - hops)] ?? '').replace(/^[ \t]+|[ \t]+$/g, ''))) ?? peer
}
