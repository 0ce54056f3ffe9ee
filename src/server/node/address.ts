import { isIP } from 'node:net'

/** An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) as itself; without a zone (`%eth0`), which is a name of this machine's. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '')

/**
 * The caller's address. With `hops` trusted proxies in front, the entry that the outermost of them wrote: that many from
 * the right of `X-Forwarded-For`. What stands further left anybody can write, so it is never read.
 */
export function clientAddress(remote: string | undefined, forwarded: string | undefined, hops: number): string {
  const peer = plain(remote ?? '')
  if (hops === 0 || forwarded === undefined) return peer
  const entries = forwarded.split(',').map((entry) => plain(entry.trim()))
  const found = entries[Math.max(0, entries.length - hops)] ?? ''
  return isIP(found) ? found : peer
}
