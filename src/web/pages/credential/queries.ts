import { listAudit } from '#contract/calls.ts'
import { query } from '../../client/query.ts'

export const auditFilterOf = (id: string) => `object.id equals ${id}`
export const auditOf = (id: string) => query(listAudit, { query: { filter: auditFilterOf(id), size: '10' } })
