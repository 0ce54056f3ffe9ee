import { getInventory } from '#contract/calls.ts'
import { query } from '../../client/query.ts'

export const inventory = query(getInventory)
