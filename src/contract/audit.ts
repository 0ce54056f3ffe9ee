import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { UtcInstant } from './names.ts'
import { Page, PageQuery, whole } from './page.ts'

export { auditColumns } from './lists-of-administration.ts'

/** One row of the trail. `detail` holds changed fields before and after, never a secret; `seq` counts without gaps. */
export const AuditEvent = z.strictObject({
  seq: z.int(),
  time: UtcInstant,
  actor: z.strictObject({ id: z.string().nullable(), name: z.string() }),
  credential: z.string(),
  address: z.string(),
  action: z.string(),
  object: z.strictObject({ kind: z.string(), id: z.string(), name: z.string() }),
  outcome: z.string(),
  detail: z.record(z.string(), z.unknown()),
  requestId: z.string(),
})
export type AuditEvent = z.infer<typeof AuditEvent>

export const listAudit = {
  method: 'GET', path: '/api/v1/audit', summary: 'The audit log, newest first', action: 'audit.list', takes: ['session'],
  query: PageQuery, reply: Page(AuditEvent), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

/** A place where the trail does not hold: the first row that cannot be relied on, and what is wrong. */
export const AuditBreak = z.strictObject({ at: z.int(), why: z.string() })

/**
 * Does the keyed hash chain hold? `rows` hold from the first one on, of the times `from` … `to`; `brokenAt` and `why` are the first
 * break, `breaks` the first twenty of `broken`. The walk goes on behind a break: it is at row `through` of `last`. `next` is a cursor
 * when it was asked for in parts and is not at its end; until then it holds so far.
 */
export const AuditVerdict = z.strictObject({
  holds: z.boolean(),
  rows: z.int(),
  from: UtcInstant.nullable(),
  to: UtcInstant.nullable(),
  brokenAt: z.int().nullable(),
  why: z.string().nullable(),
  breaks: z.array(AuditBreak),
  broken: z.int(),
  through: z.int(),
  last: z.int(),
  next: z.string().nullable(),
})
export type AuditVerdict = z.infer<typeof AuditVerdict>

export const verifyAudit = {
  method: 'GET', path: '/api/v1/audit/verify', summary: 'Walk the hash chain of the audit log, whole or in parts', action: 'audit.verify', takes: ['session'],
  query: z.strictObject({ rows: whole(1, 100_000).optional(), after: z.string().max(20_000).optional() }), reply: AuditVerdict, errors: ['invalid-cursor'],
} as const satisfies Endpoint

/**
 * What is in archives and no more in the database: the rows up to `through`, of the time `until`. `last` is the last archive: its
 * file's name, its first row and the time of that; null where the trail does not tell of it.
 */
export const AuditArchived = z.strictObject({
  through: z.int(),
  until: UtcInstant,
  last: z.strictObject({ file: z.string(), first: z.int(), from: UtcInstant }).nullable(),
})
export type AuditArchived = z.infer<typeof AuditArchived>

/**
 * Breaks of the trail that are known without walking it, the first twenty of `broken`; `row` says so in the trail since `time`. They
 * stay. `archived` is null while all rows are in the database.
 */
export const AuditState = z.strictObject({
  broken: z.int(),
  breaks: z.array(AuditBreak.extend({ row: z.int(), time: UtcInstant })),
  archived: AuditArchived.nullable(),
})
export type AuditState = z.infer<typeof AuditState>

export const getAuditState = {
  method: 'GET', path: '/api/v1/audit/state', summary: 'Breaks of the audit log that are known, and what of it is in archives', action: 'audit.verify',
  takes: ['session'], reply: AuditState,
} as const satisfies Endpoint

export const exportAudit = {
  method: 'GET', path: '/api/v1/audit/export', summary: 'The audit log as CSV or NDJSON, oldest first; NDJSON can be verified offline',
  action: 'audit.export', takes: ['session'], produces: ['text/csv', 'application/x-ndjson'],
  query: z.strictObject({ format: z.enum(['csv', 'ndjson']), filter: PageQuery.shape.filter, tz: PageQuery.shape.tz }),
  errors: ['confirmation-required', 'invalid-filter'],
} as const satisfies Endpoint
