import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApiKey, getApiKey, listApiKeys, login, signIn, signOut, updateApiKey, updateUser } from '#contract/calls.ts'
import { call, callWithMeta } from './call.ts'
import { serverNow } from './clock.ts'
import { bytesOf } from './download.ts'
import type { Failure } from './failure.ts'
import { forgetPerson, learnPerson } from './person.ts'
import { whenSignedOut } from './signed-out.ts'
import { whenConfirmationNeeded } from './step-up.ts'
import { wordsFor } from './words.ts'

const id = '01a1fd39-0347-73ff-9de1-59a33a4057ba'
const at = '2026-11-21T06:00:00.000Z'
const key = {
  id, name: 'apikey1', note: null, owner: { id, name: 'Ada', email: 'ada@b.example', status: 'enabled' }, hint: { start: '7QdR', last4: 'x9Kf' },
  status: 'active', oldValue: null,
  createdAt: at, updatedAt: at, rotatedAt: null, expiresAt: at, lastUsedAt: null, lastUsedFrom: null, lastUsedAgent: null,
}
const json = (body: unknown, init?: ResponseInit) => new Response(JSON.stringify(body), init)
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  json(
    { type: '', title: '', status, detail: 'why', code, requestId: 'r-1', errors: [] },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  )

// What is asked after a call was lost is no part of the call.
vi.mock('./reach.ts', () => ({ look: () => Promise.resolve() }))

const fetch = vi.fn<typeof globalThis.fetch>()
const headersOf = (nth: number) => new Headers(fetch.mock.calls[nth]?.[1]?.headers)
const failureFrom = (asked: Promise<unknown>) => asked.then(() => expect.unreachable(), (thrown: Failure) => thrown)

beforeEach(() => void vi.stubGlobal('fetch', fetch.mockReset()))
afterEach(() => {
  vi.unstubAllGlobals()
  whenSignedOut(() => Promise.resolve(false))
  forgetPerson()
  whenConfirmationNeeded(() => Promise.resolve(false))
})

it('asks with the session, marks what changes something as the console\'s own, and reads the ETag', async () => {
  fetch.mockResolvedValueOnce(json(key, { headers: { etag: '"1"' } })).mockResolvedValueOnce(json(key))
  expect(await callWithMeta(getApiKey, { params: { apiKeyId: id } })).toEqual({ reply: key, etag: '"1"' })
  expect(headersOf(0).has('x-countersign-csrf')).toBe(false)
  await call(updateApiKey, { params: { apiKeyId: id }, body: { name: 'x' }, ifMatch: '"1"' })
  expect(fetch.mock.calls[1]?.[1]).toMatchObject({ method: 'PUT', credentials: 'same-origin', body: '{"name":"x"}' })
  expect(Object.fromEntries(headersOf(1))).toMatchObject({ 'x-countersign-csrf': '1', 'if-match': '"1"', 'content-type': 'application/json' })
})

it('leaves the cookie at home when it brings a credential', async () => {
  fetch.mockResolvedValueOnce(json({ token: 't', tokenType: 'Bearer', expiresIn: 3600, expiresAt: at }))
  await call(login, { bearer: 'csn_ak_x' })
  expect(fetch.mock.calls[0]?.[1]?.credentials).toBe('omit')
  expect(Object.fromEntries(headersOf(0))).toMatchObject({ authorization: 'Bearer csn_ak_x' })
  expect(headersOf(0).has('x-countersign-csrf')).toBe(false)
  expect(headersOf(0).has('idempotency-key')).toBe(false)
})

it('writes what is given into the query and nothing else', async () => {
  fetch.mockResolvedValueOnce(json({ data: [], page: 1, size: 25, total: 0, totalCapped: false, next: null }))
  await call(listApiKeys, { query: { filter: 'name contains a&b', search: '', sort: undefined } })
  expect(fetch.mock.calls[0]?.[0]).toBe('/accessmanagement/api-key?filter=name+contains+a%26b')
})

