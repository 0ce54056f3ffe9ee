import { type Lookup, lookupValue } from '#contract/lookup.ts'
import { listNameservers } from '#contract/nameservers.ts'
import { secretFault } from '#contract/tsig-secrets.ts'
import type { Clock } from '../../clock.ts'
import type { Engine } from '../../credentials/engine.ts'
import type { Store } from '../../db/store.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { authKeyLength, authKeyPlace, authKeyRows, isActive } from '../auth-keys/rows.ts'
import { act, type Route } from '../../pipeline/route.ts'
import type { Fingerprints } from '../../secrets/fingerprints.ts'
import { tsigKeyRows } from '../tsig-keys/rows.ts'
import { unlessUnreadable, type Vault } from '../../secrets/vault.ts'

/** Whose a pasted value is: by hash, for administrators everybody's, for others their own. */
export function lookups({
  store,
  engine,
  clock,
  vault,
  fingerprints,
}: {
  store: Store
  engine: Engine
  clock: Clock
  vault: Vault
  fingerprints: Fingerprints
}): Route[] {
  /** AuthKeys are kept sealed and not by a hash; their last four characters are in the clear, so that hardly ever more than one is opened. */
  async function authKey(value: string): Promise<Lookup['found']> {
    if (!new RegExp(`^[0-9A-Za-z]{${authKeyLength}}$`).test(value)) return null
    for (const row of await authKeyRows(store.db).where('a.hint_last4', '=', value.slice(-4)).limit(20).execute()) {
      // One that does not open is told in the log, and hides no other.
      const opened = await vault.open(authKeyPlace(row.id), row.sealed).catch(unlessUnreadable)
      if (opened !== undefined && engine.hash(opened) === engine.hash(value))
        return { kind: 'auth-key', id: row.id, name: row.label ?? row.id, owner: null, live: isActive(row, clock.now()), old: false }
    }
    return null
  }

  /** TSIG keys by the fingerprint of their secret, which is kept: nothing is opened. Several names may share a secret; the first is told. */
  async function tsigKey(value: string): Promise<Lookup['found']> {
    if (secretFault(value) !== undefined) return null
    const row = await tsigKeyRows(store.db)
      .where('t.fingerprint', '=', await fingerprints.of(value))
      .orderBy('t.name')
      .limit(1)
      .executeTakeFirst()
    return row === undefined ? null : { kind: 'tsig-key', id: row.id, name: row.name, owner: null, live: true, old: false }
  }

  /** Of nameservers, which administrators alone see. */
  async function serverCredential(value: string): Promise<Lookup['found']> {
    const row = await store.db.selectFrom('nameservers').select(['id', 'name']).where('credential_hash', '=', engine.hash(value)).executeTakeFirst()
    return row === undefined ? null : { kind: 'server-credential', id: row.id, name: row.name, owner: null, live: true, old: false }
  }

  return [
    act(lookupValue, async ({ actor, body }) => {
      const value = body.value.trim()
      const kind = engine.kindOf(value)
      // These are the account's: everybody sees them in their lists, without the secret that is asked about.
      if (kind === undefined) return { body: { found: (await authKey(value)) ?? (await tsigKey(value)) } }
      if (kind === 'server-credential') return { body: { found: can(actor, listNameservers.action) ? await serverCredential(value) : null } }
      const hash = engine.hash(value)
      const owner = visibleOwner(actor)
      const row = await store.db
        .selectFrom('credential_values as v')
        .innerJoin('credentials as c', 'c.id', 'v.credential_id')
        .innerJoin('users as u', 'u.id', 'c.owner_id')
        .$if(kind !== 'auth-token', (query) => query.where('v.hash', '=', hash).where('c.kind', '=', kind))
        .$if(kind === 'auth-token', (query) => query.where('v.id', 'in', (sub) => sub.selectFrom('auth_tokens').select('value_id').where('hash', '=', hash)))
        .$if(owner !== undefined, (query) => query.where('c.owner_id', '=', owner!))
        .select(['c.id', 'c.name', 'c.expires_at', 'c.enabled as usable', 'v.ends_at', 'u.id as user_id', 'u.name as user_name', 'u.email', 'u.enabled'])
        .executeTakeFirst()
      if (!row) return { body: { found: null } }
      const live =
        row.enabled === 1 &&
        row.usable === 1 &&
        clock.now() < Math.min(row.expires_at ?? Infinity, row.ends_at ?? Infinity) &&
        (kind !== 'auth-token' || (await engine.findToken(value)) !== undefined)
      return {
        body: {
          found: { kind, id: row.id, name: row.name, owner: { id: row.user_id, name: row.user_name, email: row.email }, live, old: row.ends_at !== null },
        },
      }
    }),
  ]
}
