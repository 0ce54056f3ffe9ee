import { execFile, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '#server/node.ts'
import { needChromium } from './need.ts'

/*
 * `countersign/e2e` as somebody else has it: packed, installed into a folder of its own, and used there by the example of
 * docs/e2e.md, letter for letter.
 */

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'countersign-suite-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Vitest's own NODE_ENV would make another build, and its FORCE_COLOR other output. */
const { NODE_ENV: _, VITEST: __, FORCE_COLOR: ___, ...env } = process.env

const example = /^```ts example\n(.*?)^```/ms.exec(readFileSync(join(root, 'docs/e2e.md'), 'utf8'))![1]!

function install(tarball: string) {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, 'countersign'), { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, 'countersign'), '--strip-components=1'])
  // What npm would fetch: its dependencies, and what the suite itself brings.
  for (const name of ['zod', '@playwright/test', '@axe-core/playwright', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
}

const configure = (use: string) => writeFileSync(join(folder, 'playwright.config.ts'), `import { defineConfig } from '@playwright/test'
import type { Options, Place } from 'countersign/e2e'

export default defineConfig<Options & Place>({
  use: {
    ${use}
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: { executablePath: ${JSON.stringify(needChromium(chromium.executablePath()))}, args: ${JSON.stringify(process.getuid?.() === 0 ? ['--no-sandbox'] : [])} },
  },
})
`)

const play = async () => (await run(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=line', '--timeout=90000'], { cwd: folder, env }).catch((error: { stdout: string }) => error)).stdout

beforeAll(async () => {
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root, env })
  install(join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  writeFileSync(join(folder, 'release-job.spec.ts'), example)
  configure('')
}, 300_000)

test('what is packed is what a suite needs, and none of it is TypeScript that Node would have to run', () => {
  const packed = readdirSync(join(folder, 'node_modules/countersign'), { recursive: true, encoding: 'utf8' })
  expect(packed).toEqual(expect.arrayContaining(['dist/e2e/suite.js', 'dist/e2e/types/e2e/suite.d.ts', 'dist/demo/index.html', 'docs/e2e.md']))
  expect(packed.filter((name) => /(?<!\.d)\.tsx?$/.test(name))).toEqual([])
})

test('its types hold in a strict program', async () => {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', lib: ['es2024', 'dom'], types: ['node'], skipLibCheck: false }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const tsc = () => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder, env }).then(({ stdout }) => stdout, (error: { stdout: string }) => error.stdout)
  // Of types that could not be found everything would hold.
  writeFileSync(join(folder, 'wrong.ts'), "import { press } from 'countersign/e2e'\nvoid press(1, 2)\n")
  expect(await tsc()).toMatch(/^wrong\.ts\(2,\d+\): error TS2345/)
  rmSync(join(folder, 'wrong.ts'))
  expect(await tsc()).toBe('')
}, 300_000)

test('the example passes on the stage that comes along', async () => {
  expect(await play()).toMatch(/\b1 passed/)
}, 300_000)

test('the example passes on a server that runs', async () => {
  if (!existsSync(join(root, 'dist/console/index.html'))) await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, env })
  const [email, password] = ['ada@nwnd.example', 'velvet anchor beneath the snow']
  const { origin, stop } = await start({ PORT: '0', COUNTERSIGN_DATA: join(folder, 'data'), LOG_LEVEL: 'silent', COUNTERSIGN_SETUP_EMAIL: email, COUNTERSIGN_SETUP_PASSWORD: password })
  try {
    configure(`countersign: { server: '${origin}' }, people: { user: { email: '${email}', password: '${password}' } },`)
    expect(await play()).toMatch(/\b1 passed/)
  } finally {
    await stop()
  }
}, 300_000)
