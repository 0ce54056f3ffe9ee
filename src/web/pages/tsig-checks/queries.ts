import { listAudit } from '#contract/calls.ts'
import { cancelChecks, checkAll, getTsigChecks, listChecksOfNameserver, listTsigChecks, scheduleChecks } from '#contract/calls-of-checks.ts'
import { getNameserver, getTsigKey, listNameservers, listTsigKeys, listUses, listUsesOfKey } from '#contract/calls-of-dns.ts'
import type { KeptTsigCheck, TsigChecks } from '#contract/tsig-checks.ts'
import { mutation } from '../../client/mutation.ts'
import { query } from '../../client/query.ts'

export const checksOfKey = (tsigId: string) => query(listTsigChecks, { params: { tsigId } })
export const checksOfNameserver = (nameserverId: string) => query(listChecksOfNameserver, { params: { nameserverId } })
export const someNameservers = query(listNameservers, { query: { size: '100', sort: 'name' } })

/** What every check makes stale. */
export const staleChecks = [
  listTsigKeys, getTsigKey, listNameservers, getNameserver, listUses, listUsesOfKey, listTsigChecks, listChecksOfNameserver, getTsigChecks, listAudit,
] as const

/** How far the check of all is: looked at every second while it runs. */
export const checks = {
  ...query(getTsigChecks), staleTime: 0, refetchIntervalInBackground: true,
  refetchInterval: ({ state: { data } }: { state: { data?: TsigChecks | undefined } }) => (data?.run?.state === 'running' ? 1000 : false),
} as const
export const beginAll = mutation(checkAll, { stale: [getTsigChecks, listAudit] })
export const cancelAll = mutation(cancelChecks, { stale: [getTsigChecks, listAudit] })
export const setSchedule = mutation(scheduleChecks, { stale: [getTsigChecks, listAudit] })

/** The last of each place, the latest first. */
export const lastOfEach = (all: readonly KeptTsigCheck[]): KeptTsigCheck[] =>
  [...new Map(all.toReversed().map((check) => [`${check.tsigId} ${check.nameserverId} ${check.zone}`, check])).values()]
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
