import type { FilterColumns } from './filter.ts'
import type { InventoryCount } from './inventory.ts'
import type { TsigAlgorithm } from './tsig-algorithms.ts'

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

export const userStatuses = ['active', 'invited', 'disabled'] as const

export const userColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true },
  email: { type: 'text', search: true },
  role: { type: 'choice', choices: roles },
  status: { type: 'choice', choices: userStatuses },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  lastSignInAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

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
  name: { type: 'text', search: true },
  note: { type: 'text', nullable: true, search: true },
  'owner.id': { type: 'text', folded: true },
  'owner.name': { type: 'text', search: true },
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

/**
 * The four algorithms, with the octets of their digests (a secret of that length is as strong as the digest, RFC 8945 §8,
 * RFC 2104 §3), their names on the wire (RFC 8945 §6) and when to use each.
 */
export const tsigAlgorithms = {
  'HMAC-SHA224': {
    digestOctets: 28,
    wire: 'hmac-sha224',
    use: 'Legacy: only for a peer that has nothing longer. NIST retires 224-bit hashes by the end of 2030.',
    legacy: true,
  },
  'HMAC-SHA256': { digestOctets: 32, wire: 'hmac-sha256', use: 'The usual choice. Every current nameserver has it.', legacy: false },
  'HMAC-SHA384': { digestOctets: 48, wire: 'hmac-sha384', use: 'More margin than SHA-256 for a little more work.', legacy: false },
  'HMAC-SHA512': { digestOctets: 64, wire: 'hmac-sha512', use: 'The largest margin, where longer secrets and signatures are no burden.', legacy: false },
} as const

export const tsigAlgorithmNames = Object.keys(tsigAlgorithms) as [TsigAlgorithm, ...TsigAlgorithm[]]

/** What a check of a key against a nameserver says (api.md: What a check of a TSIG key says). */
export const tsigVerdicts = [
  'accepted', 'unknown-key', 'bad-signature', 'bad-time', 'bad-truncation', 'refused', 'unsigned-reply', 'forged-reply', 'unreachable', 'timeout', 'malformed',
] as const

export const tsigKeyColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, folded: true },
  algorithm: { type: 'choice', choices: tsigAlgorithmNames },
  secretBits: { type: 'text', number: true },
  fingerprint: { type: 'text', folded: true, search: true },
  note: { type: 'text', nullable: true, search: true },
  /** Joined by `, `, as shown. */
  tags: { type: 'text', nullable: true, search: true },
  usedBy: { type: 'text', nullable: true, search: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  'lastCheck.verdict': { type: 'choice', choices: tsigVerdicts, nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
} as const satisfies FilterColumns

/** What a CertCentral key may be cut down to (the vendor's API access roles); 0 is none. */
export const restrictions = [
  { id: 0, name: 'None' },
  { id: 100, name: 'Orders' },
  { id: 101, name: 'Orders, Domains, Organizations' },
  { id: 102, name: 'View Only' },
  { id: 103, name: 'User Management' },
] as const

export const certcentralKeyStatuses = ['active', 'revoked'] as const

export const userKinds = ['standard', 'service'] as const

export const certcentralKeyColumns = {
  id: { type: 'text', folded: true },
  number: { type: 'text', number: true },
  name: { type: 'text', search: true },
  'user.id': { type: 'text', folded: true },
  'user.name': { type: 'text', search: true },
  'user.email': { type: 'text', search: true },
  'user.kind': { type: 'choice', choices: userKinds },
  'user.status': { type: 'choice', choices: ownerStatuses },
  restrictedToRoleId: { type: 'choice', choices: restrictions.map(({ id }) => String(id)) },
  status: { type: 'choice', choices: certcentralKeyStatuses },
  'hint.start': { type: 'text' },
  'hint.last4': { type: 'text', search: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  lastUsedAt: { type: 'date', nullable: true },
  lastUsedFrom: { type: 'text', nullable: true, search: true },
} as const satisfies FilterColumns

export const certcentralUserColumns = {
  name: { type: 'text', search: true },
  email: { type: 'text', search: true },
  kind: { type: 'choice', choices: userKinds },
} as const satisfies FilterColumns

export const authKeyStatuses = ['active', 'expired'] as const

export const authKeyTypes = ['permanent', 'ttl'] as const

export const authKeyColumns = {
  id: { type: 'text', folded: true, search: true },
  type: { type: 'choice', choices: authKeyTypes },
  status: { type: 'choice', choices: authKeyStatuses },
  'hint.last4': { type: 'text', search: true },
  'createdBy.name': { type: 'text', nullable: true, search: true },
  createdAt: { type: 'date' },
  expiresAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

/** Can it ever be used again? Not `expired`, whatever else holds; then `disabled`. */
export const oneTokenStates = ['valid', 'disabled', 'expired'] as const

export const oneTokenStatuses = ['enabled', 'disabled'] as const

export const oneTokenColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true },
  user_id: { type: 'text', folded: true },
  'owner.name': { type: 'text', search: true },
  'owner.email': { type: 'text', search: true },
  'owner.status': { type: 'choice', choices: ownerStatuses },
  state: { type: 'choice', choices: oneTokenStates },
  status: { type: 'choice', choices: oneTokenStatuses },
  'hint.start': { type: 'text' },
  'hint.last4': { type: 'text', search: true },
  created_at: { type: 'date' },
  updated_at: { type: 'date' },
  expires_at: { type: 'date', nullable: true },
  last_used_at: { type: 'date', nullable: true },
  last_used_from: { type: 'text', nullable: true },
} as const satisfies FilterColumns

export const regions = ['own', 'us', 'eu', 'custom'] as const

/** Where the vendor's regions are; `own` is this server's own `/services/v2`, `custom` what is given. */
export const regionBases = { us: 'https://www.digicert.com/services/v2', eu: 'https://certcentral.digicert.eu/services/v2' } as const

export const lineStates = ['passed', 'warning', 'failed', 'not-checked'] as const

export const connectorColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true },
  region: { type: 'choice', choices: regions },
  baseUrl: { type: 'text', search: true },
  status: { type: 'choice', choices: lineStates },
  /** Whoever is not ready fails its last check; one without a check is neither. */
  'lastCheck.ready': { type: 'choice', choices: ['true', 'false'], nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
  'apiKeyHint.last4': { type: 'text', search: true },
  divisionId: { type: 'text', nullable: true },
  createdBy: { type: 'text', nullable: true, search: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
} as const satisfies FilterColumns

export const auditColumns = {
  time: { type: 'date' },
  'actor.name': { type: 'text', search: true },
  'actor.id': { type: 'text', nullable: true, folded: true },
  action: { type: 'text', search: true },
  'object.name': { type: 'text', search: true },
  'object.kind': { type: 'text' },
  'object.id': { type: 'text', search: true },
  outcome: { type: 'text', search: true },
  address: { type: 'text', search: true },
  credential: { type: 'text', search: true },
  requestId: { type: 'text', search: true },
} as const satisfies FilterColumns

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
  'owner-disabled',
  'check-failed',
] as const

/** What calls for a look besides what ends, the most pressing first. */
export const attentionCounts = [
  'check-failed',
  'unrestricted',
  'owner-disabled',
  'legacy-algorithm',
  'unused-90',
  'never-used-30',
] as const satisfies readonly InventoryCount[]

/** How many days the timeline looks ahead, and how far it looks back. */
export const inventoryDays = { ahead: 90, back: 30 } as const
