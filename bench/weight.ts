import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { weigh, weighed } from '../scripts/weight.ts'
import type { Result } from './report.ts'

/** The console's JavaScript in bytes after gzip -9, from a build of its own. */
export function weighConsole(): Result[] {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const folder = `${root}.cache/bench/console`
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--manifest', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'],
    { cwd: root, stdio: 'inherit' },
  )
  if (status !== 0) throw new Error('The console could not be built.')
  return Object.entries(weighed).flatMap(([name, route]) => {
    const { first, whole } = weigh(folder, route)
    return [
      { what: `JS before the first row, ${name}`, against: 'bytes, gzip -9', ratio: first, bar: 280_000, ours: first, theirs: Number.NaN },
      { what: `JS of the whole route, ${name}`, against: 'bytes, gzip -9', ratio: whole, bar: 350_000, ours: whole, theirs: Number.NaN },
    ]
  })
}
