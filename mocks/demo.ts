import { sql } from 'kysely'
import type { SqlJsStatic } from 'sql.js'
import { authTokenSeconds } from '#contract/auth-tokens.ts'
import { getSession, signIn, type Me } from '#contract/sessions.ts'
import { createApp } from '#server/app.ts'
import { openClock } from '#server/clock.ts'
import { createEngine } from '#server/credentials/engine.ts'
import { createLastUsed } from '#server/credentials/last-used.ts'
import type { Host } from '#server/host.ts'
import { createSecretOf } from '#server/nouns/tsig-keys/secrets.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { openVault } from '#server/secrets/vault.ts'
import { createSessions } from '#server/credentials/sessions.ts'
import { createFaults } from './faults.ts'
import { parseSeed, plantSeed } from './seed/seed.ts'
import type { DemoPerson } from './demo-handle.ts'
import { openSqlJs } from './sqljs-store.ts'
import { sessionHeader, demoCarrier } from './demo-carrier.ts'
import { demoClock } from './demo-clock.ts'
import { simulateNameservers } from './simulated-nameservers.ts'
import { tabHost } from './tab-host.ts'

/** Where the bar and the trail say the visitor comes from. */
const address = '192.0.2.14'
/** scrypt at its least: nothing here is worth guessing, and a tab has one thread. */
const passwordCost = { N: 16, r: 1, p: 1 }
/** Everybody's: the demo keeps no secrets. The same each time, so that a copy of the database opens again. */
const rootKey = Uint8Array.from({ length: 32 }, (_, at) => at * 7 + 1)

export interface DemoOptions {
  sqlJs: SqlJsStatic
  origin: string
  /** `company` (default), `small`, `large:3` …; see `seed/seed.ts`. */
  seed?: string
  /** See `demo-clock.ts`. */
  clock?: string
  /** See `faults.ts`. */
  faults?: string
  /** A copy of an earlier demo's database, in the place of a seed. */
  from?: Uint8Array
  log?: Host['log']
  wait?: (milliseconds: number) => Promise<void>
}

/** What a tab asks of the demo, be it raised in this one or in another: hence every answer is a promise of plain data. */
export interface Demo {
  /** A request in, a response out, with the faults round it. A session travels in headers, see `demo-carrier.ts`. */
  fetch(request: Request): Promise<Response>
  /** Everybody who can sign in, as they came, at most `limit`. */
  people(limit?: number): Promise<DemoPerson[]>
  /** Who is meant: an e-mail address, or `administrator` or `user` for the first of them. Throws `NoSuchPerson`. */
  find(who: string): Promise<DemoPerson>
  /** Signs somebody in without their password, and ends the session of before. Throws `NoSuchPerson`. */
  signIn(who: string, browser: { before: string | undefined; userAgent: string }): Promise<{ person: DemoPerson; session: string }>
  /** Whose session it is, past the faults: those are for the console. */
  who(session: string): Promise<DemoPerson | undefined>
  /** Where the first administrator is made, while there is nobody. */
  setupPath(): Promise<string | undefined>
  /** Moves the clock on. */
  forward(milliseconds: number): Promise<void>
  /** Makes calls fail from now on (`faults.ts`); the answer is what `lift` takes. */
  fault(where: string, fault: string, times?: number): Promise<number>
  lift(fault: number): Promise<void>
  /** Does the audit chain hold? */
  verify(): Promise<boolean>
  /** A page of the API's documentation, as HTML without its script; `undefined` where there is none. */
  docs(path: string, nonce: string): Promise<string | undefined>
  /** Deletes the newest rows of the audit trail, past the server, as somebody could who has the database. */
  cutTrail(rows: number): Promise<void>
}

/** The whole server over a database in memory, with what a demo and a test suite need round it. Knows no browser. */
export interface RaisedDemo extends Demo {
  tick(): Promise<void>
  /** The OpenAPI document, letter for letter as the server answers it. */
  openapi(): Promise<string>
  /** The database, for `from`. */
  copy(): Promise<Uint8Array>
  close(): Promise<void>
}

export class NoSuchPerson extends Error {}

