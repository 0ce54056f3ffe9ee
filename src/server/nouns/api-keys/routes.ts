import {
  apiKeyColumns, apiKeysPerUser, apiKeyUses, createApiKey, deleteApiKey, deleteApiKeys, endOldValue, getApiKey, listApiKeys, rotateApiKey, updateApiKey,
} from '#contract/api-keys.ts'
import { expiryAfter } from '#contract/expiry.ts'
import { sql } from 'kysely'
import type { AuditFact } from '../../audit/entry.ts'
import type { Actor } from '../../pipeline/actor.ts'
import { apiKeyExpressions, apiKeyRows, countedApiKeys, toApiKey, type ApiKeyRow } from './rows.ts'
import { uuidv7 } from '../../bytes.ts'
import { endTokens } from '../../credentials/end-tokens.ts'
import { readRecentUses, readUses } from '../../credentials/daily-uses.ts'
import type { Engine } from '../../credentials/engine.ts'
import { claimName, refuseTakenName, type StoredName } from '../../credentials/naming.ts'
import type { Store, Tx } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { credentialNarrowing } from '../../list/narrow.ts'
import { listPage } from '../../list/list.ts'
import { can, visibleOwner } from '../../pipeline/policy.ts'
import { fail, notFound, unchanged } from '../../problem.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { orTaken } from '../../db/taken.ts'
import { day, futureInstant, iso } from '../../time.ts'

/** Keys deleted by one statement: with a key go its values and what the index has of its name. */
const deletedAtOnce = 100

export interface ApiKeyParts {
  host: Host
  store: Store
  engine: Engine
  /** Signs list cursors, so that nobody can make one up or use another's. */
  sign: (text: string) => string
}

/** A key as the audit trail names it. */
const fact = (row: ApiKeyRow, detail: Record<string, unknown>): AuditFact => ({
  object: { kind: 'api-key', id: row.id, name: row.name },
  detail: { owner: { id: row.owner_id, name: row.owner_name }, ...detail },
})

/** The key of this id, if this actor may see it; else 404, the same for absent and foreign. Locked until the end of `tx`. */
async function ownRow(store: Store, tx: Tx, actor: Actor, id: string, ifMatch: number | undefined): Promise<ApiKeyRow> {
  await store.lock(tx, 'credentials', id)
  const row = await apiKeyRows(tx, visibleOwner(actor)).where('c.id', '=', id).executeTakeFirst()
  if (!row) return notFound()
  unchanged(ifMatch, row, 'key')
  return row
}

/** Ids of the values of these keys. */
const valuesOf = (tx: Tx, ids: readonly string[]) => tx.selectFrom('credential_values').select('id').where('credential_id', 'in', ids)
const again = (tx: Tx, id: string) => apiKeyRows(tx, undefined).where('c.id', '=', id).executeTakeFirstOrThrow()

