import { z } from './zod.ts'
import type { Method } from './endpoint.ts'
import { restrictions } from './lists-of-certcentral.ts'

export { restrictions } from './lists-of-certcentral.ts'

export type Restriction = (typeof restrictions)[number]['id']

const ids: readonly number[] = restrictions.map(({ id }) => id)
const words = `Give one of ${ids.join(', ')}.`

/** One of 0, 100, 101, 102, 103, as a JSON number. */
export const Restriction = z.literal(restrictions.map(({ id }) => id), words)

/** The same as text too: as the vendor's clients send it. */
export const VendorRestriction = z
  .preprocess((value) => (typeof value === 'string' && /^(?:0|1\d\d)$/.test(value) ? Number(value) : value), Restriction)
  .meta({ enum: Array.from(ids) })

/** A part of the CertCentral account. `self`: who am I and what may I do, which every key may ask. */
export type Area = 'self' | 'orders' | 'domains' | 'organizations' | 'users' | 'account' | 'finance'

const reach: Readonly<Record<Restriction, readonly Area[] | 'everything' | 'reading'>> = {
  0: 'everything',
  100: ['orders'],
  101: ['orders', 'domains', 'organizations'],
  102: 'reading',
  103: ['users'],
}

/**
 * May a key with this restriction make this call, whatever its user may do? Pure: the server asks before every call of the
 * API, and the preview asks for calls of the past. An endpoint without an area belongs to none: only 0 and View Only reach it.
 */
export function permits(restriction: Restriction, call: { readonly method: Method; readonly area?: Area }): boolean {
  const reached = reach[restriction]
  if (reached === 'everything') return true
  if (reached === 'reading') return call.method === 'GET'
  return call.area === 'self' || (call.area !== undefined && reached.includes(call.area))
}

/** Is everything that `inner` permits also permitted by `outer`? So that no key makes a key stronger than itself. */
export function covers(outer: Restriction, inner: Restriction): boolean {
  if (outer === inner || outer === 0) return true
  const [wide, narrow] = [reach[outer], reach[inner]]
  return Array.isArray(wide) && Array.isArray(narrow) && narrow.every((area: Area) => wide.includes(area))
}
