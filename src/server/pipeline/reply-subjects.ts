import { sql } from 'kysely'
import { covers } from '#contract/restrictions.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import type { AuditFact } from '../audit/entry.ts'
import type { Actor } from './actor.ts'
import type { Tx } from '../db/store.ts'
import { withinDivisions } from './divisions.ts'
import { visibleOwner } from './policy.ts'

/** What a stored reply tells of, by the trail's words for it. */
export interface Subject {
  readonly kind: string
  readonly id: string
  /** Whose it was, where it belonged to somebody. */
  readonly owner?: string
}

/** Kinds that are the account's. Whoever may make the call at all sees all of them. */
const accounts = { 'tsig-key': 'tsig_keys', 'auth-key': 'auth_keys', connector: 'connectors', 'connector-base': 'connector_bases' } as const
const isAccounts = (kind: string): kind is keyof typeof accounts => Object.hasOwn(accounts, kind)

/**
 * What has to be looked at before the reply is given again. Of what is the account's only that it is still there, where the
 * reply is its secret: an import has ten thousand of them, and says nothing that every list does not.
 */
export const subjectsOf = (endpoint: Endpoint, facts: readonly AuditFact[]): Subject[] =>
  facts.filter(({ object }) => endpoint.secret || !isAccounts(object.kind)).map(({ object, detail }) => {
    const owner = (detail?.['owner'] as { id?: string } | undefined)?.id
    return { kind: object.kind, id: object.id, ...(owner === undefined ? {} : { owner }) }
  })

/** Those of these ids that the actor sees today. A kind that is not known here is seen by nobody. */
async function seenToday(tx: Tx, actor: Actor, kind: string, ids: readonly string[]): Promise<Set<string>> {
  const owner = visibleOwner(actor)
  const users = () => tx.selectFrom('users as u').where(withinDivisions(actor)).$if(owner !== undefined, (query) => query.where('u.id', '=', owner!))
  if (kind === 'api-key' || kind === 'one-token' || kind === 'certcentral-key') {
    const rows = await tx
      .selectFrom('credentials as c')
      .leftJoin('certcentral_keys as k', 'k.credential_id', 'c.id')
      .where('c.id', 'in', ids)
      .where('c.kind', '=', kind)
      .where('c.owner_id', 'in', users().select('u.id'))
      .select(['c.id', 'k.restricted_to_role_id as restriction'])
      .execute()
    // A key that was cut down since gets no value that is stronger than itself.
    const within = ({ restriction }: (typeof rows)[number]) => actor.restriction === undefined || restriction === null || covers(actor.restriction, restriction)
    return new Set(rows.filter(within).map(({ id }) => id))
  }
  const rows =
    kind === 'user'
      ? await users().where('u.id', 'in', ids).select('u.id').execute()
      : kind === 'view'
        ? await tx
            .selectFrom('views')
            .where('id', 'in', ids)
            .where((or) => or.or([or('owner_id', '=', actor.user.id), or('shared', '=', 1)]))
            .select('id')
            .execute()
        : isAccounts(kind)
          ? await tx
              .selectFrom(accounts[kind])
              .where(sql.ref('id'), 'in', ids)
              .select(sql<string>`id`.as('id'))
              .execute()
          : []
  return new Set(rows.map(({ id }) => id))
}

/**
 * Would the caller reach all of this today? What is gone they do not, unless it was theirs to reach and the reply has nothing
 * to give (`empty`): a deletion that is asked about again.
 */
export async function stillReaches(tx: Tx, actor: Actor, subjects: readonly Subject[], empty: boolean): Promise<boolean> {
  for (const [kind, of] of Map.groupBy(subjects, (subject) => subject.kind)) {
    const seen = await seenToday(tx, actor, kind, of.map(({ id }) => id))
    const missing = of.filter(({ id }) => !seen.has(id))
    const theirs = (owner: string | undefined) => owner !== undefined && (visibleOwner(actor) ?? owner) === owner
    if (missing.some(({ owner }) => !empty || !theirs(owner))) return false
    // Gone, and not only out of sight.
    if (missing.length > 0 && (await tx.selectFrom('credentials').select('id').where('id', 'in', missing.map(({ id }) => id)).executeTakeFirst())) return false
  }
  return true
}
