import { createHmac, randomBytes, randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { nodeHost } from '../../node/host.ts'
import { findToken, requestToken, tokenEndsAt } from './request-token.ts'
import { sampleCsr } from '../../testing/csr.ts'
import { spentSince } from '#contract/test-time.ts'

const { crypto } = nodeHost('error', () => undefined)
const day = 86_400_000
const key = new TextEncoder().encode('9pTkLJ0cDkhYbvHfEoS3W2n1ZqXyRt7u')
const at = Date.UTC(2026, 10, 21, 12, 0, 5)

/** Straight from the vendor's text, with BigInt and Node's own HMAC: nothing of ours in it. */
function independent(secret: Uint8Array, csr: string, instant: number): string {
  const when = new Date(instant)
  const two = (value: number) => String(value).padStart(2, '0')
  const parts = [when.getUTCMonth() + 1, when.getUTCDate(), when.getUTCHours(), when.getUTCMinutes(), when.getUTCSeconds()]
  const salt = String(when.getUTCFullYear()).padStart(4, '0') + parts.map(two).join('')
  const mac = createHmac('sha256', secret).update(salt + csr, 'utf8').digest('hex')
  return salt + BigInt(`0x${mac}`).toString(36).padStart(50, '0')
}

// Fails for a hash that is not padded (one in 36 or so is short), for base 36 of a signed number, and for local time.
test('a request token is what the vendor\'s algorithm gives, on 10,000 random keys, texts and times', () => {
  for (let i = 0; i < 10_000; i++) {
    const secret = new TextEncoder().encode(randomBytes(randomInt(1, 120)).toString('base64'))
    const csr = `${randomBytes(randomInt(1, 400)).toString('base64')}\n${i % 3 === 0 ? 'Ærø · キー' : ''}`
    const instant = Date.UTC(randomInt(1970, 2100), randomInt(0, 12), randomInt(1, 32), randomInt(0, 24), randomInt(0, 60), randomInt(0, 60))
    const token = requestToken(crypto, secret, csr, instant)
    expect(token).toBe(independent(secret, csr, instant))
    expect(token).toMatch(/^\d{14}[0-9a-z]{50}$/)
  }
})

test('small hashes are padded, and zero is zero', () => {
  const mac = (bytes: number[]) => ({ ...crypto, hmacSha256: () => Uint8Array.from({ length: 32 }, (_, index) => bytes[index - 32 + bytes.length] ?? 0) })
  const hash = (bytes: number[]) => requestToken(mac(bytes), key, '', at).slice(14)
  expect(hash([])).toBe('0'.repeat(50))
  expect(hash([35])).toBe(`${'0'.repeat(49)}z`)
  expect(hash([36])).toBe(`${'0'.repeat(48)}10`)
  expect(hash([1, 0])).toBe(`${'0'.repeat(48)}74`)
  expect(hash(Array.from({ length: 32 }, () => 255))).toBe((2n ** 256n - 1n).toString(36).padStart(50, '0'))
})

const find = (text: string, now = at + 60_000, csr = sampleCsr, secret = key) => findToken(crypto, secret, csr, text, now).verdict
const token = requestToken(crypto, key, sampleCsr, at)

test('a token is found alone, in a record, in a file, beside others', () => {
  const other = requestToken(crypto, key, 'another', at - day)
  for (const text of [
    token,
    ` ${token}\n`,
    `"${token}"`,
    `digicert=${token};x`,
    `${other}\n${token}`,
    `${token}\n${other}`,
    `${'2026'.repeat(40)}${token}`,
    `20${token}`,
    `${token}${token}`,
  ])
    expect([text.slice(0, 60), find(text)]).toEqual([text.slice(0, 60), 'valid'])
})

test('what is not found, malformed, of the future or expired is called so, to the second', () => {
  expect(find('')).toBe('not-found')
  expect(find('v=spf1 -all')).toBe('not-found')
  expect(find(requestToken(crypto, key, `${sampleCsr}\n`, at)), 'the CSR counts to the letter').toBe('not-found')
  expect(find(token, at, sampleCsr, new TextEncoder().encode('another key'))).toBe('not-found')
  expect(find(token.slice(0, 14) + token.slice(14).split('').reverse().join(''))).toBe('not-found')
  expect(find(token.slice(0, 63))).toBe('malformed')
  expect(find(token.toUpperCase())).toBe('malformed')
  expect(find(token.replace(/^......../, '20260230'))).toBe('malformed')
  expect(find(token.replace(/^......../, '20261332'))).toBe('malformed')
  expect(find(token, at - 1)).toBe('future')
  expect(find(token, at)).toBe('valid')
  expect(find(token, at + 30 * day)).toBe('valid')
  expect(find(token, at + 30 * day + 1)).toBe('expired')
  expect(find(requestToken(crypto, key, sampleCsr, at - 400 * day))).toBe('expired')
  expect(tokenEndsAt(at)).toBe(at + 30 * day)
})

test('a text full of what could be tokens is given up in time', () => {
  const started = process.cpuUsage()
  const hostile = '20261111111111'.repeat(4600)
  expect(find(hostile, at, 'x'.repeat(50_000))).toBe('not-found')
  expect(find('2026'.repeat(16_000))).toBe('malformed')
  expect(spentSince(started)).toBeLessThan(5000)
})
