import { sql } from 'kysely'
import { createVendorKey, getVendorKey, listVendorKeys, listVendorRoles, updateVendorKey, updateVendorKeyStatus } from '#contract/certcentral-keys-v2.ts'
import { wholeListMax } from '#contract/certcentral.ts'
import { restrictions } from '#contract/restrictions.ts'
import type { CertcentralChanges } from './changes.ts'
import { certcentralKeyRows, toVendorKey } from './rows.ts'
import type { Store } from '../../db/store.ts'
import { instantSql } from '../../db/sql-words.ts'
import { withinDivisions } from '../../pipeline/divisions.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { mapInTurns } from '../../turn.ts'
import { instants, pageOfPart, vendorSqlPage, wholeNumbers, type VendorColumns } from '../../list/vendor-list.ts'

const columns = {
  id: wholeNumbers,
  name: { type: 'text', search: true },
  status: { type: 'choice', choices: ['active', 'revoked'] },
  create_date: instants,
  last_used_date: instants,
  restricted_to_role_id: { type: 'choice', choices: restrictions.map(({ id }) => String(id)) },
} as const satisfies VendorColumns

/** CertCentral API keys as the vendor's own API has it. */
export function certcentralKeysV2({ store, changes }: { store: Store; changes: CertcentralChanges }): Route[] {
  /** Instants as they are answered, so that a filter can be given what was read. */
  const instant = (column: 'c.created_at' | 'c.last_used_at') => instantSql(store.dialect, sql.ref(column))
  const expressions = {
    id: sql`cast(k.number as text)`,
    name: sql.ref('c.name'),
    status: sql`case when c.enabled = 1 then 'active' else 'revoked' end`,
    create_date: instant('c.created_at'),
    last_used_date: instant('c.last_used_at'),
    restricted_to_role_id: sql`cast(k.restricted_to_role_id as text)`,
  }
  const sortBy = {
    id: sql.ref('k.number'),
    create_date: sql.ref('c.created_at'),
    last_used_date: sql`coalesce(c.last_used_at, 0)`,
    restricted_to_role_id: sql.ref('k.restricted_to_role_id'),
  }

  return [
    read(listVendorKeys, async ({ actor, query, request }) => {
      const { rows, page } = await vendorSqlPage({
        store,
        select: certcentralKeyRows(store.db, visibleOwner(actor))
          .where(withinDivisions(actor))
          .$if(query.user_id !== undefined && query.user_id !== 'me', (select) => select.where('u.number', '=', Number(query.user_id)))
          .$if(query.user_id === 'me', (select) => select.where('u.id', '=', actor.user.id)),
        columns,
        expressions,
        sortBy,
        id: sql.ref('k.number'),
        query,
        request,
        sort: '-create_date,-id',
        limit: wholeListMax,
      })
      return { body: { api_keys: await mapInTurns(rows, toVendorKey), ...pageOfPart(query, page) } }
    }),

    // The vendor lists what a key can be cut down to; "None" is no role.
    read(listVendorRoles, async () => ({ body: { access_roles: restrictions.filter(({ id }) => id !== 0).map(({ id, name }) => ({ id, name })) } })),

    read(getVendorKey, async ({ actor, params }) => {
      const row = await certcentralKeyRows(store.db, visibleOwner(actor)).where(withinDivisions(actor)).where('k.number', '=', params.key_id).executeTakeFirst()
      return row ? { body: toVendorKey(row) } : notFound()
    }),

    change(createVendorKey, async ({ actor, params, body, now }, tx) => {
      const user = await tx.selectFrom('users as u').select('u.id').where('u.number', '=', params.user_id).where(withinDivisions(actor)).executeTakeFirst()
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
