import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import type { Api } from './client.ts'
import type { Clock } from './clock.ts'
import type { Person } from './people.ts'
import type { Watch } from './watch.ts'

/** Somebody by name, or by e-mail address; `undefined` is somebody who is not signed in. */
export type Viewer = Person | (string & {}) | undefined

/** How somebody looks at the console. */
export type Look = Pick<BrowserContextOptions, 'viewport' | 'colorScheme' | 'userAgent' | 'permissions' | 'timezoneId' | 'locale'>

/** A request that was made, whoever made it. */
export interface Passed {
  method: string
  /** Path and query. */
  url: string
  idempotencyKey: string | undefined
  /** Absent while there is no answer. */
  status: number | undefined
}

export type How =
  /** Nobody is there: the server never hears of it. */
  | 'refuse'
  /** The server does it, and its answer is cut off on its way back. */
  | 'lose-answer'
  /** A proxy's own page instead of the server's answer. */
  | 'bad-gateway'
  /** Nothing is passed on until the fault is lifted. */
  | 'hold'
  /** Each `name` of the body arrives as one that nobody may have: the server refuses what the console would never send. */
  | 'spoil'

export interface Fault {
  /** `POST /accessmanagement/api-key`: method, and a path's beginning. */
  on: string
  how: How
  /** How often it happens; without this until it is lifted. */
  times?: number
}

export type Lift = () => Promise<void>

/** Browser windows that are looked after together. */
export interface Visit {
  watch: Watch
  pages: () => Page[]
  /** What the browser takes for the time. */
  setTime: (now: number) => Promise<void>
  close: () => Promise<void>
}

/**
 * What the tests play in: a server with a database of its own, or the demo in a browser tab. A test does not know which; what
 * only one of them can do is refused by the other with `NotHere`.
 */
export interface World<A extends Api = Api> {
  origin: string
  /** The address that everybody in this world comes from. */
  address: string
  clock: Clock
  /** Where its server keeps database and root key; a demo has no files. */
  dataFolder?: string
  passed: readonly Passed[]
  /** Every credential that an answer held. */
  secrets: ReadonlySet<string>
  visits: Visit[]
  /** A new window of this person, signed in, at this path. */
  enter(browser: Browser, viewer: Viewer, path: string, look?: Look): Promise<Page>
  /** A client with a fresh session of this person. */
  signIn(person: NonNullable<Viewer>): Promise<A>
  /** A client that is nobody. */
  nobody: A
  /** Makes requests fail from now on; the answer lifts it. */
  fault(fault: Fault): Promise<Lift>
  /** Deletes the newest rows of the audit trail, past the server, as somebody could who has the database. */
  cutTrail(rows: number): Promise<void>
  /** Where the first administrator is made, as far as the world tells. */
  setupPath(): Promise<string | undefined>
  /** How many violations of the policy browsers have reported. */
  reports(): Promise<number>
  /** All that the server wrote to its log. */
  log(): string
  /** From then on nobody answers. */
  stop(): Promise<void>
  /** The server is back, on the same data. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** This world cannot do that. */
export class NotHere extends Error {}

const credential = /csn_[a-z]{2}_[0-9A-Za-z]{38}/g

/** Secrets without a form of their own, by the field that an answer hands them over in: TSIG secrets and AuthKeys. */
const formless = /"(?:secret|authKey|auth_key)":"([^"\\]{12,})"/g

/** The values of credentials in an answer. */
export const credentialsIn = (text: string): readonly string[] => [
  ...(text.match(credential) ?? []),
  ...[...text.matchAll(formless)].map(([, value]) => value!),
]
