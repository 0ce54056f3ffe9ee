import { z } from 'zod'
import { Container } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { UtcInstant } from './names.ts'

/*
 * What CertCentral's dialect answers about the account: facts that an administrator loads as JSON. Entries are loose, so that
 * what the vendor's own API answered can be loaded as it is; only what is read here, or by a connector, has a set form.
 */

export const factsBytesMax = 8 * 1024 * 1024
export const factsEntriesMax = 10_000

const Whole = z.int().min(1).max(999_999_999)
const Line = z.string().min(1).max(500)
/** An amount of money: a text, as the vendor writes it. */
const Amount = z.string().regex(/^-?\d{1,12}(?:\.\d{1,4})?$/, 'Give an amount as text, such as "1200.00".')

export const AccountFact = z.looseObject({
  id: Whole,
  primary_organization_id: Whole.optional(),
  primary_organization_name: Line.optional(),
})

export const DivisionFact = z.looseObject({
  id: Whole,
  name: Line,
  is_active: z.boolean().optional(),
})

/** Which division a thing is of; without one it is the top one's. */
const OfDivision = z.looseObject({ id: Whole }).optional()

export const OrganizationFact = z.looseObject({
  container: OfDivision,
  id: Whole,
  name: Line,
  status: Line.optional(),
  display_name: Line.optional(),
})

export const DomainFact = z.looseObject({
  container: OfDivision,
  id: Whole,
  name: z.string().min(1).max(253),
  is_active: z.boolean(),
  date_created: Line.optional(),
  organization: z.looseObject({ id: Whole, name: Line }).optional(),
  validations: z.array(z.looseObject({ type: Line, status: Line.optional(), validated_until: Line.optional() })).max(50).optional(),
  dcv_method: Line.optional(),
  dcv_expiration: z.looseObject({ ov: Line.optional(), ev: Line.optional() }).optional(),
})

export const ProductFact = z.looseObject({
  name_id: z.string().regex(/^[a-z0-9_]{1,100}$/, 'Give the name_id as the vendor writes it, such as ssl_plus.'),
  name: Line,
  type: Line,
  group_name: Line.optional(),
  /** Divisions that may order it; none named: all. */
  allowed_container_ids: z.array(z.int()).max(10_000).optional(),
  allowed_validity_years: z.array(z.int()).max(100).optional(),
  duplicates_allowed: z.boolean().optional(),
  additional_dns_names_allowed: z.boolean().optional(),
})

export const BalanceFact = z.looseObject({
  balance: Amount,
  currency: z.string().min(1).max(10),
  unpaid_invoice_balance: Amount.optional(),
  negative_balance_limit: Amount.optional(),
  used_credit_from_other_containers: Amount.optional(),
  total_available_funds: Amount.optional(),
  unlimited_negative_balance: z.boolean().optional(),
})

const unique = (of: string) => `Two ${of} have the same id.`
const distinct = (list: readonly unknown[]) => new Set(list).size === list.length

export const AccountFacts = z.strictObject({
  account: AccountFact.optional(),
  container: Container.optional(),
  /** The divisions, as the vendor's `GET /container` lists them; the top one may be among them. */
  containers: z.array(DivisionFact).refine((list) => distinct(list.map(({ id }) => id)), unique('containers')).optional(),
  organizations: z.array(OrganizationFact).refine((list) => distinct(list.map(({ id }) => id)), unique('organizations')).optional(),
  domains: z.array(DomainFact).refine((list) => distinct(list.map(({ id }) => id)), unique('domains')).optional(),
  products: z.array(ProductFact).refine((list) => distinct(list.map(({ name_id: id }) => id)), unique('products')).optional(),
  balance: BalanceFact.optional(),
})
export type AccountFacts = z.output<typeof AccountFacts>

/** What is loaded, counted. */
export const FactsSummary = z.strictObject({
  organizations: z.int(),
  domains: z.int(),
  divisions: z.int(),
  products: z.int(),
  hasAccount: z.boolean(),
  hasBalance: z.boolean(),
  updatedAt: UtcInstant.nullable(),
})
export type FactsSummary = z.infer<typeof FactsSummary>

const path = '/api/v1/certcentral/account-facts'

export const getAccountFacts = {
  method: 'GET', path, summary: 'What is loaded about the CertCentral account', action: 'account-facts.read', takes: ['session'],
  reply: z.strictObject({ summary: FactsSummary, facts: AccountFacts }), versioned: true,
} as const satisfies Endpoint

export const putAccountFacts = {
  method: 'PUT', path, summary: 'Load the facts of the CertCentral account from JSON; what was loaded before goes', action: 'account-facts.update', takes: ['session'],
  body: AccountFacts, bodyMax: factsBytesMax, reply: FactsSummary, versioned: true, errors: ['changed-meanwhile', 'too-large'],
} as const satisfies Endpoint
