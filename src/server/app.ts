import { Hono } from 'hono'
import { authTokenSeconds } from '#contract/auth-tokens.ts'
import type { Proof } from '#contract/endpoint.ts'
import type { Action } from '#contract/permissions.ts'
import { acknowledgeReply } from '#contract/replies.ts'
import { apiKeyDoor } from './nouns/api-keys/door.ts'
import { apiKeys } from './nouns/api-keys/routes.ts'
import { createAuthKeyChanges } from './nouns/auth-keys/changes.ts'
import { authKeysV2 } from './nouns/auth-keys/routes-v2.ts'
import { authKeys } from './nouns/auth-keys/routes.ts'
import { auditLog } from './nouns/audit-log/routes.ts'
import { createAdministration, type Order } from './nouns/users/administration.ts'
import { createAudit, type Audit } from './audit/audit.ts'
import { entryOf, type AuditFact, type RecordAct } from './audit/entry.ts'
import { authTokenDoor } from './nouns/auth-tokens/door.ts'
import { authTokens } from './nouns/auth-tokens/routes.ts'
import { base64url } from './bytes.ts'
import { createFacts } from './nouns/account-facts/store.ts'
import { createDenials } from './pipeline/denials.ts'
import { createDoors, createNoteUse, type Door } from './pipeline/doors.ts'
import { accountFactsV2 } from './nouns/account-facts/routes-v2.ts'
import { accountFacts } from './nouns/account-facts/routes.ts'
import { createBeginSession } from './pipeline/begin-session.ts'
import { createCallCounts, removeOldCalls } from './nouns/certcentral-keys/call-counts.ts'
import { createCallLimit } from './pipeline/call-limit.ts'
import { cookieCarrier, type SessionCarrier } from './http/carrier.ts'
import { createCertcentralChanges } from './nouns/certcentral-keys/changes.ts'
import { certcentralKeysV2 } from './nouns/certcentral-keys/routes-v2.ts'
import { certcentralDoor, certcentralWindows } from './nouns/certcentral-keys/door.ts'
import { certcentralKeys } from './nouns/certcentral-keys/routes.ts'
import { certcentralUsersV2 } from './nouns/certcentral-users/routes-v2.ts'
import { openClock } from './clock.ts'
import { connectorBases } from './nouns/connectors/bases.ts'
import { connectors } from './nouns/connectors/routes.ts'
import { createEngine } from './credentials/engine.ts'
import { createDailyUses, removeOldUses } from './credentials/daily-uses.ts'
import { createLastUsed } from './credentials/last-used.ts'
import { renewSkeletons } from './credentials/skeletons.ts'
import type { Store, Tx } from './db/store.ts'
import { eachTried } from './pipeline/each-tried.ts'
import type { Use } from './db/uses.ts'
import type { Host } from './host.ts'
import { createInvitations, invitationRoutes } from './nouns/invitations/routes.ts'
import { firstRun } from './nouns/first-run/routes.ts'
import { countKeysByKind } from './nouns/inventory/counts.ts'
import { inventory } from './nouns/inventory/routes.ts'
import { countKeys } from './nouns/inventory/key-counts.ts'
import { keysOf, rewrap } from './secrets/root.ts'
import { createLease } from './pipeline/lease.ts'
import { lookups } from './nouns/lookup/routes.ts'
import { nameserverDelivery } from './nouns/nameservers/delivery.ts'
import { createSeen, serverDoor } from './nouns/nameservers/door.ts'
import { nameservers } from './nouns/nameservers/routes.ts'
import { openRollover, whereUsed } from './nouns/nameservers/uses.ts'
import { createPusher } from './nouns/nameservers/push.ts'
import { createWanted, type Wanted } from './nouns/nameservers/wanted.ts'
import { createFailureLimit } from './pipeline/limits.ts'
import { createSharedFailureLimit, removeOldFailures } from './pipeline/shared-limits.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { oneTokenDoor } from './nouns/one-tokens/door.ts'
import { oneTokens } from './nouns/one-tokens/routes.ts'
import { oneUsers } from './nouns/one-users/routes-v1.ts'
import { createPasswords, type PasswordCost } from './credentials/passwords.ts'
import { notFound } from './problem.ts'
import { createReplies } from './pipeline/replies.ts'
import { createRolloverDriver } from './nouns/rollovers/drive.ts'
import { rollovers } from './nouns/rollovers/routes.ts'
import { createSteps } from './nouns/rollovers/steps.ts'
import { turnsInto } from './pipeline/policy.ts'
import { change, type Route } from './pipeline/route.ts'
import { serve, type Connection } from './pipeline/serve.ts'
import { createSessions } from './credentials/sessions.ts'
import { makeFirstAdministrator, makeSetupCode, setupRoutes } from './nouns/setup/routes.ts'
import { sessionDoor } from './nouns/sessions/door.ts'
import { signInRoutes, userSessions } from './nouns/sessions/routes.ts'
import { createStepUp, undecided } from './pipeline/step-up.ts'
import { sweep } from './pipeline/sweep.ts'
import { createFingerprints } from './secrets/fingerprints.ts'
import { createTsigChecker, isAskable } from './nouns/tsig-checks/asking.ts'
import { countAgain, withoutChecks } from './nouns/tsig-checks/counted.ts'
import { createCheckRuns, tsigCheckRuns } from './nouns/tsig-checks/runs.ts'
import { removeOldChecks, tsigChecks } from './nouns/tsig-checks/routes.ts'
import { tsigImport } from './nouns/tsig-keys/import.ts'
import { createTsigKeyMaker } from './nouns/tsig-keys/make.ts'
import { tsigKeys } from './nouns/tsig-keys/routes.ts'
import { createSecretOf, tsigSecrets } from './nouns/tsig-keys/secrets.ts'
import { users } from './nouns/users/routes.ts'
import { openVault } from './secrets/vault.ts'
import { views } from './nouns/views/routes.ts'

