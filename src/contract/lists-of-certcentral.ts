import type { FilterColumns } from './filter.ts'
import { ownerStatuses } from './lists.ts'

/* What lists of CertCentral are made of (lists.ts says why apart from their shapes). */

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
  name: { type: 'text', search: true, natural: true },
  'user.id': { type: 'text', folded: true },
  'user.name': { type: 'text', search: true, natural: true },
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
  name: { type: 'text', search: true, natural: true },
  email: { type: 'text', search: true },
  kind: { type: 'choice', choices: userKinds },
} as const satisfies FilterColumns

export const authKeyStatuses = ['active', 'expired'] as const

export const authKeyTypes = ['permanent', 'ttl'] as const

export const authKeyColumns = {
  id: { type: 'text', folded: true, search: true },
  label: { type: 'text', nullable: true, search: true, natural: true },
  type: { type: 'choice', choices: authKeyTypes },
  status: { type: 'choice', choices: authKeyStatuses },
  'hint.last4': { type: 'text', search: true },
  'createdBy.name': { type: 'text', nullable: true, search: true, natural: true },
  createdAt: { type: 'date' },
  expiresAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns

export const regions = ['own', 'us', 'eu', 'custom'] as const

/** Where the vendor's regions are; `own` is this server's own `/services/v2`, `custom` what is given. */
export const regionBases = { us: 'https://www.digicert.com/services/v2', eu: 'https://certcentral.digicert.eu/services/v2' } as const

export const lineStates = ['passed', 'warning', 'failed', 'not-checked'] as const

export const connectorColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, natural: true },
  region: { type: 'choice', choices: regions },
  baseUrl: { type: 'text', search: true },
  status: { type: 'choice', choices: lineStates },
  /** Whoever is not ready fails its last check; one without a check is neither. */
  'lastCheck.ready': { type: 'choice', choices: ['true', 'false'], nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
  'apiKeyHint.last4': { type: 'text', search: true },
  divisionId: { type: 'text', nullable: true },
  createdBy: { type: 'text', nullable: true, search: true, natural: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
} as const satisfies FilterColumns
