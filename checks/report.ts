import { requireAll } from '#server/testing/need.ts'
import { short } from './options.ts'
import { cleanUp, complaints } from './servers.ts'

let passed = 0
let failed = 0
let skipped = 0

export const print = (line: string): void => void process.stdout.write(`${line}\n`)

/** One verdict. `what` is a sentence that holds when it passes; `found` the figures. */
export function verdict(holds: boolean, what: string, found = ''): void {
  if (holds) passed++
  else failed++
  print(`${holds ? 'ok  ' : 'FAIL'}  ${what}${found === '' ? '' : `: ${found}`}`)
}

/** Something this machine cannot check. With COUNTERSIGN_REQUIRE=all that is a failure. */
export function skip(what: string, why: string): void {
  if (requireAll) return verdict(false, what, `needed here (COUNTERSIGN_REQUIRE=all), but ${why}`)
  skipped++
  print(`skip  ${what}: ${why}`)
}

/** Keeps the first few of many faults, and how many there were. */
export class Faults {
  readonly #shown: string[] = []
  readonly #most: number
  count = 0

  constructor(most = 5) {
    this.#most = most
  }

  add(fault: string): void {
    this.count++
    if (this.#shown.length < this.#most) this.#shown.push(fault)
  }

  get text(): string {
    return this.count === 0 ? '0' : `${this.count}, such as ${this.#shown.join(' | ')}`
  }
}

/** The value below which `share` of the sorted figures lie. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Runs a check to its last line, `N passed, N failed`, and ends everything it started. */
export async function run(title: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now()
  print(`${title}${short ? ' (short form)' : ''}`)
  try {
    await work()
  } catch (error) {
    verdict(false, 'the check runs to its end', error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  // What servers have just written is still on its way.
  if (failed > 0) await new Promise((resolve) => setTimeout(resolve, 300))
  if (failed > 0) for (const line of complaints()) print(`      ${line.slice(0, 400)}`)
  await cleanUp()
  print(`${Math.round((performance.now() - started) / 1000)} s`)
  print(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exit(failed === 0 && passed > 0 ? 0 : 1)
}
