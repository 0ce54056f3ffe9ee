import { sql } from 'kysely'
import { getVendorMe, getVendorUser, listVendorUsers, vendorTokensMax, type VendorOneUser } from '#contract/one-tokens-v1.ts'
import { firstAndLast, vendorUserRows, type VendorUserRow } from './certcentral-user-rows.ts'
import type { Store } from './db/store.ts'
import { visibleOwner } from './policy.ts'
import { notFound } from './problem.ts'
import { read, type Route } from './route.ts'
import { iso } from './time.ts'

const toOneUser = (row: VendorUserRow & { created_at: number }): VendorOneUser => ({
  id: row.id,
  email: row.email,
  ...firstAndLast(row.name),
  status: row.enabled === 0 ? 'disabled' : row.password === null && row.service === 0 ? 'pending' : 'active',
  user_type: row.service === 1 ? 'service' : 'standard',
  roles: [{ name: row.role === 'administrator' ? 'AM_ACCOUNT_ADMIN' : 'AM_DEFAULT_USER' }],
  created_at: iso(row.created_at),
})

/** Users as DigiCert ONE's Account Manager sees them: oneself, for administrators anybody. */
export function oneUsers({ store }: { store: Store }): Route[] {
  const rows = (db = store.db) => vendorUserRows(db).select('u.created_at')

  /** As `toOneUser` says it. */
  const status = sql<string>`case when u.enabled = 0 then 'disabled' when u.password is null and u.service = 0 then 'pending' else 'active' end`

  return [
    read(listVendorUsers, async ({ actor, query: { email, status: wanted, user_type: type, offset = 0, limit = vendorTokensMax } }) => {
      const own = visibleOwner(actor)
      const found = rows(store.aside)
        .$if(own !== undefined, (query) => query.where('u.id', '=', own!))
        .$if(email !== undefined, (query) => query.where(sql`lower(u.email)`, '=', email!.toLowerCase()))
        .$if(wanted !== undefined, (query) => query.where(status, '=', wanted!))
        .$if(type !== undefined, (query) => query.where('u.service', '=', type === 'service' ? 1 : 0))
      const { total } = await found.clearSelect().select(sql<number | string>`count(*)`.as('total')).executeTakeFirstOrThrow()
      const items = await found.orderBy('u.number').limit(limit).offset(offset).execute()
      return { body: { items: items.map(toOneUser), total: Number(total), offset, limit } }
    }),

    read(getVendorMe, async ({ actor }) => ({ body: toOneUser(await rows().where('u.id', '=', actor.user.id).executeTakeFirstOrThrow()) })),

    read(getVendorUser, async ({ actor, params }) => {
      const own = visibleOwner(actor)
      const row = await rows().where('u.id', '=', params.user_id).$if(own !== undefined, (query) => query.where('u.id', '=', own!)).executeTakeFirst()
      return row ? { body: toOneUser(row) } : notFound()
    }),
  ]
}
