/*
 * `countersign/e2e`: for a suite outside this repository, against a server that runs or a demo that is served (docs/e2e.md).
 */
import { fileURLToPath } from 'node:url'
import { expect, type TestType } from '@playwright/test'
import { baseTest } from './base-test.ts'
import { begin } from './clock.ts'
import type { TestArgs, WorkerArgs } from './test-args.ts'
import { people, type Credentials } from './people.ts'
import { openRunningWorld } from './running-world.ts'
import { serveDemo } from './serve-demo.ts'
import { openDemoWorld } from './demo-world.ts'

/** The demo that comes with the package, beside `suite.js`. */
const packaged = fileURLToPath(new URL('demo', import.meta.url))

/** Where the tests of a worker play. */
export interface Place {
  /** Where it plays: `{ demo }` or `{ server }` with an origin; without it in the demo that comes with this package. */
  countersign: { demo: string } | { server: string } | undefined
}

/** Chosen in `use` of a Playwright configuration, or by `test.use` in a file. */
export interface Options {
  /** How people sign in on a server. In the demo everybody of the seed does. */
  people: Readonly<Record<string, Credentials>>
  /** What the demo begins with: `small` (three people, no keys), `company`, `company:7`, `large`, `empty`. */
  seed: string
  /** The instant at which the demo's clock stands. */
  clock: string
}

interface Worker extends Place {
  /** The same, served if need be. */
  place: { demo: string } | { server: string }
}

export const test: TestType<TestArgs & Options, WorkerArgs & Worker> = baseTest.extend<Options, Worker>({
  countersign: [undefined, { option: true, scope: 'worker' }],
  people: [people, { option: true }],
  seed: ['small', { option: true }],
  clock: [new Date(begin).toISOString(), { option: true }],

  place: [async ({ countersign }, use) => {
    if (countersign !== undefined) return use(countersign)
    const { origin, stop } = await serveDemo(packaged)
    await use({ demo: origin })
    await stop()
  }, { scope: 'worker' }],

  world: async ({ browser, place, people: known, seed, clock }, use) => {
    const world = 'demo' in place
      ? await openDemoWorld(browser, { origin: new URL(place.demo).origin, seed, at: Date.parse(clock) })
      : openRunningWorld(new URL(place.server).origin, known)
    await use(world)
    await world.close()
  },
})

export { expect }
export type { Api as Client, Instant, MadeKey, NewKey } from './client.ts'
export { begin, day, hour, minute } from './clock.ts'
export type { Fault, World, Lift, Look, Passed, Viewer } from './world.ts'
export { people, type Credentials, type Person } from './people.ts'
export { serveDemo }
export { refused, unreachable } from './watch.ts'
export * from './words.ts'
