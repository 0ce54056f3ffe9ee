import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeMarks, type Moment } from './timeline-marks.ts'

const moment = (at: number, name = `n${at}`): Moment => ({ at, id: `${at}`, name, look: 'later' })
/** Half a mark from either end, where the row would cut it. */
const inside = (at: number) => Math.min(Math.max(10, at), 988)
const frame = { from: 0, span: 1000, width: 1000 }

test('marks closer than 18 px merge into a count, and a label shows only where it fits', () => {
  const drawn = placeMarks([moment(100), moment(118), moment(135), moment(400, 'x'.repeat(60)), moment(500), moment(990)], frame)
  expect(drawn.map(({ x, moments, label }) => [x, moments.length, label])).toEqual([
    [100, 1, false],
    [118, 2, false],
    [400, 1, false],
    [500, 1, true],
    [988, 1, false],
  ])
})

// Failed with marks that merge by the distance to the last of a group, which draws one count for a year of daily ends.
test('nothing is lost, and no two marks lie over each other', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 500 }), (ats) => {
    const drawn = placeMarks(ats.map((at) => moment(at)), frame)
    expect(drawn.flatMap(({ moments }) => moments.map(({ at }) => at))).toEqual([...ats].sort((a, b) => a - b))
    for (const [i, { x, moments }] of drawn.entries()) {
      expect(x).toBe(inside(moments[0]!.at))
      expect(inside(moments.at(-1)!.at) - x).toBeLessThan(29)
      if (i > 0) expect(x - drawn[i - 1]!.x).toBeGreaterThanOrEqual(18)
    }
  }))
})

// Failed with a distance for all: the next mark lay over the last digit.
test('a count of many digits keeps the next mark off, and a label of wide letters is left out where it would be cut', () => {
  const many = (count: number, at: number) => Array.from({ length: count }, () => moment(at))
  expect(placeMarks([...many(9, 100), moment(118)], frame).map(({ moments }) => moments.length)).toEqual([9, 1])
  expect(placeMarks([...many(12, 100), moment(118)], frame).map(({ moments }) => moments.length)).toEqual([13])
  expect(placeMarks([...many(120, 100), moment(125), moment(130)], frame).map(({ moments }) => moments.length)).toEqual([121, 1])
  const labelled = (name: string) => placeMarks([moment(500, name), moment(600)], frame)[0]!.label
  expect([labelled('i'.repeat(11)), labelled('W'.repeat(11)), labelled('\u4e2d'.repeat(11))]).toEqual([true, false, false])
})
