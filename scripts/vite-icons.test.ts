import { expect, it } from 'vitest'
import { onePath } from './vite-icons.ts'

it('makes one path of several shapes', () => {
  expect(onePath([['path', { d: 'M7 5V3', key: 'a' }], ['line', { x1: '1', y1: '2', x2: '3', y2: '4', key: 'b' }], ['polygon', { points: '1,2 3,4 5,6', key: 'c' }]])).toBe('M7 5V3M1 2L3 4M1,2 3,4 5,6z')
  expect(onePath([['circle', { cx: '12', cy: '12', r: '1', key: 'a' }]])).toBe('M11 12a1 1 0 1 0 2 0a1 1 0 1 0 -2 0z')
  expect(onePath([['rect', { x: '3', y: '4', width: '18', height: '10', rx: '2', key: 'a' }]])).toBe('M5 4h14a2 2 0 0 1 2 2v6a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-6a2 2 0 0 1 2 -2z')
})

// Simply joined, the second one began where the first had ended.
it('lets every path begin where it began alone', () => {
  expect(onePath([['path', { d: 'M1 1h2' }], ['path', { d: 'm21 21-4.34-4.34' }]])).toBe('M1 1h2M21 21l-4.34 -4.34')
  expect(onePath([['path', { d: 'm6 9 6 6 6-6' }]])).toBe('M6 9l6 6 6 -6')
  expect(onePath([['path', { d: 'm5.5.5.5.5z' }], ['path', { d: 'm2 3' }]])).toBe('M5.5 .5l.5 .5zM2 3')
})

it('leaves an icon alone that draws one shape otherwise', () => {
  expect(onePath([['path', { d: 'M1 1' }], ['circle', { cx: '1', cy: '1', r: '.5', fill: 'currentColor' }]])).toBeUndefined()
})
