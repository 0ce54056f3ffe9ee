import { to } from './endpoint.ts'
import type * as checks from './tsig-checks.ts'

/* As `calls.ts`, of checks: only what opens over a page asks for them. */

export const runTsigCheck = to<typeof checks.runTsigCheck>({ method: 'POST', path: '/tsig/{tsigId}/check' })
export const listTsigChecks = to<typeof checks.listTsigChecks>({ method: 'GET', path: '/tsig/{tsigId}/checks' })
export const listChecksOfNameserver = to<typeof checks.listChecksOfNameserver>({ method: 'GET', path: '/api/v1/nameservers/{nameserverId}/checks' })
export const checkAll = to<typeof checks.checkAll>({ method: 'POST', path: '/api/v1/tsig-checks' })
export const getTsigChecks = to<typeof checks.getTsigChecks>({ method: 'GET', path: '/api/v1/tsig-checks' })
export const cancelChecks = to<typeof checks.cancelChecks>({ method: 'DELETE', path: '/api/v1/tsig-checks' })
export const scheduleChecks = to<typeof checks.scheduleChecks>({ method: 'PUT', path: '/api/v1/tsig-checks/schedule' })
