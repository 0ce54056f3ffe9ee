import { Hono } from 'hono'
import { authTokenSeconds } from '#contract/auth-tokens.ts'
import type { Proof } from '#contract/endpoint.ts'
import type { Action } from '#contract/permissions.ts'
import { acknowledgeReply } from '#contract/replies.ts'
import type { Restriction } from '#contract/restrictions.ts'
import { createIdentify } from './actor.ts'
import { apiKeys } from './api-keys.ts'
import { createAuthKeyChanges } from './auth-key-changes.ts'
import { authKeysV2 } from './auth-keys-v2.ts'
import { authKeys } from './auth-keys.ts'
import { auditLog } from './audit-log.ts'
import { createAdministration, type Order } from './administration.ts'
import { createAudit, entryOf, type Audit } from './audit.ts'
import { authTokens } from './auth-tokens.ts'
import { base64url } from './bytes.ts'
import { createFacts } from './account-facts-store.ts'
import { createDenials } from './denials.ts'
import { divisionsOf } from './divisions.ts'
import { accountFactsV2 } from './account-facts-v2.ts'
import { accountFacts } from './account-facts.ts'
import { createCallCounts } from './call-counts.ts'
import { createCallLimit } from './call-limit.ts'
import { cookieCarrier, type SessionCarrier } from './carrier.ts'
import { createCertcentralChanges } from './certcentral-key-changes.ts'
import { certcentralKeysV2 } from './certcentral-keys-v2.ts'
import { certcentralKeys } from './certcentral-keys.ts'
import { certcentralUsersV2 } from './certcentral-users-v2.ts'
import { openClock } from './clock.ts'
import { connectorBases } from './connector-bases.ts'
import { connectors } from './connectors.ts'
import { createEngine } from './credentials/engine.ts'
import { createLastUsed } from './credentials/last-used.ts'
import { renewSkeletons } from './credentials/skeletons.ts'
import type { Store } from './db/store.ts'
import type { Host } from './host.ts'
import { createInvitations, invitationRoutes } from './invitations.ts'
import { inventory } from './inventory.ts'
import { countKeys } from './key-counts.ts'
import { deriveKeys } from './keys.ts'
import { lookups } from './lookup.ts'
import { createFailureLimit } from './limits.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { oneTokens } from './one-tokens.ts'
import { oneUsers } from './one-users.ts'
import { createPasswords, type PasswordCost } from './passwords.ts'
import { notFound } from './problem.ts'
import { createReplies } from './replies.ts'
import { change, type Route } from './route.ts'
import { serve, type Connection } from './serve.ts'
import { createSessions } from './sessions.ts'
import { makeFirstAdministrator, makeSetupCode, setupRoutes } from './setup.ts'
import { signInRoutes, type RecordAct } from './sign-in.ts'
import { createStepUp, undecided } from './step-up.ts'
import { sweep } from './sweep.ts'
import { createFingerprints } from './tsig-fingerprints.ts'
import { tsigImport } from './tsig-import.ts'
import { tsigKeys } from './tsig-keys.ts'
import { tsigSecrets } from './tsig-secrets.ts'
import { createUnlocks } from './unlocks.ts'
import { userSessions } from './user-sessions.ts'
import { users } from './users.ts'
import { openVault } from './vault.ts'
import { views } from './views.ts'

export interface AppSettings {
  /** Public origin without a final slash, such as `https://keys.example.org`. */
  origin: string
  /** Limits on failed sign-ins; the bench lifts them and says so. */
  limits?: boolean
  passwordCost?: PasswordCost
  /** Forget the highest time seen: for a machine whose clock once stood in the future. */
  acceptClock?: boolean
  carrier?: SessionCarrier
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
  const keys = deriveKeys(host, rootKey)
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
  const sessions = createSessions({ host, store, clock, engine, lastUsed })
  const carrier = settings.carrier ?? cookieCarrier(origin)
  const denials = createDenials(host, store, audit)
  const replies = createReplies(vault, engine.hash)
  const passwords = createPasswords(host, settings.passwordCost)
  const limit = createFailureLimit(clock, settings.limits ?? true)
  const invitations = createInvitations(host, engine, origin)
  const callLimit = createCallLimit(clock, settings.limits ?? true)
  const callCounts = createCallCounts(host, store)
  const restricted = store.lookup<{ restriction: Restriction }>('SELECT restricted_to_role_id AS restriction FROM certcentral_keys WHERE credential_id = ?')
  const restrictionOf = async (credentialId: string) => (await restricted(credentialId))?.restriction
  const metrics = createMetrics()
  const fingerprints = createFingerprints(host, keys.fingerprint)
  const sign = (text: string) => base64url(host.crypto.hmacSha256(keys.cursor, text))

