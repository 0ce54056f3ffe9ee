import { to } from './endpoint.ts'
import type * as apiKeys from './api-keys.ts'
import type * as audit from './audit.ts'
import type * as authTokens from './auth-tokens.ts'
import type * as inventory from './inventory.ts'
import type * as invitations from './invitations.ts'
import type * as lookup from './lookup.ts'
import type * as replies from './replies.ts'
import type * as sessions from './sessions.ts'
import type * as setup from './setup.ts'
import type * as users from './users.ts'
import type * as views from './views.ts'

/*
 * What the console asks: where, and how. The endpoints themselves hold shapes, and shapes bring all of zod, which is to come with
 * forms. Their types come along, so that nothing here can be said that the endpoint does not say (`calls.test.ts`). Those of
 * a vendor's pages stand apart, so that no other page brings them.
 */

export const apiKeyUses = to<typeof apiKeys.apiKeyUses>({ method: 'GET', path: '/accessmanagement/api-key/{apiKeyId}/uses' })
export const createApiKey = to<typeof apiKeys.createApiKey>({ method: 'POST', path: '/accessmanagement/api-key', idempotent: true })
export const deleteApiKey = to<typeof apiKeys.deleteApiKey>({ method: 'DELETE', path: '/accessmanagement/api-key/{apiKeyId}' })
export const deleteApiKeys = to<typeof apiKeys.deleteApiKeys>({ method: 'POST', path: '/accessmanagement/api-key/bulk/delete', idempotent: true })
export const endOldValue = to<typeof apiKeys.endOldValue>({ method: 'POST', path: '/accessmanagement/api-key/{apiKeyId}/end-old-value', idempotent: true })
export const getApiKey = to<typeof apiKeys.getApiKey>({ method: 'GET', path: '/accessmanagement/api-key/{apiKeyId}' })
export const listApiKeys = to<typeof apiKeys.listApiKeys>({ method: 'GET', path: '/accessmanagement/api-key' })
export const rotateApiKey = to<typeof apiKeys.rotateApiKey>({ method: 'POST', path: '/accessmanagement/api-key/{apiKeyId}/rotate', idempotent: true })
export const updateApiKey = to<typeof apiKeys.updateApiKey>({ method: 'PUT', path: '/accessmanagement/api-key/{apiKeyId}' })

export const exportAudit = to<typeof audit.exportAudit>({ method: 'GET', path: '/api/v1/audit/export', produces: ['text/csv', 'application/x-ndjson'] })
export const getAuditState = to<typeof audit.getAuditState>({ method: 'GET', path: '/api/v1/audit/state' })
export const listAudit = to<typeof audit.listAudit>({ method: 'GET', path: '/api/v1/audit' })
export const verifyAudit = to<typeof audit.verifyAudit>({ method: 'GET', path: '/api/v1/audit/verify' })

export const login = to<typeof authTokens.login>({ method: 'POST', path: '/auth/login' })
export const whoami = to<typeof authTokens.whoami>({ method: 'GET', path: '/auth/whoami' })

export const getInventory = to<typeof inventory.getInventory>({ method: 'GET', path: '/api/v1/inventory' })

export const lookupValue = to<typeof lookup.lookupValue>({ method: 'POST', path: '/api/v1/lookup' })

export const acknowledgeReply = to<typeof replies.acknowledgeReply>({ method: 'POST', path: '/api/v1/replies/{key}/acknowledge' })

export const acceptInvitation = to<typeof invitations.acceptInvitation>({ method: 'POST', path: '/api/v1/invitations/{code}' })
export const checkSetupCode = to<typeof setup.checkSetupCode>({ method: 'POST', path: '/api/v1/setup/code' })
export const getSetup = to<typeof setup.getSetup>({ method: 'GET', path: '/api/v1/setup' })
export const completeSetup = to<typeof setup.completeSetup>({ method: 'POST', path: '/api/v1/setup' })
export const confirmSession = to<typeof sessions.confirmSession>({ method: 'POST', path: '/api/v1/session/confirm' })
export const endSession = to<typeof sessions.endSession>({ method: 'DELETE', path: '/api/v1/sessions/{sessionId}' })
export const endUserSession = to<typeof sessions.endUserSession>({ method: 'DELETE', path: '/api/v1/users/{userId}/sessions/{sessionId}' })
export const getInvitation = to<typeof invitations.getInvitation>({ method: 'GET', path: '/api/v1/invitations/{code}' })
export const getSession = to<typeof sessions.getSession>({ method: 'GET', path: '/api/v1/session' })
export const listSessions = to<typeof sessions.listSessions>({ method: 'GET', path: '/api/v1/sessions' })
export const listUserSessions = to<typeof sessions.listUserSessions>({ method: 'GET', path: '/api/v1/users/{userId}/sessions' })
export const signIn = to<typeof sessions.signIn>({ method: 'POST', path: '/api/v1/session' })
export const signOut = to<typeof sessions.signOut>({ method: 'DELETE', path: '/api/v1/session' })
export const updateMe = to<typeof sessions.updateMe>({ method: 'PUT', path: '/api/v1/me' })
export const updatePassword = to<typeof sessions.updatePassword>({ method: 'PUT', path: '/api/v1/me/password' })

export const createUser = to<typeof users.createUser>({ method: 'POST', path: '/api/v1/users', idempotent: true })
export const disableUser = to<typeof users.disableUser>({ method: 'POST', path: '/api/v1/users/{userId}/disable', idempotent: true })
export const enableUser = to<typeof users.enableUser>({ method: 'POST', path: '/api/v1/users/{userId}/enable', idempotent: true })
export const getUser = to<typeof users.getUser>({ method: 'GET', path: '/api/v1/users/{userId}' })
export const inviteUser = to<typeof users.inviteUser>({ method: 'POST', path: '/api/v1/users/{userId}/invitation', idempotent: true })
export const listUsers = to<typeof users.listUsers>({ method: 'GET', path: '/api/v1/users' })
export const unlockUser = to<typeof users.unlockUser>({ method: 'POST', path: '/api/v1/users/{userId}/unlock', idempotent: true })
export const updateUser = to<typeof users.updateUser>({ method: 'PUT', path: '/api/v1/users/{userId}' })

export const createView = to<typeof views.createView>({ method: 'POST', path: '/api/v1/views', idempotent: true })
export const deleteView = to<typeof views.deleteView>({ method: 'DELETE', path: '/api/v1/views/{viewId}' })
export const listViews = to<typeof views.listViews>({ method: 'GET', path: '/api/v1/views' })
export const updateView = to<typeof views.updateView>({ method: 'PUT', path: '/api/v1/views/{viewId}' })
