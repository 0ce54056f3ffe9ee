import { expect, test } from 'vitest'
import { deriveKeys } from './keys.ts'
import { nodeHost } from './node/host.ts'

// Fails when two labels are one: then a reader of cursors has what makes rows of the trail.
test('each key is its own, follows from the root key alone, and the root key is whole', () => {
  const host = nodeHost('silent')
  const of = (fill: number) => Object.values(deriveKeys(host, new Uint8Array(32).fill(fill))).map((key) => Buffer.from(key as Uint8Array).toString('hex'))
  const [one, same, other] = [of(1), of(1), of(2)]
  expect(new Set([...one, ...other]).size).toBe(one.length * 2)
  expect(same).toEqual(one)
  for (const key of one) expect(key).toHaveLength(64)
  expect(() => deriveKeys(host, new Uint8Array(31))).toThrow('31 bytes')
})
