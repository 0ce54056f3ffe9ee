import { listAudit } from '#contract/audit.ts'
import { query } from '../../client/query.ts'

/** The newest row: rows are counted without gaps, so it says how many there are. */
export const newestAudit = query(listAudit, { query: { size: '1' } })
