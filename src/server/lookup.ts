import { lookupValue } from '#contract/lookup.ts'
import type { Clock } from './clock.ts'
import type { Engine } from './credentials/engine.ts'
import type { Store } from './db/store.ts'
import { visibleOwner } from './policy.ts'
import { act, type Route } from './route.ts'

/** Whose a pasted value is: by hash, for administrators everybody's, for others their own. */
export function lookups({ store, engine, clock }: { store: Store; engine: Engine; clock: Clock }): Route[] {
  return [
    act(lookupValue, async ({ actor, body }) => {
      const value = body.value.trim()
      const kind = engine.kindOf(value)
      if (kind === undefined) return { body: { found: null } }
      const hash = engine.hash(value)
      const owner = visibleOwner(actor)
      const row = await store.db.selectFrom('credential_values as v')
        .innerJoin('credentials as c', 'c.id', 'v.credential_id')
        .innerJoin('users as u', 'u.id', 'c.owner_id')
        .$if(kind !== 'auth-token', (query) => query.where('v.hash', '=', hash).where('c.kind', '=', kind))
        .$if(kind === 'auth-token', (query) => query.where('v.id', 'in', (sub) => sub.selectFrom('auth_tokens').select('value_id').where('hash', '=', hash)))
        .$if(owner !== undefined, (query) => query.where('c.owner_id', '=', owner!))
        .select(['c.id', 'c.name', 'c.expires_at', 'c.enabled as usable', 'v.ends_at', 'u.id as user_id', 'u.name as user_name', 'u.email', 'u.enabled'])
        .executeTakeFirst()
      if (!row) return { body: { found: null } }
      const live = row.enabled === 1 && row.usable === 1 && clock.now() < Math.min(row.expires_at ?? Infinity, row.ends_at ?? Infinity)
        && (kind !== 'auth-token' || (await engine.findToken(value)) !== undefined)
      return { body: { found: { kind, id: row.id, name: row.name, owner: { id: row.user_id, name: row.user_name, email: row.email }, live, old: row.ends_at !== null } } }
    }),
  ]
}
