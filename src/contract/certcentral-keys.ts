import { z } from './zod.ts'
import { DivisionIds } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { Hint, Description, Email, Id, Name, noteRule, OwnerStatus, text, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { Restriction, restrictions } from './restrictions.ts'
import { certcentralKeyStatuses, userKinds } from './lists-of-certcentral.ts'
import { RecentUses, Uses, UsesPageQuery } from './uses.ts'

export { certcentralKeyColumns, certcentralKeyStatuses, certcentralUserColumns } from './lists-of-certcentral.ts'

/** Most keys made in one go (the vendor's own limit for one session of the dialog). */
export const keysAtOnce = 30

export const CertcentralKeyStatus = z.enum(certcentralKeyStatuses)
export type CertcentralKeyStatus = z.infer<typeof CertcentralKeyStatus>

/** Somebody a key may be linked to. `number` is their integer id on the vendor's wire. */
export const CertcentralUser = z.strictObject({
  id: Id,
  number: z.int(),
  name: z.string(),
  email: z.string(),
  kind: z.enum(userKinds),
})
export type CertcentralUser = z.infer<typeof CertcentralUser>

/** A part of the account, by its id at the vendor. The name is empty where the account's facts no longer have it. */
export const Division = z.strictObject({ id: z.int(), name: z.string() })
export type Division = z.infer<typeof Division>

/** Never holds the value. `number` is the key's integer id on the vendor's wire. */
export const CertcentralKey = z.strictObject({
  id: Id,
  number: z.int(),
  name: z.string(),
  /** `divisions`: those that a service user is restricted to; none: it reaches the whole account. */
  user: CertcentralUser.extend({ status: OwnerStatus, divisions: z.array(Division) }),
  restrictedToRoleId: Restriction,
  status: CertcentralKeyStatus,
  /** What was said when it was last revoked or made active again. */
  statusReason: z.string().nullable(),
  hint: Hint,
  createdAt: UtcInstant,
  updatedAt: UtcInstant,
  lastUsedAt: UtcInstant.nullable(),
  lastUsedFrom: z.string().nullable(),
  /** In a list that was asked for it. */
  recentUses: RecentUses.optional(),
})
export type CertcentralKey = z.infer<typeof CertcentralKey>

/** The one reply that has the value. */
export const NewCertcentralKey = z.strictObject({ id: Id, number: z.int(), name: z.string(), api_key: z.string() })
export type NewCertcentralKey = z.infer<typeof NewCertcentralKey>

/** Who sent a name gets that key; who sent names gets all of theirs in that order. */
const NewCertcentralKeys = z.union([NewCertcentralKey, z.strictObject({ keys: z.array(NewCertcentralKey) })])
export const newCertcentralKeys = (reply: z.infer<typeof NewCertcentralKeys>): readonly NewCertcentralKey[] => ('keys' in reply ? reply.keys : [reply])

const keyId = z.strictObject({ keyId: Id })
/** Why a key was revoked, or made active again: a note, since people read it. */
export const Reason = text(noteRule).meta({ maxLength: 500 }).optional()
const path = '/api/v1/certcentral/keys'

export const listCertcentralKeys = {
  method: 'GET', path, summary: 'List CertCentral API keys, revoked ones included: administrators get all, others their own',
  action: 'certcentral-key.list', takes: ['session'], query: UsesPageQuery, reply: Page(CertcentralKey), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

const oneOfBoth = (body: { name?: unknown; names?: unknown }) => (body.name === undefined) !== (body.names === undefined)

export const createCertcentralKeys = {
  method: 'POST',
  path,
  summary: 'Make one CertCentral API key or several, for me, for a user, or for a new service user; the values are in this reply only',
  action: 'certcentral-key.create',
  takes: ['session'],
  status: 201,
  idempotent: true,
  secret: true,
  errors: ['not-allowed', 'confirmation-required'],
  body: z
    .strictObject({
      name: Description.optional(),
      names: z.array(Description).min(1, 'Give at least one description.').max(keysAtOnce, `At most ${keysAtOnce} keys in one go.`).optional(),
      userId: z.union([Id, z.literal('me')]).optional(),
      serviceUser: z.strictObject({ firstName: Name.optional(), lastName: Name.optional(), email: Email, divisions: DivisionIds.optional() }).optional(),
      restrictedToRoleId: Restriction.optional(),
    })
    .refine(oneOfBoth, { path: ['name'], message: 'Give a name, or several names, and not both.' })
    .refine((body) => body.userId === undefined || body.serviceUser === undefined, {
      path: ['serviceUser'],
      message: 'Give a user or a new service user, not both.',
    }),
  reply: NewCertcentralKeys,
} as const satisfies Endpoint

export const getCertcentralKey = {
  method: 'GET', path: `${path}/{keyId}`, summary: 'One CertCentral API key', action: 'certcentral-key.read', takes: ['session'],
  params: keyId, reply: CertcentralKey, versioned: true,
} as const satisfies Endpoint

export const certcentralKeyUses = {
  method: 'GET', path: `${path}/{keyId}/uses`, summary: 'Uses of a CertCentral API key by day and client, over ninety days', action: 'certcentral-key.read',
  takes: ['session'], params: keyId, reply: Uses,
} as const satisfies Endpoint

export const updateCertcentralKey = {
  method: 'PUT', path: `${path}/{keyId}`, summary: 'Change the description or the restriction; a restriction holds from the next call on',
  action: 'certcentral-key.update', takes: ['session'], params: keyId, versioned: true, errors: ['confirmation-required', 'changed-meanwhile'],
  body: z.strictObject({ name: Description.optional(), restrictedToRoleId: Restriction.optional() }), reply: CertcentralKey,
} as const satisfies Endpoint

export const revokeCertcentralKey = {
  method: 'POST', path: `${path}/{keyId}/revoke`, summary: 'Revoke a CertCentral API key: the next call with it is refused',
  action: 'certcentral-key.revoke', takes: ['session'], params: keyId, idempotent: true, versioned: true, errors: ['changed-meanwhile'],
  bodyOptional: true, body: z.strictObject({ reason: Reason }), reply: CertcentralKey,
} as const satisfies Endpoint

/** Calls of the last 90 days that a restriction would have refused, by method and path, most frequent first. */
export const WouldRefuse = z.strictObject({
  restrictedToRoleId: Restriction,
  days: z.int(),
  /** How many calls in all. */
  count: z.int(),
  calls: z.array(z.strictObject({ method: z.string(), path: z.string(), count: z.int(), lastDay: z.iso.date() })),
})
export type WouldRefuse = z.infer<typeof WouldRefuse>

export const previewRestriction = {
  method: 'GET', path: `${path}/{keyId}/would-refuse`, summary: 'Which calls of the last 90 days a restriction would have refused',
  action: 'certcentral-key.read', takes: ['session'], params: keyId,
  query: z.strictObject({ restrictedToRoleId: z.enum(restrictions.map(({ id }) => String(id) as `${Restriction}`)) }), reply: WouldRefuse,
} as const satisfies Endpoint

export const listCertcentralUsers = {
  method: 'GET', path: '/api/v1/certcentral/users', summary: 'Whom I may link a key to: administrators everybody and the service users, others themselves',
  action: 'certcentral-key.list', takes: ['session'], query: PageQuery, reply: Page(CertcentralUser), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

/** The divisions below the top one. Empty where none are loaded: then nobody is restricted to any. */
export const listDivisions = {
  method: 'GET', path: '/api/v1/certcentral/divisions',
  summary: 'The divisions that a service user can be restricted to, as they were loaded with the account\'s facts',
  action: 'certcentral-user.create', takes: ['session'], reply: z.strictObject({ data: z.array(Division) }),
} as const satisfies Endpoint
