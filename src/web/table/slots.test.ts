import { expect, it } from 'vitest'
import { noSlots, type Slots, slotsFor } from './slots.ts'

const nobody = () => undefined
const from = (...ids: string[]) => slotsFor(noSlots, ids, nobody)
/** Whose `tr` each row stands in, by the rows that were there before. */
const places = (before: Slots, after: Slots) => after.keys.map((key) => before.ids[before.keys.indexOf(key)] ?? 'new')

it('gives the place of a row that is gone to the one that comes there', () => {
  const before = from('a', 'b', 'c')
  expect(places(before, slotsFor(before, ['x', 'y', 'z'], nobody))).toEqual(['a', 'b', 'c'])
  expect(places(before, slotsFor(before, ['x', 'y', 'z', 'w'], nobody))).toEqual(['a', 'b', 'c', 'new'])
  expect(places(before, slotsFor(before, ['b', 'x'], nobody))).toEqual(['b', 'new'])
})

// Keys by place alone made b of a here: a menu that was open on a was then one of b.
it('leaves a row that stays where it is', () => {
  const before = from('a', 'b', 'c')
  expect(places(before, slotsFor(before, ['n', 'a', 'b', 'c'], nobody))).toEqual(['new', 'a', 'b', 'c'])
  expect(places(before, slotsFor(before, ['c', 'a'], nobody))).toEqual(['c', 'a'])
})

it('never gives one key to two rows, and none again that was given away', () => {
  let slots = from('a', 'b', 'c', 'd')
  for (const ids of ['xbyd', 'dxab', 'mnop', 'pa', 'apmn']) {
    slots = slotsFor(slots, [...ids], nobody)
    expect(new Set(slots.keys).size).toBe(ids.length)
  }
})

it('does not give away the row that has the focus', () => {
  const before = from('a', 'b')
  expect(places(before, slotsFor(before, ['x', 'y'], () => 'b'))).toEqual(['a', 'new'])
})

it('is the same while the rows are', () => {
  const before = from('a', 'b')
  expect(slotsFor(before, ['a', 'b'], () => { throw new Error('was asked') })).toBe(before)
})
