import type { Page, PlaywrightTestArgs, PlaywrightTestOptions, PlaywrightWorkerArgs, PlaywrightWorkerOptions } from '@playwright/test'
import type { Api } from './client.ts'
import type { Fault, World, Lift, Look, Viewer, Visit } from './world.ts'

/** What a test has of its world. */
export interface WorldFixtures<A extends Api = Api> {
  world: World<A>
  /** A page of this person, signed in, at this path. */
  as: (person: NonNullable<Viewer>, path: string, look?: Look) => Promise<Page>
  /** A page of somebody who is not signed in. */
  visitor: (path: string, look?: Look) => Promise<Page>
  /** This person's way to the API. */
  api: (person: NonNullable<Viewer>) => Promise<A>
  /** Makes requests fail until the answer is called: `await fault({ on: 'GET /accessmanagement/api-key', how: 'refuse' })`. */
  fault: (fault: Fault) => Promise<Lift>
  /** Moves server and browsers on, and lets the pages notice as a tab does that is looked at again. */
  forward: (milliseconds: number) => Promise<void>
  /** Moves on as `forward`, with somebody at the console: their sessions are seen by the server, and do not end. */
  stay: (milliseconds: number) => Promise<void>
  /** Console errors of this kind belong to the test. */
  allow: (pattern: RegExp) => void
  visits: Visit[]
}

/** All that a test is given. Written out, since a derived type would name a package that a foreign suite has no right to. */
export type TestArgs<A extends Api = Api> = WorldFixtures<A> & PlaywrightTestArgs & PlaywrightTestOptions
export type WorkerArgs = PlaywrightWorkerArgs & PlaywrightWorkerOptions
