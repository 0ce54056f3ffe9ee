import { expect, test } from 'vitest'
import { TaskTooLarge } from '../host.ts'
import { readTsigText } from '../nouns/tsig-keys/formats/parse.ts'
import { taskRunner } from './run-task.ts'

const key = `hmac-sha256:one:${Buffer.alloc(32, 1).toString('base64')}\n`
const { signal } = new AbortController()

test('a text is read in a thread as it is read here', async () => {
  const { keys, notUnderstood } = await taskRunner()(readTsigText, `${key}# ${'ω'.repeat(600_000)}\n`, signal)
  expect([keys.map(({ name }) => name), notUnderstood]).toEqual([['one'], []])
})

// Fails where what the thread says of its end goes out as it came: 500, and an error in the log that nobody made.
test('who needs more memory, or more time, than a task has is told so, and the next is served', async () => {
  await expect(taskRunner({ megabytes: 16 })(readTsigText, `tsig: |\n${'\n'.repeat(900_000)}`, signal)).rejects.toThrow(
    new TaskTooLarge('parseTsigText took more than 16 MB'),
  )
  await expect(taskRunner({ longest: 1 })(readTsigText, key.repeat(10_000), signal)).rejects.toThrow(new TaskTooLarge('parseTsigText took more than 1 ms'))
  expect((await taskRunner()(readTsigText, key, signal)).keys).toHaveLength(1)
})

test('who goes is not worked for', async () => {
  const gone = new AbortController()
  const running = taskRunner()(readTsigText, key.repeat(100_000), gone.signal)
  gone.abort(new Error('gone'))
  await expect(running).rejects.toThrow('gone')
  await expect(taskRunner()(readTsigText, key, gone.signal)).rejects.toThrow('gone')
})
