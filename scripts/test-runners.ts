import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/*
 * How `npm test` runs a program of this package and reads what came of it.
 */

export const root = fileURLToPath(new URL('..', import.meta.url))
const cache = `${root}.cache`
mkdirSync(cache, { recursive: true })

/** Where a step writes: at once, or kept until it is over where another writes at once. */
export type Write = (text: string) => void

export interface Sum {
  passed: number
  failed: number
  skipped: number
  /** What failed, a line each: said again at the end, where it is looked for. */
  failures?: readonly string[]
  /** How long each test took, in milliseconds: the slowest are named at the end. */
  times?: readonly { what: string; ms: number }[]
}

/** Runs a program of this package with its output shown, and answers its exit code and what it printed. */
function run(write: Write, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  write(`\n── ${[command.replace(root, ''), ...args].join(' ')}\n`)
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      write(chunk.toString())
    })
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

export const tool = (name: string) => `${root}node_modules/.bin/${name}`
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown

interface BrowserTest {
  projectName: string
  status: 'skipped' | 'expected' | 'unexpected' | 'flaky'
  annotations: { type: string; description?: string }[]
  results: { duration: number; error?: { message?: string } }[]
}

interface Suite {
  suites?: Suite[]
  specs?: { file: string; line: number; title: string; tests: BrowserTest[] }[]
}

/** The browser tests of one status: which, where, and the line that says why. */
const which = (status: BrowserTest['status'], why: (test: BrowserTest) => string | undefined, { suites = [], specs = [] }: Suite): string[] => [
  ...specs.flatMap(({ file, line, title, tests }) =>
    tests.filter((test) => test.status === status).map((test) => `${test.projectName} ${file}:${line} ${title} (${why(test) ?? 'no reason given'})`),
  ),
  ...suites.flatMap((suite) => which(status, why, suite)),
]

const timesOf = ({ suites = [], specs = [] }: Suite): { what: string; ms: number }[] => [
  ...specs.flatMap(({ file, line, title, tests }) =>
    tests.map(({ projectName, results }) => ({
      what: `${projectName} ${file}:${line} ${title}`,
      ms: results.reduce((sum, { duration }) => sum + duration, 0),
    })),
  ),
  ...suites.flatMap(timesOf),
]

const firstError = ({ results }: BrowserTest) => firstLines(results.find(({ error }) => error)?.error?.message)

/** The first lines of a message, without colours, as one. */
// eslint-disable-next-line no-control-regex -- the colours of a terminal are control characters
const firstLines = (message = '') => message.replace(/\u001B\[[0-9;]*m/g, '').split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 4).join(' · ')

/** A step that is one pass or one failure. */
export async function plain(write: Write, command: string, args: readonly string[]): Promise<Sum> {
  const { code } = await run(write, command, args)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** A step whose last line is `N passed, N failed`, perhaps with `, N skipped`. */
export async function counted(write: Write, command: string, args: readonly string[]): Promise<Sum> {
  const { code, output } = await run(write, command, args)
  const line = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output)
  if (!line) return { passed: 0, failed: 1, skipped: 0 }
  const failed = Number(line[2])
  return {
    passed: Number(line[1]),
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: Number(line[3] ?? 0),
    failures: output.split('\n').filter((text) => text.startsWith('FAIL')),
  }
}

interface Units {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: {
    name: string
    status: string
    message?: string
    assertionResults: { fullName: string; status: string; duration?: number | null; failureMessages: string[] }[]
  }[]
}

export async function vitest(write: Write, name: string, ...args: string[]): Promise<Sum> {
  const report = `${cache}/${name}.json`
  const { code } = await run(write, tool('vitest'), ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = read(report) as Units
  return {
    passed: numPassedTests,
    failed: code !== 0 && numFailedTests === 0 ? 1 : numFailedTests,
    skipped: numPendingTests,
    times: testResults.flatMap((file) =>
      file.assertionResults.map(({ fullName, duration }) => ({ what: `${file.name.replace(root, '')} ${fullName}`, ms: duration ?? 0 })),
    ),
    failures: testResults.flatMap((file) => [
      ...(file.status === 'failed' && file.assertionResults.length === 0 ? [`${file.name.replace(root, '')} (${firstLines(file.message)})`] : []),
      ...file.assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => `${file.name.replace(root, '')} ${fullName} (${firstLines(failureMessages[0])})`),
    ]),
  }
}

/** Runs browser tests; `name` is the report's, `given` what they take beside their short form. */
export async function played(write: Write, name: string, args: readonly string[], given: NodeJS.ProcessEnv = {}): Promise<Sum> {
  const report = `${cache}/${name}.json`
  rmSync(report, { force: true })
  const env = { COUNTERSIGN_E2E: process.env.COUNTERSIGN_E2E ?? 'short', PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...given }
  const { code } = await run(write, tool('playwright'), ['test', ...args, '--reporter=list,json', '--retries=1'], env)
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { stats, ...all } = read(report) as Suite & { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }
  for (const line of which('skipped', ({ annotations }) => annotations.find(({ type }) => type === 'skip')?.description, all)) write(`skipped on ${line}\n`)
  // A machine that stalls for a second fails a test of 450. The second try decides; that it was needed is said by name.
  for (const line of which('flaky', firstError, all)) write(`passed at the second try on ${line}\n`)
  const failed = stats.unexpected
  return {
    passed: stats.expected + stats.flaky,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: stats.skipped,
    failures: which('unexpected', firstError, all),
    times: timesOf(all),
  }
}
