import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from '@playwright/test'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Once a run, before the first test that plays in the demo. */
test('the demo is built', () => {
  execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--mode', 'mock', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
})
