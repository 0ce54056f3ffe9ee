import { getAuditState } from '#contract/calls.ts'
import { query } from '../../client/query.ts'

/** A client says that a value arrived: one row for each that was made. */
export const withoutAcknowledgements = 'action does not equal reply.acknowledge'

/** Breaks of the trail that the server knows of, for administrators. It is told by rows that are there already, so asking costs nothing. */
export const auditState = { ...query(getAuditState), staleTime: 60_000 }
