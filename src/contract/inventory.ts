import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { credentialKindNames, type CredentialKind } from './credential-kinds.ts'
import { Id, UtcInstant } from './names.ts'
import { inventoryCounts } from './lists-of-overview.ts'

export { attentionCounts, inventoryCounts, inventoryDays, runMax } from './lists-of-overview.ts'

/**
 * What is counted: not auth tokens, which live for minutes, nor server credentials, which are a part of their nameserver.
 * Connectors are no credentials: of them it is whose last check failed, for administrators alone.
 */
type Uncounted = 'auth-token' | 'server-credential'
type Counted = Exclude<CredentialKind, Uncounted> | 'connector'
const isCounted = (kind: CredentialKind): kind is Exclude<CredentialKind, Uncounted> => kind !== 'auth-token' && kind !== 'server-credential'
export const inventoryKinds: readonly Counted[] = [...credentialKindNames.filter(isCounted), 'connector']
export const InventoryKind = z.enum(inventoryKinds)
export type InventoryKind = z.infer<typeof InventoryKind>

export const InventoryCount = z.enum(inventoryCounts)
export type InventoryCount = z.infer<typeof InventoryCount>

/** Up to so many things behind such a number are named one by one. */
export const namedMax = 2

/** Most things on the timeline: the soonest of what is ahead, the latest of what is past. */
export const timelineMax = { ahead: 900, back: 100 } as const

/** Something that ends. `name` of an AuthKey is its id; `owner` is who made it, where nobody owns it. */
export const TimelineItem = z.strictObject({
  kind: InventoryKind,
  id: Id,
  name: z.string(),
  owner: z.string().nullable(),
  at: UtcInstant,
  what: z.enum(['expires', 'old-value-ends']),
})
export type TimelineItem = z.infer<typeof TimelineItem>

/**
 * `things`: those behind a number of `attentionCounts`, where they are `namedMax` at most. `count` is the `total` that the
 * kind's own list answers for `filter`: the number and its link do not say different things.
 */
export const KindInventory = z.strictObject({
  kind: InventoryKind,
  total: z.int(),
  capped: z.boolean(),
  counts: z.array(
    z.strictObject({
      name: InventoryCount,
      count: z.int(),
      capped: z.boolean(),
      filter: z.string(),
      things: z.array(z.strictObject({ id: Id, name: z.string() })).max(namedMax),
    }),
  ),
})
export type KindInventory = z.infer<typeof KindInventory>

/** How many of the latest events. */
export const activityMax = 6
/**
 * Something that was done or refused, as the audit log has it. Sign-ins that went well are left out. `times`: how often in a
 * row, of things that have no name here then.
 */
export const InventoryEvent = z.strictObject({
  seq: z.int(),
  at: UtcInstant,
  actor: z.string(),
  action: z.string(),
  object: z.strictObject({ kind: z.string(), name: z.string() }),
  outcome: z.string(),
  times: z.int(),
})
export type InventoryEvent = z.infer<typeof InventoryEvent>

export const Inventory = z.strictObject({
  kinds: z.array(KindInventory),
  /** Soonest first, what has expired before what will. `more`: there is more ahead than is here. */
  timeline: z.array(TimelineItem),
  more: z.boolean(),
  /** Newest first: everybody's for administrators, for others what they did themselves. */
  activity: z.array(InventoryEvent).max(activityMax),
})
export type Inventory = z.infer<typeof Inventory>

export const getInventory = {
  method: 'GET', path: '/api/v1/inventory',
  summary: 'Credentials of every kind, counted by what needs a look, and when they expire: administrators get all, others their own',
  action: 'inventory.read', takes: ['session'], reply: Inventory,
} as const satisfies Endpoint
