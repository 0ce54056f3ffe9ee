import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionDialogs, weigh, weighed } from './weight.ts'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'countersign-weight-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// As from the command line: vitest's own NODE_ENV would make another bundle.
beforeAll(async () => {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--manifest', '--outDir', folder, '--logLevel', 'error'], {
    cwd: root,
    env,
  })
})

/** Bytes after gzip -9. They do not depend on the machine. */
const budget = { first: 280_000, whole: 350_000 }

// Failed while zod came with the contract (first: 309,000), and with a file for each part that two routes share (whole: 381,000).
test.each(Object.entries(weighed))('%s stays within its budget of JavaScript', (_name, route) => {
  const { first, whole, files } = weigh(folder, route)
  const where = files.map(([file, bytes]) => `${bytes} ${file}`).join('\n')
  expect(first, `Before the first row. A page's own code belongs in its own files; what opens later comes by import().\n${where}`).toBeLessThanOrEqual(
    budget.first,
  )
  expect(whole, 'With everything that the page may open.').toBeLessThanOrEqual(budget.whole)
})

test('the dialogs of the session, which are of no page, are small', () => {
  const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<string, { file: string } | undefined>
  const sizes = sessionDialogs.map((source) => gzipSync(readFileSync(join(folder, manifest[source]!.file)), { level: 9 }).length)
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(3_500)
})

// Shapes come with forms (contract/calls.ts): one list that reads one brings zod and all of forms, 38 kB.
test('no list brings zod before its first row', () => {
  for (const route of Object.values(weighed)) expect(weigh(folder, route).files.filter(([file]) => /\/(?:forms|zod)-/.test(file))).toEqual([])
})
