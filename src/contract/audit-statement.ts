import { AuditArchived, AuditBreak } from './audit.ts'
import { InventoryCount, InventoryKind } from './inventory.ts'
import { UtcInstant } from './names.ts'
import { whole } from './page.ts'
import type { Endpoint } from './endpoint.ts'
import { z } from './zod.ts'

/** Reveals that a statement names, the first of its period; the others are counted. */
export const namedReveals = 2000

/** Actions that show an existing secret to a person. */
export const revealActions = ['tsig-key.reveal', 'tsig-key.export', 'auth-key.reveal'] as const

/** A secret that was shown: by whom, which, when, from where. `seq` is its row of the trail. */
export const Reveal = z.strictObject({
  seq: z.int(),
  time: UtcInstant,
  actor: z.strictObject({ id: z.string().nullable(), name: z.string() }),
  action: z.string(),
  object: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
  address: z.string(),
})
export type Reveal = z.infer<typeof Reveal>

/**
 * What an auditor gets. `chain`: `rows` hold, of the times `from` … `to`; `end` is the newest row that was walked; `archived`, where
 * there is any, what came before those rows. `keys` are those of
 * the moment it was made, counted as the overview counts them. `reveals` are of the period, `from` and up to, but without, `to`.
 * `seal` is a keyed hash over all of it and the chain's end: with the root key it shows any change.
 */
export const AuditStatement = z.strictObject({
  made: UtcInstant,
  by: z.strictObject({ id: z.string(), name: z.string() }),
  origin: z.string(),
  version: z.literal(1),
  period: z.strictObject({ from: UtcInstant, to: UtcInstant }),
  chain: z.strictObject({
    holds: z.boolean(),
    rows: z.int(),
    from: UtcInstant.nullable(),
    to: UtcInstant.nullable(),
    broken: z.int(),
    breaks: z.array(AuditBreak),
    end: z.strictObject({ row: z.int(), hash: z.string() }),
    archived: AuditArchived.optional(),
  }),
  keys: z.array(
    z.strictObject({
      kind: InventoryKind,
      total: z.int(),
      capped: z.boolean(),
      counts: z.array(z.strictObject({ name: InventoryCount, count: z.int(), capped: z.boolean() })),
    }),
  ),
  reveals: z.strictObject({ total: z.int(), refused: z.int(), listed: z.array(Reveal).max(namedReveals) }),
  seal: z.string(),
})
export type AuditStatement = z.infer<typeof AuditStatement>

/** Until the walk is at its end there is no statement yet, but `next`, a cursor. */
export const StatementPart = z.strictObject({ through: z.int(), last: z.int(), next: z.string().nullable(), statement: AuditStatement.nullable() })

export const makeStatement = {
  method: 'GET', path: '/api/v1/audit/statement', summary: 'A statement for an auditor: the chain walked, keys by risk, who revealed what; sealed',
  action: 'audit.statement', takes: ['session'],
  query: z.strictObject({ from: UtcInstant, to: UtcInstant, rows: whole(1, 100_000).optional(), after: z.string().max(20_000).optional() }),
  reply: StatementPart, errors: ['confirmation-required', 'invalid-cursor', 'invalid-value'],
} as const satisfies Endpoint
