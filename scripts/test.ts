// `npm test`: everything, in one run, with one sum at the end. The last line says how many tests of all runners passed, failed and
// were skipped. What waits for programs of others runs beside what computes; its output is shown when it is over.
import { execFileSync } from 'node:child_process'
import { chromium } from '@playwright/test'
import { needFullChromium, requireAll } from '#server/testing/need.ts'
import { counted, plain, played, root, tool, vitest, type Sum, type Write } from './test-runners.ts'

/** The tests with servers of others have steps of their own. */
const nameservers = [
  'scripts/nameservers.test.ts', 'scripts/tsig-checkers.test.ts', 'scripts/nameserver-file-checkers.test.ts', 'scripts/tsig-checks.test.ts',
  'scripts/powerdns-api.test.ts', 'scripts/rollover.test.ts', 'scripts/rollover-bad-input.test.ts', 'scripts/install.test.ts',
]
const proxies = 'scripts/proxies.test.ts'
const others = [...nameservers, proxies].flatMap((file) => ['--exclude', file])

async function browser(write: Write): Promise<Sum> {
  const sum = await played(write, 'playwright', [])
  write(
    'In short: axe in two of four views; axe, keys and the large list on the server alone, since the demo has the same pages. Without the list of ten ' +
      'thousand. All of it: npm run e2e, or COUNTERSIGN_E2E=all npm test browser\n',
  )
  return sum
}

/** Where a full Chromium does other than its headless shell: frames that it refuses, headers, clipboard and downloads, keys. */
const fullSpecs = ['cross-site', 'headers', 'https', 'secrets', '/keyboard', 'tsig-secrets']

/** The same tests once more on the browser that people have, where the others run on the headless shell. */
async function fullBrowser(write: Write): Promise<Sum> {
  let path: string | undefined
  try {
    path = needFullChromium(chromium.executablePath())
  } catch (error) {
    write(`\nNot tried on full Chromium. ${String(error)}\n`)
    return { passed: 0, failed: requireAll ? 1 : 0, skipped: requireAll ? 0 : 1 }
  }
  if (path !== undefined) return played(write, 'playwright-full', ['--project=server', ...fullSpecs], { CHROMIUM_PATH: path })
  write('\nThe browser tests ran on full Chromium already.\n')
  return { passed: 0, failed: 0, skipped: 0 }
}

const checks = ['supply-chain', 'bursts', 'rotation-race', 'lost-answers', 'kill', 'revocation', 'canary', 'audit', 'fuzz', 'soak']

interface Step {
  name: string
  run: (write: Write) => Promise<Sum>
  /** Files that can change what comes out, for `--since`. */
  of: RegExp
}

const app = /^(?:src|mocks|public)\/|^index\.html$|^vite\.config|^package/
const server = /^src\/(?:server|contract)\/|^package/
const or = (...patterns: RegExp[]) => new RegExp(patterns.map(({ source }) => source).join('|'))

const given = process.argv.slice(2)
const since = given.find((word) => word.startsWith('--since='))?.slice('--since='.length)
const only = given.filter((word) => !word.startsWith('--'))

/** What is imported by what, vitest follows by itself; one test reads every file. */
const units: Step[] = since === undefined
  ? [{ name: 'unit and server', run: (write) => vitest(write, 'vitest', ...others), of: /./ }]
  : [
      { name: 'architecture', run: (write) => vitest(write, 'architecture', 'src/architecture.test.ts'), of: /./ },
      { name: 'unit and server', run: (write) => vitest(write, 'vitest', ...others, `--changed=${since}`, '--passWithNoTests'), of: /./ },
    ]

/** The other lists need what is built here. */
const first: Step[] = [
  { name: 'types', run: (write) => plain(write, tool('tsc'), ['--noEmit', '-p', '.']), of: /\.(?:tsx?|mjs|json)$/ },
  { name: 'lint', run: (write) => plain(write, tool('oxlint'), ['--type-aware', '--deny-warnings']), of: /\.(?:tsx?|mjs|json)$/ },
  { name: 'build', run: (write) => plain(write, tool('vite'), ['build', '--logLevel', 'warn']), of: or(app, /^(?:e2e|checks|scripts)\//) },
]
/** Much of their time is waiting for programs of others. */
const waiting: Step[] = [
  { name: 'nameservers', run: (write) => vitest(write, 'nameservers', ...nameservers), of: or(server, /^scripts\//) },
  { name: 'proxies', run: (write) => vitest(write, 'proxies', proxies), of: or(server, /^scripts\/|^docs\/operations/) },
]
/** Alone, as the checks ask how long a server takes to come back. */
const last: Step[] = [
  { name: 'browser', run: browser, of: or(app, /^e2e\/|^playwright/) },
  { name: 'browser, full', run: fullBrowser, of: or(app, /^e2e\/|^playwright/) },
  ...checks.map((name): Step => ({
    name: `check ${name}`,
    run: (write) => counted(write, process.execPath, [`checks/${name}.ts`, '--short']),
    of: or(server, /^checks\//),
  })),
]

const all = [...first, ...units, ...waiting, ...last]
if (only.length > 0 && !all.some(({ name }) => only.some((word) => name.includes(word)))) {
  process.stderr.write(`There is no such step. Steps: ${all.map(({ name }) => name).join(', ')}\n`)
  process.exit(1)
}
const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim().split('\n').filter(Boolean)
const changed = since === undefined ? [] : [...git('diff', '--name-only', since), ...git('ls-files', '-o', '--exclude-standard')]
const asked = ({ name, of }: Step) =>
  (only.length === 0 || only.some((word) => name.includes(word))) && (since === undefined || changed.some((file) => of.test(file)))

const total = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
const failures: string[] = []
const times: { what: string; ms: number }[] = []

async function take({ name, run }: Step, write: Write): Promise<void> {
  const started = performance.now()
  const sum = await run(write).catch((error: unknown): Sum => {
    write(`${String(error)}\n`)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  total.passed += sum.passed
  total.failed += sum.failed
  total.skipped += sum.skipped
  failures.push(...(sum.failures ?? []).map((what) => `failed in ${name}: ${what}`))
  times.push(...(sum.times ?? []))
  lines.push(
    `${name.padEnd(22)} ${String(sum.passed).padStart(6)} passed ${String(sum.failed).padStart(5)} failed ${String(sum.skipped).padStart(5)} skipped  ` +
      `${Math.round((performance.now() - started) / 1000)} s`,
  )
}

const atOnce: Write = (text) => void process.stdout.write(text)

async function inTurn(steps: readonly Step[]): Promise<void> {
  for (const step of steps.filter(asked)) await take(step, atOnce)
}

async function besides(steps: readonly Step[]): Promise<void> {
  for (const step of steps.filter(asked)) {
    let kept = ''
    await take(step, (text) => void (kept += text))
    atOnce(kept)
  }
}

const begun = performance.now()
await inTurn(first)
await Promise.all([inTurn(units), besides(waiting)])
await inTurn(last)

const slowest = times.sort((a, b) => b.ms - a.ms).slice(0, 10).map(({ what, ms }) => `${(ms / 1000).toFixed(1).padStart(6)} s  ${what}`)
process.stdout.write(`\n${slowest.length > 0 ? `The slowest:\n${slowest.join('\n')}\n\n` : ''}${[...lines, ...failures].join('\n')}\n\n`)
process.stdout.write(
  `${Math.round((performance.now() - begun) / 1000)} s\n${total.passed} passed, ${total.failed} failed` +
    `${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}\n`,
)
process.exit(total.failed === 0 ? 0 : 1)
