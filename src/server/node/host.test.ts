import { expect, test } from 'vitest'
import { prefixes, type MintedKind } from '#contract/credential-kinds.ts'
import { mint } from '../credentials/format.ts'
import { nodeHost } from './host.ts'

// The last line of defence: fails when lines go out as they were given.
test('no line of the log holds a value of ours, wherever it was put', async () => {
  const lines: string[] = []
  const host = nodeHost('info', (text) => lines.push(text))
  const values = (Object.keys(prefixes) as MintedKind[]).map((kind) => mint(host, kind))
  for (const value of values) {
    host.log('info', `message with ${value}`, { url: `/x?${value}`, inner: { list: [value] }, cut: value.slice(0, 20) })
  }
  await new Promise((resolve) => setImmediate(resolve))
  const text = lines.join('')
  expect(text.split('\n').filter(Boolean)).toHaveLength(values.length)
  for (const value of values) expect(text).not.toContain(value.slice(7, 15))
  expect(text).toContain('[redacted]')
})
