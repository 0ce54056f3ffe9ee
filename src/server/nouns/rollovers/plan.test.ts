import { describe, expect, test } from 'vitest'
import { awaitedIn, nextName, noMarks, provedBy, type Asked, type PlannedUse } from './plan.ts'

const use = (nameserverId: string, purpose: PlannedUse['purpose'], zone = 'a.example'): PlannedUse =>
  ({ id: `${nameserverId}-${purpose}-${zone}`, nameserverId, zone, purpose, createdAt: 0 })
const asked = (newVerdict: Asked['newVerdict'], oldVerdict: Asked['oldVerdict']): Asked => ({ newVerdict, oldVerdict, records: null, fault: null, at: 0 })

describe('the name of the key that follows', () => {
  test.each([
    ['axfr.ams1.nwnd.example', 'axfr.ams1-2.nwnd.example'],
    ['catalog.nwnd.example', 'catalog-2.nwnd.example'],
    ['ddns-lab', 'ddns-lab-2'],
    ['ddns-lab-2', 'ddns-lab-3'],
    ['a.b', 'a-2.b'],
    ['2', '2-2'],
  ])('%s is followed by %s', async (name, next) => expect(await nextName(name, () => false)).toBe(next))

  test('is one that nobody has', async () => {
    const taken = new Set(['key-2', 'key-3'])
    expect(await nextName('key', (name) => taken.has(name))).toBe('key-4')
  })

  test('fits into a label and a name', async () => {
    expect(await nextName('x'.repeat(63), () => false)).toBe(`${'x'.repeat(61)}-2`)
    const long = Array.from({ length: 4 }, () => 'y'.repeat(62)).join('.')
    const next = await nextName(long, () => false)
    expect(next.length).toBeLessThanOrEqual(253)
    expect(next.split('.').every((label) => label.length <= 63)).toBe(true)
  })
})

describe('what a step waits for', () => {
  const uses = [use('p', 'answers-transfers'), use('p', 'signs-notify'), use('s', 'asks-for-transfers'), use('d', 'takes-updates')]
  const of = (step: number, marks = noMarks) =>
    awaitedIn(step, { uses }, marks).map(({ use: { nameserverId, purpose }, by }) => `${nameserverId} ${purpose} ${by}`)

  test('step by step', () => {
    expect(of(1)).toEqual([])
    expect(of(2)).toEqual(['p answers-transfers asking', 'd takes-updates asking'])
    // Whoever signs notify switches when all who take it do so by either key.
    expect(of(3)).toEqual(['s asks-for-transfers file'])
    expect(of(3, { ...noMarks, notified: true })).toEqual(['p signs-notify file', 's asks-for-transfers file'])
    expect(of(4)).toEqual(['p answers-transfers file', 's asks-for-transfers file', 'd takes-updates file'])
    expect(of(5)).toEqual(['p answers-transfers asking', 'd takes-updates asking', 's asks-for-transfers asking'])
  })
})

describe('what proves a step', () => {
  const answering = use('p', 'answers-transfers')
  const asking = use('s', 'asks-for-transfers')
  test.each([
    [2, answering, asked('accepted', 'accepted'), true],
    [2, answering, asked('accepted', 'unknown-key'), false],
    [2, answering, asked('unknown-key', 'accepted'), false],
    // The zone is refused, though the key is known: nobody transfers it with that.
    [2, answering, asked('refused', 'accepted'), false],
    [2, use('p', 'answers-transfers', ''), asked('refused', 'refused'), true],
    [2, answering, asked('accepted', 'unsigned-reply'), false],
    [4, answering, asked(null, 'unknown-key'), true],
    [4, answering, asked(null, 'accepted'), false],
    [5, answering, asked('accepted', 'unknown-key'), true],
    [5, answering, asked('accepted', 'accepted'), false],
    [5, answering, asked('accepted', 'timeout'), false],
    [5, answering, asked('timeout', 'unknown-key'), false],
    // Another secret under the old name is not the old key gone.
    [5, answering, asked('accepted', 'bad-signature'), false],
    [5, asking, asked(null, 'timeout'), true],
    [5, asking, asked(null, 'accepted'), false],
    [5, asking, asked(null, 'refused'), false],
  ] as const)('in step %i of %o: %o is %s', (step, of, heard, proved) => expect(provedBy(step, of, heard)).toBe(proved))

  test('nothing heard proves nothing', () => expect(provedBy(2, answering, undefined)).toBe(false))
})
