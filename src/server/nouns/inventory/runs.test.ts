import { expect, test } from 'vitest'
import type { InventoryEvent } from '#contract/inventory.ts'
import { foldRuns } from './runs.ts'

const minute = 60_000
const event = (seq: number, change: Partial<InventoryEvent> = {}, at = -seq * 1000): InventoryEvent => ({
  seq,
  at: new Date(Date.parse('2026-11-21T12:00:00Z') + at).toISOString(),
  actor: 'Ruth',
  action: 'api-key.rotate',
  object: { kind: 'api-key', name: `key-${seq}` },
  outcome: 'done',
  times: 1,
  ...change,
})
const told = (events: readonly InventoryEvent[]) => foldRuns(events).map(({ seq, object, times }) => [seq, object.name, times])

test('a run of the same is one event, as new as its newest; three are told by name', () => {
  expect(told([1, 2, 3].map((seq) => event(seq)))).toEqual([[1, 'key-1', 1], [2, 'key-2', 1], [3, 'key-3', 1]])
  expect(told([1, 2, 3, 4, 5].map((seq) => event(seq)))).toEqual([[1, '', 5]])
  expect(foldRuns([])).toEqual([])
})

test('another person, act, kind or outcome ends it, and so does time', () => {
  for (const other of [{ actor: 'Maya' }, { action: 'api-key.delete' }, { object: { kind: 'one-token', name: 'x' } }, { outcome: 'denied: not-found' }])
    expect(told([event(1), event(2), event(3, other), event(4), event(5)])).toHaveLength(5)
  const slowly = [1, 2, 3, 4, 5].map((seq) => event(seq, {}, -seq * 11 * minute))
  expect(told(slowly)).toHaveLength(5)
  const steadily = [1, 2, 3, 4, 5].map((seq) => event(seq, {}, -seq * 9 * minute))
  expect(told(steadily)).toEqual([[1, '', 5]])
})
