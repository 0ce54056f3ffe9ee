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
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
