import { sql } from 'kysely'
import { createOneToken, deleteOneToken, getOneToken, listOneTokens, oneTokenColumns, oneTokenUses, updateOneToken } from '#contract/one-tokens.ts'
import { createVendorToken, deleteVendorToken, getVendorToken, listVendorTokens, updateVendorToken, vendorTokensMax } from '#contract/one-tokens-v1.ts'
import { readRecentUses, readUses } from '../../credentials/daily-uses.ts'
import { credentialNarrowing } from '../../list/narrow.ts'
import { listPage } from '../../list/list.ts'
import { oneTokenChanging, type OneTokenParts } from './changes.ts'
import { oneTokenExpressions, oneTokenRows, toOneToken, toVendorToken } from './rows.ts'
import { visibleOwner } from '../../pipeline/policy.ts'
import { notFound } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'

/** Both doors to DigiCert ONE API tokens: the console's, then the vendor's. They differ in words, not in what they do. */
export function oneTokens({ sign, ...parts }: OneTokenParts & { sign: (text: string) => string }): Route[] {
  const { store } = parts
  const tokens = oneTokenChanging(parts)

  return [
    read(listOneTokens, async ({ actor, query, request, now }) => {
      const { rows, ...page } = await listPage({
        store, select: oneTokenRows(store.db, visibleOwner(actor)), columns: oneTokenColumns, expressions: oneTokenExpressions(now), id: sql.ref('c.id'),
        query, request, sort: '-created_at', sortBy: { name: sql.ref('c.name_order') },
        scope: `one-tokens|${visibleOwner(actor) ?? 'all'}|${actor.user.id}`, sign,
        narrowing: credentialNarrowing(store, visibleOwner(actor)),
      })
      const data = rows.map((row) => toOneToken(row, now))
      if (query.with === undefined) return { body: { data, ...page } }
      const uses = await readRecentUses(store.aside, rows.map(({ id }) => id), now)
      return { body: { data: data.map((token) => ({ ...token, recent_uses: uses(token.id) })), ...page } }
    }),

    change(createOneToken, async ({ actor, body, now }, tx) => {
      const { row, value, audit } = await tokens.create(tx, actor, body, now)
      return { body: { ...toOneToken(row, now), token: value }, version: row.version, audit }
    }),

    read(getOneToken, async ({ actor, params, now }) => {
      const row = await oneTokenRows(store.db, visibleOwner(actor)).where('c.id', '=', params.tokenId).executeTakeFirst()
      return row ? { body: toOneToken(row, now), version: row.version } : notFound()
    }),

    read(oneTokenUses, async ({ actor, params, now }) => {
      const row = await oneTokenRows(store.db, visibleOwner(actor)).where('c.id', '=', params.tokenId).executeTakeFirst()
      return row ? { body: await readUses(store.db, row.id, now) } : notFound()
    }),

    change(updateOneToken, async ({ actor, params, body, now, ifMatch }, tx) => {
      const { row, audit } = await tokens.update(tx, actor, params.tokenId, body, now, ifMatch)
      return { body: toOneToken(row, now), version: row.version, audit }
    }),

    change(deleteOneToken, async ({ actor, params, ifMatch }, tx) => ({ audit: await tokens.remove(tx, actor, params.tokenId, ifMatch) })),

    read(listVendorTokens, async ({ actor, query: { user_id: whose, offset = 0, limit = vendorTokensMax }, now }) => {
      const userId = whose === 'me' ? actor.user.id : whose
      // Somebody else's, for who may not see them, is as absent as somebody who never was.
      if (
        !(await store.db
          .selectFrom('users')
          .select('id')
          .where('id', '=', userId)
          .$if(visibleOwner(actor) !== undefined, (query) => query.where('id', '=', actor.user.id))
          .executeTakeFirst())
      )
        notFound()
      const of = oneTokenRows(store.aside, visibleOwner(actor)).where('c.owner_id', '=', userId)
      const { total } = await of.clearSelect().select(sql<number | string>`count(*)`.as('total')).executeTakeFirstOrThrow()
      const rows = await of.orderBy('c.created_at', 'desc').orderBy('c.id', 'desc').limit(limit).offset(offset).execute()
      return { body: { items: rows.map((row) => toVendorToken(row, now)), total: Number(total), offset, limit } }
    }),

    change(createVendorToken, async ({ actor, body, now }, tx) => {
      const { row, value, audit } = await tokens.create(tx, actor, body, now)
      return { body: { ...toVendorToken(row, now), token: value }, audit }
    }),

    read(getVendorToken, async ({ actor, params, now }) => {
      const row = await oneTokenRows(store.db, visibleOwner(actor)).where('c.id', '=', params.token_id).executeTakeFirst()
      return row ? { body: toVendorToken(row, now) } : notFound()
    }),

    change(updateVendorToken, async ({ actor, params, body, now }, tx) => {
      const { row, audit } = await tokens.update(tx, actor, params.token_id, body, now)
      return { body: toVendorToken(row, now), audit }
    }),

    change(deleteVendorToken, async ({ actor, params }, tx) => ({ audit: await tokens.remove(tx, actor, params.token_id) })),
  ]
}