it.each([
  ['no connection', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['a proxy without an answer', () => Promise.resolve(new Response('', { status: 502 }))],
])('sends an idempotent POST once more under the same key after %s', async (_, lose) => {
  fetch.mockImplementationOnce(lose).mockResolvedValueOnce(json({ ...key, apiKey: 'v' }, { status: 201 }))
  expect((await call(createApiKey, { body: { name: 'apikey1' } })).apiKey).toBe('v')
  expect(headersOf(0).get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headersOf(1).get('idempotency-key')).toBe(headersOf(0).get('idempotency-key'))
})

it('sends it twice and no more, and says that it is lost', async () => {
  fetch.mockRejectedValue(new TypeError('Failed to fetch'))
  const failure = await failureFrom(call(createApiKey, { body: { name: 'apikey1' }, idempotencyKey: 'mine' }))
  expect([failure.code, failure.lost, fetch.mock.calls.length]).toEqual(['network', true, 2])
  expect(headersOf(1).get('idempotency-key')).toBe('mine')
})

it('never repeats what is not idempotent, nor what was refused', async () => {
  fetch.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await failureFrom(call(signIn, { body: { email: 'a', password: 'b' } }))
  fetch.mockResolvedValueOnce(problem(409, 'api-key-limit'))
  expect((await failureFrom(call(createApiKey, { body: { name: 'apikey1' } }))).code).toBe('api-key-limit')
  expect(fetch).toHaveBeenCalledTimes(2)
})

it('passes on what the server said, and has words for it', async () => {
  fetch.mockResolvedValueOnce(problem(429, 'too-many-requests', { 'retry-after': '840' }))
  const failure = await failureFrom(call(signIn, { body: { email: 'a', password: 'b' } }))
  expect(failure).toMatchObject({ code: 'too-many-requests', status: 429, requestId: 'r-1', retryAfter: 840 })
  expect(wordsFor(failure)).toBe('Too many attempts. Try again in 14 minutes.')
})

it('calls an answer that is no answer of ours unexpected', async () => {
  fetch
    .mockResolvedValueOnce(new Response('<html>', { status: 200 }))
    .mockResolvedValueOnce(new Response('<html>', { status: 418, headers: { 'x-request-id': 'r-2' } }))
  expect((await failureFrom(call(getApiKey, { params: { apiKeyId: id } }))).code).toBe('unexpected')
  expect(await failureFrom(call(getApiKey, { params: { apiKeyId: id } }))).toMatchObject({ code: 'unexpected', status: 418, requestId: 'r-2' })
})

it('gives up after ten seconds', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((after) => {
    expect(after).toBe(10_000)
    return AbortSignal.abort(new DOMException('', 'TimeoutError'))
  })
  fetch.mockImplementation((_, init) => Promise.reject(init?.signal?.reason as Error))
  expect((await failureFrom(call(getApiKey, { params: { apiKeyId: id } }))).code).toBe('timeout')
  vi.restoreAllMocks()
})

it('tells that nobody is signed in, but not of a bearer that is not taken', async () => {
  const told = vi.fn(() => Promise.resolve(false))
  whenSignedOut(told)
  fetch.mockImplementation(() => Promise.resolve(problem(401, 'not-signed-in')))
  await failureFrom(call(getApiKey, { params: { apiKeyId: id }, bearer: 'x' }))
  expect(told).not.toHaveBeenCalled()
  await failureFrom(call(signOut))
  expect(told).toHaveBeenCalledOnce()
})

it('sends once more under the same key after the person has signed in again, and says for whom it asks', async () => {
  const asked = vi.fn(() => Promise.resolve(true))
  whenSignedOut(asked)
  learnPerson(id)
  const over = json(
    {
      type: '',
      title: '',
      status: 401,
      detail: 'why',
      code: 'not-signed-in',
      requestId: 'r-1',
      errors: [{ field: 'session', pointer: '', code: 'session-expired', message: '' }],
    },
    { status: 401 },
  )
  fetch.mockResolvedValueOnce(over).mockResolvedValueOnce(json({ ...key, apiKey: 'v' }, { status: 201 }))
  expect((await call(createApiKey, { body: { name: 'apikey1' } })).apiKey).toBe('v')
  expect(asked.mock.calls).toEqual([['expired']])
  expect([0, 1].map((nth) => headersOf(nth).get('x-countersign-user'))).toEqual([id, id])
  expect(headersOf(1).get('idempotency-key')).toBe(headersOf(0).get('idempotency-key'))
})

