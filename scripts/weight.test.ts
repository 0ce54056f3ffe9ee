import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { weigh, weighed } from './weight.ts'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'countersign-weight-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// As from the command line: vitest's own NODE_ENV would make another bundle.
beforeAll(async () => {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env
  await promisify(execFile)(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--manifest', '--outDir', folder, '--logLevel', 'error'], { cwd: root, env })
}, 120_000)

/** Bytes after gzip -9. They do not depend on the machine. */
const budget = { first: 175_000, whole: 247_000 }

// Failed while zod came with the contract (first: 196,700), and with MUI's own Select (whole: 264,000).
test.each(Object.entries(weighed))('%s stays within its budget of JavaScript', (_name, route) => {
  const { first, whole, files } = weigh(folder, route)
  const where = files.map(([file, bytes]) => `${bytes} ${file}`).join('\n')
  expect(first, `Before the first row. A page's own code belongs in its own files; what opens later comes by import().\n${where}`).toBeLessThanOrEqual(budget.first)
  expect(whole, 'With everything that the page may open.').toBeLessThanOrEqual(budget.whole)
})

// Shapes are for the server (vite-lean-contract.ts): one page that reads one brings all of zod, 24 kB.
test('no page brings zod', () => {
  for (const route of Object.values(weighed)) expect(weigh(folder, route).files.filter(([file]) => /\/zod-/.test(file))).toEqual([])
})
