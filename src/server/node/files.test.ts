import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { CannotStart } from '../problem.ts'
import { temporaryFile } from '../testing/store.ts'
import { readConsole } from './files.ts'

const script = 'export const words = "said again and again"\n'.repeat(40)

const temporaryFolder = async () => dirname(await temporaryFile())

async function built(): Promise<string> {
  const folder = await temporaryFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<script type="module" src="/assets/a-1.js"></script>')
  writeFileSync(join(folder, 'assets/a-1.js'), script)
  writeFileSync(join(folder, 'assets/a-1.js.br'), brotliCompressSync(script))
  writeFileSync(join(folder, 'assets/a-1.js.gz'), gzipSync(script))
  // Too short to be smaller, or of a kind that is compressed already.
  writeFileSync(join(folder, 'assets/b-2.js'), 'x')
  writeFileSync(join(folder, 'assets/c-3.woff2'), 'font')
  return folder
}

const files = readConsole(await built(), 'https://countersign.example')
const served = async (path: string, accept: string) => {
  const response = files.serve(path, accept)!
  return { encoding: response.headers.get('Content-Encoding'), vary: response.headers.get('Vary'), bytes: Buffer.from(await response.arrayBuffer()) }
}

test.each([
  ['gzip, deflate, br, zstd', 'br'], ['br', 'br'], ['BR;q=0.1, gzip', 'br'], ['gzip', 'gzip'], ['gzip;q=1.0, br;q=0', 'gzip'], ['*', 'br'],
  ['*;q=0.5, br;q=0.000', 'gzip'],
  ['', null], ['identity', null], ['deflate', null], ['gzip;q=0', null], ['gzip ; q=0.0 , *;q=0', null], ['brotli, gzipped', null], [',;=,q=0', null],
])('a script is sent to who accepts %j as %j, and is what was built', async (accept, encoding) => {
  const { bytes, ...found } = await served('/assets/a-1.js', accept)
  expect(found).toEqual({ encoding, vary: 'Accept-Encoding' })
  expect((encoding === 'br' ? brotliDecompressSync(bytes) : encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString()).toBe(script)
})

test('what the build left as it is goes as it is; a compressed form has no address of its own', async () => {
  expect(await served('/assets/b-2.js', 'br, gzip')).toEqual({ encoding: null, vary: 'Accept-Encoding', bytes: Buffer.from('x') })
  expect(await served('/assets/c-3.woff2', 'br, gzip')).toEqual({ encoding: null, vary: null, bytes: Buffer.from('font') })
  for (const path of ['/assets/a-1.js.br', '/assets/a-1.js.gz', '/index.html', '/assets', '/assets/../index.html', '/'])
    expect(files.serve(path, 'br'), path).toBeUndefined()
})

test('the page has the integrity of what it loads, of the bytes before they are compressed', () => {
  expect(files.page).toMatch(/src="\/assets\/a-1\.js" integrity="sha384-[\w+/]{64}"/)
})

test('a console that is not built, or not whole, is a sentence', async () => {
  const folder = await temporaryFolder()
  expect(() => readConsole(folder, 'https://x.example')).toThrow(CannotStart)
  writeFileSync(join(folder, 'index.html'), '<script src="/assets/gone.js"></script>')
  expect(() => readConsole(folder, 'https://x.example')).toThrow(/is not whole: \/assets\/gone\.js is missing\. Run: npm run build/)
})
