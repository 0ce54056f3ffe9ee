import { to } from './endpoint.ts'
import type * as nameserverDelivery from './nameserver-delivery.ts'
import type * as rollovers from './rollovers.ts'
import type * as tsigImport from './tsig-import.ts'
import type * as tsigKeys from './tsig-keys.ts'

/* As `calls.ts`, of DNS. */

export const createTsigKey = to<typeof tsigKeys.createTsigKey>({ method: 'POST', path: '/tsig', idempotent: true })
export const deleteTsigKey = to<typeof tsigKeys.deleteTsigKey>({ method: 'DELETE', path: '/tsig/{tsigId}' })
export const exportTsigKey = to<typeof tsigKeys.exportTsigKey>({ method: 'POST', path: '/tsig/{tsigId}/export', produces: ['text/plain'] })
export const getTsigKey = to<typeof tsigKeys.getTsigKey>({ method: 'GET', path: '/tsig/{tsigId}' })
export const importTsigKeys = to<typeof tsigImport.importTsigKeys>({ method: 'POST', path: '/tsig/import', idempotent: true })
export const listTsigKeys = to<typeof tsigKeys.listTsigKeys>({ method: 'GET', path: '/tsig' })
export const previewTsigExport = to<typeof tsigKeys.previewTsigExport>({ method: 'GET', path: '/tsig/{tsigId}/export', produces: ['text/plain'] })
export const revealTsigSecret = to<typeof tsigKeys.revealTsigSecret>({ method: 'POST', path: '/tsig/{tsigId}/reveal' })
export const stopTsigImport = to<typeof tsigImport.stopTsigImport>({ method: 'DELETE', path: '/tsig/import/progress' })
export const tsigImportProgress = to<typeof tsigImport.tsigImportProgress>({ method: 'GET', path: '/tsig/import/progress' })
export const updateTsigKey = to<typeof tsigKeys.updateTsigKey>({ method: 'PUT', path: '/tsig/{tsigId}' })

export const advanceRollover = to<typeof rollovers.advanceRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/advance' })
export const confirmInPlace = to<typeof nameserverDelivery.confirmInPlace>({ method: 'POST', path: '/api/v1/nameservers/{nameserverId}/in-place' })
export const getRollover = to<typeof rollovers.getRollover>({ method: 'GET', path: '/api/v1/rollovers/{rolloverId}' })
export const listRollovers = to<typeof rollovers.listRollovers>({ method: 'GET', path: '/api/v1/rollovers' })
export const pauseRollover = to<typeof rollovers.pauseRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/pause' })
export const planRollover = to<typeof rollovers.planRollover>({ method: 'POST', path: '/tsig/{tsigId}/rollover', idempotent: true })
export const undoRollover = to<typeof rollovers.undoRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/undo' })
