import {
  disableUser,
  enableUser,
  endUserSession,
  getApiKey,
  getSession,
  getUser,
  listApiKeys,
  listAudit,
  listUserSessions,
  listUsers,
  unlockUser,
  updateUser,
} from '#contract/calls.ts'
import { mutation } from '../../client/mutation.ts'
import { query, queryWithMeta } from '../../client/query.ts'

export const oneUser = (userId: string) => query(getUser, { params: { userId } })

/** One user as a form reads them: never an old copy, and with the `ETag` that the form sends back. */
export const userForEditing = (userId: string) => ({ ...queryWithMeta(getUser, { params: { userId } }), staleTime: 0 })

/** How many administrators can sign in: `total` says it. */
export const administrators = query(listUsers, { query: { filter: 'role is administrator;status is active', size: '1' } })

export const sessionsOf = (userId: string) => query(listUserSessions, { params: { userId } })

/** What somebody did, and what was done to them and to the keys they have. */
export const auditFilterOf = (userId: string, keyIds: readonly string[]) => `actor.id equals ${userId}|object.id is any of (${[userId, ...keyIds].join(', ')})`
export const auditOf = (userId: string, keyIds: readonly string[]) => query(listAudit, { query: { filter: auditFilterOf(userId, keyIds), size: '20' } })

/** What every change of a user makes stale: keys carry their owner's name, and everything is audited. */
export const staleUsers = [listUsers, getUser, listUserSessions, listAudit] as const

export const changeUser = mutation(updateUser, { stale: [...staleUsers, listApiKeys, getApiKey, getSession] })
export const disable = mutation(disableUser, { stale: staleUsers })
export const enable = mutation(enableUser, { stale: staleUsers })
export const unlock = mutation(unlockUser, { stale: staleUsers })
export const endTheirs = mutation(endUserSession, { stale: [listUserSessions, listAudit] })
