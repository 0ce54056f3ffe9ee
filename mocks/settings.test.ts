import { expect, test } from 'vitest'
import { choose } from './settings.ts'
import { demoClock } from './demo-clock.ts'

test('a URL chooses, the tab keeps, and the console sees none of it', () => {
  const first = choose('http://localhost/my-api-keys?as=user&filter=name+is+a&seed=small#x', {})
  expect(first).toEqual({ settings: { as: 'user', seed: 'small' }, anew: true, named: true, url: 'http://localhost/my-api-keys?filter=name+is+a#x' })
  expect(choose('http://localhost/?next=%2Fprofile', first.settings)).toEqual({
    settings: first.settings,
    anew: false,
    named: false,
    url: 'http://localhost/?next=%2Fprofile',
  })
  expect(choose('http://localhost/?as=&faults=get-session:fail-500', first.settings).settings).toEqual({
    as: undefined,
    seed: 'small',
    faults: 'get-session:fail-500',
  })
})

test('a clock stands still, runs ahead, or is the machine\'s', () => {
  let machine = Date.parse('2026-01-01T00:00:00Z')
  const clocks = ['2026-11-21T06:00:00Z', '+30d', ' 30d', '-90m', ''].map((setting) => demoClock(setting, () => machine))
  const shown = () => clocks.map((clock) => new Date(clock.now()).toISOString().slice(0, 16))
  expect(shown()).toEqual(['2026-11-21T06:00', '2026-01-31T00:00', '2026-01-31T00:00', '2025-12-31T22:30', '2026-01-01T00:00'])
  machine += 60_000
  for (const clock of clocks) clock.forward(3_600_000)
  expect(shown()).toEqual(['2026-11-21T07:00', '2026-01-31T01:01', '2026-01-31T01:01', '2025-12-31T23:31', '2026-01-01T01:01'])
  expect(clocks.map(({ begin }) => new Date(begin).toISOString().slice(0, 10))).toEqual(['2026-11-21', '2026-01-01', '2026-01-01', '2026-01-01', '2026-01-01'])
  expect(demoClock('2026-11-21T07:00:00+01:00').now()).toBe(Date.parse('2026-11-21T06:00:00Z'))
  for (const wrong of ['tomorrow', '30d', '+30y', '2026-11-21', '2026-13-01T00:00:00Z']) expect(() => demoClock(wrong)).toThrow(/cannot be set/)
})
