import { expect, test } from 'vitest'
import { nodeHost } from '../node/host.ts'
import { openSqlite } from '../db/node-sqlite.ts'
import { whoami } from '#contract/auth-tokens.ts'
import { testApp } from '../testing/app.ts'
import { prefixes, type MintedKind } from '#contract/credential-kinds.ts'
import { credentialPattern, hintOf, kindOf, mint } from './format.ts'

const host = nodeHost('silent')
const kinds = Object.keys(prefixes) as MintedKind[]
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

test('a value is a prefix, 32 characters and six of checksum, and says its kind', () => {
  for (const kind of kinds) {
    const value = mint(host, kind)
    expect(value).toMatch(/^csn_(ak|at|ck|pt|ns)_[0-9A-Za-z]{38}$/)
    expect(value.startsWith(prefixes[kind])).toBe(true)
    expect(kindOf(host, value)).toBe(kind)
    expect(hintOf(value)).toEqual({ start: value.slice(7, 11), last4: value.slice(-4) })
    expect(credentialPattern.test(`…${value}…`)).toBe(true)
  }
})

test('of 100,000 values with one wrong character all are refused, and so are swaps, cuts and other kinds', () => {
  let accepted = 0
  for (let i = 0; i < 100_000; i++) {
    const value = mint(host, kinds[i % 4]!)
    const at = i % value.length
    const wrong = alphabet[(alphabet.indexOf(value[at]!) + 1 + (i % 60) + 62) % 62]!
    if (kindOf(host, value.slice(0, at) + wrong + value.slice(at + 1)) !== undefined && wrong !== value[at]) accepted++
  }
  expect(accepted).toBe(0)
  const value = mint(host, 'api-key')
  const swapped = value.slice(0, 20) + value[21] + value[20] + value.slice(22)
  for (const wrong of [
    swapped === value ? '' : swapped,
    value.slice(0, -1),
    `${value}0`,
    `${value}\n`,
    `\n${value}`,
    ` ${value}`,
    value.toUpperCase(),
    value.replace('ak', 'at'),
    value.replace('csn', 'cns'),
    '',
    'csn_ak_',
    `csn_ak_${'0'.repeat(38)}`,
    'x'.repeat(1_000_000),
  ]) {
    expect(kindOf(host, wrong)).toBe(undefined)
  }
})

test('values repeat nothing and favour no character at any place', () => {
  const count = 62 * 400
  const seen = new Set<string>()
  const places = Array.from({ length: 32 }, () => new Map<string, number>())
  for (let i = 0; i < count; i++) {
    const value = mint(host, 'api-key')
    seen.add(value)
    for (let at = 0; at < 32; at++) places[at]!.set(value[7 + at]!, (places[at]!.get(value[7 + at]!) ?? 0) + 1)
  }
  expect(seen.size).toBe(count)
  // 61 degrees of freedom: 121 is passed once in 10^5.4, over 32 places once in ten thousand runs. Bytes modulo 62 give 700.
  for (const place of places) {
    const chi = [...alphabet].reduce((sum, char) => sum + ((place.get(char) ?? 0) - count / 62) ** 2 / (count / 62), 0)
    expect(chi).toBeLessThan(121)
  }
})

test('the known check value of CRC-32 stands in a value', () => {
  // CRC-32 of "123456789" is CBF43926 (ISO 3309); the server's is the same function.
  expect(host.crypto.crc32('123456789')).toBe(0xcbf43926)
})

test('a value with a typo or of another door is refused before any look-up', async () => {
  const store = await openSqlite(':memory:')
  const server = await testApp(store)
  const key = await server.key(await server.as('user'))
  const token = await server.token(key.apiKey)
  const before = server.counts.lookups
  for (const value of [
    token.slice(0, -1) + (token.endsWith('0') ? '1' : '0'),
    key.apiKey,
    `${token}x`,
    'x'.repeat(15_000),
    mint(host, 'one-token'),
    mint(host, 'certcentral-key'),
  ]) {
    expect((await server.bearer(value).send(whoami)).code).toBe('invalid-credential')
  }
  expect(server.counts.lookups).toBe(before)
  expect((await server.bearer(mint(host, 'auth-token')).send(whoami)).code).toBe('invalid-credential')
  expect(server.counts.lookups).toBe(before + 1)
  await store.close()
})
