import { sql } from 'kysely'
import type { OwnerStatus } from '#contract/names.ts'
import type { Database, Tx } from '../db/store.ts'

/**
 * The identity of an e-mail address: two that are equal here are one account, for the sign-in look-up, for the unique column and
 * for every limit that counts by account. What is typed differs in case and in blanks round it; nothing else is folded, since
 * an address is ASCII.
 */
export const emailKey = (typed: string): string => typed.trim().toLowerCase()

/** A new user row, with everything but what the caller gives at its start. */
export const newUser = (id: string, now: number, email: string) => ({
  id, email, email_key: emailKey(email), enabled: 1, created_at: now, updated_at: now, last_sign_in_at: null, version: 1,
})

export const ownerStatusOf = (enabled: number): OwnerStatus => (enabled === 1 ? 'enabled' : 'disabled')

/** The same in SQL, of credentials `c`: by a list of the few who are disabled, so that counting all credentials joins no user. */
export const ownerStatusSql = sql<OwnerStatus>`case when c.owner_id in (select id from users where enabled = 0) then 'disabled' else 'enabled' end`

/** Users as the vendors see them, service users among them. */
export const vendorUserRows = (db: Database | Tx) =>
  db.selectFrom('users as u').select(['u.id', 'u.number', 'u.name', 'u.email', 'u.role', 'u.enabled', 'u.password', 'u.service', 'u.last_sign_in_at'])

export type VendorUserRow = Awaited<ReturnType<ReturnType<typeof vendorUserRows>['executeTakeFirstOrThrow']>>

/** We keep one name and the vendor two: what stands before the first blank, and the rest. */
export function firstAndLast(name: string): { first_name: string; last_name: string } {
  const blank = name.indexOf(' ')
  return blank < 0 ? { first_name: name, last_name: '' } : { first_name: name.slice(0, blank), last_name: name.slice(blank + 1) }
}
