import { z } from './zod.ts'
import { apiUrlFault, apiUrlOf } from './addresses.ts'
import type { Endpoint } from './endpoint.ts'
import { Id } from './names.ts'
import { Nameserver } from './nameservers.ts'

/*
 * How TSIG keys reach a nameserver, each way the same file: by hand (what `export` gives), fetched by the server with a credential of
 * its own, or pushed through the API of PowerDNS. A file has a number that grows and a digest: its ETag is `"<number>-<digest>"`.
 */

export const fileEtag = (number: number, digest: string): string => `"${number}-${digest}"`
/** The number of the file that an ETag is of; `undefined` for what is none of ours. Weak ones (RFC 9110 §8.8.1) come from proxies that compress. */
export function fileNumber(etag: string): number | undefined {
  const number = /^(?:W\/)?"(\d{1,9})-[0-9a-f]{16}"$/.exec(etag.trim())?.[1]
  return number === undefined ? undefined : Number(number)
}

const takes = ['session', 'auth-token'] as const
const path = '/api/v1/nameservers/{nameserverId}'
const params = z.strictObject({ nameserverId: Id })

const ApiUrl = z.string().max(300).overwrite((text) => apiUrlOf(text) ?? text)
  .refine((text) => apiUrlOf(text) === text, apiUrlFault)
const ApiKey = z.string().trim().min(1, 'Enter the API key.').max(500)
  .regex(/^[\x21-\x7e]*$/, 'An API key has no blanks and no letters beyond ASCII.').meta({ format: 'password' })

/** With `pull`, and only then, the credential that the server fetches with: once. An earlier one ends. */
export const Delivered = Nameserver.extend({ credential: z.string().optional() })
export type Delivered = z.infer<typeof Delivered>

/** It decides where secrets go, so a session needs the password of the last five minutes. */
export const setDelivery = {
  method: 'PUT', path: `${path}/delivery`, summary: 'How keys reach a nameserver; with pull it answers the server credential, once',
  action: 'nameserver.deliver',
  takes, params, versioned: true, secret: true,
  body: z.discriminatedUnion('way', [
    z.strictObject({ way: z.literal('by-hand') }),
    z.strictObject({ way: z.literal('pull') }),
    z.strictObject({ way: z.literal('powerdns-api'), url: ApiUrl, apiKey: ApiKey.optional() }),
  ]),
  reply: Delivered, errors: ['confirmation-required', 'changed-meanwhile', 'secret-required', 'address-not-allowed'],
} as const satisfies Endpoint

/** As a preview with the secrets masked. */
export const previewFile = {
  method: 'GET', path: `${path}/export`, summary: 'The file of a nameserver, its secrets masked', action: 'nameserver.export', takes, params,
  produces: ['text/plain'],
} as const satisfies Endpoint

export const exportFile = {
  method: 'POST', path: `${path}/export`, summary: 'The file of a nameserver, with its secrets; audited', action: 'nameserver.export', takes, params,
  produces: ['text/plain'], secret: true, errors: ['confirmation-required'],
} as const satisfies Endpoint

/** Somebody has put the file in place by hand. `etag`: of the file they took. */
export const confirmInPlace = {
  method: 'POST', path: `${path}/in-place`, summary: 'The file was put in place by hand', action: 'nameserver.deliver', takes, params,
  body: z.strictObject({ etag: z.string().max(100) }), reply: Nameserver, errors: ['changed-meanwhile', 'not-in-this-state'],
} as const satisfies Endpoint

/** Push now: when something changes, and a while after it failed, it happens by itself. */
export const pushFile = {
  method: 'POST', path: `${path}/push`, summary: 'Bring the keys to PowerDNS by its API', action: 'nameserver.deliver', takes, params, reply: Nameserver,
  errors: ['not-in-this-state'],
} as const satisfies Endpoint

/** To be read before it is run; a server that fetches takes it with its credential. */
export const installScript = {
  method: 'GET', path: `${path}/install-script`, summary: 'The script that a nameserver fetches its file with; no secret is in it', action: 'nameserver.read',
  takes, params, produces: ['text/plain'], errors: ['not-in-this-state'],
} as const satisfies Endpoint

const own = ['server-credential'] as const

export const fetchScript = {
  method: 'GET', path: `${path}/install`, summary: 'The script that a nameserver fetches its file with, for itself', action: 'nameserver.fetch', takes: own,
  params, produces: ['text/plain'],
} as const satisfies Endpoint

/** What the server credential is for: the file of the server whose it is, and no other. */
export const fetchFile = {
  method: 'GET', path: `${path}/file`, summary: 'The file of a nameserver, for itself; ETag, 304 by If-None-Match', action: 'nameserver.fetch', takes: own,
  params, produces: ['text/plain'], secret: true,
} as const satisfies Endpoint

/** An older report than the last counts for nothing. */
export const reportRunning = {
  method: 'POST', path: `${path}/report`, summary: 'A nameserver says what it runs, or why it does not', action: 'nameserver.report', takes: own, params,
  status: 204,
  body: z.strictObject({
    etag: z.string().max(100),
    outcome: z.enum(['running', 'refused', 'failed']),
    /** What its checker said: at most 4,000 characters are kept, control characters as blanks. */
    detail: z.string().max(20_000).optional(),
  }),
} as const satisfies Endpoint
