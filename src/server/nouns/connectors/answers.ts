import { z } from 'zod'
import type { OutsideFault } from '../../host.ts'

/* What CertCentral answers, as far as a checklist reads it (the vendor's documented shapes); whatever else is there is left unread. */

/** An answer with its status, or why there is none. `redirect`: it would have us go elsewhere, which we do not. */
export type Heard = { readonly status: number; readonly body: unknown } | { readonly fault: OutsideFault | 'not-json' | 'redirect' }

/** Everything that was asked, in this order. What was not asked because an earlier answer ruled it out is absent. */
export interface Answers {
  /** Host asked, and how long the first answer took. */
  readonly host: string
  readonly milliseconds: number
  /** `TLSv1.3`; nothing where no connection was made. */
  readonly tls?: string | undefined
  readonly me: Heard
  readonly keys?: Heard
  readonly domains?: Heard
  readonly products?: Heard
  readonly product?: Heard
  readonly balance?: Heard
}

const Text = z.string().max(500)
const Flag = z.union([
  z.boolean(),
  z.enum(['0', '1', 'true', 'false']).transform((text) => text === '1' || text === 'true'),
  z.literal([0, 1]).transform(Boolean),
])

export const Me = z.looseObject({
  id: z.int().optional(),
  account_id: z.int().optional(),
  username: Text.optional(),
  first_name: Text.nullish(),
  last_name: Text.nullish(),
  status: Text.optional(),
  container: z.looseObject({ is_active: Flag.optional(), name: Text.optional() }).optional(),
  access_roles: z.array(z.looseObject({ name: Text })).default([]),
})
export const Keys = z.looseObject({
  api_keys: z.array(z.looseObject({ user: z.looseObject({ id: z.int() }).optional(), status: Text.optional(), restricted_to_role_id: z.int().optional() })),
})
export const Domains = z.looseObject({
  domains: z.array(z.looseObject({
    name: Text,
    is_active: Flag.optional(),
    validations: z.array(z.looseObject({ status: Text.optional(), validated_until: Text.nullish() })).optional(),
    dcv_expiration: z.looseObject({ ov: Text.nullish(), ev: Text.nullish() }).nullish(),
  })),
  page: z.looseObject({ total: z.int() }).optional(),
})
export type Domain = z.output<typeof Domains>['domains'][number]

const Years = z.array(z.union([z.int(), z.string().regex(/^\d{1,3}$/).transform(Number)])).optional()
export const Product = z.looseObject({
  name_id: Text,
  name: Text.optional(),
  type: Text.optional(),
  group_name: Text.optional(),
  validation_type: Text.nullish(),
  allowed_validity_years: Years,
  allowed_order_validity_years: Years,
  additional_dns_names_allowed: Flag.optional(),
  custom_expiration_date_allowed: Flag.optional(),
})
export type Product = z.output<typeof Product>
export const Products = z.looseObject({ products: z.array(Product) })

const Amount = z.union([z.string().regex(/^-?\d+(?:\.\d+)?$/), z.number().transform(String)])
export const Balance = z.looseObject({
  balance: Amount.optional(),
  currency: Text.optional(),
  total_available_funds: Amount.optional(),
  unlimited_negative_balance: Flag.optional(),
})

/** The body, if the answer is a success of this shape. */
export function bodyOf<S extends z.ZodType>(heard: Heard | undefined, shape: S): z.output<S> | undefined {
  if (heard === undefined || 'fault' in heard || heard.status !== 200) return undefined
  return shape.safeParse(heard.body).data
}

export const statusOf = (heard: Heard | undefined): number | undefined => (heard === undefined || 'fault' in heard ? undefined : heard.status)

const faults: Record<Extract<Heard, { fault: unknown }>['fault'], string> = {
  name: 'its name leads to no address',
  address: 'its name leads to an address that is not on the internet',
  unreachable: 'no connection',
  certificate: 'its certificate cannot be trusted',
  timeout: 'no answer in time',
  'too-large': 'the answer is larger than 1 MiB',
  broken: 'the answer broke off',
  'not-json': 'the answer is not JSON',
  redirect: 'it answers with a redirect, which is not followed',
}

/** Why an answer says nothing, in words: never anything of the answer itself. */
export function whyNot(heard: Heard | undefined): string {
  if (heard === undefined) return 'it was not asked'
  if ('fault' in heard) return faults[heard.fault]
  return heard.status === 200 ? 'the answer has another form than documented' : `the answer was ${heard.status}`
}
