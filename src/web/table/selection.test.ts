import { expect, it } from 'vitest'
import { countSelected, everything, isSelected, keepOnly, nothing, select } from './selection.ts'

it('is none but some, or all but some, and counts the same at any number of rows', () => {
  const two = select(nothing, ['a', 'b'], true)
  expect([countSelected(two, 100_000), isSelected(two, 'a'), isSelected(two, 'c')]).toEqual([2, true, false])
  expect(countSelected(select(two, ['a', 'c'], false), 100_000)).toBe(1)
  const allButOne = select(everything, ['a'], false)
  expect([countSelected(allButOne, 100_000), isSelected(allButOne, 'a'), isSelected(allButOne, 'z')]).toEqual([99_999, false, true])
  expect(countSelected(select(allButOne, ['a'], true), 100_000)).toBe(100_000)
})

it('lets go of rows that are gone, and stays the same object where none is', () => {
  const two = select(nothing, ['a', 'b'], true)
  expect([...keepOnly(two, (id) => id === 'a').exceptions]).toEqual(['a'])
  expect(keepOnly(two, () => true)).toBe(two)
})
