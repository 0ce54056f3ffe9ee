import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Actor } from './actor.ts'
import type { Database, Tx } from '../db/store.ts'

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
  return sql`(u.id = ${actor.user.id} or exists (select 1 from user_divisions d where d.user_id = u.id)
    and not exists (select 1 from user_divisions d where d.user_id = u.id and ${outside}))`
}
