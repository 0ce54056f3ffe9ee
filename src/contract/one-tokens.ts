import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Hint, Id, OwnerStatus, text, type TextRule, UtcInstant } from './names.ts'
import { Page } from './page.ts'
import { oneTokenStates, oneTokenStatuses } from './lists-of-one.ts'
import { RecentUses, Uses, UsesPageQuery } from './uses.ts'

export { oneTokenColumns, oneTokenStates, oneTokenStatuses } from './lists-of-one.ts'

/* DigiCert ONE API tokens. Both doors, the vendor's (`one-tokens-v1.ts`) and the console's, speak of them in the vendor's words. */

export const oneTokenNameMax = 100

/** Why a text cannot be the name of a token, or `undefined`. */
export function oneTokenNameFault(name: string): { code: 'required' | 'too-long' | 'invalid-value'; message: string } | undefined {
  if (name === '') return { code: 'required', message: 'Enter a name.' }
  if (!/^[A-Za-z0-9 _-]*$/.test(name)) return { code: 'invalid-value', message: 'A name has letters A to Z, digits, spaces, dashes and underscores only.' }
  if (name.length > oneTokenNameMax) return { code: 'too-long', message: `A name has at most ${oneTokenNameMax} characters.` }
  return undefined
}

/**
 * Only blanks round a name are taken away: NFC, as other names have it, would turn a Kelvin sign into a K, and `trim` would take a
 * line break, and both are to be refused.
 */
export const oneTokenNameRule: TextRule = { kept: (name) => name.replace(/^ +/, '').replace(/(?<! ) +$/, ''), fault: oneTokenNameFault }
/** 1…100 characters of `A–Z a–z 0–9 _ - space`. */
export const OneTokenName = text(oneTokenNameRule).meta({ minLength: 1, maxLength: oneTokenNameMax, pattern: '^[A-Za-z0-9 _-]+$' })

/** The last day a token works, UTC. A date that exists, without time and zone, up to the year 9999. */
export const EndDate = z.iso.date('Give a date that exists, as YYYY-MM-DD, without time and zone.').nullable()

/** The instant a token with this end date stops working: 23:59:59 UTC of that day (decision 0013). In milliseconds. */
export const endOf = (endDate: string): number => Date.parse(`${endDate}T23:59:59.000Z`)

export const OneTokenState = z.enum(oneTokenStates)
export type OneTokenState = z.infer<typeof OneTokenState>

export const OneTokenStatus = z.enum(oneTokenStatuses)
export type OneTokenStatus = z.infer<typeof OneTokenStatus>

/** As the vendor's door answers it. Never holds the value. */
export const VendorOneToken = z.strictObject({
  id: Id,
  name: z.string(),
  user_id: Id,
  status: OneTokenStatus,
  end_date: z.iso.date().nullable(),
  created_at: UtcInstant,
  last_used_at: UtcInstant.nullable(),
  expired: z.boolean(),
})
export type VendorOneToken = z.infer<typeof VendorOneToken>

/** The same with what the console shows beside it. */
export const OneToken = VendorOneToken.extend({
  state: OneTokenState,
  owner: z.strictObject({ id: Id, name: z.string(), email: z.string(), status: OwnerStatus }),
  hint: Hint,
  updated_at: UtcInstant,
  expires_at: UtcInstant.nullable(),
  last_used_from: z.string().nullable(),
  /** In a list that was asked for it. */
  recent_uses: RecentUses.optional(),
})
export type OneToken = z.infer<typeof OneToken>

/** Only the reply to create has the value. */
export const OneTokenWithValue = OneToken.extend({ token: z.string() })
export type OneTokenWithValue = z.infer<typeof OneTokenWithValue>

export const NewOneToken = z.strictObject({ name: OneTokenName, end_date: EndDate.optional(), status: OneTokenStatus.optional() })
/** `end_date: null` removes it; what is left out stays. */
export const OneTokenChanges = z.strictObject({ name: OneTokenName.optional(), end_date: EndDate.optional(), status: OneTokenStatus.optional() })

const takes = ['session'] as const
const path = '/api/v1/one/tokens'
const tokenId = z.strictObject({ tokenId: Id })

export const listOneTokens = {
  method: 'GET', path, summary: 'List DigiCert ONE API tokens: administrators get all, others their own', action: 'one-token.list', takes,
  query: UsesPageQuery, reply: Page(OneToken), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createOneToken = {
  method: 'POST', path, summary: 'Make an API token that carries my rights; its value is in this reply only', action: 'one-token.create', takes,
  body: NewOneToken, status: 201, reply: OneTokenWithValue, idempotent: true, secret: true,
  errors: ['confirmation-required', 'name-taken', 'looks-like-existing'],
} as const satisfies Endpoint

export const getOneToken = {
  method: 'GET', path: `${path}/{tokenId}`, summary: 'One API token', action: 'one-token.read', takes, params: tokenId, reply: OneToken, versioned: true,
} as const satisfies Endpoint

export const oneTokenUses = {
  method: 'GET', path: `${path}/{tokenId}/uses`, summary: 'Uses of an API token by day and client, over ninety days', action: 'one-token.read', takes,
  params: tokenId, reply: Uses,
} as const satisfies Endpoint

export const updateOneToken = {
  method: 'PUT', path: `${path}/{tokenId}`, summary: 'Change name or end date, disable or enable; until the token has expired', action: 'one-token.update',
  takes,
  params: tokenId, body: OneTokenChanges, reply: OneToken, versioned: true,
  errors: ['confirmation-required', 'name-taken', 'looks-like-existing', 'changed-meanwhile'],
} as const satisfies Endpoint

export const deleteOneToken = {
  method: 'DELETE', path: `${path}/{tokenId}`, summary: 'Delete an API token: it stops at once and for good', action: 'one-token.delete', takes,
  params: tokenId, status: 204, versioned: true, errors: ['changed-meanwhile'],
} as const satisfies Endpoint
