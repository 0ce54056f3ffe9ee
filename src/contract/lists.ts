import type { FilterColumns } from './filter.ts'

/*
 * What lists are made of: their columns, the words of their choices, and how many there may be. Without the shapes that are made of
 * them, which bring all of zod: a page of the console has its first row before it has a form.
 */

/** The largest page, and the count at which `total` stops (`totalCapped: true`). */
export const pageSizeMax = 500
export const totalCap = 10_000

/** What a person can be: an administrator sees every account's keys and all of Settings, a user only their own. */
export const roles = ['administrator', 'user'] as const

/** May the owner of a credential act at all? While they may not, none of their credentials works. */
export const ownerStatuses = ['enabled', 'disabled'] as const

/** A user has at most two API keys. */
export const apiKeysPerUser = 2

/** A key expires "soon" when this many days or fewer are left. */
export const expiringDays = 30

/** At most 500 keys at once. */
export const bulkMax = 500

export const apiKeyStatuses = ['active', 'expiring', 'rotating', 'expired'] as const

/** Columns a list can be filtered, sorted and searched by: field names of the reply (rules: Columns). */
export const apiKeyColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, natural: true },
  note: { type: 'text', nullable: true, search: true },
  'owner.id': { type: 'text', folded: true },
  'owner.name': { type: 'text', search: true, natural: true },
  'owner.email': { type: 'text', search: true },
  'owner.status': { type: 'choice', choices: ownerStatuses },
  'hint.start': { type: 'text' },
  'hint.last4': { type: 'text', search: true },
  status: { type: 'choice', choices: apiKeyStatuses },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  rotatedAt: { type: 'date', nullable: true },
  expiresAt: { type: 'date' },
  lastUsedAt: { type: 'date', nullable: true },
  lastUsedFrom: { type: 'text', nullable: true, search: true },
} as const satisfies FilterColumns
