import { expect, it } from 'vitest'
import { readTextFile } from './read-text-file.ts'

const read = async (bytes: BlobPart) => (await readTextFile(new File([bytes], 'named.conf'), { otherwise: 'no configuration', max: 1024 })).read()
const octets = (...codes: number[]) => new Uint8Array(codes)
/** In two bytes each, as Windows writes it: `Set-Content -Encoding Unicode`. */
const wide = (text: string, littleEndian: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (const [at, code] of Array.from(text, (sign) => sign.charCodeAt(0)).entries()) view.setUint16(at * 2, code, littleEndian)
  return view
}
const latin1 = (text: string) => octets(...Array.from(text, (sign) => sign.charCodeAt(0)))
const text = '# für Köln\nkey "a" {\n};\n'

// Failed while all but UTF-8 was refused: such files come from Windows, and from servers older than UTF-8.
it.each([
  ['UTF-8', new TextEncoder().encode(text)],
  ['UTF-8 with a byte order mark', new TextEncoder().encode(`\ufeff${text}`)],
  ['UTF-16, little end first', wide(`\ufeff${text}`, true)],
  ['UTF-16, big end first', wide(`\ufeff${text}`, false)],
  ['UTF-16, little end first, without a mark', wide(text, true)],
  ['UTF-16, big end first, without a mark', wide(text, false)],
  ['Latin-1', latin1(text)],
])('reads %s', async (_, bytes) => expect(await read(bytes)).toBe(text))

it('reads what Windows has in Latin-1\'s empty places', async () => expect(await read(octets(0x23, 0x80, 0x93, 0xe4))).toBe('#€“ä'))

it('says which encoding it was, unless it is the usual one', async () => {
  const about = async (bytes: BlobPart) => (await readTextFile(new File([bytes], 'a'), { otherwise: 'no configuration', max: 1024 })).about
  expect(await about('#ä\n')).toBe('4 bytes, 1 line')
  expect(await about(latin1('#ä\n'))).toBe('3 bytes, 1 line, Latin-1')
  expect(await about(wide('#ä\n', true))).toBe('6 bytes, 1 line, UTF-16')
})

it.each([
  ['a NUL byte at the end', octets(0x6b, 0x65, 0x79, 0)],
  ['NUL bytes everywhere', new Uint8Array(64)],
  ['a picture', octets(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
  ['something packed, that happens to have no NUL byte', octets(0x1f, 0x8b, 0x08, 0x08, 0xe5, 0x91)],
  ['little numbers, in two bytes each', octets(1, 0, 2, 0, 3, 0)],
  ['UTF-16 that is cut', octets(0xff, 0xfe, 0x6b)],
  ['UTF-32', octets(0xff, 0xfe, 0, 0, 0x6b, 0, 0, 0)],
])('refuses %s', async (_, bytes) => {
  await expect(read(bytes)).rejects.toThrow('This file is not text, so it is no configuration.')
})
