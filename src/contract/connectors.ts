import { z } from './zod.ts'
import { IntegerId } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { Hint, Id, Name, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { lineStates, regions } from './lists-of-certcentral.ts'

export { connectorColumns, lineStates, regionBases, regions } from './lists-of-certcentral.ts'

/*
 * A connector is what another product issues with: a CertCentral base URL, an API key, a division, a template. Its checklist says
 * whether all that is needed to issue is there. The key goes in and never comes out again.
 */

export type Region = (typeof regions)[number]

export const connectorsMax = 2000
export const allowedBasesMax = 2000
/** Checks kept of a connector. */
export const checksKept = 20

/**
 * The base URL as it is kept, or `undefined` when it cannot be one: https, a name and no address, no user, query or fragment, no
 * final slash. WHATWG parsing has by then turned `2130706433` and `0x7f.1` into the addresses that they are.
 */
export function baseUrlOf(text: string): string | undefined {
  const url = URL.parse(text.trim())
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '' || /[?#\\]/.test(text)) return undefined
  const { hostname } = url
  if (hostname.length > 253 || !/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(hostname)) return undefined
  const path = url.pathname.replace(/\/+$/, '')
  return /^(?:\/[A-Za-z0-9._~-]+)*$/.test(path) ? url.origin + path : undefined
}

const BaseUrl = z.string().max(300).overwrite((text) => baseUrlOf(text) ?? text)
  .refine((text) => baseUrlOf(text) === text, 'Give an https URL with a host name and a path only, such as https://ca.example.org/services/v2.')

/** What goes into a header: visible ASCII. */
const ApiKey = z
  .string()
  .trim()
  .min(8, 'The API key is shorter than any.')
  .max(500)
  .regex(/^[\x21-\x7e]*$/, 'An API key has no blanks and no letters beyond ASCII.')
  .meta({ format: 'password' })
const Division = IntegerId.transform(String)

const validity = { validityYears: z.int().min(1).max(10).optional(), validityDays: z.int().min(1).max(3660).optional() }
/** What certificates will be ordered with: a product, a validity in years or in days, and how many SANs beside the common name. */
export const ConnectorTemplate = z
  .strictObject({
    productNameId: z.string().regex(/^[a-z0-9_]{1,100}$/, 'Give the name_id as the vendor writes it, such as ssl_plus.'),
    ...validity,
    sans: z.int().min(0).max(1000),
  })
  .refine(({ validityYears, validityDays }) => (validityYears === undefined) !== (validityDays === undefined), {
    path: ['validityYears'],
    message: 'Give the validity in years or in days, and not in both.',
  })
export type ConnectorTemplate = z.infer<typeof ConnectorTemplate>

/** The prerequisites, in the one order that they are shown in. */
export const prerequisites = ['account', 'role', 'restriction', 'domains', 'products', 'funds', 'endpoint', 'template'] as const
export type Prerequisite = (typeof prerequisites)[number]
export type LineState = (typeof lineStates)[number]

/** One line: what was found, and what to do about it (null when nothing is to be done). */
export const CheckLine = z.strictObject({ prerequisite: z.enum(prerequisites), state: z.enum(lineStates), evidence: z.string(), remedy: z.string().nullable() })
export type CheckLine = z.infer<typeof CheckLine>

export const CheckSummary = z.strictObject({
  id: Id,
  at: UtcInstant,
  /** Nothing failed, and what was not checked did not stop the rest. */
  ready: z.boolean(),
  passed: z.int(),
  warnings: z.int(),
  failed: z.int(),
  notChecked: z.int(),
})
export const ConnectorCheck = CheckSummary.extend({ lines: z.array(CheckLine) })
export type ConnectorCheck = z.infer<typeof ConnectorCheck>

/** Never holds the key. */
export const Connector = z.strictObject({
  id: Id,
  name: z.string(),
  region: z.enum(regions),
  baseUrl: z.string(),
  /** May it be asked at all? Not when its base URL has left the list of allowed ones. */
  allowed: z.boolean(),
  apiKeyHint: Hint,
  divisionId: z.string().nullable(),
  contractAccount: z.boolean(),
  template: ConnectorTemplate.nullable(),
  createdAt: UtcInstant,
  createdBy: z.string().nullable(),
  updatedAt: UtcInstant,
  /** What the last check came to: a line failed; not checked, or stopped before the account was seen; a line warned; none did. */
  status: z.enum(lineStates),
  lastCheck: CheckSummary.nullable(),
})
export type Connector = z.infer<typeof Connector>

const given = {
  region: z.enum(regions),
  baseUrl: BaseUrl.optional(),
  divisionId: Division.nullable().optional(),
  contractAccount: z.boolean().optional(),
  template: ConnectorTemplate.nullable().optional(),
}
const fits = ({ region, baseUrl }: { region?: Region | undefined; baseUrl?: string | undefined }) => (region === 'custom') === (baseUrl !== undefined)
const misfit = { path: ['baseUrl'], message: 'A base URL goes with the region custom, and only with that one.' }

const connectorId = z.strictObject({ connectorId: Id })
const path = '/api/v1/connectors'
const admin = { takes: ['session'] } as const

export const listConnectors = {
  ...admin, method: 'GET', path, summary: 'List connectors, each with its last check', action: 'connector.list',
  query: PageQuery, reply: Page(Connector), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createConnector = {
  ...admin, method: 'POST', path, summary: 'Add a connector; its API key goes in and never comes out', action: 'connector.create', status: 201,
  idempotent: true, versioned: true,
  errors: ['name-taken', 'base-url-not-allowed', 'limit-reached'], reply: Connector,
  body: z.strictObject({ name: Name, apiKey: ApiKey, ...given }).refine(fits, misfit),
} as const satisfies Endpoint

/** An address on the list of what connectors may ask. */
export const AllowedBase = z.strictObject({ id: Id, baseUrl: z.string(), createdAt: UtcInstant })
export type AllowedBase = z.infer<typeof AllowedBase>

/** Before `/connectors/{connectorId}`, which would take `allowed` for an id. */
export const listAllowedBases = {
  ...admin, method: 'GET', path: `${path}/allowed`, summary: 'Base URLs that connectors may ask beside our own', action: 'connector.list',
  reply: z.strictObject({ data: z.array(AllowedBase) }),
} as const satisfies Endpoint

/** Needs the password of the last five minutes: from then on keys are sent there (docs/decisions/0015). */
export const allowBase = {
  ...admin, method: 'POST', path: `${path}/allowed`, summary: 'Let connectors ask one more base URL', action: 'connector.allow', status: 201, idempotent: true,
  errors: ['name-taken', 'confirmation-required', 'limit-reached'],
  body: z.strictObject({ baseUrl: BaseUrl }), reply: AllowedBase,
} as const satisfies Endpoint

export const disallowBase = {
  ...admin, method: 'DELETE', path: `${path}/allowed/{baseId}`, summary: 'Take a base URL off the list: from now on nothing is asked there',
  action: 'connector.allow', status: 204,
  params: z.strictObject({ baseId: Id }),
} as const satisfies Endpoint

export const getConnector = {
  ...admin, method: 'GET', path: `${path}/{connectorId}`, summary: 'One connector', action: 'connector.read', params: connectorId, versioned: true,
  reply: Connector,
} as const satisfies Endpoint

export const updateConnector = {
  ...admin, method: 'PUT', path: `${path}/{connectorId}`, summary: 'Change a connector; another base URL takes another entry of the API key',
  action: 'connector.update', params: connectorId, versioned: true,
  errors: ['name-taken', 'base-url-not-allowed', 'secret-required', 'changed-meanwhile'],
  body: z.strictObject({ name: Name.optional(), apiKey: ApiKey.optional(), ...given, region: given.region.optional() })
    .refine((body) => (body.region === undefined ? body.baseUrl === undefined : fits(body)), misfit), reply: Connector,
} as const satisfies Endpoint

export const deleteConnector = {
  ...admin, method: 'DELETE', path: `${path}/{connectorId}`, summary: 'Delete a connector with its key and its history', action: 'connector.delete',
  params: connectorId, versioned: true, status: 204, errors: ['changed-meanwhile'],
} as const satisfies Endpoint

export const checkConnector = {
  ...admin, method: 'POST', path: `${path}/{connectorId}/check`, summary: 'Go through the checklist now, and keep what came out', action: 'connector.check',
  params: connectorId, status: 200, reply: ConnectorCheck, errors: ['changed-meanwhile', 'secret-unreadable'],
} as const satisfies Endpoint

export const listConnectorChecks = {
  ...admin, method: 'GET', path: `${path}/{connectorId}/checks`, summary: `The last ${checksKept} checks, newest first`, action: 'connector.read',
  params: connectorId, reply: z.strictObject({ data: z.array(ConnectorCheck) }),
} as const satisfies Endpoint
