import { expect, it } from 'vitest'
import { disabledWords, enabledWords, whyKept } from './words.ts'

it('says why the last administrator stays, and of nobody else', () => {
  const last = { role: 'administrator', status: 'active' } as const
  expect(whyKept(last, 1)).toMatch(/^This is the last administrator/)
  expect(whyKept(last, 2)).toBe(undefined)
  expect(whyKept({ ...last, status: 'invited' }, 1)).toBe(undefined)
  expect(whyKept({ ...last, role: 'user' }, 1)).toBe(undefined)
})

it('says what stops', () => {
  expect(disabledWords(2, 1, false)).toBe(
    '2 API keys and the auth tokens made with them stop working at once. 1 session ends. Enable them again to bring the keys back.',
  )
  expect(disabledWords(1, 0, false)).toBe(
    '1 API key and the auth tokens made with it stop working at once. They are signed in nowhere. Enable them again to bring the key back.',
  )
  expect(disabledWords(0, undefined, false)).toBe('They have no API keys. All their sessions end. Enable them again to bring them back.')
  expect(disabledWords(0, 3, true)).toBe('This is you: you are signed out at once, and only another administrator can enable you. You have no API keys.')
  expect(enabledWords(1)).toBe('1 API key works again at once, unless expired. Sessions do not come back: they sign in again.')
})
