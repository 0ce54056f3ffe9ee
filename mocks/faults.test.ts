import { expect, test } from 'vitest'
import { problems } from '#contract/problem.ts'
import { createFaults, type FaultName } from './faults.ts'

const keys = 'http://localhost/accessmanagement/api-key'

/** Faults round a server that counts what it is asked. */
function set() {
  const done: string[] = []
  const waits: number[] = []
  const faults = createFaults(() => Date.UTC(2026, 10, 21), async (milliseconds) => void waits.push(milliseconds))
  const fetch = faults.round(async (request) => {
    done.push(`${request.method} ${await request.text()}`)
    return new Response('{}')
  })
  const post = (body: unknown, headers?: Record<string, string>) => fetch(new Request(keys, { method: 'POST', body: JSON.stringify(body), headers }))
  return { done, waits, faults, fetch, post }
}

test.each<[FaultName, number, number]>([
  ['fail-spoilt', 200, 1],
  ['fail-500', 500, 0],
  ['fail-503', 503, 0],
  ['fail-429', 429, 0],
  ['fail-502', 502, 0],
  ['fail-offline', 0, 0],
  ['fail-lost', 0, 1],
  ['fail-slow', 200, 1],
  ['fail-timeout', 200, 1],
])('a key of the name %s is answered with %i, and done %i times', async (name, status, times) => {
  const { done, post } = set()
  const response = await post({ name: ` ${name} ` })
  expect(response.status).toBe(status)
  expect(response.type).toBe(status === 0 ? 'error' : 'default')
  expect(done).toHaveLength(times)
  if (status >= 429 && status !== 502) {
    const problem = (await response.json()) as { code: keyof typeof problems; status: number }
    expect([problem.status, problems[problem.code][0]]).toEqual([status, status])
    expect(response.headers.get('Date')).toBe('Sat, 21 Nov 2026 00:00:00 GMT')
  }
  expect((await post({ name: 'other' })).status).toBe(200)
})

test('the server still gets the body, and a description counts as a name', async () => {
  const { done, waits, post } = set()
  await post({ name: 'fail-slow', note: 'x' })
  await post({ description: 'fail-offline' })
  await post({ name: 'not fail-500' })
  await post({ name: 'toString' })
  expect(done).toEqual(['POST {"name":"fail-slow","note":"x"}', 'POST {"name":"not fail-500"}', 'POST {"name":"toString"}'])
  expect(waits).toEqual([5000])
})

test('an answer lost once comes when the same is asked again', async () => {
  const { done, post } = set()
  const send = (key: string) => post({ name: 'fail-lost-once' }, { 'Idempotency-Key': key })
  expect([(await send('a')).type, (await send('a')).type, (await send('b')).type]).toEqual(['error', 'default', 'error'])
  expect(done).toHaveLength(3)
})

test('a rule hits its call only, as often as it says, until it is lifted', async () => {
  const { faults, fetch } = set()
  const get = (url: string) => fetch(new Request(url)).then(({ status }) => status)
  faults.addAll('list-api-keys:fail-500:1, GET /api/v1/:fail-503')
  expect([await get(`${keys}?limit=1`), await get(keys), await get(`${keys}/1`), await get('http://localhost/api/v1/me')]).toEqual([500, 200, 200, 503])
  faults.clear()
  expect(await get('http://localhost/api/v1/me')).toBe(200)
  const lift = faults.add('*', 'fail-429')
  expect(await get(keys)).toBe(429)
  lift()
  expect(await get(keys)).toBe(200)
})

test('bulk is no key of the name "bulk"', async () => {
  const { faults, fetch } = set()
  faults.add('delete-api-keys', 'fail-500')
  const send = (method: string, path: string) => fetch(new Request(`http://localhost${path}`, { method })).then(({ status }) => status)
  expect([await send('POST', '/accessmanagement/api-key/bulk/delete'), await send('POST', '/accessmanagement/api-key/1/rotate')]).toEqual([500, 200])
})

test('a held call goes on when it is let go', async () => {
  const { done, faults, fetch } = set()
  const lift = faults.add('list-api-keys', 'fail-hold')
  const held = fetch(new Request(keys))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(done).toEqual([])
  lift()
  expect((await held).status).toBe(200)
})

test('what cannot be read is refused in words', () => {
  const { faults } = set()
  expect(() => faults.addAll('list-api-keys')).toThrow(/is no fault/)
  expect(() => faults.addAll('list-api-keys:fail-418')).toThrow(/no fault "fail-418".*fail-500/)
  expect(() => faults.addAll('list-api-keys:fail-500:0')).toThrow(/once or more/)
})

test('a spoilt request is the same but for its names', async () => {
  const { done, faults, fetch } = set()
  faults.add('POST /tsig/import', 'fail-spoilt')
  await fetch(
    new Request('http://localhost/tsig/import', { method: 'POST', body: JSON.stringify({ text: '"name":"kept"', rename: [{ entry: 0, name: 'two' }] }) }),
  )
  expect(JSON.parse(done[0]!.slice('POST '.length))).toEqual({ text: '"name":"kept"', rename: [{ entry: 0, name: '! two' }] })
})
