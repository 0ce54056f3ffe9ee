import { expect, it } from 'vitest'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/lists-of-dns.ts'
import { secretFault } from '#contract/tsig-secrets.ts'
import { secretFaultOf } from './form.ts'
import { newSecret } from './new-secret.ts'
import { lengthWords } from './secret-words.ts'
import { usedByWords, wordsIn } from './words.ts'

it('makes secrets of the digest\'s length that the contract takes, each another', () => {
  for (const algorithm of tsigAlgorithmNames) {
    const made = Array.from({ length: 200 }, () => newSecret(algorithm))
    expect(new Set(made).size).toBe(200)
    for (const secret of made) {
      expect(secretFault(secret)).toBe(undefined)
      expect(Buffer.from(secret, 'base64')).toHaveLength(tsigAlgorithms[algorithm].digestOctets)
    }
  }
})

it('says what a length is worth', () => {
  const of = (octets: number) => Buffer.alloc(octets, 7).toString('base64')
  expect(lengthWords(of(32), 'HMAC-SHA256')).toEqual({ enough: true, words: '256 bits, the length HMAC-SHA256 asks for.' })
  expect(lengthWords(of(64), 'HMAC-SHA256').words).toBe('512 bits, more than the 256 HMAC-SHA256 asks for.')
  expect(lengthWords(`${of(16).slice(0, 9)}\n ${of(16).slice(9)}`, 'HMAC-SHA512')).toEqual({
    enough: false,
    words: '128 bits, fewer than the 512 HMAC-SHA512 asks for. It can be saved, and is easier to guess.',
  })
})

it('reads words however they are set apart, once each', () => {
  expect(wordsIn(' ns1.nwnd.example,ns2\n\tns2 ;; zone/a ')).toEqual(['ns1.nwnd.example', 'ns2', 'zone/a'])
  expect(wordsIn(' \n,')).toEqual([])
})

it('names a few of those that use a key', () => {
  expect(usedByWords([])).toBe('No server or zone is noted')
  expect(usedByWords(['a', 'b', 'c'])).toBe('Used by a, b, c')
  expect(usedByWords(['a', 'b', 'c', 'd', 'e'])).toBe('Used by a, b, c and 2 more')
})

it.each([
  [64, false, 'This looks like hex. As hex it has 256 bits, as base64 384. Which is it?'],
  [34, false, 'This looks like hex. As hex it has 136 bits, and base64 it cannot be. Which is it?'],
  [64, true, undefined], [34, true, expect.stringContaining('padding')],
])('a secret of %i hex digits, said to be base64: %s', (digits, isBase64, says) => {
  expect(secretFaultOf('ab'.repeat(digits / 2), isBase64)).toEqual(says)
})
