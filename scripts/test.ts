// `npm test`: everything, in one run, with one sum at the end. Each step prints as it goes; the last line says how many
// tests of all runners passed, failed and were skipped.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from '@playwright/test'
import { needFullChromium, requireAll } from './need.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const cache = `${root}.cache`
mkdirSync(cache, { recursive: true })

interface Sum {
  passed: number
  failed: number
  skipped: number
  /** What failed, a line each: said again at the end, where it is looked for. */
  failures?: readonly string[]
}

/** Runs a program of this package with its output shown, and answers its exit code and what it printed. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number; output: string }> {
  process.stdout.write(`\n── ${[command.replace(root, ''), ...args].join(' ')}\n`)
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      process.stdout.write(chunk)
    })
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

const tool = (name: string) => `${root}node_modules/.bin/${name}`
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown

interface BrowserTest {
  projectName: string
  status: 'skipped' | 'expected' | 'unexpected' | 'flaky'
  annotations: { type: string; description?: string }[]
  results: { error?: { message?: string } }[]
}

interface Suite {
  suites?: Suite[]
  specs?: { file: string; line: number; title: string; tests: BrowserTest[] }[]
}

/** The browser tests of one status: which, where, and the line that says why. */
const which = (status: BrowserTest['status'], why: (test: BrowserTest) => string | undefined, { suites = [], specs = [] }: Suite): string[] => [
  ...specs.flatMap(({ file, line, title, tests }) => tests.filter((test) => test.status === status).map((test) => `${test.projectName} ${file}:${line} ${title} (${why(test) ?? 'no reason given'})`)),
  ...suites.flatMap((suite) => which(status, why, suite)),
]

const firstError = ({ results }: BrowserTest) => firstLines(results.find(({ error }) => error)?.error?.message)