export interface AppSettings {
  /** Public origin without a final slash, such as `https://keys.example.org`. */
  origin: string
  /** Limits on failed sign-ins; the bench lifts them and says so. */
  limits?: boolean
  passwordCost?: PasswordCost
  /** Forget the highest time seen: for a machine whose clock once stood in the future. */
  acceptClock?: boolean
  carrier?: SessionCarrier
  /** Nameservers may be on this machine. */
  nameserversLoopback?: boolean
}

export interface AppParts {
  host: Host
  store: Store
  rootKey: Uint8Array
  settings: AppSettings
}

export interface App {
  /** The whole server: a request in, a response out. `connection.address` is the caller's, as the host adapter knows it. */
  fetch(request: Request, connection?: Connection): Promise<Response>
  /** Every route, for the OpenAPI document and the authorization matrix. */
  routes: readonly Route[]
  /** Every way to show who one is, for the same document. */
  doors: readonly Door[]
  audit: Audit
  metrics: Metrics
  /** Work that is not anybody's request: last-used times, the clock's mark, rows whose time is over. Call every second. */
  tick(): Promise<void>
  setupCode(): Promise<string | undefined>
  firstAdministrator(email: string, password: string): Promise<boolean>
  /** Carries out what somebody on the machine asks for. Answers lines to print; refuses with a `ProblemError`. */
  administer(order: Order): Promise<string[]>
  /** Writes what is still in memory. The store stays open: it belongs to the caller. */
  close(): Promise<void>
}

/** How often rows whose time is over are removed. */
const sweepEvery = 10 * 60_000
/** How often keys that end are counted for the metrics. */
const countEvery = 60_000
/** How often the audit trail's head goes to the log, if it has moved. */
const anchorEvery = 60_000

