import {
  createVendorAuthKey, createVendorAuthKeyForDays, deleteOnlyVendorAuthKey, deleteVendorAuthKey, getOnlyVendorAuthKey, getVendorAuthKey, listVendorAuthKeys,
  type VendorAuthKey,
} from '#contract/auth-keys-v2.ts'
import { vendorLimitDefault } from '#contract/certcentral.ts'
import { authKeyFact, type AuthKeyChanges } from './changes.ts'
import { activeSql, authKeyRows, type AuthKeyRow } from './rows.ts'
import type { Tx } from '../../db/store.ts'
import { fail, notFound } from '../../problem.ts'
import { change, type Route } from '../../pipeline/route.ts'
import { vendorInstant } from '../../time.ts'
import { unlessUnreadable } from '../../secrets/vault.ts'
import { pageOfPart } from '../../list/vendor-list.ts'

/** AuthKeys as the vendor's own API has it. What answers a secret is a change even when it reads: no secret goes out without its audit row. */
export function authKeysV2({ changes }: { changes: AuthKeyChanges }): Route[] {
  const shown = (row: AuthKeyRow, value: string): VendorAuthKey => ({
    auth_key_id: row.id,
    auth_key: value,
    ...(row.expires_at === null ? {} : { expiration_datetime: vendorInstant(row.expires_at) }),
  })
  const opened = async (tx: Tx, row: AuthKeyRow) => ({ body: shown(row, await changes.open(tx, row)), audit: [authKeyFact(row)] })

  /** The account's AuthKey: the one that is active, where no other is. */
  async function only(tx: Tx, now: number): Promise<AuthKeyRow> {
    const [row, ...others] = await authKeyRows(tx).where(activeSql(now)).limit(2).execute()
    if (others.length > 0) fail('several-auth-keys', 'There are several AuthKeys: name one by its id.')
    return row ?? notFound()
  }
  const byId = async (tx: Tx, id: string): Promise<AuthKeyRow> => (await authKeyRows(tx).where('a.id', '=', id).executeTakeFirst()) ?? notFound()

  return [
    change(createVendorAuthKey, async ({ actor, now }, tx) => {
      const { row, value, audit } = await changes.create(tx, actor, { now })
      return { body: shown(row, value), audit }
    }),
    change(getOnlyVendorAuthKey, async ({ now }, tx) => opened(tx, await only(tx, now))),
    change(deleteOnlyVendorAuthKey, async ({ now }, tx) => changes.remove(tx, await only(tx, now))),

    change(listVendorAuthKeys, async ({ now, query }, tx) => {
      const { offset = 0, limit = vendorLimitDefault } = query
      const active = authKeyRows(tx).where(activeSql(now))
      const rows = await active.orderBy('a.created_at', 'desc').orderBy('a.id').limit(limit).offset(offset).execute()
      const { count } = await active.clearSelect().select((select) => select.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
      const keys: VendorAuthKey[] = []
      for (const row of rows) {
        // A client that loops over the list is better served by the others than by none.
        const value = await changes.open(tx, row).catch(unlessUnreadable)
        if (value !== undefined) keys.push(shown(row, value))
      }
      // One row for all of them: the trail is to say who saw them, not to be filled by a poll.
      return {
        body: { auth_keys: keys, ...pageOfPart(query, { total: Number(count), limit, offset }) },
        audit:
          keys.length === 0
            ? []
            : [
                {
                  object: { kind: 'auth-key', id: '', name: 'all active' },
                  detail: { ids: keys.map(({ auth_key_id: id }) => id).slice(0, 100), count: keys.length },
                },
              ],
      }
    }),

    change(createVendorAuthKeyForDays, async ({ actor, params, now }, tx) => {
      const { row, value, audit } = await changes.create(tx, actor, { days: params.id_or_days, now })
      return { body: shown(row, value), audit }
    }),
    change(getVendorAuthKey, async ({ params }, tx) => opened(tx, await byId(tx, params.id_or_days))),
    change(deleteVendorAuthKey, async ({ params }, tx) => changes.remove(tx, await byId(tx, params.id_or_days))),
  ]
}
