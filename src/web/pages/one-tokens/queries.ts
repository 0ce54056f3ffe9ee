import { deleteOneToken, getOneToken, listAudit, listOneTokens, updateOneToken } from '#contract/calls.ts'
import { mutation } from '../../client/mutation.ts'
import { queryWithMeta } from '../../client/query.ts'

/** One token as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const oneTokenForEditing = (tokenId: string) => ({ ...queryWithMeta(getOneToken, { params: { tokenId } }), staleTime: 0 })

/** What every change of a token makes stale. */
export const staleOneTokens = [listOneTokens, getOneToken, listAudit] as const

export const changeOneToken = mutation(updateOneToken, { stale: staleOneTokens })
export const removeOneToken = mutation(deleteOneToken, { stale: staleOneTokens })