export function apiKeys({ host, store, engine, sign }: ApiKeyParts): Route[] {
  /** Puts a new key into a free slot: `UNIQUE(kind, owner_id, slot)` makes a third impossible, from however many servers. */
  async function insertIntoSlot(tx: Tx, ownerId: string, naming: StoredName, note: string | null, expiresAt: number, now: number): Promise<string> {
    for (let attempt = 0; attempt < 2; attempt++) {
      const taken = await tx.selectFrom('credentials').select('slot').where('kind', '=', 'api-key').where('owner_id', '=', ownerId).execute()
      const slot = [1, 2].find((candidate) => !taken.some((row) => row.slot === candidate))
      if (slot === undefined) break
      const id = uuidv7(now, host.random)
      const result = await tx.insertInto('credentials').values({
        id, kind: 'api-key', owner_id: ownerId, slot, ...naming, note, created_at: now, updated_at: now, rotated_at: null, expires_at: expiresAt,
        hint_start: '', hint_last4: '', old_ends_at: null, last_used_at: null, last_used_from: null, last_used_agent: null, version: 1,
      }).onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
      if (result.numInsertedOrUpdatedRows === 1n) return id
      await claimName(tx, 'api-key', ownerId, naming.name)
    }
    return fail('api-key-limit', `A user has at most ${apiKeysPerUser} API keys, expired ones included. Delete or rotate one first.`)
  }

  /** Mints the next value of a key and writes its hint; the plain value is in this answer only. */
  async function giveValue(tx: Tx, id: string) {
    const minted = await engine.mintValue(tx, 'api-key', id)
    await tx.updateTable('credentials').set({ hint_start: minted.hint.start, hint_last4: minted.hint.last4 }).where('id', '=', id).execute()
    return minted
  }

  async function ownerOf(tx: Tx, actor: Actor, userId: string | undefined): Promise<string> {
    if (userId === undefined || userId === actor.user.id) return actor.user.id
    if (!can(actor, 'api-key.create-for-other'))
      fail('not-allowed', 'Only administrators generate keys for other users.', [{ field: 'userId', message: 'Leave this out.' }])
    const user = await tx.selectFrom('users').select('id').where('id', '=', userId).where('service', '=', 0).executeTakeFirst()
    return user?.id ?? fail('invalid-value', 'There is no such user.', [{ field: 'userId', message: 'There is no such user.' }])
  }

  return [
    read(listApiKeys, async ({ actor, query, request, now }) => {
      const { rows, ...page } = await listPage({
        store, select: apiKeyRows(store.db, visibleOwner(actor)), columns: apiKeyColumns, expressions: apiKeyExpressions(now), id: sql.ref('c.id'),
        query, request, sort: '-createdAt', sortBy: { name: sql.ref('c.name_order') }, scope: `api-keys|${visibleOwner(actor) ?? 'all'}|${actor.user.id}`, sign,
        counted: countedApiKeys(store.db, visibleOwner(actor)), narrowing: credentialNarrowing(store, visibleOwner(actor)),
      })
      const data = rows.map((row) => toApiKey(row, now))
      if (query.with === undefined) return { body: { data, ...page } }
      const uses = await readRecentUses(store.aside, rows.map(({ id }) => id), now)
      return { body: { data: data.map((key) => ({ ...key, recentUses: uses(key.id) })), ...page } }
    }),

    change(createApiKey, async ({ actor, body, now }, tx) => {
      const ownerId = await ownerOf(tx, actor, body.userId)
      const expiresAt = body.expiresAt === undefined ? expiryAfter(now) : futureInstant(body.expiresAt, now, 'expiresAt')
      const naming = await claimName(tx, 'api-key', ownerId, body.name)
      const id = await insertIntoSlot(tx, ownerId, naming, body.note || null, expiresAt, now)
      const { value, hint } = await giveValue(tx, id)
      const row = await again(tx, id)
      return {
        body: { ...toApiKey(row, now), apiKey: value },
        version: row.version,
        audit: [fact(row, { after: { name: row.name, note: row.note, expiresAt: iso(expiresAt), hint } })],
      }
    }),

    read(getApiKey, async ({ actor, params, now }) => {
      const row = await apiKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', params.apiKeyId).executeTakeFirst()
      return row ? { body: toApiKey(row, now), version: row.version } : notFound()
    }),

    read(apiKeyUses, async ({ actor, params, now }) => {
      const row = await apiKeyRows(store.db, visibleOwner(actor)).where('c.id', '=', params.apiKeyId).executeTakeFirst()
      return row ? { body: await readUses(store.db, row.id, now) } : notFound()
    }),

    change(updateApiKey, async ({ actor, params, body, now, ifMatch }, tx) => {
      const row = await ownRow(store, tx, actor, params.apiKeyId, ifMatch)
      const set: { name?: string; name_key?: string; name_skeleton?: string; note?: string | null; expires_at?: number } = {}
      if (body.name !== undefined && body.name !== row.name) Object.assign(set, await claimName(tx, 'api-key', row.owner_id, body.name, row.id))
      if (body.note !== undefined) set.note = body.note || null
      if (body.expiresAt !== undefined) {
        if (row.expires_at! <= now)
          fail('invalid-value', 'An expired key cannot be brought back. Rotate it: that makes a new value.', [
            { field: 'expiresAt', message: 'The key has expired. Rotate it instead.' },
          ])
        set.expires_at = futureInstant(body.expiresAt, now, 'expiresAt')
      }
      if (Object.keys(set).length === 0) return { body: toApiKey(row, now), version: row.version, audit: [] }
      await orTaken(
        () => tx.updateTable('credentials').set({ ...set, updated_at: now, version: row.version + 1 }).where('id', '=', row.id).execute(),
        () => refuseTakenName(body.name ?? ''),
      )
      const after = await again(tx, row.id)
      const shown = (key: ApiKeyRow) => ({ name: key.name, note: key.note, expiresAt: iso(key.expires_at!) })
      return { body: toApiKey(after, now), version: after.version, audit: [fact(after, { before: shown(row), after: shown(after) })] }
    }),

    change(deleteApiKey, async ({ actor, params, ifMatch }, tx) => {
      const row = await ownRow(store, tx, actor, params.apiKeyId, ifMatch)
      await endTokens(store, tx, valuesOf(tx, [row.id]))
      await tx.deleteFrom('credentials').where('id', '=', row.id).execute()
      return { audit: [fact(row, { before: { name: row.name, hint: { start: row.hint_start, last4: row.hint_last4 } } })] }
    }),

    change(rotateApiKey, async ({ actor, params, body, now, ifMatch }, tx) => {
      const row = await ownRow(store, tx, actor, params.apiKeyId, ifMatch)
      const expired = row.expires_at! <= now
      const expiresAt = body.expiresAt !== undefined ? futureInstant(body.expiresAt, now, 'expiresAt') : expired ? expiryAfter(now) : row.expires_at!
      const { id: keep, value, hint } = await giveValue(tx, row.id)
      // The old value never works longer than it would have without the rotation.
      const oldEndsAt = Math.min(now + (body.graceSeconds ?? 0) * 1000, row.expires_at!, expiresAt)
      await engine.endOtherValues(tx, row.id, keep, oldEndsAt)
      await tx.updateTable('credentials').set({
        expires_at: expiresAt, rotated_at: now, updated_at: now, version: row.version + 1, old_ends_at: oldEndsAt > now ? oldEndsAt : null,
        ...(body.note === undefined ? {} : { note: body.note || null }),
      }).where('id', '=', row.id).execute()
      const after = await again(tx, row.id)
      return {
        body: { ...toApiKey(after, now), apiKey: value }, version: after.version,
        audit: [fact(after, {
          before: { hint: { start: row.hint_start, last4: row.hint_last4 }, expiresAt: iso(row.expires_at!), note: row.note },
          after: { hint, expiresAt: iso(expiresAt), note: after.note, oldValueEndsAt: oldEndsAt > now ? iso(oldEndsAt) : 'at once' },
        })],
      }
    }),

    change(endOldValue, async ({ actor, params, now, ifMatch }, tx) => {
      const row = await ownRow(store, tx, actor, params.apiKeyId, ifMatch)
      if (row.old_value_ends_at === null) return { body: toApiKey(row, now), version: row.version, audit: [] }
      await endTokens(store, tx, valuesOf(tx, [row.id]).where('ends_at', 'is not', null))
      await tx.deleteFrom('credential_values').where('credential_id', '=', row.id).where('ends_at', 'is not', null).execute()
      await tx.updateTable('credentials').set({ old_ends_at: null, updated_at: now, version: row.version + 1 }).where('id', '=', row.id).execute()
      const after = await again(tx, row.id)
      return { body: toApiKey(after, now), version: after.version, audit: [{ ...fact(after, { oldValueEndedAt: iso(now) }), action: 'api-key.end-old-value' }] }
    }),

    change(deleteApiKeys, async ({ actor, body, now }, tx) => {
      const ids = [...new Set(body.ids)]
      const rows = await apiKeyRows(tx, visibleOwner(actor)).where('c.id', 'in', ids).execute()
      const found = new Set(rows.map((row) => row.id))
      const missing = body.ids.flatMap((id, index) => (found.has(id) ? [] : [{ field: `ids.${index}`, message: `There is no key ${id} here.` }]))
      if (missing.length > 0) fail('not-found', 'Nothing was deleted: some of these keys do not exist, or are not yours to see.', missing.slice(0, 50))
      if (body.dryRun) {
        const keys = rows.map((row) => toApiKey(row, now)).map(({ id, name, owner, lastUsedAt }) => ({ id, name, owner, lastUsedAt }))
        const usedRecently = rows.filter((row) => row.last_used_at !== null && row.last_used_at > now - 7 * day).length
        return { status: 200, body: { count: rows.length, usedRecently, keys }, audit: [] }
      }
      let deleted = 0
      for (let at = 0; at < ids.length; at += deletedAtOnce) {
        const some = ids.slice(at, at + deletedAtOnce)
        await endTokens(store, tx, valuesOf(tx, some))
        deleted += Number((await tx.deleteFrom('credentials').where('id', 'in', some).executeTakeFirst()).numDeletedRows)
      }
      if (deleted !== ids.length) fail('not-found', 'Nothing was deleted: some of these keys were deleted meanwhile.')
      return { audit: rows.map((row) => fact(row, { before: { name: row.name, hint: { start: row.hint_start, last4: row.hint_last4 } }, bulk: ids.length })) }
    }),
  ]
}
