import { z } from './zod.ts'

/*
 * What all nouns of CertCentral's API share: integer ids, times with `+00:00`, lists with filters, sort, offset and limit.
 * Bodies and queries are loose: a vendor's client may send more than we know.
 */

/** A whole number as JSON has it, or the same as text ("5"), which is how PHP and Ruby clients send an id that they read somewhere. */
export const orDigits = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (typeof value === 'string' && /^(?:0|[1-9]\d{0,8})$/.test(value) ? Number(value) : value), schema)

/** An integer id in a path: at most nine digits, so that it fits every column. */
export const IntegerId = z.string().regex(/^[1-9]\d{0,8}$/, 'Give a whole number.').transform(Number)

/** An instant as CertCentral writes it: `2026-11-21T12:00:00+00:00`, whole seconds. */
export const VendorInstant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/)

export const vendorLimitDefault = 1000
export const vendorLimitMax = 1000
/**
 * Of lists that the vendor shows without pages: clients written for it ask for no `limit` and take what comes for all there is.
 * So many come at once, as many may be asked for, and where that is not all `page` says so.
 */
export const wholeListMax = 10_000

const whole = (min: number, max: number) => {
  const words = `Give a whole number from ${min} to ${max}.`
  return z.string().regex(/^(?:0|[1-9]\d{0,8})$/, words).transform(Number).pipe(z.int().min(min, words).max(max, words))
}

/** The query of every list of its API; `filters[…]` beside it, as each list names them. */
export const VendorQuery = z.looseObject({
  sort: z.string().max(500).optional(),
  offset: whole(0, 999_999_999).optional(),
  limit: whole(1, vendorLimitMax).optional(),
  /** Exact; with `%` before it contained, with one behind it at the beginning. */
  'filters[search]': z.string().max(200).optional(),
})
export type VendorQuery = z.output<typeof VendorQuery>

/** The query of a list that comes whole, unless a part is asked for. */
export const WholeListQuery = VendorQuery.extend({ limit: whole(1, wholeListMax).optional() })

export const VendorPage = z.strictObject({ total: z.int(), limit: z.int(), offset: z.int() })

/** Divisions that a service user is restricted to; none: all that its maker reaches. */
export const DivisionIds = z
  .array(orDigits(z.int().min(1).max(999_999_999)).meta({ type: 'integer', minimum: 1, maximum: 999_999_999 }))
  .max(1000, 'At most 1000 divisions.')

/** A yes or no of a query, in the words that clients use; empty is no. */
export const Yes = z.string().regex(/^(?:1|true|yes|0|false|no|)$/i, 'Give true or false.').transform((text) => /^(?:1|true|yes)$/i.test(text)).optional()

/** The account's top division, as users have it with them. */
export const Container = z.strictObject({
  id: z.int(),
  public_id: z.string(),
  name: z.string(),
  parent_id: z.int(),
  template_id: z.int(),
  ekey: z.string(),
  has_logo: z.boolean(),
  is_active: z.boolean(),
})
export type Container = z.infer<typeof Container>
