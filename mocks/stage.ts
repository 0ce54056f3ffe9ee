import type { SqlJsStatic } from 'sql.js'
import { authTokenSeconds } from '#contract/auth-tokens.ts'
import { getSession, signIn, type Me } from '#contract/sessions.ts'
import { createApp } from '#server/app.ts'
import { openClock } from '#server/clock.ts'
import { createEngine } from '#server/credentials/engine.ts'
import { createLastUsed } from '#server/credentials/last-used.ts'
import type { Host } from '#server/host.ts'
import { deriveKeys } from '#server/keys.ts'
import { createSessions } from '#server/sessions.ts'
import { createFaults, type Faults } from './faults.ts'
import { parseSeed, plantSeed } from './seed/seed.ts'
import { openSqlJs } from './sqljs-store.ts'
import { stageCarrier } from './stage-carrier.ts'
import { stageClock, type StageClock } from './stage-clock.ts'
import { tabHost } from './tab-host.ts'

/** Where the bar and the trail say the visitor comes from. */
const address = '192.0.2.14'
/** scrypt at its least: nothing here is worth guessing, and a tab has one thread. */
const passwordCost = { N: 16, r: 1, p: 1 }
/** Everybody's: the stage keeps no secrets. The same each time, so that a copy of the database opens again. */
const rootKey = Uint8Array.from({ length: 32 }, (_, at) => at * 7 + 1)

export interface StageOptions {
  sqlJs: SqlJsStatic
  origin: string
  /** `company` (default), `small`, `large:3` …; see `seed/seed.ts`. */
  seed?: string
  /** See `stage-clock.ts`. */
  clock?: string
  /** See `faults.ts`. */
  faults?: string
  /** A copy of an earlier stage's database, in the place of a seed, and the session that was open in it. */
  from?: Uint8Array
  session?: string
  log?: Host['log']
  wait?: (milliseconds: number) => Promise<void>
}

export interface StagePerson {
  name: string
  email: string
  role: 'administrator' | 'user'
}

/** The whole server over a database in memory, with what a demo and a test suite need round it. Knows no browser. */
export interface Stage {
  /** A request in, a response out, with the faults round it. */
  fetch(request: Request): Promise<Response>
  clock: StageClock
  faults: Faults
  /** Everybody who can sign in, as they came, at most `limit`. */
  people(limit?: number): Promise<StagePerson[]>
  /** Who is meant: an e-mail address, or `administrator` or `user` for the first of them. Throws `NoSuchPerson`. */
  find(who: string): Promise<StagePerson>
  /** Signs somebody in without their password. Throws `NoSuchPerson`. */
  signIn(who: string): Promise<StagePerson>
  /** Who is signed in. */
  who(): Promise<StagePerson | undefined>
  /** The session's value, while there is one. */
  session(): string | undefined
  /** Told when somebody signs in or out, from wherever. */
  onSession(listener: () => void): void
  /** Where the first administrator is made, while there is nobody. */
  setupPath(): Promise<string | undefined>
  tick(): Promise<void>
  /** The database, for `from`. */
  copy(): Promise<Uint8Array>
  /** Does the audit chain hold? */
  verify(): Promise<boolean>
  close(): Promise<void>
}

export class NoSuchPerson extends Error {}

/** Raises the stage: database, seed, server, faults. Throws `WrongSeed`, `WrongClock` or `WrongFault` for options that cannot be read. */
export async function raiseStage({ sqlJs, origin, seed = 'company', clock: clockText, faults: faultsText = '', from, session, log, wait }: StageOptions): Promise<Stage> {
  const chosen = parseSeed(seed)
  const clock = stageClock(clockText)
  const faults = createFaults(() => clock.now(), wait)
  faults.addAll(faultsText)

  const host = tabHost(() => clock.now(), log)
  const carrier = stageCarrier(session)
  const store = await openSqlJs(sqlJs, { from })
  const app = await createApp({ host, store, rootKey, settings: { origin, carrier, passwordCost } })
  if (from === undefined) await plantSeed(chosen, { host, store, rootKey, begin: clock.begin, passwordCost })

  // A second pair of hands on the same tables, since the app rightly offers no way in without a password.
  const serverClock = await openClock(host, store)
  const engine = createEngine({ host, store, clock: serverClock, keys: deriveKeys(host, rootKey), tokenLife: authTokenSeconds * 1000 })
  const sessions = createSessions({ host, store, clock: serverClock, engine, lastUsed: createLastUsed(host, store) })

  const everybody = () => store.db.selectFrom('users').select(['id', 'name', 'email', 'role']).where('enabled', '=', 1).where('password', 'is not', null).orderBy('number')

  async function find(who: string) {
    const by = who === 'administrator' || who === 'user' ? everybody().where('role', '=', who) : everybody().where('email_key', '=', who.toLowerCase())
    const person = await by.limit(1).executeTakeFirst()
    if (!person) throw new NoSuchPerson(`Nobody here is "${who}". Give an e-mail address of the seed, "administrator" or "user".`)
    return person
  }
  const shown = ({ name, email, role }: StagePerson): StagePerson => ({ name, email, role })

  return {
    fetch: faults.round((request) => app.fetch(request, { address })),
    clock,
    faults,
    people: (limit = 100) => everybody().limit(limit).execute().then((rows) => rows.map(shown)),
    find: async (who) => shown(await find(who)),

    async signIn(who) {
      const person = await find(who)
      const now = serverClock.now()
      const value = await store.write(async (tx) => {
        if (carrier.value !== undefined) await sessions.endByValue(tx, carrier.value)
        await tx.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', person.id).execute()
        await app.audit.append(tx, {
          time: now, actor: { id: person.id, name: person.name }, credential: 'none', address, action: signIn.action,
          object: { kind: 'user', id: person.id, name: person.name }, outcome: 'done', detail: {}, requestId: '',
        })
        return sessions.open(tx, person.id, address, typeof navigator === 'undefined' ? '' : navigator.userAgent)
      })
      carrier.give(value)
      return shown(person)
    },

    async who() {
      // Past the faults: those are for the console.
      const response = await app.fetch(new Request(origin + getSession.path), { address })
      if (!response.ok) return undefined
      const { user } = (await response.json()) as Me
      return shown(user)
    },

    session: () => carrier.value,
    onSession: (listener) => void (carrier.changed = listener),
    async setupPath() {
      const code = await app.setupCode()
      return code === undefined ? undefined : `/setup#${code}`
    },
    tick: () => app.tick(),
    async copy() {
      await app.close()
      return store.copy()
    },
    verify: async () => (await app.audit.verify()).holds,
    async close() {
      faults.clear()
      await app.close()
      await store.close()
    },
  }
}
