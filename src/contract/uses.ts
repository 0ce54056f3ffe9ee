import { z } from './zod.ts'
import { UtcInstant } from './names.ts'
import { PageQuery } from './page.ts'

/** A client of a key: an address, and what the program there calls itself. Both empty: those beyond fifty a day, together. */
export const UseClient = z.strictObject({
  address: z.string(),
  agent: z.string(),
  lastAt: UtcInstant,
  /** Within the last seven days, UTC, and how many of them with a value that has been replaced. */
  calls: z.int(),
  oldCalls: z.int(),
  /** When it last used a value that has been replaced, and first the current one. */
  oldLastAt: UtcInstant.nullable(),
  newFirstAt: UtcInstant.nullable(),
})
export type UseClient = z.infer<typeof UseClient>

/** The uses of a credential within the last ninety days. */
export const Uses = z.strictObject({
  /** Days with uses, UTC, oldest first. */
  days: z.array(z.strictObject({ day: z.iso.date(), calls: z.int(), oldCalls: z.int() })),
  /** At most fifty, who called last first. */
  clients: z.array(UseClient),
  /** There were more clients. */
  more: z.boolean(),
  /** Auth tokens that were bought with it and live, and how many of them with the old value. */
  tokens: z.strictObject({ live: z.int(), old: z.int() }),
})
export type Uses = z.infer<typeof Uses>

/** Days that a row of a list tells of. */
export const recentUseDays = 30

/** The calls of each of the last thirty days, UTC, oldest first; `until` is the last of them. */
export const RecentUses = z.strictObject({ until: z.iso.date(), calls: z.array(z.int()) })
export type RecentUses = z.infer<typeof RecentUses>

/** The query of a list whose rows have uses when they are asked for: `with=uses`. */
export const UsesPageQuery = PageQuery.extend({ with: z.literal('uses').optional() })
