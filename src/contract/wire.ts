import { z } from './zod.ts'
import { problems, type ProblemCode } from './problem.ts'

/*
 * The two vendors' wires, spoken at the vendors' own paths: their statuses, their codes, their envelope. Inside, the
 * server refuses with its own codes (problem.ts); here they get the words that an existing client of the vendor branches on.
 */

export type Wire = 'certcentral' | 'one'

/** Where each lives: CertCentral Services API v2, and DigiCert ONE Account Manager. */
export const wireBases: Readonly<Record<Wire, string>> = { certcentral: '/services/v2', one: '/account/api/v1' }

/**
 * DigiCert ONE has other managers beside Account Manager on the same host (`/mpki` issues certificates). None of them is here, and
 * who asks for one is told so in DigiCert ONE's words.
 */
export const otherManagers = ['/account', '/mpki', '/certificate-authority', '/devicetrustmanager', '/documentmanager', '/iot', '/signingmanager'] as const

const isUnder = (path: string, base: string) => path === base || path.startsWith(`${base}/`)

/** The wire of a path, known route or not; `undefined` for our own. */
export const wireOf = (path: string): Wire | undefined =>
  (Object.keys(wireBases) as Wire[]).find((wire) => isUnder(path, wireBases[wire])) ?? (otherManagers.some((base) => isUnder(path, base)) ? 'one' : undefined)

/** The header each takes its credential from. It reads no other, and no cookie. */
export const wireHeaders: Readonly<Record<Wire, string>> = { certcentral: 'X-DC-DEVKEY', one: 'x-api-key' }

/** `errors[]` of both vendors. CertCentral's codes are `family` or `family|detail`. */
export const VendorErrors = z.strictObject({ errors: z.array(z.strictObject({ code: z.string(), message: z.string() })).min(1) })
export type VendorErrors = z.infer<typeof VendorErrors>

/** A status and a code; `*` stands for the field at fault. `message` where the vendor's own is known. */
interface Refusal {
  readonly status: number
  readonly code: string
  readonly message?: string
}

const badKey = { status: 403, code: 'access_denied|access_denied_invalid_key', message: 'Access denied due to access_denied_invalid_key.' }
const badToken = { status: 401, code: 'invalid_api_key' }

/** What differs from the rule in `refusalOn`. CertCentral answers 403 to a bad key where DigiCert ONE answers 401. */
const refusals: Readonly<Record<Wire, Partial<Record<ProblemCode, Refusal>>>> = {
  certcentral: {
    'not-signed-in': badKey,
    'invalid-credential': badKey,
    'not-allowed': { status: 403, code: 'access_denied|missing_permission' },
    'not-found': { status: 404, code: 'not_found|route' },
    required: { status: 400, code: 'required|*' },
    'invalid-value': { status: 400, code: 'invalid_value|*' },
    'too-long': { status: 400, code: 'invalid_value|*' },
    'too-many-requests': { status: 429, code: 'request_limit_exceeded' },
  },
  one: {
    'not-signed-in': badToken,
    'invalid-credential': badToken,
    'not-allowed': { status: 403, code: 'access_denied' },
    'not-found': { status: 404, code: 'resource_not_found' },
    'name-taken': { status: 409, code: 'duplicate_error' },
  },
}

const badRequest: Readonly<Record<Wire, string>> = { certcentral: 'bad_request_format', one: 'invalid_request' }

/**
 * Status and code of one of our refusals on a wire. `own`: the endpoint's, which go before the wire's. What neither
 * names is the vendor's general code for a bad request, or else our own code with underscores.
 */
export function refusalOn(wire: Wire, code: ProblemCode, own: Partial<Record<ProblemCode, string>> = {}): Refusal {
  const known = refusals[wire][code]
  const status = known?.status ?? problems[code][0]
  const chosen = own[code]
  // An endpoint's own code with 409 would be the only one that CertCentral has: it answers 400 for what stands in the way.
  if (chosen !== undefined) return { status: wire === 'certcentral' && status === 409 ? 400 : status, code: chosen }
  return known ?? { status, code: status === 400 ? badRequest[wire] : code.replaceAll('-', '_') }
}
