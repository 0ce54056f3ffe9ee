import { describe, expect, test } from 'vitest'
import { utf8 } from '#server/bytes.ts'
import type { HostCrypto } from '#server/host.ts'
import { nodeHost } from '#server/node/host.ts'
import { tabHost } from './tab-host.ts'

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))

const node = nodeHost('silent')
const tab = tabHost(() => 0)

// What one seals the other must open: the same vectors on both, then each against the other.
describe.each<[string, HostCrypto]>([['Node', node.crypto], ['the tab', tab.crypto]])('host crypto on %s', (_, crypto) => {
  test('SHA-256 (FIPS 180-4)', () => {
    expect(hex(crypto.sha256('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(hex(crypto.sha256(new Uint8Array()))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('HMAC-SHA-256 (RFC 4231, cases 1, 2, 6)', () => {
    expect(hex(crypto.hmacSha256(new Uint8Array(20).fill(0x0b), 'Hi There'))).toBe('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7')
    expect(hex(crypto.hmacSha256(utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
    expect(hex(crypto.hmacSha256(new Uint8Array(131).fill(0xaa), 'Test Using Larger Than Block-Size Key - Hash Key First'))).toBe(
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    )
  })

  test.each([
    ['md5', '750c783e6ab0b503eaa86e310a5db738'],
    ['sha1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    ['sha224', 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44'],
    ['sha256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
    ['sha384', 'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649'],
    ['sha512', '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737'],
  ] as const)('HMAC-%s (RFC 2202 and RFC 4231, case 2)', (hash, mac) => {
    expect(hex(crypto.hmac(hash, utf8('Jefe'), utf8('what do ya want for nothing?')))).toBe(mac)
  })

  test('HKDF-SHA-256 without salt (RFC 5869, case 3, its first 32 bytes)', () => {
    expect(hex(crypto.hkdf(new Uint8Array(22).fill(0x0b), ''))).toBe('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d')
  })

  const key = unhex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308')
  const iv = unhex('cafebabefacedbaddecaf888')
  const plain = unhex('d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39')

  test('AES-256-GCM (the GCM specification, case 15 cut to 60 bytes; tag with our own text as additional data)', () => {
    const sealed = crypto.seal(key, iv, plain, 'table|column|row')
    expect(hex(sealed.subarray(0, 60))).toBe(
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
    )
    expect(sealed).toHaveLength(76)
    expect(hex(crypto.open(key, iv, sealed, 'table|column|row'))).toBe(hex(plain))
    expect(hex(crypto.seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array(), ''))).toBe('530f8afbc74536b9a963b4f1c4cb738b')
    expect(hex(crypto.seal(new Uint8Array(32), new Uint8Array(12), new Uint8Array(16), ''))).toBe(
      'cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919',
    )
  })

  test('anything changed, shortened or moved does not open', () => {
    const sealed = crypto.seal(key, iv, plain, 'here')
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice()
      changed[at]! ^= 1 << (at % 8)
      expect(() => crypto.open(key, iv, changed, 'here')).toThrow()
    }
    for (let length = 0; length < sealed.length; length++) expect(() => crypto.open(key, iv, sealed.subarray(0, length), 'here')).toThrow()
    expect(() => crypto.open(key, iv, sealed, 'there')).toThrow()
    expect(() => crypto.open(key.slice().fill(0, 31), iv, sealed, 'here')).toThrow()
    expect(() => crypto.open(key, iv.slice().fill(0, 11), sealed, 'here')).toThrow()
    expect(() => crypto.seal(key.subarray(0, 16), iv, plain, 'here')).toThrow()
  })

  test('scrypt (RFC 7914 §12), its first 32 bytes', async () => {
    expect(hex(await crypto.scrypt('', new Uint8Array(), { N: 16, r: 1, p: 1 }))).toBe('77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442')
    expect(hex(await crypto.scrypt('password', utf8('NaCl'), { N: 1024, r: 8, p: 16 }))).toBe(
      'fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162',
    )
  })

  test('CRC-32', () => {
    expect(crypto.crc32('123456789')).toBe(0xcbf43926)
    expect(crypto.crc32('')).toBe(0)
    expect(crypto.crc32('csn_ak_ä')).toBe(node.crypto.crc32('csn_ak_ä'))
  })

  test('equal compares all of it', () => {
    expect(crypto.equal(utf8('same'), utf8('same'))).toBe(true)
    expect(crypto.equal(utf8('same'), utf8('sane'))).toBe(false)
    expect(crypto.equal(utf8('same'), utf8('same '))).toBe(false)
    expect(crypto.equal(new Uint8Array(), new Uint8Array())).toBe(true)
  })
})

test('what one host seals and hashes, the other opens and finds', async () => {
  for (let size = 0; size < 70; size += 7) {
    const [key, iv, plain] = [tab.random(32), node.random(12), tab.random(size)]
    expect(hex(node.crypto.open(key, iv, tab.crypto.seal(key, iv, plain, 'ä|1'), 'ä|1'))).toBe(hex(plain))
    expect(hex(tab.crypto.open(key, iv, node.crypto.seal(key, iv, plain, 'ä|1'), 'ä|1'))).toBe(hex(plain))
    expect(hex(tab.crypto.hmacSha256(key, plain))).toBe(hex(node.crypto.hmacSha256(key, plain)))
    expect(hex(tab.crypto.hkdf(key, 'countersign/ä'))).toBe(hex(node.crypto.hkdf(key, 'countersign/ä')))
  }
  const cost = { N: 32, r: 8, p: 2 }
  expect(hex(await tab.crypto.scrypt('pässword', utf8('salt'), cost))).toBe(hex(await node.crypto.scrypt('pässword', utf8('salt'), cost)))
})
