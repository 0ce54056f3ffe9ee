import { expect, test } from 'vitest'
import type { NameserverKind } from '#contract/nameservers.ts'
import { renderFile } from './file.ts'

const file = (kind: NameserverKind, addresses: readonly string[]) => renderFile({
  name: 'ns2', kind, etag: '"1-0123456789abcdef"', transfers: [], updates: [], notifies: [], accepts: [],
  keys: [{ name: 'axfr', algorithm: 'HMAC-SHA256', secret: 'c2VjcmV0' }],
  asks: [{ zone: 'a.example', key: 'axfr', peers: [{ id: 'p', name: 'ns1', addresses, port: 53 }] }],
})
const settings = (text: string) => text.split('\n').filter((line) => !/^(?:\/\/|#)/.test(line)).join('\n')

// Failed for names of hexadecimal digits and dots alone, which were taken for IPv6.
test.each(['bind', 'knot', 'nsd'] as const)('in a file for %s a host name is no address, whatever letters it has', (kind) => {
  for (const name of ['cafe.de', 'ace.fed', 'dead.beef', 'ns1.example.com']) {
    const text = file(kind, [name])
    expect([name, settings(text).includes(name)]).toEqual([name, false])
    expect(text).toContain('ns1 has a host name only')
  }
  for (const address of ['192.0.2.53', '2001:db8::53', '::1'])
    expect([address, settings(file(kind, ['cafe.de', address])).includes(address)]).toEqual([address, true])
})

test.each([`a"; }; key "b`, 'a\nb', 'a{b', 'a b'])('a key or zone named %j gets into no file', (name) => {
  const given = { name: 'ns', etag: '"1-0"', updates: [], notifies: [], asks: [], accepts: [] }
  for (const kind of ['bind', 'knot', 'nsd', 'powerdns', 'other'] as const) {
    expect(() => renderFile({ ...given, kind, keys: [{ name, algorithm: 'HMAC-SHA256' }], transfers: [] })).toThrow(RangeError)
    expect(() => renderFile({ ...given, kind, keys: [], transfers: [{ zone: name, keys: ['k'] }] })).toThrow(RangeError)
  }
})
