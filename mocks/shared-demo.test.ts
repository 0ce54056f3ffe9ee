import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { enterShared } from './shared-demo.ts'
import type { RaisedDemo } from './demo.ts'

/** A demo that answers a little and counts what it is asked. */
function counting(): { demo: RaisedDemo; asked: string[] } {
  const asked: string[] = []
  const demo: Partial<RaisedDemo> = {
    async fetch(request) {
      asked.push(`${request.method} ${request.headers.get('User-Agent')} ${await request.text()}`)
      return request.method === 'DELETE' ? new Response(null, { status: 204, headers: { ETag: '"1"' } }) : Response.error()
    },
    find: (who) => Promise.reject(new Error(`Nobody here is "${who}".`)),
    async fault(...given) {
      asked.push(given.join(' '))
      return 7
    },
  }
  return { demo: demo as RaisedDemo, asked }
}

test('the first raises the demo, the others ask it', async () => {
  const { demo, asked } = counting()
  const first = await enterShared('one', () => Promise.resolve(demo))
  expect(first.raised).toBe(demo)
  const { demo: seen, raised } = await enterShared('one', () => Promise.reject(new Error('raised twice')))
  expect(raised).toBeUndefined()

  const request = new Request('http://localhost/accessmanagement/api-key', { method: 'DELETE', body: 'x', headers: { 'User-Agent': 'Somebody' } })
  const answer = await seen.fetch(request)
  expect([answer.status, answer.headers.get('ETag'), await answer.text()]).toEqual([204, '"1"', ''])
  expect((await seen.fetch(new Request('http://localhost/'))).type).toBe('error')
  expect(await seen.fault('*', 'fail-500', 2)).toBe(7)
  await expect(seen.find('nobody')).rejects.toThrow('Nobody here is "nobody".')
  expect(asked[0]).toBe('DELETE Somebody x')
  expect(asked.slice(2)).toEqual(['* fail-500 2'])
})

// Chromium drops messages to a page that opens a window, so guests put a question again; without a memory of the
// questions, that made a key twice.
test('a question that is put again is not answered by doing it again', async () => {
  const { demo, asked } = counting()
  await enterShared('two', () => Promise.resolve(demo))
  const channel = new BroadcastChannel('countersign-demo two')
  const answers: unknown[] = []
  channel.addEventListener('message', ({ data }: MessageEvent) => answers.push(data))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  for (const id of ['a', 'a', 'b']) channel.postMessage({ id, asked: 'fault', given: ['*', 'fail-500'] })
  await expect.poll(() => answers).toEqual([{ to: 'a', value: 7 }, { to: 'a', value: 7 }, { to: 'b', value: 7 }])
  expect(asked).toHaveLength(2)
  channel.close()
})

test('when the first tab has gone nobody answers, and the demo can be raised again', async () => {
  // A browser frees a tab's locks when the tab goes. Node does so for a worker now and then only, so this one lets go by itself.
  const held = new Worker(`
    const { parentPort } = require('node:worker_threads')
    navigator.locks.request('countersign-demo three', () => {
      parentPort.postMessage('held')
      return new Promise((letGo) => parentPort.once('message', letGo))
    })`, { eval: true })
  await new Promise((resolve) => held.once('message', resolve))
  const { demo: seen, raised } = await enterShared('three', () => Promise.reject(new Error('it is held')))
  expect(raised).toBeUndefined()
  const waiting = seen.fetch(new Request('http://localhost/'))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  held.postMessage('go')
  expect((await waiting).type).toBe('error')
  await expect(seen.verify()).rejects.toThrow('has gone')
  const { demo } = counting()
  expect((await enterShared('three', () => Promise.resolve(demo))).raised).toBe(demo)
})
