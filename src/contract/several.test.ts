import { expect, it } from 'vitest'
import { several } from './several.ts'

it('counts things as people do', () => {
  expect([0, 1, 2, 10_000].map((count) => several(count, 'key'))).toEqual(['0 keys', '1 key', '2 keys', '10,000 keys'])
  expect([1, 3].map((count) => several(count, { one: 'person', many: 'people' }))).toEqual(['1 person', '3 people'])
})
