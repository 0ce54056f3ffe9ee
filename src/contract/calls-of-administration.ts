import type * as auditStatement from './audit-statement.ts'
import type { Called } from './endpoint.ts'
import type * as firstRun from './first-run.ts'

/* As `calls.ts`, of calls that one page makes each: no other is to bring them. */

export const makeStatement: Called<typeof auditStatement.makeStatement> = { method: 'GET', path: '/api/v1/audit/statement' }

export const getFirstRun: Called<typeof firstRun.getFirstRun> = { method: 'GET', path: '/api/v1/first-run' }
export const updateFirstRun: Called<typeof firstRun.updateFirstRun> = { method: 'PUT', path: '/api/v1/first-run' }
