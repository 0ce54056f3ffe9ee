import { createVendorKey, getVendorKey, listVendorKeys, listVendorRoles, updateVendorKey, updateVendorKeyStatus } from '#contract/certcentral-keys-v2.ts'
import { restrictions } from '#contract/restrictions.ts'
import type { CertcentralChanges } from './certcentral-key-changes.ts'
import { certcentralKeyRows, toVendorKey } from './certcentral-key-rows.ts'
import type { Store } from './db/store.ts'
import { can, visibleOwner } from './policy.ts'
import { notFound } from './problem.ts'
import { change, read, type Route } from './route.ts'

/** The vendor's list of keys has no pages; past this many it is cut, newest first. */
const listedMax = 10_000

/** CertCentral API keys in the vendor's own dialect. */
export function certcentralKeysV2({ store, changes }: { store: Store; changes: CertcentralChanges }): Route[] {
  return [
    read(listVendorKeys, async ({ actor, query }) => {
      const rows = await certcentralKeyRows(store.db, visibleOwner(actor))
        .$if(query.user_id !== undefined, (select) => select.where('u.number', '=', query.user_id!))
        .orderBy('c.created_at', 'desc').orderBy('k.number', 'desc').limit(listedMax).execute()
      return { body: { api_keys: rows.map(toVendorKey) } }
    }),

    // The vendor lists what a key can be cut down to; "None" is no role.
    read(listVendorRoles, async () => ({ body: { access_roles: restrictions.filter(({ id }) => id !== 0).map(({ id, name }) => ({ id, name })) } })),

    read(getVendorKey, async ({ actor, params }) => {
      const row = await certcentralKeyRows(store.db, visibleOwner(actor)).where('k.number', '=', params.key_id).executeTakeFirst()
      return row ? { body: toVendorKey(row) } : notFound()
    }),

    change(createVendorKey, async ({ actor, params, body, now }, tx) => {
      const user = await tx.selectFrom('users').select('id').where('number', '=', params.user_id).executeTakeFirst()
      if (!user || !can(actor, 'certcentral-key.create', { ownerId: user.id })) return notFound()
      const { made, audit } = await changes.create(tx, actor, { ownerId: user.id, names: [body.name], restriction: body.restricted_to_role_id ?? 0, now })
      return { body: { id: made[0]!.row.number, api_key: made[0]!.value }, audit }
    }),

    change(updateVendorKey, async ({ actor, params, body, now }, tx) => {
      const row = await changes.own(tx, actor, { number: params.key_id })
      const { audit } = await changes.update(tx, actor, row, { name: body.name, restriction: body.restricted_to_role_id, now })
      return { audit }
    }),

    change(updateVendorKeyStatus, async ({ actor, params, body, now }, tx) => {
      const row = await changes.own(tx, actor, { number: params.key_id })
      const { audit } = await changes.setStatus(tx, actor, row, { enabled: body.status === 'active' ? 1 : 0, reason: body.reason, now })
      return { audit }
    }),
  ]
}