/** Composes every noun over one store. Throws `WrongRootKey` when the database was made with another root key. */
export async function createApp({ host, store: bare, rootKey, settings }: AppParts): Promise<App> {
  const keys = await keysOf(host, bare.db, rootKey)
  const audit = createAudit(host, bare, keys)
  const store = audit.remembering(bare)
  // Before the first data key: a database that has one and no trail was robbed of it.
  if (!(await store.db.selectFrom('vault_keys').select('id').limit(1).executeTakeFirst())) await audit.begin()
  const vault = await openVault(host, store, keys)
  await audit.check()
  const clock = await openClock(host, store, settings.acceptClock)
  const { origin } = settings
  const renewed = await renewSkeletons(store)
  if (renewed > 0) host.log('info', 'names compared anew', { names: renewed })

  const engine = createEngine({ host, store, clock, keys, tokenLife: authTokenSeconds * 1000 })
  const lastUsed = createLastUsed(host, store)
  const dailyUses = createDailyUses(host, store)
  const sessions = createSessions({ host, store, clock, engine, lastUsed })
  const carrier = settings.carrier ?? cookieCarrier(origin)
  const denials = createDenials(host, audit)
  const replies = createReplies(vault, engine.hash)
  const passwords = createPasswords(host, settings.passwordCost)
  const limits = settings.limits ?? true
  const limit = store.shared ? createSharedFailureLimit({ store, clock, hash: engine.hash }, limits) : createFailureLimit(clock, limits)
  const invitations = createInvitations(host, engine, origin)
  const callCounts = createCallCounts(host, store)
  const use = (used: Use) => {
    lastUsed.note(used)
    dailyUses.note(used)
  }
  const noteUse = createNoteUse(use, clock)
  const certcentral = certcentralDoor({
    store,
    engine,
    noteUse,
    counts: callCounts,
    calls: createCallLimit(clock, certcentralWindows, limits),
  })
  const doors = createDoors(
    [
      sessionDoor(sessions), authTokenDoor(engine, noteUse), apiKeyDoor(engine, limit), certcentral, oneTokenDoor(engine, noteUse), serverDoor(engine, store),
    ],
    carrier,
  )
  const metrics = createMetrics()
  const fingerprints = createFingerprints(host, keys.fingerprint)
  const sign = (text: string) => base64url(host.crypto.hmacSha256(keys.cursor, text))

  const record: RecordAct = (tx, call, fact, outcome = 'done') => audit.append(tx, entryOf(call, fact, outcome))
  const offered = (proof: Proof) => [
    ...new Set(
      routes
        .filter(({ endpoint }) => endpoint.takes.includes(proof))
        .flatMap(({ endpoint: { action } }): Action[] => [action, ...(turnsInto[action] ? [turnsInto[action]] : [])]),
    ),
  ]
  const facts = createFacts(store)
  const loopback = settings.nameserversLoopback ?? false
  const refused = isAskable(loopback)
  const wanted = createWanted(host, store)
  /** Which checks count goes by the uses, as the files do. */
  const usesChanged: Wanted['refresh'] = async (tx, now, changed) => {
    await wanted.refresh(tx, now, changed)
    await countAgain(tx, changed)
  }
  const seen = createSeen(host, store)
  const secretOf = createSecretOf(vault)
  const maker = createTsigKeyMaker(host, vault, fingerprints)
  const byItself = (tx: Tx, now: number, action: Action, fact: AuditFact) => {
    const itself = { now, address: '', requestId: '', endpoint: { action }, actor: undefined }
    return audit.append(tx, { ...entryOf(itself, fact, 'done'), actor: { id: null, name: 'Countersign' } })
  }
  const checker = createTsigChecker({
    host, store, secretOf, loopback, record: (tx, now, action, fact) => byItself(tx, now, 'tsig-key.check', { ...fact, action }),
  })
  const steps = createSteps({ host, store, ask: checker.ask, refresh: usesChanged })
  const runs = createCheckRuns({ host, store, checker, record: byItself })
  const driver = createRolloverDriver({ host, store, steps, record: byItself })
  const pusher = createPusher({ host, store, vault, secretOf, refused, record: (tx, fact) => byItself(tx, host.now(), 'nameserver.deliver', fact) })
  const changes = createCertcentralChanges({ host, store, engine, facts })
  const authKeyChanges = createAuthKeyChanges({ host, vault })
  const people = { host, store, engine, clock, passwords, sessions, carrier, limit, record, begin: createBeginSession({ sessions, carrier, record }) }
  const routes: Route[] = [
    ...setupRoutes(people),
    ...signInRoutes(people),
    ...invitationRoutes(people),
    ...users({ host, store, passwords, invitations, limit, sign }),
    ...apiKeys({ host, store, engine, sign }),
    ...tsigKeys({
      store, vault, fingerprints, maker, sign, whereUsed, isRolling: async (tx, { id }) => (await openRollover(tx, { tsigId: id })) !== undefined,
      changed: (tx, now, id) => wanted.refresh(tx, now, { keys: [id] }),
      withoutChecks: (tx, { id }, remove) => withoutChecks(tx, { key: id }, remove),
    }),
    ...nameservers({
      host, store, wanted, usesChanged, refused, sign, withoutChecks: (tx, { id }, remove) => withoutChecks(tx, { nameserver: id }, remove),
    }),
    ...nameserverDelivery({ origin, host, store, engine, vault, seen, record, secretOf, push: pusher.push, refused }),
    ...tsigChecks({ store, clock, checker, record }),
    ...tsigCheckRuns({ host, store, runs }),
    ...rollovers({ host, store, steps, keys: maker, sign }),
    ...tsigSecrets({ store, vault }),
    ...tsigImport({ host, store, vault, fingerprints }),
    ...authTokens({ clock, engine, noteUse: use, offered }),
    ...userSessions({ store }),
    ...auditLog({ store, audit, sign, origin, keys: async (now, signal) => countKeysByKind(store.aside, now, signal) }),
    ...firstRun({ store, origin }),
    ...views({ host, store }),
    ...oneTokens({ host, store, engine, sign }),
    ...oneUsers({ store }),
    ...lookups({ store, engine, clock, vault, fingerprints }),
    ...inventory({ store, routes: () => routes }),
    ...certcentralKeys({ store, facts, changes, sign, endpoints: () => routes.map(({ endpoint }) => endpoint) }),
    ...certcentralKeysV2({ store, changes }),
    ...certcentralUsersV2({ store, facts, changes }),
    ...accountFacts({ store, facts }),
    ...accountFactsV2({ store, facts }),
    ...authKeys({ host, store, changes: authKeyChanges, sign }),
    ...authKeysV2({ changes: authKeyChanges }),
    // Before the connectors, whose id would else be `allowed`.
    ...connectorBases({ host, store }),
    ...connectors({
      host, store, vault, origin, sign,
      own: async (path, apiKey, address) =>
        hono.fetch(new Request(`${origin}/services/v2${path}`, { headers: { 'X-DC-DEVKEY': apiKey, Accept: 'application/json' } }), { address }),
      restrictionOf: certcentral.restrictionOf,
    }),
    change(acknowledgeReply, async ({ actor, params }, tx) => {
      if (!(await replies.acknowledge(tx, actor.user.id, params.key))) notFound()
      return { audit: [{ object: { kind: 'reply', id: params.key, name: '' } }] }
    }),
  ]

  const forgotten = undecided(routes)
  if (forgotten.length > 0) throw new Error(`Of some routes nobody has said whether they need the password again (step-up-list.ts): ${forgotten.join('; ')}`)
  const hono = new Hono()
  serve(hono, routes, { host, store, clock, audit, denials, replies, stepUp: createStepUp(store), doors, carrier, metrics, origin })

  const house = createLease(host, store, 'house')
  let sweptAt = 0
  let countedAt = 0
  let anchored = { seq: 0, at: 0 }
  let seenSeq: number | undefined

  /** Every change is a row of the trail, so that its newest row tells all servers that there is something to look for. */
  async function readTrail(): Promise<void> {
    const newest = await audit.newest()
    if (newest === seenSeq) return
    seenSeq = newest
    for (const one of [driver, runs, pusher]) one.note()
  }

  /** Writes the trail's head into the log, a second place that a writer of the database cannot reach: a state put back shows there. */
  async function anchor(when?: 'now'): Promise<void> {
    const now = host.now()
    if (when !== 'now' && now - anchored.at < anchorEvery) return
    // Also where nobody writes anything for an hour.
    await audit.check()
    const head = await audit.head()
    if (head.seq !== anchored.seq) host.log('info', 'audit head', { seq: head.seq, head: head.sealed })
    anchored = { seq: head.seq, at: now }
  }

  /** What is counted in memory, to be written. */
  const gathered = (when?: 'now') => [
    () => lastUsed.flush(), () => dailyUses.flush(), () => callCounts.flush(), () => seen.flush(), () => denials.flush(when), () => limit.exchange(),
  ]

  async function count(): Promise<void> {
    if (host.now() - countedAt <= countEvery) return
    countedAt = host.now()
    metrics.keys(await countKeys(store.db, clock.now()))
  }

  async function removeOld(): Promise<void> {
    if (host.now() - sweptAt <= sweepEvery) return
    sweptAt = host.now()
    await sweep(store, clock.now(), [removeOldCalls, removeOldUses, removeOldChecks, ...(store.shared ? [removeOldFailures] : [])])
  }

  /** What was wrapped meanwhile by this server opens with the new key as well: from the commit on it wraps with that. */
  async function rotateRoot(root: Uint8Array, told: (tx: Tx) => Promise<void>): Promise<void> {
    const next = await store.write(async (tx) => {
      // Before anything is read: what another server wraps waits, or is there.
      await store.lockChain(tx)
      const made = await rewrap(host, tx, keys, root)
      await told(tx)
      return made
    })
    Object.assign(keys, next)
  }

  return {
    fetch: async (request, connection) => hono.fetch(request, connection),
    routes,
    doors: doors.all,
    audit,
    metrics,
    async tick() {
      let keepsHouse = false
      await eachTried([
        ...gathered(),
        readTrail,
        async () => { keepsHouse = await house.hold() },
        () => keepsHouse && driver.tick(),
        () => runs.tick(keepsHouse),
        () => keepsHouse && pusher.tick(),
        () => anchor(),
        () => clock.save(),
        () => keepsHouse && audit.removeArchived(),
        count,
        () => keepsHouse && removeOld(),
      ])
    },
    setupCode: () => makeSetupCode(people, clock.now()),
    administer: createAdministration({ store, clock, audit, passwords, invitations, limit, rotateRoot }),
    firstAdministrator: (email, password) => makeFirstAdministrator({ ...people, audit }, email, password, clock.now()),
    // What works by itself first, whatever can be written: nothing below keeps it going.
    close: () => eachTried([
      () => driver.close(),
      () => runs.close(),
      () => checker.close(),
      () => pusher.close(),
      ...gathered('now'),
      // Told, and as a rule not written: a full disk does not keep it back.
      () => anchor('now'),
      () => clock.save('stop'),
      () => house.release(),
    ]),
  }
}
