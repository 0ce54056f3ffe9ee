import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeMarks, type Moment } from './timeline-marks.ts'

const moment = (at: number, name = `n${at}`): Moment => ({ at, id: `${at}`, name, look: 'later' })
const frame = { from: 0, span: 1000, width: 1000 }

test('marks closer than 18 px merge into a count, and a label shows only where it fits', () => {
  const drawn = placeMarks([moment(100), moment(118), moment(135), moment(400, 'x'.repeat(60)), moment(500), moment(990)], frame)
  expect(drawn.map(({ x, moments, label }) => [x, moments.length, label])).toEqual([
    [100, 1, false],
    [118, 2, false],
    [400, 1, false],
    [500, 1, true],
    [990, 1, false],
  ])
})

// Failed with marks that merge by the distance to the last of a group, which draws one count for a year of daily ends.
test('nothing is lost, and no two marks lie over each other', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 500 }), (ats) => {
    const drawn = placeMarks(ats.map((at) => moment(at)), frame)
    expect(drawn.flatMap(({ moments }) => moments.map(({ at }) => at))).toEqual([...ats].sort((a, b) => a - b))
    for (const [i, { x, moments }] of drawn.entries()) {
      expect(x).toBe(moments[0]!.at)
      expect(moments.at(-1)!.at - x).toBeLessThan(18)
      if (i > 0) expect(x - drawn[i - 1]!.x).toBeGreaterThanOrEqual(18)
    }
  }))
})
