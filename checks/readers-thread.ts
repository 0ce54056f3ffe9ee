// A thread of checks/readers.ts: reads one shape of text several times and answers the milliseconds that it computed.
import { parentPort, workerData } from 'node:worker_threads'
import { parseTsigText } from '../src/server/nouns/tsig-keys/formats/parse.ts'
import { moreShapes, shapes } from '../src/server/testing/tsig-shapes.ts'

const { name, size, tries } = workerData as { name: string; size: number; tries: number }
const shape = { ...shapes, ...moreShapes }[name]!
const text = shape(size)
// Once for the compiler, small.
parseTsigText(shape(size / 10))
const times: number[] = []
for (let at = 0; at < tries; at++) {
  const before = process.threadCpuUsage()
  parseTsigText(text)
  const { user, system } = process.threadCpuUsage(before)
  times.push((user + system) / 1000)
}
// eslint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
parentPort!.postMessage(times)
