import { expect, test } from 'vitest'
import { turn } from './turn.ts'

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
