import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Hint, Id, Instant, Name, Note, OwnerStatus, UtcInstant } from './names.ts'
import { Page } from './page.ts'
import { apiKeyStatuses, bulkMax } from './lists.ts'
import { RecentUses, Uses, UsesPageQuery } from './uses.ts'

export { apiKeyColumns, apiKeyStatuses, apiKeysPerUser, bulkMax, expiringDays } from './lists.ts'

/** The longest overlap of an old value with its successor: seven days, in seconds. */
export const graceSecondsMax = 604_800
const graceWords = `Give whole seconds from 0 to ${graceSecondsMax} (seven days).`

export const ApiKeyStatus = z.enum(apiKeyStatuses)
export type ApiKeyStatus = z.infer<typeof ApiKeyStatus>

/** The value that a rotation replaced, while it still works, and who still uses it. */
export const OldValue = z.strictObject({
  hint: Hint,
  endsAt: UtcInstant,
  lastUsedAt: UtcInstant.nullable(),
  lastUsedFrom: z.string().nullable(),
})

export const ApiKey = z.strictObject({
  id: Id,
  name: z.string(),
  note: z.string().nullable(),
  owner: z.strictObject({ id: Id, name: z.string(), email: z.string(), status: OwnerStatus }),
  hint: Hint,
  status: ApiKeyStatus,
  oldValue: OldValue.nullable(),
  createdAt: UtcInstant,
  updatedAt: UtcInstant,
  rotatedAt: UtcInstant.nullable(),
  expiresAt: UtcInstant,
  lastUsedAt: UtcInstant.nullable(),
  lastUsedFrom: z.string().nullable(),
  lastUsedAgent: z.string().nullable(),
  /** In a list that was asked for it. */
  recentUses: RecentUses.optional(),
})
export type ApiKey = z.infer<typeof ApiKey>

/** Only the replies to generate and rotate have the value. */
export const ApiKeyWithValue = ApiKey.extend({ apiKey: z.string() })
export type ApiKeyWithValue = z.infer<typeof ApiKeyWithValue>

export const NewApiKey = z.strictObject({
  name: Name,
  expiresAt: Instant.optional(),
  note: Note.optional(),
  userId: Id.optional(),
})

const apiKeyId = z.strictObject({ apiKeyId: Id })

export const listApiKeys = {
  method: 'GET', path: '/accessmanagement/api-key', summary: 'List API keys: administrators get all, others their own',
  action: 'api-key.list', takes: ['auth-token', 'session'], query: UsesPageQuery, reply: Page(ApiKey), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createApiKey = {
  method: 'POST', path: '/accessmanagement/api-key', summary: 'Generate an API key; its value is in this reply only',
  action: 'api-key.create', takes: ['auth-token', 'session'], body: NewApiKey, status: 201, reply: ApiKeyWithValue,
  idempotent: true, secret: true, errors: ['confirmation-required', 'api-key-limit', 'name-taken', 'looks-like-existing'],
} as const satisfies Endpoint

export const getApiKey = {
  method: 'GET', path: '/accessmanagement/api-key/{apiKeyId}', summary: 'One API key', action: 'api-key.read', takes: ['auth-token', 'session'],
  params: apiKeyId, reply: ApiKey, versioned: true,
} as const satisfies Endpoint

export const apiKeyUses = {
  method: 'GET', path: '/accessmanagement/api-key/{apiKeyId}/uses', summary: 'Uses of an API key by day and client, over ninety days', action: 'api-key.read',
  takes: ['auth-token', 'session'],
  params: apiKeyId, reply: Uses,
} as const satisfies Endpoint

export const updateApiKey = {
  method: 'PUT', path: '/accessmanagement/api-key/{apiKeyId}', summary: 'Change name, expiry or note', action: 'api-key.update',
  takes: ['auth-token', 'session'],
  params: apiKeyId, body: z.strictObject({ name: Name.optional(), expiresAt: Instant.optional(), note: Note.optional() }),
  reply: ApiKey, versioned: true, errors: ['name-taken', 'looks-like-existing', 'changed-meanwhile'],
} as const satisfies Endpoint

export const deleteApiKey = {
  method: 'DELETE', path: '/accessmanagement/api-key/{apiKeyId}', summary: 'Delete an API key: it and its tokens stop at once', action: 'api-key.delete',
  takes: ['auth-token', 'session'],
  params: apiKeyId, status: 204, versioned: true, errors: ['changed-meanwhile'],
} as const satisfies Endpoint

export const rotateApiKey = {
  method: 'POST', path: '/accessmanagement/api-key/{apiKeyId}/rotate', summary: 'A new value for the same key; the old one stops at once or after the grace',
  action: 'api-key.rotate', takes: ['auth-token', 'session'], params: apiKeyId, bodyOptional: true,
  body: z.strictObject({
    expiresAt: Instant.optional(),
    note: Note.optional(),
    graceSeconds: z.int(graceWords).min(0, graceWords).max(graceSecondsMax, graceWords).optional(),
  }),
  reply: ApiKeyWithValue, idempotent: true, versioned: true, secret: true, errors: ['confirmation-required', 'changed-meanwhile'],
} as const satisfies Endpoint

export const endOldValue = {
  method: 'POST', path: '/accessmanagement/api-key/{apiKeyId}/end-old-value', summary: 'End the old value of a rotating key now',
  action: 'api-key.rotate', takes: ['auth-token', 'session'], params: apiKeyId, reply: ApiKey, idempotent: true, versioned: true, errors: ['changed-meanwhile'],
} as const satisfies Endpoint

/** What a bulk deletion would do: how many, how many of them were used in the last seven days, and whose they are. */
export const BulkPreview = z.strictObject({
  count: z.int(),
  usedRecently: z.int(),
  keys: z.array(ApiKey.pick({ id: true, name: true, owner: true, lastUsedAt: true })),
})
export type BulkPreview = z.infer<typeof BulkPreview>

export const deleteApiKeys = {
  method: 'POST', path: '/accessmanagement/api-key/bulk/delete', summary: 'Delete several API keys, all or none',
  action: 'api-key.delete', takes: ['auth-token', 'session'],
  body: z.strictObject({ ids: z.array(Id).min(1, 'Name at least one key.').max(bulkMax, `At most ${bulkMax} keys at once.`), dryRun: z.boolean().optional() }),
  status: 204, dryRunReply: BulkPreview, idempotent: true,
} as const satisfies Endpoint
