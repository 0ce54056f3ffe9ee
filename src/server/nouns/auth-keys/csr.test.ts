import { randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { CsrError, readCsr } from './csr.ts'
import { sampleCertificate, sampleCsr } from '../../testing/csr.ts'

const refusal = (text: string): string => {
  try {
    readCsr(text)
  } catch (error) {
    if (error instanceof CsrError) return error.message
    throw error
  }
  return 'taken'
}
const bare = sampleCsr.replace(/-----[A-Z ]+-----/g, '').trim()

test('a CSR is read as PEM, old PEM, base64 of its DER, with any line ends', () => {
  const domains = ['www.example.org', 'example.org', '*.api.example.org']
  const old = sampleCsr.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')
  for (const text of [sampleCsr, old, `\n${sampleCsr}\n\n`, sampleCsr.replaceAll('\n', '\r\n'), bare, bare.replace(/\s/g, '')])
    expect(readCsr(text).domains).toEqual(domains)
})

test('what is no CSR is refused, and says what it is instead', () => {
  expect(refusal(sampleCertificate)).toMatch(/something else: CERTIFICATE/)
  expect(refusal(sampleCertificate.replaceAll('CERTIFICATE', 'CERTIFICATE REQUEST'))).toMatch(/This is a certificate/)
  expect(refusal(`-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----`)).toMatch(/private key/)
  expect(refusal(`${sampleCsr}\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----`)).toMatch(/private key/)
  expect(refusal(`x${sampleCsr}`)).toMatch(/alone/)
  expect(refusal(sampleCsr + sampleCsr)).not.toBe('taken')
  for (const text of [
    '',
    'hello',
    '{}',
    '<?xml version="1.0"?><csr/>',
    '-----BEGIN CERTIFICATE REQUEST-----',
    'A'.repeat(50_000),
    'MAA=',
    'MIAwgAAA',
    '===='.repeat(9),
    '\u0000',
  ])
    expect(refusal(text)).not.toBe('taken')
})

// Fails where a length is believed: then a cut or lengthened CSR throws a RangeError, or is taken.
test('a CSR with any byte changed, cut or doubled is taken or refused in words, never a crash', () => {
  const der = Uint8Array.from(atob(bare.replace(/\s/g, '')), (char) => char.charCodeAt(0))
  const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes))
  for (let cut = 1; cut < der.length; cut++) expect(refusal(base64(der.subarray(0, cut)))).not.toBe('taken')
  expect(refusal(base64(Uint8Array.from([...der, 0])))).not.toBe('taken')
  for (let i = 0; i < 5000; i++) {
    const changed = Uint8Array.from(der)
    for (let times = randomInt(1, 4); times > 0; times--) changed[randomInt(changed.length)] = randomInt(256)
    expect(refusal(base64(changed))).toEqual(expect.any(String))
  }
  // The structure above key and names: each of these bytes is a tag or a length, or the version.
  for (let at = 0; at < 9; at++) {
    const changed = Uint8Array.from(der)
    changed[at] = changed[at]! ^ 0x55
    expect([at, refusal(base64(changed))]).not.toEqual([at, 'taken'])
  }
})
