import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'countersign-bundle-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the demo and what it stands on cannot be without: text that no minifier changes. */
const traces = {
  'sql.js': 'sqlite3_open',
  'its file': /\.wasm\b/,
  MSW: 'MOCK_ACTIVATE',
  'its worker': 'mockServiceWorker',
  '@noble/hashes': '"p" expected integer 1..',
  '@noble/ciphers': 'aes-gcm: invalid tag',
  kysely: 'executeTakeFirstOrThrow',
  'the server': 'audit-append-only',
  migrations: 'CREATE TABLE users',
  'the seed': 'nwnd.example',
  'its people': 'Ruth Lindqvist',
  'its TSIG keys': 'ddns-dhcp-office',
  'TSIG keys on the server': 'tsig_keys',
  faults: 'fail-lost-once',
  'the bar': 'demo-bar',
  'the handle': 'countersignDemo',
  'the policy': 'wasm-unsafe-eval',
}

function textOf(of: string): string {
  return readdirSync(of, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`).join('\n')
}

const found = (text: string) =>
  Object.entries(traces)
    .filter(([, trace]) => (typeof trace === 'string' ? text.includes(trace) : trace.test(text)))
    .map(([name]) => name)

/** As from the command line: vitest's own NODE_ENV would make another bundle. */
async function build(mode: string): Promise<string> {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  await promisify(execFile)(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--mode', mode, '--outDir', join(folder, mode), '--logLevel', 'error'],
    { cwd: root, env },
  )
  return join(folder, mode)
}

beforeAll(() => Promise.all([build('production'), build('mock')]), 120_000)

test('nothing of the demo is in the production bundle', () => {
  expect(found(textOf(join(folder, 'production')))).toEqual([])
})

test('public holds nothing of it either: what lies there is copied into every build', () => {
  expect(found(textOf(join(root, 'public')))).toEqual([])
})

// The test of the test: were these texts minified away, the ones above would find nothing whatever was there.
test('everything of it is in the demo, with the policy that it needs and a page for every address', () => {
  expect(found(textOf(join(folder, 'mock')))).toEqual(Object.keys(traces))
  const [page, missing] = ['index.html', '404.html'].map((name) => readFileSync(join(folder, 'mock', name), 'utf8'))
  expect(missing).toBe(page)
  const [, nonce] = /style-src 'self' 'nonce-([\w-]{22})'/.exec(page!) ?? []
  expect(page).toContain(`<meta name="csp-nonce" nonce="${nonce}">`)
  expect(page).not.toContain('__NONCE__')
  expect(page!.indexOf('Content-Security-Policy')).toBeLessThan(page!.search(/<(?:script|link)/))
})

test('the worker is the one that MSW brings', () => {
  expect(readFileSync(join(root, 'mocks/mockServiceWorker.js'), 'utf8')).toBe(readFileSync(join(root, 'node_modules/msw/lib/mockServiceWorker.js'), 'utf8'))
})
