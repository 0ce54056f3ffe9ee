import { listAudit } from '#contract/audit.ts'
import { query } from '../../client/query.ts'

/** A client says that a value arrived: one row for each that was made. */
export const withoutAcknowledgements = 'action does not equal reply.acknowledge'

/** The newest row: rows are counted without gaps, so it says how many there are. */
export const newestAudit = query(listAudit, { query: { size: '1' } })
