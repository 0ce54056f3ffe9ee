import { listAudit } from '#contract/calls.ts'
import {
  advanceRollover,
  confirmInPlace,
  getRollover,
  getTsigKey,
  listRollovers,
  listTsigKeys,
  pauseRollover,
  planRollover,
  undoRollover,
} from '#contract/calls-of-dns.ts'
import { mutation } from '../../client/mutation.ts'
import { query } from '../../client/query.ts'

/** Servers fetch, load and report while one looks. */
const lookEvery = 3000

export const oneRollover = (rolloverId: string) => ({
  ...query(getRollover, { params: { rolloverId } }),
  refetchInterval: (asked: { state: { data?: { state: string } | undefined } }) =>
    asked.state.data?.state === 'finished' || asked.state.data?.state === 'undone' ? (false as const) : lookEvery,
})

export const staleRollovers = [listRollovers, getRollover, listTsigKeys, getTsigKey, listAudit] as const
/** Servers are asked, one after another: longer than a page usually waits. */
export const askingPatience = 40_000
export const plan = mutation(planRollover, { stale: staleRollovers })
export const advance = mutation(advanceRollover, { stale: staleRollovers })
export const pause = mutation(pauseRollover, { stale: staleRollovers })
export const undo = mutation(undoRollover, { stale: staleRollovers })
export const inPlace = mutation(confirmInPlace, { stale: staleRollovers })
