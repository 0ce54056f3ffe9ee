import { to } from './endpoint.ts'
import type * as delivery from './nameserver-delivery.ts'
import type * as nameservers from './nameservers.ts'
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

export const addUses = to<typeof nameservers.addUses>({ method: 'POST', path: '/api/v1/nameservers/{nameserverId}/uses/bulk', idempotent: true })
export const addUse = to<typeof nameservers.addUse>({ method: 'POST', path: '/api/v1/nameservers/{nameserverId}/uses', idempotent: true })
export const confirmInPlace = to<typeof delivery.confirmInPlace>({ method: 'POST', path: '/api/v1/nameservers/{nameserverId}/in-place' })
export const createNameserver = to<typeof nameservers.createNameserver>({ method: 'POST', path: '/api/v1/nameservers', idempotent: true })
export const deleteNameserver = to<typeof nameservers.deleteNameserver>({ method: 'DELETE', path: '/api/v1/nameservers/{nameserverId}' })
export const exportFile = to<typeof delivery.exportFile>({ method: 'POST', path: '/api/v1/nameservers/{nameserverId}/export', produces: ['text/plain'] })
export const getNameserver = to<typeof nameservers.getNameserver>({ method: 'GET', path: '/api/v1/nameservers/{nameserverId}' })
export const installScript = to<typeof delivery.installScript>({
  method: 'GET', path: '/api/v1/nameservers/{nameserverId}/install-script', produces: ['text/plain'],
})
export const listNameservers = to<typeof nameservers.listNameservers>({ method: 'GET', path: '/api/v1/nameservers' })
export const listUses = to<typeof nameservers.listUses>({ method: 'GET', path: '/api/v1/nameservers/{nameserverId}/uses' })
export const listUsesOfKey = to<typeof nameservers.listUsesOfKey>({ method: 'GET', path: '/tsig/{tsigId}/uses' })
export const removeUse = to<typeof nameservers.removeUse>({ method: 'DELETE', path: '/api/v1/nameservers/{nameserverId}/uses/{useId}' })
export const setDelivery = to<typeof delivery.setDelivery>({ method: 'PUT', path: '/api/v1/nameservers/{nameserverId}/delivery' })
export const updateNameserver = to<typeof nameservers.updateNameserver>({ method: 'PUT', path: '/api/v1/nameservers/{nameserverId}' })
export const advanceRollover = to<typeof rollovers.advanceRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/advance' })
export const getRollover = to<typeof rollovers.getRollover>({ method: 'GET', path: '/api/v1/rollovers/{rolloverId}' })
export const listRollovers = to<typeof rollovers.listRollovers>({ method: 'GET', path: '/api/v1/rollovers' })
export const pauseRollover = to<typeof rollovers.pauseRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/pause' })
export const planRollover = to<typeof rollovers.planRollover>({ method: 'POST', path: '/tsig/{tsigId}/rollover', idempotent: true })
export const undoRollover = to<typeof rollovers.undoRollover>({ method: 'POST', path: '/api/v1/rollovers/{rolloverId}/undo' })
