import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DnsFault } from './fault.ts'
import { lowered, nameOf, readName, sameName, textOf } from './names.ts'
import { Reader } from './octets.ts'

const label = fc.uint8Array({ minLength: 1, maxLength: 63 })
const name = fc.array(label, { maxLength: 6 }).filter((labels) => labels.reduce((sum, { length }) => sum + length + 1, 1) <= 255)
  .map((labels) => Uint8Array.from([...labels.flatMap((octets) => [octets.length, ...octets]), 0]))

/** What a call throws; fails when it throws nothing, or anything else than a DnsFault. */
function faultOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof DnsFault) return error.code
    throw error
  }
  return 'none'
}

describe('texts of names', () => {
  test.each([
    ['example.org', 'example.org'], ['example.org.', 'example.org'], ['.', '.'], ['Ex\\.ample.org', 'Ex\\.ample.org'], ['a\\\\b', 'a\\\\b'],
    ['\\065\\000.org', 'A\\000.org'], ['\\255', '\\255'], ['0/25.2.0.192.in-addr.arpa', '0/25.2.0.192.in-addr.arpa'], ['a\\ b', 'a\\032b'], ['-v', '-v'],
  ])('%s', (text, back) => expect(textOf(nameOf(text))).toBe(back))

  test.each(['', '..', 'a..b', '.a', 'a b', 'ä.org', 'a\\256', 'a\\25', 'a\\', 'a\\1', 'a\n', '\0', `${'a'.repeat(64)}.org`, 'a'.repeat(5000)])(
    '%j is none', (text) => expect(faultOf(() => nameOf(text))).toBe('name'),
  )

  test('255 octets are a name, 256 are none', () => {
    const three = Array(3).fill('a'.repeat(63)).join('.')
    expect(nameOf(`${three}.${'b'.repeat(61)}`)).toHaveLength(255)
    expect(faultOf(() => nameOf(`${three}.${'b'.repeat(62)}`))).toBe('name')
    expect(nameOf(Array(127).fill('a').join('.'))).toHaveLength(255)
    expect(faultOf(() => nameOf(Array(128).fill('a').join('.')))).toBe('name')
  })

  test('any name goes to text and back, and through the wire', () => {
    fc.assert(fc.property(name, (octets) => {
      expect(nameOf(textOf(octets))).toEqual(octets)
      const from = new Reader(octets)
      expect(readName(from)).toEqual(octets)
      expect(from.at).toBe(octets.length)
      expect(sameName(octets, lowered(octets))).toBe(true)
    }))
  })
})

describe('names in messages', () => {
  const message = (...octets: number[]) => Uint8Array.from([...Array<number>(12).fill(0), ...octets])
  const at = (octets: Uint8Array, from: number, end?: number) => {
    const reader = new Reader(octets, from, end)
    return [textOf(readName(reader)), reader.at] as const
  }

  test('a pointer back, and a pointer to a pointer', () => {
    const octets = message(3, 0x6f, 0x72, 0x67, 0, 1, 0x61, 0xc0, 12, 1, 0x62, 0xc0, 17)
    expect(at(octets, 12)).toEqual(['org', 17])
    expect(at(octets, 17)).toEqual(['a.org', 21])
    expect(at(octets, 21)).toEqual(['b.a.org', 25])
  })

  test.each([
    ['to itself', [0xc0, 12], 12], ['forwards', [0xc0, 14, 0], 12], ['round in a circle', [1, 0x61, 0xc0, 12], 12],
    ['two to each other', [0xc0, 14, 0xc0, 12], 14], ['into the header', [0xc0, 0], 12], ['into its own name', [1, 0x61, 0xc0, 13], 12],
  ])('a pointer %s', (_, octets, from) => expect(faultOf(() => at(message(...octets), from))).toBe('compression'))

  test('a chain of pointers comes to an end', () => {
    const pointers = Array.from({ length: 4000 }, (_, index) => (index === 0 ? 12 : 11 + 2 * index))
    const chain = message(0, ...pointers.flatMap((target) => [0xc0 | (target >> 8), target & 255]))
    const reader = new Reader(chain, 13 + 2 * 3999)
    expect(faultOf(() => readName(reader))).toBe('compression')
    expect(reader.steps).toBeLessThan(200)
  })

  test('a name grows beyond 255 octets by pointers only to be refused', () => {
    const ends = [[0], ...[0, 65, 131, 197].map((target) => [0xc0, 12 + target])]
    const labels = ends.map((end) => [63, ...Array<number>(63).fill(0x61), ...end])
    expect(faultOf(() => at(message(...labels.flat()), 12 + 65 + 66 * 3))).toBe('name')
  })

  test.each([[[3, 0x61]], [[0x40, 0]], [[0x80, 0]], [[0xc0]], [[]], [[1, 0x61]]])('%j is none', (octets) =>
    expect(faultOf(() => at(message(...octets), 12))).toMatch(/^(?:name|short)$/))

  test('where names must not be compressed they are not', () => {
    expect(faultOf(() => readName(new Reader(message(0, 0xc0, 12), 13), { compressed: false }))).toBe('compression')
  })
})
