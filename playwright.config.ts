import { chromium, defineConfig } from '@playwright/test'
import type { On } from './e2e/world/fixtures.ts'
import { short } from './e2e/world/views.ts'
import { needChromium } from './src/server/testing/need.ts'
import { holdPart } from './src/server/testing/xss-payloads.ts'

const root = process.getuid?.() === 0
if (Number.parseInt(process.versions.node, 10) < 24) throw new Error('These tests run the server in their own process, which needs Node 24: npm run e2e.')

// Settled once: a worker that starts after midnight would know its tests by another day's titles.
holdPart()

export default defineConfig<object, On>({
  testDir: 'e2e',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results',
  forbidOnly: process.env.CI === 'true',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  // All of these end what hangs: no test is judged by its time, and a busy machine takes ten times as long.
  timeout: 300_000,
  expect: { timeout: 45_000 },
  reporter: 'list',
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 90_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    contextOptions: { reducedMotion: 'reduce' },
    // Recording every action costs a third of the run; ask for it where a failure is looked into.
    trace: process.env.TRACE === 'on' ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    video: 'off',
    launchOptions: {
      executablePath: needChromium(chromium.executablePath()),
      // No page lives longer than a test: what it optimises costs more than it gives. Nor is there anything that a second painter would paint faster.
      args: [
        ...(root ? ['--no-sandbox'] : []),
        '--js-flags=--liftoff-only,--no-opt,--no-maglev',
        '--disable-gpu',
        '--disable-gpu-compositing',
        '--disable-software-rasterizer',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'server', use: { on: 'server' } },
    // axe and keys judge pages, and the demo's are the server's: `npm test` walks them once, `npm run e2e` twice. Nor does it make
    // two thousand users through a tab.
    {
      name: 'demo',
      use: { on: 'demo' },
      dependencies: ['demo build'],
      ...(short ? { testIgnore: ['**/*accessibility.e2e.ts', '**/*keyboard.e2e.ts', '**/table-large.e2e.ts'], grepInvert: /axe finds nothing/ } : {}),
    },
    { name: 'demo build', testMatch: 'demo.setup.ts' },
  ],
})
