import { getFirstRun } from '#contract/calls-of-administration.ts'
import { getInventory } from '#contract/calls.ts'
import { query } from '../../client/query.ts'

export const inventory = query(getInventory)

/** For administrators. */
export const firstRun = query(getFirstRun)
