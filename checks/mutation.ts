/*
 * `npm run check:mutation`: plants one fault after another (checks/mutations) into a copy of this package, and runs the tests
 * that are about it, on SQLite, or on both databases where only PostgreSQL sees it. A fault that no test sees is a failure of the
 * tests; one that does not apply any more (its text is not there once) is a failure of the list. First the same tests run without a
 * fault: what fails anyway proves nothing.
 * `--only=<text>` tries those whose fault, file or tests have the text.
 */
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { mutations } from './mutations/all.ts'
import type { Mutation } from './mutations/mutation.ts'

const root = resolve(import.meta.dirname, '..')
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
const chosen = mutations.filter(({ fault, file, tests }) => only === undefined || [fault, file, ...tests].some((text) => text.includes(only)))
const print = (line: string) => void process.stdout.write(`${line}\n`)

/** A copy that may be spoilt; what it needs and does not change is linked. */
function makeCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-mutation-'))
  for (const name of [
    'src',
    'mocks',
    'scripts',
    'checks',
    'e2e',
    'public',
    'docs',
    'index.html',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'vite.config.ts',
    'vitest.config.ts',
  ])
    cpSync(join(root, name), join(folder, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

interface Report {
  testResults: { name: string; message?: string; assertionResults: { fullName: string; status: string }[] }[]
}

/** Longer than any of these files takes on a slow machine; a fault may make a test wait for ever. */
const longest = 600_000

/** The names of the tests that failed; `none ran` where there were none that could. */
async function failures(
  folder: string,
  tests: readonly string[],
  { only: name, postgres = false }: Partial<Mutation> = {},
): Promise<{ failed: string[]; ran: number; said: string }> {
  const report = join(folder, 'report.json')
  rmSync(report, { force: true })
  const args = ['run', ...tests, '--bail=1', '--reporter=json', `--outputFile=${report}`, '--testTimeout=120000', ...(name === undefined ? [] : ['-t', name])]
  const child = spawn(join(root, 'node_modules/.bin/vitest'), args, {
    cwd: folder,
    env: { ...process.env, ...(postgres ? {} : { COUNTERSIGN_TEST_PG: 'none' }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longest,
  })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  await new Promise((done) => child.once('close', done))
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const results = testResults.flatMap((file) => file.assertionResults.map((result) => ({ ...result, file: file.name.replace(`${folder}/`, '') })))
    const broken = testResults
      .filter(({ assertionResults, message }) => assertionResults.length === 0 && message)
      .map(({ name: file, message }) => `${file.replace(`${folder}/`, '')}: ${message}`)
    return {
      failed: results.filter(({ status }) => status === 'failed').map(({ file, fullName }) => `${file}: ${fullName}`),
      ran: broken.length > 0 ? 0 : results.filter(({ status }) => status === 'passed' || status === 'failed').length,
      said: broken.join(' · '),
    }
  } catch {
    return { failed: [], ran: 0, said: said.slice(-400) }
  }
}

interface Verdict {
  caught: boolean
  why: string
}

async function plant(folder: string, mutation: Mutation): Promise<Verdict> {
  const { file, find, put, tests } = mutation
  const path = join(folder, file)
  let text = ''
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { caught: false, why: 'there is no such file any more' }
  }
  const times = text.split(find).length - 1
  if (times !== 1) return { caught: false, why: `it does not apply: its text stands there ${times} times` }
  writeFileSync(path, text.replace(find, () => put))
  try {
    const { failed, ran, said } = await failures(folder, tests, mutation)
    if (failed.length > 0) return { caught: true, why: failed[0]! }
    return { caught: false, why: ran === 0 ? `no test ran: ${said}` : `${ran} tests passed all the same` }
  } finally {
    writeFileSync(path, text)
  }
}

const started = performance.now()
print(`Planted faults: ${chosen.length} of ${mutations.length}`)
const folders = Array.from({ length: Math.min(2, availableParallelism()) }, makeCopy)
let passed = 0
let failed = 0
try {
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))]
  const sound = await failures(folders[0]!, files, { postgres: chosen.some(({ postgres }) => postgres) })
  if (sound.failed.length > 0 || sound.ran === 0) {
    failed++
    print(`FAIL  without a fault the same tests pass: ${sound.failed[0] ?? sound.said}`)
  } else {
    passed++
    print(`ok    without a fault the same tests pass: ${sound.ran} in ${files.length} files`)
  }
  const waiting = [...chosen]
  await Promise.all(folders.map(async (folder) => {
    for (let mutation = waiting.shift(); mutation; mutation = waiting.shift()) {
      const { caught, why } = await plant(folder, mutation)
      if (caught) passed++
      else failed++
      print(`${caught ? 'ok  ' : 'FAIL'}  ${mutation.fault} (${mutation.file}): ${why}`)
    }
  }))
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
}
print(`${Math.round((performance.now() - started) / 1000)} s`)
print(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
