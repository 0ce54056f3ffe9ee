import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { enterHouse } from './shared-house.ts'
import type { RaisedStage } from './stage.ts'

/** A stage that answers a little and counts what it is asked. */
function counting(): { stage: RaisedStage; asked: string[] } {
  const asked: string[] = []
  const stage: Partial<RaisedStage> = {
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
  return { stage: stage as RaisedStage, asked }
}

test('the first raises the stage, the others ask it', async () => {
  const { stage, asked } = counting()
  const first = await enterHouse('one', () => Promise.resolve(stage))
  expect(first.raised).toBe(stage)
  const { stage: seen, raised } = await enterHouse('one', () => Promise.reject(new Error('raised twice')))
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
  const { stage, asked } = counting()
  await enterHouse('two', () => Promise.resolve(stage))
  const channel = new BroadcastChannel('countersign-stage two')
  const answers: unknown[] = []
  channel.addEventListener('message', ({ data }: MessageEvent) => answers.push(data))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  for (const id of ['a', 'a', 'b']) channel.postMessage({ id, asked: 'fault', given: ['*', 'fail-500'] })
  await expect.poll(() => answers).toEqual([{ to: 'a', value: 7 }, { to: 'a', value: 7 }, { to: 'b', value: 7 }])
  expect(asked).toHaveLength(2)
  channel.close()
})

test('when the first tab has gone nobody answers, and the house can be raised again', async () => {
  // A browser frees a tab's locks when the tab goes. Node does so for a worker now and then only, so this one lets go by itself.
  const held = new Worker(`
    const { parentPort } = require('node:worker_threads')
    navigator.locks.request('countersign-stage three', () => {
      parentPort.postMessage('held')
      return new Promise((letGo) => parentPort.once('message', letGo))
    })`, { eval: true })
  await new Promise((resolve) => held.once('message', resolve))
  const { stage: seen, raised } = await enterHouse('three', () => Promise.reject(new Error('it is held')))
  expect(raised).toBeUndefined()
  const waiting = seen.fetch(new Request('http://localhost/'))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker, not a window
  held.postMessage('go')
  expect((await waiting).type).toBe('error')
  await expect(seen.verify()).rejects.toThrow('has gone')
  const { stage } = counting()
  expect((await enterHouse('three', () => Promise.resolve(stage))).raised).toBe(stage)
})
