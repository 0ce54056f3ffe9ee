import { expect, test } from 'vitest'
import { placesFor } from './find-places.ts'

const labels = (role: 'administrator' | 'user', text: string) => {
  const { pages, actions } = placesFor(role, text)
  return [...pages, ...actions].map(({ label }) => label)
}

test('an administrator finds Settings, a user never does', () => {
  expect(labels('administrator', 'audit')).toEqual(['Audit log', 'Statement'])
  expect(labels('user', 'audit')).toEqual([])
  expect(labels('user', '').filter((label) => /Users|Audit|everybody|Invite/.test(label))).toEqual([])
})

test('every word has to be there, in any order and without regard to case or accents', () => {
  expect(labels('user', 'KEY generate my')).toEqual(['Generate API Key'])
  expect(labels('user', 'sessións')).toEqual(['Sessions'])
  expect(labels('user', 'generate nothing')).toEqual([])
})

test('what begins with the text comes first', () => {
  expect(labels('administrator', 'api')[0]).toMatch(/^API/)
})

test('keys and places are distinct, so that a list of them can be drawn', () => {
  const { pages, actions } = placesFor('administrator', '')
  const keys = [...pages, ...actions].map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})