  const record: RecordAct = (tx, call, fact, outcome = 'done') => audit.append(tx, entryOf(call, fact, outcome))
  const offered = (proof: Proof) => [...new Set(routes.filter(({ endpoint }) => endpoint.takes.includes(proof)).flatMap(({ endpoint }): Action[] => (endpoint.action === 'api-key.create' ? ['api-key.create', 'api-key.create-for-other'] : [endpoint.action])))]
  const facts = createFacts(store)
  const changes = createCertcentralChanges({ host, store, engine, facts })
  const authKeyChanges = createAuthKeyChanges({ host, vault })
  const people = { host, store, engine, clock, passwords, sessions, carrier, limit, record }
  const routes: Route[] = [
    ...setupRoutes(people),
    ...signInRoutes(people),
    ...invitationRoutes(people),
    ...users({ host, store, passwords, invitations, limit, sign }),
    ...apiKeys({ host, store, engine, sign }),
    ...tsigKeys({ host, store, vault, fingerprints, sign }),
    ...tsigSecrets({ store, vault }),
    ...tsigImport({ host, store, vault, fingerprints }),
    ...authTokens({ clock, engine, lastUsed, offered }),
    ...userSessions({ store }),
    ...auditLog({ store, audit, sign }),
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
      own: async (path, apiKey, address) => hono.fetch(new Request(`${origin}/services/v2${path}`, { headers: { 'X-DC-DEVKEY': apiKey, Accept: 'application/json' } }), { address }),
      restrictionOf: async (apiKey) => {
        const key = await engine.find('certcentral-key', apiKey)
        return key && restrictionOf(key.credentialId)
      },
    }),
    change(acknowledgeReply, async ({ actor, params }, tx) => {
      if (!(await replies.acknowledge(tx, actor.user.id, params.key))) notFound()
      return { audit: [{ object: { kind: 'reply', id: params.key, name: '' } }] }
    }),
  ]

  const forgotten = undecided(routes)
  if (forgotten.length > 0) throw new Error(`Of some routes nobody has said whether they need the password again (step-up-list.ts): ${forgotten.join('; ')}`)
  const hono = new Hono()
  serve(hono, routes, { host, store, clock, audit, denials, replies, stepUp: createStepUp(store), identify: createIdentify({ engine, sessions, carrier, lastUsed, limit, callLimit, clock, restrictionOf, divisionsOf: (userId) => divisionsOf(store.db, userId) }), callCounts, carrier, metrics, origin })

  const readUnlocks = createUnlocks(store, limit)
  let sweptAt = 0
  let countedAt = 0
  let anchored = { seq: 0, at: 0 }

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

  return {
    fetch: async (request, connection) => hono.fetch(request, connection),
    routes,
    audit,
    metrics,
    async tick() {
      await lastUsed.flush()
      await callCounts.flush()
      await denials.flush()
      await clock.save()
      await anchor()
      await readUnlocks()
      if (host.now() - countedAt > countEvery) {
        countedAt = host.now()
        metrics.keys(await countKeys(store.db, clock.now()))
      }
      if (host.now() - sweptAt > sweepEvery) {
        sweptAt = host.now()
        await sweep(store, clock.now())
      }
    },
    setupCode: () => makeSetupCode(people, clock.now()),
    administer: createAdministration({ store, clock, audit, passwords, invitations, limit }),
    firstAdministrator: (email, password) => makeFirstAdministrator({ ...people, audit }, email, password, clock.now()),
    async close() {
      await lastUsed.flush()
      await callCounts.flush()
      await denials.flush('now')
      await clock.save('stop')
      await anchor('now')
    },
  }
}
