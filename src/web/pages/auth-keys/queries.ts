import { listAudit } from '#contract/calls.ts'
import { deleteAuthKey, getAuthKey, listAuthKeys, updateAuthKey } from '#contract/calls-of-certcentral.ts'
import { pageSizeMax } from '#contract/lists.ts'
import { mutation } from '../../client/mutation.ts'
import { query } from '../../client/query.ts'

/** As many as a page of the audit log holds. */
export const tokensMost = pageSizeMax
const dayMs = 86_400_000
/** The request tokens that were made here with an AuthKey in the last ninety days, newest first. */
export const tokensMadeWith = (authKeyId: string, now: number) => {
  const since = new Date(now - 89 * dayMs).toISOString().slice(0, 10)
  const filter = `object.id equals ${authKeyId};action equals auth-key.request-token;outcome equals done;time is on or after ${since}`
  return query(listAudit, { query: { filter, size: String(tokensMost) } })
}

export const oneAuthKey = (authKeyId: string) => query(getAuthKey, { params: { authKeyId } })

/** What every change of an AuthKey makes stale. */
export const staleAuthKeys = [listAuthKeys, getAuthKey, listAudit] as const

export const changeAuthKey = mutation(updateAuthKey, { stale: staleAuthKeys })
export const removeAuthKey = mutation(deleteAuthKey, { stale: staleAuthKeys })
