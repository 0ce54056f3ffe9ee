import { listChecksOfNameserver, listTsigChecks } from '#contract/calls-of-checks.ts'
import { query } from '../../client/query.ts'

export const checksOfKey = (tsigId: string) => query(listTsigChecks, { params: { tsigId } })
export const checksOfNameserver = (nameserverId: string) => query(listChecksOfNameserver, { params: { nameserverId } })

/** A clock that is more than this away is flagged. Seconds. */
export const clockMost = 60
export const clockWords = (seconds: number) => `${seconds < 0 ? '−' : '+'}${Math.abs(seconds)} s`
