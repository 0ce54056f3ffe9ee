import { getInventory } from '#contract/inventory.ts'
import { query } from '../../client/query.ts'

export const inventory = query(getInventory)