it('asks nobody again for a call that was sent before they signed in again and is refused afterwards', async () => {
  const asked = vi.fn(() => Promise.resolve(true))
  whenSignedOut(asked)
  let refuseLate: (response: Response) => void = () => {}
  fetch.mockImplementationOnce(() => new Promise((resolve) => { refuseLate = resolve }))
  const late = call(getApiKey, { params: { apiKeyId: id } })
  fetch.mockResolvedValueOnce(problem(401, 'not-signed-in')).mockResolvedValueOnce(json(key)).mockResolvedValueOnce(json(key))
  await call(getApiKey, { params: { apiKeyId: id } })
  refuseLate(problem(401, 'not-signed-in'))
  expect((await late).id).toBe(key.id)
  expect(asked).toHaveBeenCalledOnce()
})

it('learns the server\'s clock from each reply', async () => {
  fetch.mockImplementationOnce(() => Promise.resolve(new Response(null, { status: 204, headers: { date: new Date(Date.now() - 3_600_000).toUTCString() } })))
  await call(signOut)
  expect(Math.abs(serverNow() - (Date.now() - 3_600_000))).toBeLessThan(2000)
  fetch.mockImplementationOnce(() => Promise.resolve(new Response(null, { status: 204, headers: { date: new Date().toUTCString() } })))
  await call(signOut)
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(50)
})

it('asks who it is when that is needed, once for all who wait, then tries once more', async () => {
  const change = () => call(updateUser, { params: { userId: id }, body: { role: 'user' } })
  const refused = () => Promise.resolve(problem(403, 'confirmation-required'))
  expect(await failureFrom((fetch.mockImplementationOnce(refused), change())), 'cancelled').toMatchObject({ code: 'confirmation-required' })
  expect(fetch).toHaveBeenCalledTimes(1)
  const ask = vi.fn(() => Promise.resolve(true))
  whenConfirmationNeeded(ask)
  const user = {
    id,
    name: 'Ada',
    email: 'ada@b.example',
    role: 'user',
    status: 'active',
    apiKeys: 0,
    createdAt: at,
    updatedAt: at,
    lastSignInAt: null,
    keptOutUntil: null,
  }
  fetch.mockImplementationOnce(refused).mockImplementationOnce(refused).mockImplementation(() => Promise.resolve(json(user)))
  expect(await Promise.all([change(), change()])).toEqual([user, user])
  expect(ask).toHaveBeenCalledTimes(1)
  fetch.mockImplementation(refused)
  expect(await failureFrom(change()), 'and not a third time').toMatchObject({ code: 'confirmation-required' })
  expect(ask).toHaveBeenCalledTimes(2)
})

// Failed where the question was asked after the first refusal only: the second try of a lost call then ended in the form.
it('asks who it is also where an answer was lost first, and sends under the same key', async () => {
  const ask = vi.fn(() => Promise.resolve(true))
  whenConfirmationNeeded(ask)
  fetch
    .mockImplementationOnce(() => Promise.reject(new TypeError('Failed to fetch')))
    .mockImplementationOnce(() => Promise.resolve(problem(403, 'confirmation-required')))
    .mockImplementation(() => Promise.resolve(json({ ...key, apiKey: 'v' }, { status: 201 })))
  expect((await call(createApiKey, { body: { name: 'apikey1' } })).apiKey).toBe('v')
  expect(ask).toHaveBeenCalledTimes(1)
  expect(new Set([0, 1, 2].map((nth) => headersOf(nth).get('idempotency-key'))).size).toBe(1)
})

// Failed: a file was fetched by its own way, which knew of no question.
it('asks who it is for a file too, and saves it then', async () => {
  const ask = vi.fn(() => Promise.resolve(true))
  whenConfirmationNeeded(ask)
  fetch.mockImplementationOnce(() => Promise.resolve(problem(403, 'confirmation-required'))).mockImplementation(() => Promise.resolve(new Response('seq,time')))
  expect(await (await bytesOf('/api/v1/audit/export?format=csv')).text()).toBe('seq,time')
  expect(ask).toHaveBeenCalledTimes(1)
  whenConfirmationNeeded(() => Promise.resolve(false))
  fetch.mockImplementationOnce(() => Promise.resolve(problem(403, 'confirmation-required')))
  expect(await failureFrom(bytesOf('/api/v1/audit/export?format=csv'))).toMatchObject({ code: 'confirmation-required' })
})
