// `npm run check`: every check in full, one after another (`--short` for the short forms), with one sum at the end.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const checks = [
  'supply-chain',
  'audit',
  'bursts',
  'rotation-race',
  'lost-answers',
  'canary',
  'revocation',
  'kill',
  'shutdown',
  'several-servers',
  'event-loop',
  'fuzz',
  'readers',
  'refusal-times',
  'soak',
]

function run(name: string): Promise<{ code: number; last: string }> {
  process.stdout.write(`\n── ${name}\n`)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...process.argv.slice(2)], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000)
      process.stdout.write(chunk)
    })
    child.on('close', (code) => resolve({ code: code ?? 1, last: output.trim().split('\n').at(-1) ?? '' }))
  })
}

const sum = { passed: 0, failed: 0, skipped: 0 }
const lines: string[] = []
for (const name of checks) {
  const { code, last } = await run(name)
  const counts = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/.exec(last)
  sum.passed += Number(counts?.[1] ?? 0)
  sum.failed += counts ? Math.max(Number(counts[2]), code === 0 ? 0 : 1) : 1
  sum.skipped += Number(counts?.[3] ?? 0)
  lines.push(`${name.padEnd(16)} ${counts ? last : `ended with ${code}`}`)
}
process.stdout.write(`\n${lines.join('\n')}\n\n${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}\n`)
process.exit(sum.failed === 0 ? 0 : 1)
