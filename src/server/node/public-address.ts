import { BlockList, isIP } from 'node:net'

/** What is no host of the internet's, by IANA's registries of special addresses (RFC 6890): ours, our neighbours', nobody's. */
const special = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.31.196.0', 24], ['192.52.193.0', 24],
  ['192.88.99.0', 24], ['192.168.0.0', 16], ['192.175.48.0', 24], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4],
] as const) special.addSubnet(net, bits, 'ipv4')

/** In IPv6 the internet is 2000::/3; mapped, NAT64, local and multicast addresses lie outside of it. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')
const special6 = new BlockList()
// 2001::/23 has Teredo, which carries an IPv4 address, and ORCHID; 2002::/16 is 6to4, which carries one too.
for (const [net, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['2620:4f:8000::', 48], ['3fff::', 20]] as const) special6.addSubnet(net, bits, 'ipv6')

/** Is this, written plainly, an address on the internet? Anything with a zone, and anything else, is not. */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false
  const family = isIP(address)
  if (family === 4) return !special.check(address, 'ipv4')
  return family === 6 && global.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}
