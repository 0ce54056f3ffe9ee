import { expect, it } from 'vitest'
import { importBytesMax } from '#contract/tsig-import.ts'
import { readTextFile } from '../../client/read-text-file.ts'
import { textFault, wanted } from './import-text.ts'

const readFile = (file: File) => readTextFile(file, wanted)
const file = (...parts: BlobPart[]) => new File(parts, 'named.conf')

it('reads a text, with or without a byte order mark', async () => {
  const { name, about, read } = await readFile(file('\ufeffkey "a" {\n};\n'))
  expect([name, about, read()]).toEqual(['named.conf', '16 bytes, 2 lines', 'key "a" {\n};\n'])
})

it('refuses what is no text, and what is too large, in words', async () => {
  await expect(readFile(file(new Uint8Array([0x6b, 0xff, 0xfe, 0])))).rejects.toThrow('not text, so it is no configuration')
  await expect(readFile(file('key\0'))).rejects.toThrow('not text')
  await expect(readFile(file('#'.repeat(importBytesMax + 1)))).rejects.toThrow('This has 8.1 MiB. At most 8 MiB are taken')
  await expect(readFile(file('#'.repeat(importBytesMax * 1.5)))).rejects.toThrow('This has 12 MiB.')
})

it('counts a text as it is sent', () => {
  expect(textFault(' \n')).toMatch(/^Paste/)
  expect(textFault('#'.repeat(importBytesMax - 30))).toBe(undefined)
  // Half as many characters, each of two bytes on its way: a count of characters would let it through.
  expect(textFault('\n#'.repeat(importBytesMax / 2 - 100))).toMatch(/At most 8 MiB/)
  expect(textFault('ä'.repeat(importBytesMax / 2))).toMatch(/At most 8 MiB/)
})
