import { plainAddress } from '../addresses.ts'

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
