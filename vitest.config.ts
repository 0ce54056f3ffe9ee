import { defineConfig } from 'vitest/config'

// What `Intl` speaks is set when a process begins: dates in tests are those of e2e.
process.env.LC_ALL = 'en_GB.UTF-8'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'mocks/**/*.test.ts', 'scripts/**/*.test.ts'],
    environment: 'node',
    globalSetup: ['src/server/testing/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // To end what hangs. No test is judged by its time, and a busy machine takes ten times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
  },
})
