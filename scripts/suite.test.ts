import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { chromium } from '@playwright/test'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { start } from '#server/node.ts'
import { needChromium } from '#server/testing/need.ts'

/*
 * `countersign/e2e` as somebody else has it: packed, installed into a folder of its own, and used there by the example of
 * docs/e2e.md, letter for letter.
 */

const root = resolve(import.meta.dirname, '..')
const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'countersign-suite-'))
const modules = join(folder, 'node_modules')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
/** Vitest's own NODE_ENV would make another build, and its FORCE_COLOR other output. */
const { NODE_ENV: _, VITEST: __, FORCE_COLOR: ___, ...env } = process.env

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const example = /^```ts example\n(.*?)^```/ms.exec(readFileSync(join(root, 'docs/e2e.md'), 'utf8'))![1]!

/** Unpacked, with nothing of this repository in sight but what the suite itself brings. */
function install(tarball: string) {
  mkdirSync(join(modules, 'countersign'), { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', join(modules, 'countersign'), '--strip-components=1'])
  for (const name of ['@playwright/test', '@types/node']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  mkdirSync(join(modules, '.bin'))
  symlinkSync(join(modules, 'countersign/demo.js'), join(modules, '.bin/countersign-demo'))
  chmodSync(join(modules, 'countersign/demo.js'), 0o755)
}

const configure = (use: string, more = '') => writeFileSync(join(folder, 'playwright.config.ts'), `import { defineConfig } from '@playwright/test'
import type { Options, Place } from 'countersign/e2e'

export default defineConfig<Options & Place>({
  ${more}
  use: {
    ${use}
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    launchOptions: { executablePath: ${JSON.stringify(needChromium(chromium.executablePath()))}, args: ` +
      `${JSON.stringify(process.getuid?.() === 0 ? ['--no-sandbox'] : [])} },
  },
})
`)

const play = async (...args: string[]) =>
  (
    await run(process.execPath, [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=line', '--timeout=90000', ...args], {
      cwd: folder,
      env,
    }).catch((error: { stdout: string }) => error)
  ).stdout

beforeAll(async () => {
  await run('npm', ['run', 'build:e2e'], { cwd: root, env })
  await run('npm', ['pack', './dist/e2e', '--pack-destination', folder], { cwd: root, env })
  install(join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  writeFileSync(join(folder, 'release-job.spec.ts'), example)
  configure('')
})

test('what is packed is what a suite needs, and none of it is TypeScript that Node would have to run', () => {
  const packed = readdirSync(join(modules, 'countersign'), { recursive: true, encoding: 'utf8' })
  expect(packed).toEqual(expect.arrayContaining(['suite.js', 'demo.js', 'types/e2e/world/suite.d.ts', 'demo/index.html', 'README.md', 'LICENSE']))
  expect(packed.filter((name) => /(?<!\.d)\.tsx?$/.test(name))).toEqual([])
})

// Failed while the application's own package was packed: 18 dependencies, so 126 packages and 197 MB for a suite that uses none of them.
test('it depends on nothing, and asks for what it uses', () => {
  const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync(join(modules, 'countersign/package.json'), 'utf8')) as Record<
    string,
    Record<string, unknown>
  >
  expect(dependencies).toBeUndefined()
  expect(Object.keys(peerDependencies!)).toEqual(['@playwright/test', '@axe-core/playwright'])
  expect(peerDependenciesMeta).toEqual({ '@axe-core/playwright': { optional: true } })
  const files = readdirSync(join(modules, 'countersign'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.startsWith('demo/') && /\.(js|ts)$/.test(name),
  )
  const named = files.flatMap((name) =>
    [...readFileSync(join(modules, 'countersign', name), 'utf8').matchAll(/(?:\bfrom |\bimport\(|^import )["']([^."'][^"']*)["']/gm)].map(([, from]) => from!),
  )
  expect([...new Set(named.filter((from) => !from.startsWith('node:')))].sort()).toEqual(['@axe-core/playwright', '@playwright/test'])
})

/** What somebody may write who has not read the page to its end, and where it must not compile. */
const wrong = [
  'void press(1, 2)',
  "void user.key({ name: 'apikey1' })",
  'void user.key()',
  "void user.key('apikey1', '30 days')",
  "void user.key('apikey1', { expiresAt: '30 days' })",
  "void user.key('apikey1', { expiresAt: 30 })",
  "void user.key('apikey1', { expires: new Date() })",
  "void user.key('apikey1', { name: 'another' })",
  "const value: string = await user.key('apikey1')",
  "void (await user.key('apikey1')).value",
  "void user.send('PATCH', '/tsig')",
  "void user.send('GET', 'tsig')",
  "test.use({ seed: 7 })",
  "test.use({ countersign: 'https://keys.example' })",
]

test('its types hold in a strict program, and a wrong use does not compile', async () => {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', lib: ['es2024', 'dom'], types: ['node'], skipLibCheck: false }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const tsc = () =>
    run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], { cwd: folder, env }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string }) => error.stdout,
    )
  // Of types that could not be found, or that are any, everything would hold: each line has a mistake of its own.
  const before = ["import { press, test, type Client } from 'countersign/e2e'", 'declare const user: Client']
  writeFileSync(join(folder, 'wrong.ts'), [...before, ...wrong.map((line) => `{ ${line} }`), 'export {}', ''].join('\n'))
  const said = (await tsc()).split('\n').flatMap((line) => /^wrong\.ts\((\d+),/.exec(line)?.[1] ?? [])
  expect(wrong.filter((_, at) => !said.includes(String(at + before.length + 1)))).toEqual([])
  rmSync(join(folder, 'wrong.ts'))
  writeFileSync(join(folder, 'right.ts'), [...before,
    "const { apiKey } = await user.key('apikey1', { expiresAt: new Date(), note: 'x' })", "await user.key('apikey1', { expiresAt: '2027-01-31T12:00:00Z' })",
    "const { status, body } = await user.send('POST', '/tsig', { name: 'tsigkey' })", 'void [apiKey.length, status, body, press, test]', 'export {}',
    ''].join('\n'))
  expect(await tsc()).toBe('')
  rmSync(join(folder, 'right.ts'))
})

test('the example passes in the demo that comes along', async () => {
  expect(await play()).toMatch(/\b1 passed/)
})

// Two demos on free ports never look the same: the curl lines name the port. `fault` is the way of a demo, for its service
// worker answers before `page.route` is asked.
test('on a port that stays pictures stay, and page.route is for servers', async () => {
  const port = await freePort()
  configure(`countersign: { demo: 'http://127.0.0.1:${port}' },`, `webServer: { command: 'npx countersign-demo ${port}', url: 'http://127.0.0.1:${port}' },`)
  writeFileSync(join(folder, 'picture.spec.ts'), `import { expect, test } from 'countersign/e2e'
test('the page of tokens looks as it did', async ({ as }) => {
  const page = await as('user', '/auth-token')
  await expect(page.getByText('127.0.0.1:${port}').first()).toBeVisible()
  await expect(page).toHaveScreenshot('auth-token.png')
})
test('a route of Playwright is not asked', async ({ as }) => {
  const page = await as('user', '/my-api-keys')
  let asked = 0
  await page.route('**/accessmanagement/**', (route) => { asked++; return route.abort() })
  expect(await page.evaluate(async () => (await fetch('/accessmanagement/api-key')).status)).toBe(200)
  expect(asked).toBe(0)
})
`)
  try {
    expect(await play('picture', '--update-snapshots')).toMatch(/\b2 passed/)
    expect(await play('picture')).toMatch(/\b2 passed/)
  } finally {
    rmSync(join(folder, 'picture.spec.ts'))
  }
})

test('the example passes on a server that runs', async () => {
  if (!existsSync(join(root, 'dist/console/index.html')))
    await run(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, env })
  const [email, password] = ['ada@nwnd.example', 'velvet anchor beneath the snow']
  const { origin, stop } = await start({
    PORT: '0',
    COUNTERSIGN_DATA: join(folder, 'data'),
    LOG_LEVEL: 'silent',
    COUNTERSIGN_SETUP_EMAIL: email,
    COUNTERSIGN_SETUP_PASSWORD: password,
  })
  try {
    configure(`countersign: { server: '${origin}' }, people: { user: { email: '${email}', password: '${password}' } },`)
    expect(await play()).toMatch(/\b1 passed/)
  } finally {
    await stop()
  }
})
