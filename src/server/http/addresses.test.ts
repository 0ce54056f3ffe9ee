import { expect, test } from 'vitest'
import { networkOf, plainAddress } from './addresses.ts'
import { clientAddress } from './addresses.ts'

test.each([
  ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['::FFFF:c000:201', '192.0.2.1'], ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1%eth0', '192.0.2.1'],
  ['::1', '::1'], ['0:0:0:0:0:0:0:1', '::1'], ['2001:DB8:0:0:1::0', '2001:db8:0:0:1::'], ['fe80::1%eth0', 'fe80::1'], ['::', '::'],
])('%s is %s', (text, plain) => {
  expect(plainAddress(text)).toBe(plain)
})

test.each([
  '',
  'localhost',
  '1.2.3',
  '1.2.3.4.5',
  '256.0.0.1',
  '01.2.3.4',
  '1.2.3.4.',
  '0x7f.1',
  '2130706433',
  '1:2',
  ':::',
  '1::2::3',
  '[::1]',
  '::1]',
  '2001:db8::g',
  '::1/64',
  ' ::1',
  '1.2.3.4\n',
])('%j is no address', (text) => {
  expect(plainAddress(text)).toBe(undefined)
})

test.each([
  ['192.0.2.1', '192.0.2.1'], ['::ffff:192.0.2.1', '192.0.2.1'], ['::ffff:0:192.0.2.1', '192.0.2.1'], ['64:ff9b::c000:201', '192.0.2.1'], ['', ''],
  ['2001:db8::1', '2001:db8:0:0::/64'], ['2001:db8:0:0:8000::', '2001:db8:0:0::/64'], ['2001:db8:0:1::', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['::1', '0:0:0:0::/64'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('what a proxy writes is read in any spelling, with or without a port', () => {
  for (const [entry, address] of [
    ['192.0.2.1:443', '192.0.2.1'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:0db8:0:0::1', '2001:db8::1'],
    ['::ffff:c000:201', '192.0.2.1'],
  ] as const) {
    expect(clientAddress('10.0.0.9', `198.51.100.1, ${entry}`, 1)).toBe(address)
  }
  for (const entry of ['unknown', '_hidden', '192.0.2.1:', '[192.0.2.1', '192.0.2.1:x']) expect(clientAddress('10.0.0.9', entry, 1)).toBe('10.0.0.9')
  expect(clientAddress('0:0:0:0:0:ffff:127.0.0.1', undefined, 0)).toBe('127.0.0.1')
})
