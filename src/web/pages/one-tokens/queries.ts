import { listAudit } from '#contract/calls.ts'
import { deleteOneToken, getOneToken, listOneTokens, oneTokenUses, updateOneToken } from '#contract/calls-of-one.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'

export const oneOneToken = (tokenId: string) => query(getOneToken, { params: { tokenId } })
/** Never an old copy: what it is asked for is who uses a token now. */
export const usesOf = (tokenId: string) => ({ ...query(oneTokenUses, { params: { tokenId } }), staleTime: 0 })

/** One token as its form reads it: never an old copy, and with the `ETag` that the form sends back. */
export const oneTokenForEditing = (tokenId: string) => ({ ...queryWithMeta(getOneToken, { params: { tokenId } }), staleTime: 0 })

/** What every change of a token makes stale. */
export const staleOneTokens = [listOneTokens, getOneToken, listAudit] as const

export const changeOneToken = mutation(updateOneToken, { stale: staleOneTokens })
export const removeOneToken = mutation(deleteOneToken, { stale: staleOneTokens })