/** The first lines of a message, without colours, as one. */
// eslint-disable-next-line no-control-regex -- the colours of a terminal are control characters
const firstLines = (message = '') => message.replace(/\u001B\[[0-9;]*m/g, '').split('\n').map((line) => line.trim()).filter(Boolean).slice(0, 4).join(' · ')

/** A step that is one pass or one failure. */
async function plain(command: string, args: readonly string[]): Promise<Sum> {
  const { code } = await run(command, args)
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

/** A step whose last line is `N passed, N failed`, perhaps with `, N skipped`. */
async function counted(command: string, args: readonly string[]): Promise<Sum> {
  const { code, output } = await run(command, args)
  const line = /(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output)
  if (!line) return { passed: 0, failed: 1, skipped: 0 }
  const failed = Number(line[2])
  return { passed: Number(line[1]), failed: code !== 0 && failed === 0 ? 1 : failed, skipped: Number(line[3] ?? 0), failures: output.split('\n').filter((text) => text.startsWith('FAIL')) }
}

/** The tests with servers of others have steps of their own. */
const nameservers = 'scripts/nameservers.test.ts'
const proxies = 'scripts/proxies.test.ts'

interface Units {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; status: string; message?: string; assertionResults: { fullName: string; status: string; failureMessages: string[] }[] }[]
}

async function vitest(name: string, ...args: string[]): Promise<Sum> {
  const report = `${cache}/${name}.json`
  const { code } = await run(tool('vitest'), ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`])
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = read(report) as Units
  return {
    passed: numPassedTests,
    failed: code !== 0 && numFailedTests === 0 ? 1 : numFailedTests,
    skipped: numPendingTests,
    failures: testResults.flatMap((file) => [
      ...(file.status === 'failed' && file.assertionResults.length === 0 ? [`${file.name.replace(root, '')} (${firstLines(file.message)})`] : []),
      ...file.assertionResults.filter(({ status }) => status === 'failed').map(({ fullName, failureMessages }) => `${file.name.replace(root, '')} ${fullName} (${firstLines(failureMessages[0])})`),
    ]),
  }
}

/** Runs browser tests; `name` is the report's, `given` what they take beside their short form. */
async function played(name: string, args: readonly string[], given: NodeJS.ProcessEnv = {}): Promise<Sum> {
  const report = `${cache}/${name}.json`
  rmSync(report, { force: true })
  const env = { COUNTERSIGN_E2E: process.env.COUNTERSIGN_E2E ?? 'short', PLAYWRIGHT_JSON_OUTPUT_NAME: report, PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...given }
  const { code } = await run(tool('playwright'), ['test', ...args, '--reporter=list,json', '--retries=1'], env)
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 }
  const { stats, ...all } = read(report) as Suite & { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }
  for (const line of which('skipped', ({ annotations }) => annotations.find(({ type }) => type === 'skip')?.description, all)) process.stdout.write(`skipped on ${line}\n`)
  // A machine that stalls for a second fails a test of 450. The second try decides; that it was needed is said by name.
  for (const line of which('flaky', firstError, all)) process.stdout.write(`passed at the second try on ${line}\n`)
  const failed = stats.unexpected
  return { passed: stats.expected + stats.flaky, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: stats.skipped, failures: which('unexpected', firstError, all) }
}

async function browser(): Promise<Sum> {
  const sum = await played('playwright', [])
  process.stdout.write('In short: axe in two of four views; axe, keys and the large list on the server alone, since the stage has the same pages. Without the list of ten thousand. All of it: npm run e2e, or COUNTERSIGN_E2E=all npm test browser\n')
  return sum
}

/** Where a full Chromium does other than its headless shell: frames that it refuses, headers, clipboard and downloads, keys. */
const fullSpecs = ['cross-site', 'headers', 'https', 'secrets', '/keyboard', 'tsig-secrets']

/** The same tests once more on the browser that people have, where the others run on the headless shell. */
async function fullBrowser(): Promise<Sum> {
  let path: string | undefined
  try {
    path = needFullChromium(chromium.executablePath())
  } catch (error) {
    process.stdout.write(`\nNot tried on full Chromium. ${String(error)}\n`)
    return { passed: 0, failed: requireAll ? 1 : 0, skipped: requireAll ? 0 : 1 }
  }
  if (path !== undefined) return played('playwright-full', ['--project=server', ...fullSpecs], { CHROMIUM_PATH: path })
  process.stdout.write('\nThe browser tests ran on full Chromium already.\n')
  return { passed: 0, failed: 0, skipped: 0 }
}

const checks = ['supply-chain', 'bursts', 'rotation-race', 'lost-answers', 'kill', 'revocation', 'canary', 'audit', 'fuzz', 'soak']

const steps: [string, () => Promise<Sum>][] = [
  ['types', () => plain(tool('tsc'), ['--noEmit', '-p', '.'])],
  ['lint', () => plain(tool('oxlint'), ['--type-aware', '--deny-warnings'])],
  ['build', () => plain(tool('vite'), ['build', '--logLevel', 'warn'])],
  ['unit and server', () => vitest('vitest', '--exclude', nameservers, '--exclude', proxies)],
  ['nameservers', () => vitest('nameservers', nameservers)],
  ['proxies', () => vitest('proxies', proxies)],
  ['browser', browser],
  ['browser, full', fullBrowser],
  ...checks.map((name): [string, () => Promise<Sum>] => [`check ${name}`, () => counted(process.execPath, [`checks/${name}.ts`, '--short'])]),
]

const only = process.argv.slice(2)
if (only.length > 0 && !steps.some(([name]) => only.some((word) => name.includes(word)))) {
  process.stderr.write(`There is no such step. Steps: ${steps.map(([name]) => name).join(', ')}\n`)
  process.exit(1)
}
const total: Sum = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
const failures: string[] = []
for (const [name, step] of steps) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue
  const started = performance.now()
  const sum = await step().catch((error: unknown): Sum => {
    process.stdout.write(`${String(error)}\n`)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  total.passed += sum.passed
  total.failed += sum.failed
  total.skipped += sum.skipped
  failures.push(...(sum.failures ?? []).map((what) => `failed in ${name}: ${what}`))
  lines.push(`${name.padEnd(22)} ${String(sum.passed).padStart(6)} passed ${String(sum.failed).padStart(5)} failed ${String(sum.skipped).padStart(5)} skipped  ${Math.round((performance.now() - started) / 1000)} s`)
}
process.stdout.write(`\n${[...lines, ...failures].join('\n')}\n\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`)
process.exit(total.failed === 0 ? 0 : 1)
