import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Actor } from './actor.ts'
import type { Facts } from './account-facts-store.ts'
import type { Database, Tx } from './db/store.ts'
import { fail } from './problem.ts'

/** The divisions that a user is restricted to, or `undefined` for all of the account. */
export async function divisionsOf(db: Database | Tx, userId: string): Promise<readonly number[] | undefined> {
  const rows = await db.selectFrom('user_divisions').select('division').where('user_id', '=', userId).orderBy('division').execute()
  return rows.length === 0 ? undefined : rows.map(({ division }) => division)
}

/**
 * Users (`u`) that an actor reaches, for a WHERE clause: who is restricted to some divisions reaches themselves, and those who
 * reach no more than they do. Else a key of one division would make itself a key of the whole account.
 */
export function withinDivisions(actor: Pick<Actor, 'user' | 'divisions'>): RawBuilder<SqlBool> {
  if (!actor.divisions) return sql`1 = 1`
  const outside = sql`d.division not in (${sql.join(actor.divisions)})`
  return sql`(u.id = ${actor.user.id} or exists (select 1 from user_divisions d where d.user_id = u.id) and not exists (select 1 from user_divisions d where d.user_id = u.id and ${outside}))`
}

/** What a new service user is restricted to: what was asked for, and never more than its maker; `undefined` for all. */
export async function divisionsFor(facts: Facts, actor: Actor, asked: readonly number[] | undefined, field: string): Promise<readonly number[] | undefined> {
  const wanted = asked === undefined || asked.length === 0 ? actor.divisions : [...new Set(asked)]
  if (wanted === undefined) return undefined
  const { container } = await facts.account()
  const known = new Set([container.id, ...(await facts.divisions()).map(({ id }) => id)])
  const wrong = wanted.find((id) => (asked !== undefined && !known.has(id)) || (actor.divisions && !actor.divisions.includes(id)))
  if (wrong !== undefined) fail('invalid-value', `There is no division ${wrong}.`, [{ field, message: `There is no division ${wrong}.` }])
  // The top one is the account.
  return wanted.includes(container.id) ? undefined : wanted
}
