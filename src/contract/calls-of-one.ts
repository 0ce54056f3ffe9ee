import { to } from './endpoint.ts'
import type * as oneTokens from './one-tokens.ts'

/* As `calls.ts`, of DigiCert ONE. */

export const createOneToken = to<typeof oneTokens.createOneToken>({ method: 'POST', path: '/api/v1/one/tokens', idempotent: true })
export const deleteOneToken = to<typeof oneTokens.deleteOneToken>({ method: 'DELETE', path: '/api/v1/one/tokens/{tokenId}' })
export const getOneToken = to<typeof oneTokens.getOneToken>({ method: 'GET', path: '/api/v1/one/tokens/{tokenId}' })
export const oneTokenUses = to<typeof oneTokens.oneTokenUses>({ method: 'GET', path: '/api/v1/one/tokens/{tokenId}/uses' })
export const listOneTokens = to<typeof oneTokens.listOneTokens>({ method: 'GET', path: '/api/v1/one/tokens' })
export const updateOneToken = to<typeof oneTokens.updateOneToken>({ method: 'PUT', path: '/api/v1/one/tokens/{tokenId}' })
