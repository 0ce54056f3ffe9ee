import type { UseFormReturn } from 'react-hook-form'
import { expect, it, vi } from 'vitest'
import { Failure } from '../client/failure.ts'
import { placeServerErrors } from './server-errors.ts'

type Values = { name: string; expiration: string; owner: { email: string } }

function fake() {
  const setError = vi.fn()
  const form = { getValues: () => ({ name: '', expiration: '', owner: { email: '' } }), setError } as unknown as UseFormReturn<Values>
  return { form, setError }
}
const failing = (...errors: [field: string, pointer: string][]) =>
  new Failure({
    code: 'invalid-value',
    status: 400,
    errors: errors.map(([field, pointer]) => ({ field, pointer, code: 'invalid-value', message: `about ${field}` })),
  })

it('puts each complaint on its field and focuses the first', () => {
  const { form, setError } = fake()
  expect(placeServerErrors(failing(['name', '/name'], ['expiresAt', '/expiresAt']), form, { expiresAt: 'expiration' })).toBe(true)
  expect(setError.mock.calls).toEqual([
    ['name', { type: 'server', message: 'about name' }, { shouldFocus: true }],
    ['expiration', { type: 'server', message: 'about expiresAt' }, { shouldFocus: false }],
  ])
})

it('reads the pointer where no field is named', () => {
  const { form, setError } = fake()
  expect(placeServerErrors(failing(['', '/owner/email']), form)).toBe(true)
  expect(setError.mock.calls[0]?.[0]).toBe('owner.email')
})

it('says what is wrong with an entry of a list at the one field the list is typed into', () => {
  const setError = vi.fn()
  const form = { getValues: () => ({ tags: 'a, b' }), setError } as unknown as UseFormReturn<{ tags: string }>
  expect(placeServerErrors(failing(['tags.1', '/tags/1']), form)).toBe(true)
  // At `tags.1` no field would ever show it.
  expect(setError.mock.calls[0]?.[0]).toBe('tags')
})

it('says so when one has no place, or there are none', () => {
  const { form, setError } = fake()
  expect(placeServerErrors(failing(['name', '/name'], ['graceSeconds', '/graceSeconds']), form)).toBe(false)
  expect(setError).toHaveBeenCalledTimes(1)
  expect(placeServerErrors(new Failure({ code: 'busy', status: 503 }), form)).toBe(false)
  expect(placeServerErrors(new Error('anything'), form)).toBe(false)
})
