import { deleteAuthKey, getAuthKey, listAudit, listAuthKeys } from '#contract/calls.ts'
import { mutation } from '../../client/mutation.ts'
import { query } from '../../client/query.ts'

export const oneAuthKey = (authKeyId: string) => query(getAuthKey, { params: { authKeyId } })

/** What every change of an AuthKey makes stale. */
export const staleAuthKeys = [listAuthKeys, getAuthKey, listAudit] as const

export const removeAuthKey = mutation(deleteAuthKey, { stale: staleAuthKeys })
