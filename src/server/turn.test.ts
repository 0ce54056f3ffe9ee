import { expect, test } from 'vitest'
import { turnsOf } from './test-turns.ts'
import { mapInTurns, pass, sortInTurns, turn } from './turn.ts'

/** Works that would never wait: what they await has been answered already, as with SQLite. */
async function work(slices: number, done: () => void): Promise<void> {
  for (let slice = 0; slice < slices; slice++) {
    await turn()
    done()
  }
}

// Fails with `await Promise.resolve()` for a turn: no timer fires before the works are at their end; and with a setImmediate for
// each waiting work: all ten run between two looks at the clock.
test('twenty long works let everything else run after each slice, whoever it was', async () => {
  let slices = 0
  let since = 0
  let most = 0
  let going = true
  const look = () => {
    most = Math.max(most, slices - since)
    since = slices
    if (going) setImmediate(look)
  }
  setImmediate(look)
  await Promise.all(Array.from({ length: 20 }, () => work(10, () => void slices++)))
  going = false
  expect(slices).toBe(200)
  expect(most).toBeLessThanOrEqual(2)
})

const busy = (milliseconds: number) => {
  for (const until = performance.now() + milliseconds; performance.now() < until;);
}

// Fails with a clock for each work: ten of them hold the loop ten times as long as one may.
test('works that pass share what a turn may last', async () => {
  const turns = await turnsOf(() => Promise.all(Array.from({ length: 10 }, async () => {
    for (let at = 0; at < 6; at++) {
      await pass()
      busy(3)
    }
  })))
  expect(turns).toBeGreaterThan(10)
})

test('a list is mapped and sorted in turns as it is in one go', async () => {
  const numbers = Array.from({ length: 5000 }, (_, at) => ({ at, key: (at * 7919) % 100 }))
  const byKey = (a: { key: number }, b: { key: number }) => a.key - b.key
  expect(await mapInTurns(numbers, ({ key }) => key)).toEqual(numbers.map(({ key }) => key))
  for (const length of [0, 1, 255, 257, 5000]) expect(await sortInTurns(numbers.slice(0, length), byKey)).toEqual(numbers.slice(0, length).sort(byKey))
  let compared = 0
  expect(await turnsOf(() => sortInTurns(numbers, (a, b) => {
    if (++compared % 1000 === 0) busy(4)
    return byKey(a, b)
  }))).toBeGreaterThan(5)
})
