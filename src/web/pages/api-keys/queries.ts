import { apiKeyUses, deleteApiKey, deleteApiKeys, endOldValue, getApiKey, getUser, listApiKeys, listAudit, listUsers, updateApiKey } from '#contract/calls.ts'
import type { BulkPreview } from '#contract/api-keys.ts'
import { pageSizeMax } from '#contract/lists.ts'
import { call } from '../../client/call.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'

/** A person's own keys. An administrator's list has everybody's, so it always says whose. */
export const ownApiKeys = (userId: string, filter = '') =>
  query(listApiKeys, { query: { filter: `owner.id equals ${userId}${filter === '' ? '' : `;${filter}`}`, sort: 'name', with: 'uses' } })

export const oneApiKey = (apiKeyId: string) => query(getApiKey, { params: { apiKeyId } })
/** Never an old copy: what it is asked for is who uses a key now. */
export const usesOf = (apiKeyId: string) => ({ ...query(apiKeyUses, { params: { apiKeyId } }), staleTime: 0 })

/** One key as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const apiKeyForEditing = (apiKeyId: string) => ({ ...queryWithMeta(getApiKey, { params: { apiKeyId } }), staleTime: 0 })

/** Keys whose old value still works, those rotated last first: read anew while it is watched. */
export const rotatingKeys = {
  ...query(listApiKeys, { query: { filter: 'status is rotating', sort: '-rotatedAt', size: String(pageSizeMax) } }),
  refetchInterval: 5000,
  staleTime: 0,
}

/** What every change of a key makes stale; users are shown with how many they have, and what was done to them. */
export const staleApiKeys = [listApiKeys, getApiKey, apiKeyUses, listUsers, getUser, listAudit] as const

export const changeApiKey = mutation(updateApiKey, { stale: staleApiKeys })
export const removeApiKey = mutation(deleteApiKey, { stale: staleApiKeys })
export const endOld = mutation(endOldValue, { stale: staleApiKeys })

/** The same request as the deletion, dry: its reply has a shape of its own, which `call` gives the type of the real one. */
export const askBulkDeletion = async (ids: string[]): Promise<BulkPreview> => {
  const reply: unknown = await call(deleteApiKeys, { body: { ids, dryRun: true } })
  return reply as BulkPreview
}
