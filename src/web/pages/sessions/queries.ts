import { endSession, listSessions } from '#contract/calls.ts'
import { mutation } from '../../client/mutation.ts'
import { query } from '../../client/query.ts'

export const ownSessions = query(listSessions)
export const endOne = mutation(endSession, { stale: [listSessions] })
