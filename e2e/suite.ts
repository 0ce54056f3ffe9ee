/*
 * `countersign/e2e`: for a suite outside this repository, against a server that runs or a stage that is served (docs/e2e.md).
 */
import { fileURLToPath } from 'node:url'
import { expect, type TestType } from '@playwright/test'
import { audience } from './audience.ts'
import { begin } from './clock.ts'
import type { Given, GivenToWorker } from './given.ts'
import { people, type Credentials } from './people.ts'
import { openRunningHouse } from './running-house.ts'
import { serveStage } from './serve-stage.ts'
import { openStageHouse } from './stage-house.ts'

/** The stage that comes with the package, beside `suite.js`. */
const packaged = fileURLToPath(new URL('demo', import.meta.url))

/** Where the tests of a worker play. */
export interface Place {
  /** Where it plays: `{ stage }` or `{ server }` with an origin; without it on the stage that comes with this package. */
  countersign: { stage: string } | { server: string } | undefined
}

/** Chosen in `use` of a Playwright configuration, or by `test.use` in a file. */
export interface Options {
  /** How people sign in on a server. On the stage everybody of the seed does. */
  people: Readonly<Record<string, Credentials>>
  /** What the stage begins with: `small` (three people, no keys), `company`, `company:7`, `large`, `empty`. */
  seed: string
  /** The instant at which the stage's clock stands. */
  clock: string
}

interface Worker extends Place {
  /** The same, served if need be. */
  place: { stage: string } | { server: string }
}

export const test: TestType<Given & Options, GivenToWorker & Worker> = audience.extend<Options, Worker>({
  countersign: [undefined, { option: true, scope: 'worker' }],
  people: [people, { option: true }],
  seed: ['small', { option: true }],
  clock: [new Date(begin).toISOString(), { option: true }],

  place: [async ({ countersign }, use) => {
    if (countersign !== undefined) return use(countersign)
    const { origin, stop } = await serveStage(packaged)
    await use({ stage: origin })
    await stop()
  }, { scope: 'worker' }],

  house: async ({ browser, place, people: known, seed, clock }, use) => {
    const house = 'stage' in place
      ? await openStageHouse(browser, { origin: new URL(place.stage).origin, seed, at: Date.parse(clock) })
      : openRunningHouse(new URL(place.server).origin, known)
    await use(house)
    await house.close()
  },
})

export { expect }
export type { Api as Client, Instant, MadeKey, NewKey } from './client.ts'
export { begin, day, hour, minute } from './clock.ts'
export type { Fault, House, Lift, Look, Passed, Viewer } from './house.ts'
export { people, type Credentials, type Person } from './people.ts'
export { serveStage }
export { refused, unreachable } from './watch.ts'
export * from './words.ts'