/** Raises the demo: database, seed, server, faults. Throws `WrongSeed`, `WrongClock` or `WrongFault` for options that cannot be read. */
export async function raiseDemo({
  sqlJs,
  origin,
  seed = 'company',
  clock: clockText,
  faults: faultsText = '',
  from,
  log,
  wait,
}: DemoOptions): Promise<RaisedDemo> {
  const chosen = parseSeed(seed)
  const clock = demoClock(clockText)
  const faults = createFaults(() => clock.now(), wait)
  faults.addAll(faultsText)

  const machine = tabHost(() => clock.now(), log)
  const store = await openSqlJs(sqlJs, { from })
  // Open once the app has made or found its data key.
  const vault = { secretOf: undefined as ((id: string) => Promise<string>) | undefined }
  const simulated = simulateNameservers({ host: machine, store: () => store, secretOf: async (id) => vault.secretOf!(id) })
  const host = { ...machine, nameserver: simulated.port }
  const app = await createApp({ host, store, rootKey, settings: { origin, carrier: demoCarrier, passwordCost } })
  const open = createSecretOf(await openVault(host, store, deriveKeys(host, rootKey)))
  vault.secretOf = (id) => open(store.db, id)
  if (from === undefined) await plantSeed(chosen, { host, store, rootKey, origin, begin: clock.begin, passwordCost })

  // A second pair of hands on the same tables, since the app rightly offers no way in without a password.
  const serverClock = await openClock(host, store)
  const engine = createEngine({ host, store, clock: serverClock, keys: deriveKeys(host, rootKey), tokenLife: authTokenSeconds * 1000 })
  const sessions = createSessions({ host, store, clock: serverClock, engine, lastUsed: createLastUsed(host, store) })

  const everybody = () =>
    store.db.selectFrom('users').select(['id', 'name', 'email', 'role']).where('enabled', '=', 1).where('password', 'is not', null).orderBy('number')

  async function find(who: string) {
    const by = who === 'administrator' || who === 'user' ? everybody().where('role', '=', who) : everybody().where('email_key', '=', who.toLowerCase())
    const person = await by.limit(1).executeTakeFirst()
    if (!person) throw new NoSuchPerson(`Nobody here is "${who}". Give an e-mail address of the seed, "administrator" or "user".`)
    return person
  }
  const shown = ({ name, email, role }: DemoPerson): DemoPerson => ({ name, email, role })

  const documentOf = async () => (await import('#server/site/openapi.ts')).openApi(app.routes, 'demo', app.doors)

  let made = 0
  const lifts = new Map<number, () => void>()

  return {
    fetch: faults.round((request) => app.fetch(request, { address })),
    people: (limit = 100) =>
      everybody()
        .limit(limit)
        .execute()
        .then((rows) => rows.map(shown)),
    find: async (who) => shown(await find(who)),

    async signIn(who, { before, userAgent }) {
      const person = await find(who)
      const now = serverClock.now()
      const session = await store.write(async (tx) => {
        if (before !== undefined) await sessions.endByValue(tx, before)
        await tx.updateTable('users').set({ last_sign_in_at: now }).where('id', '=', person.id).execute()
        await app.audit.append(tx, {
          time: now,
          actor: { id: person.id, name: person.name },
          credential: 'none',
          address,
          action: signIn.action,
          object: { kind: 'user', id: person.id, name: person.name },
          outcome: 'done',
          detail: {},
          requestId: '',
        })
        return sessions.open(tx, person.id, address, userAgent)
      })
      return { person: shown(person), session }
    },

    async who(session) {
      const response = await app.fetch(new Request(origin + getSession.path, { headers: { [sessionHeader]: session } }), { address })
      if (!response.ok) return undefined
      const { user } = (await response.json()) as Me
      return shown(user)
    },

    async setupPath() {
      const code = await app.setupCode()
      return code === undefined ? undefined : `/setup#${code}`
    },
    forward: async (milliseconds) => clock.forward(milliseconds),
    async fault(where, fault, times) {
      lifts.set(++made, faults.add(where, fault, times))
      return made
    },
    async lift(fault) {
      lifts.get(fault)?.()
      lifts.delete(fault)
    },
    async tick() {
      await simulated.tick()
      await app.tick()
    },
    async docs(path, nonce) {
      const [{ createDocs }, document] = await Promise.all([import('#server/site/docs-page.ts'), documentOf()])
      const pages = createDocs(document)
      return pages.paths.includes(path) ? pages.page(path, nonce) : undefined
    },
    openapi: async () => JSON.stringify(await documentOf()),
    async copy() {
      await app.close()
      return store.copy()
    },
    verify: async () => (await app.audit.verify()).holds,
    cutTrail: (rows) =>
      store.write(async (tx) => {
        await sql`DROP TRIGGER IF EXISTS audit_no_delete`.execute(tx)
        await sql`DELETE FROM audit WHERE seq > (SELECT max(seq) FROM audit) - ${rows}`.execute(tx)
      }),
    async close() {
      faults.clear()
      await app.close()
      await store.close()
    },
  }
}
