import { z } from './zod.ts'
import { orDigits } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { UtcInstant } from './names.ts'

/*
 * What CertCentral's API answers about the account: facts that an administrator loads as JSON. Entries are loose, so that
 * what the vendor's own API answered can be loaded as it is; only what is read here, or by a connector, has a set form.
 */

export const factsBytesMax = 8 * 1024 * 1024
export const factsEntriesMax = 10_000

/** An id: a JSON number, or its digits as text, as the vendor writes some. It is kept as a number. */
const Whole = orDigits(z.int().min(1).max(999_999_999)).meta({ type: 'integer', minimum: 1, maximum: 999_999_999 })
const Line = z.string().min(1).max(500)
/** `true`, or as the vendor writes it in places: `"1"`. */
const Flag = z
  .preprocess((value) => (['1', 1, 'true'].includes(value as string) ? true : ['0', 0, 'false'].includes(value as string) ? false : value), z.boolean())
  .meta({ type: 'boolean' })
/** An amount of money: a text, as the vendor writes it. */
const Amount = z.string().regex(/^-?\d{1,12}(?:\.\d{1,4})?$/, 'Give an amount as text, such as "1200.00".')

/* What is not there may be `null`, as in some of the vendor's answers. */

export const AccountFact = z.looseObject({
  id: Whole,
  primary_organization_id: Whole.nullish(),
  primary_organization_name: Line.nullish(),
  root_container_id: Whole.nullish(),
})

/** A division as Container info, List containers and List child containers answer it. */
export const ContainerFact = z.looseObject({
  id: Whole,
  name: Line,
  /** 0 of the top one. */
  parent_id: orDigits(z.int().min(0).max(999_999_999)).meta({ type: 'integer', minimum: 0, maximum: 999_999_999 }).nullish(),
  is_active: Flag.nullish(),
  /** The organizations that it can order for; none named: all. */
  organization_assignments: z.array(z.looseObject({ id: Whole })).max(10_000).nullish(),
})
export type ContainerFact = z.output<typeof ContainerFact>

/** Which division a thing is of; without one it is the top one's. */
const OfDivision = z.looseObject({ id: Whole }).nullish()

const Validation = z.looseObject({ type: Line, status: Line.nullish(), validated_until: Line.nullish() })
export const Validations = z.array(Validation).max(50)

export const OrganizationFact = z.looseObject({
  container: OfDivision,
  id: Whole,
  name: Line,
  status: Line.nullish(),
  display_name: Line.nullish(),
  /** Divisions that can order for it, beside its own. */
  container_id_assignments: z.array(Whole).max(10_000).nullish(),
  validations: Validations.nullish(),
})
export type OrganizationFact = z.output<typeof OrganizationFact>

export const DomainFact = z.looseObject({
  container: OfDivision,
  id: Whole,
  name: z.string().min(1).max(253),
  /** Not there in older answers: then it is active. */
  is_active: Flag.nullish(),
  date_created: Line.nullish(),
  organization: z.looseObject({ id: Whole, name: Line.nullish() }).nullish(),
  validations: Validations.nullish(),
  dcv_method: Line.nullish(),
  dcv_expiration: z.looseObject({ ov: Line.nullish(), ev: Line.nullish() }).nullish(),
  is_pending_validation: Flag.nullish(),
})
export type DomainFact = z.output<typeof DomainFact>

export const ProductFact = z.looseObject({
  name_id: z.string().regex(/^[a-z0-9_]{1,100}$/, 'Give the name_id as the vendor writes it, such as ssl_plus.'),
  name: Line,
  type: Line,
  group_name: Line.nullish(),
  /** Divisions that may order it; none named: all. */
  allowed_container_ids: z.array(orDigits(z.int()).meta({ type: 'integer' })).max(10_000).nullish(),
  allowed_validity_years: z.array(orDigits(z.int()).meta({ type: 'integer' })).max(100).nullish(),
  duplicates_allowed: Flag.nullish(),
  additional_dns_names_allowed: Flag.nullish(),
})

export const BalanceFact = z.looseObject({
  balance: Amount,
  currency: z.string().min(1).max(10),
  unpaid_invoice_balance: Amount.nullish(),
  negative_balance_limit: Amount.nullish(),
  used_credit_from_other_containers: Amount.nullish(),
  total_available_funds: Amount.nullish(),
  unlimited_negative_balance: Flag.nullish(),
})

const unique = (of: string) => `Two ${of} have the same id.`
const distinct = (list: readonly unknown[]) => new Set(list).size === list.length

const listOf = <S extends z.ZodType>(fact: S, name: string, idOf: (entry: z.output<S>) => unknown) =>
  z.array(fact).refine((list) => distinct(list.map(idOf)), unique(name))
/** Left out, or `null`. */
const orNothing = <S extends z.ZodType>(schema: S) => schema.nullish().transform((value) => value ?? undefined).optional()

export const AccountFacts = z.strictObject({
  account: orNothing(AccountFact),
  /** One division's info: the top one's, or that of any. */
  container: orNothing(ContainerFact),
  /** The divisions, in any order, the top one among them or not. */
  containers: orNothing(listOf(ContainerFact, 'containers', ({ id }) => id)),
  organizations: orNothing(listOf(OrganizationFact, 'organizations', ({ id }) => id)),
  domains: orNothing(listOf(DomainFact, 'domains', ({ id }) => id)),
  products: orNothing(listOf(ProductFact, 'products', ({ name_id: id }) => id)),
  balance: orNothing(BalanceFact),
  /** Beside a list that is pasted as it was answered. Not kept; a list that is only a part of the account is refused by it. */
  page: orNothing(z.looseObject({ total: z.int().optional() })),
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
  method: 'PUT', path, summary: 'Load the facts of the CertCentral account from JSON; what was loaded before goes', action: 'account-facts.update',
  takes: ['session'],
  body: AccountFacts, bodyMax: factsBytesMax, reply: FactsSummary, versioned: true, errors: ['changed-meanwhile', 'too-large'],
} as const satisfies Endpoint
