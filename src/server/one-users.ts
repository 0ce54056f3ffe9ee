import { getVendorMe, getVendorUser, type VendorOneUser } from '#contract/one-tokens-v1.ts'
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
  const rows = () => vendorUserRows(store.db).select('u.created_at')

  return [
    read(getVendorMe, async ({ actor }) => ({ body: toOneUser(await rows().where('u.id', '=', actor.user.id).executeTakeFirstOrThrow()) })),

    read(getVendorUser, async ({ actor, params }) => {
      const own = visibleOwner(actor)
      const row = await rows().where('u.id', '=', params.user_id).$if(own !== undefined, (query) => query.where('u.id', '=', own!)).executeTakeFirst()
      return row ? { body: toOneUser(row) } : notFound()
    }),
  ]
}
