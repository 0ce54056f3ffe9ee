import { expect, it } from 'vitest'
import { Failure } from '../client/failure.ts'
import { eachOf } from './each-of.ts'

it('tries all of them and names those that stayed, each with its own reason', async () => {
  const inUse = new Failure({ code: 'tsig-key-in-use', status: 409 })
  const gone = new Failure({ code: 'not-found', status: 404 })
  const tried: number[] = []
  const stayed = await eachOf([1, 2, 3, 4, 5, 6, 7, 8, 9], async (at) => {
    tried.push(at)
    await Promise.resolve()
    if (at === 2) throw inUse
    if (at === 8) throw gone
  })
  // A loop that stops at the first refusal would leave 3 to 9.
  expect(tried.sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(stayed).toEqual([{ item: 2, failure: inUse }, { item: 8, failure: gone }])
})

it('stops asking when nobody answers, and says what was not tried', async () => {
  const lost = new Failure({ code: 'network' })
  let tries = 0
  const items = Array.from({ length: 100 }, (_, at) => at)
  const stayed = await eachOf(items, async () => {
    tries++
    await Promise.resolve()
    throw lost
  })
  expect(tries).toBe(4)
  expect(stayed).toHaveLength(100)
  expect(stayed.filter(({ failure }) => failure === lost)).toHaveLength(4)
  expect(stayed.at(-1)).toEqual({ item: 99, failure: undefined })
})
