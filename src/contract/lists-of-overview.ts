import type { InventoryCount } from './inventory.ts'

/* What lists of the overview are made of (lists.ts says why apart from their shapes). */

/**
 * What is counted of a kind, as far as it can be said of it. Days are UTC days; what is due today is within 7 days.
 * `never-used-30`: made more than 30 days ago.
 */
export const inventoryCounts = [
  'expired',
  'expires-7',
  'expires-30',
  'expires-90',
  'no-expiry',
  'old-value-works',
  'never-used',
  'never-used-30',
  'unused-90',
  'unrestricted',
  'legacy-algorithm',
  'rotation-due',
  'owner-disabled',
  'check-failed',
] as const

/** What calls for a look besides what ends, the most pressing first. */
export const attentionCounts = [
  'check-failed',
  'unrestricted',
  'owner-disabled',
  'rotation-due',
  'legacy-algorithm',
  'unused-90',
  'never-used-30',
] as const satisfies readonly InventoryCount[]

/** How many days the timeline looks ahead, and how far it looks back. */
export const inventoryDays = { ahead: 90, back: 30 } as const

/** A run of the same by one person is one event; no more than so many rows are looked at for it. */
export const runMax = 200
