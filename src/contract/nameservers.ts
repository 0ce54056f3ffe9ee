import { z } from './zod.ts'
import { isV4 } from './addresses.ts'
import type { Endpoint } from './endpoint.ts'
import { nameserverKinds, runningStates, tsigPurposes, tsigSayings, tsigVerdicts, waysOfDelivery } from './lists-of-dns.ts'
import { Hint, Id, Name, Note, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { canonicalTsigName, tsigNameFault } from './tsig-names.ts'

export { nameserverColumns, nameserverKinds, runningStates, tsigPurposes, waysOfDelivery } from './lists-of-dns.ts'

/*
 * A nameserver is where TSIG keys are used. A use says which key, for which zone, for what. What is delivered to a server, and who is
 * asked in a check, follows from them.
 */

export type NameserverKind = (typeof nameserverKinds)[number]
export type TsigPurpose = (typeof tsigPurposes)[number]
export type WayOfDelivery = (typeof waysOfDelivery)[number]
export type RunningState = (typeof runningStates)[number]

export const nameserversMax = 10_000
export const addressesMax = 16
/** Of a nameserver, and of a key. */
export const usesMax = 1000
/** Of the nameservers at the other end of a use, so many are named. */
export const peersShown = 20

/**
 * An address as it is kept, or `undefined` where it cannot be one: IPv4 in dotted decimal, IPv6 as RFC 5952 writes it, or a host name
 * (RFC 952, RFC 1123 §2.1) in lower case without the final dot. What programs would read as a number in disguise (`0x7f.1`, `127.1`,
 * `2130706433`) is none of them, nor is an IPv6 address with a zone, which is a name of this machine's.
 */
export function nameserverAddressOf(text: string): string | undefined {
  const plain = text.trim().toLowerCase()
  if (isV4(plain)) return plain
  const bare = /^\[(.*)\]$/.exec(plain)?.[1] ?? plain
  if (bare.includes(':')) {
    if (!/^[0-9a-f:.]+$/.test(bare) || !URL.canParse(`http://[${bare}]`)) return undefined
    return new URL(`http://[${bare}]`).hostname.slice(1, -1)
  }
  const name = plain.replace(/\.$/, '')
  if (name.length > 253 || !/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) return undefined
  return /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name) ? undefined : name
}

const addressFault = 'Give an IPv4 address, an IPv6 address or a host name, such as 192.0.2.53, 2001:db8::53 or ns1.example.com.'
export const NameserverAddress = z.string().max(300).overwrite((text) => nameserverAddressOf(text) ?? text)
  .refine((text) => nameserverAddressOf(text) === text, addressFault)
export const NameserverAddresses = z.array(NameserverAddress).min(1, 'Give an address at least.').max(addressesMax, `At most ${addressesMax} addresses.`)
  .overwrite((list) => [...new Set(list)])

/**
 * Why a canonical name cannot be a zone's, or `undefined`. As names of keys, but that a reverse zone of less than a byte has a slash
 * (RFC 2317) and the root is `.`.
 */
export const zoneFault = (zone: string) =>
  zone === '' || zone === '.' ? undefined : tsigNameFault(zone.replaceAll('/', '-'))?.message.replace('A key name', 'A zone name')
/** The name of a zone in canonical form; empty: all zones. */
export const Zone = z.string().max(254).overwrite((zone) => (zone.trim() === '.' ? '.' : canonicalTsigName(zone))).superRefine((zone, ctx) => {
  const message = zoneFault(zone)
  if (message !== undefined) ctx.addIssue({ code: 'custom', message })
})

const port = z.int().min(1, 'A port is a number from 1 to 65535.').max(65535, 'A port is a number from 1 to 65535.')

/** One use. `lastCheck`: what the last check of this key for this zone at this server said. */
export const TsigUse = z.strictObject({
  id: Id,
  tsigId: Id,
  tsigName: z.string(),
  nameserverId: Id,
  nameserverName: z.string(),
  /** Null: all zones. */
  zone: z.string().nullable(),
  purpose: z.enum(tsigPurposes),
  /**
   * The nameservers at the other end, by name: those with the same key and zone and the other part (asks and answers; signs notify and
   * asks). Twenty are named at most; `peerCount` counts them all.
   */
  peers: z.array(z.strictObject({ id: Id, name: z.string() })),
  peerCount: z.int(),
  createdAt: UtcInstant,
  lastCheck: z.strictObject({ verdict: z.enum(tsigVerdicts), enforced: z.boolean().nullable(), at: UtcInstant }).nullable(),
})
export type TsigUse = z.infer<typeof TsigUse>

/** Never holds the key of an API nor the server credential. */
export const Nameserver = z.strictObject({
  id: Id,
  name: z.string(),
  kind: z.enum(nameserverKinds),
  addresses: z.array(z.string()),
  port: z.int(),
  note: z.string().nullable(),
  /** How many uses it has, and of how many keys and named zones these speak. */
  uses: z.int(),
  keys: z.int(),
  zones: z.int(),
  delivery: z.strictObject({
    way: z.enum(waysOfDelivery),
    /** Of the PowerDNS API. */
    url: z.string().nullable(),
    /** Of the server credential, and when it was made. */
    credentialHint: Hint.nullable(),
    credentialAt: UtcInstant.nullable(),
  }),
  /** What it says it runs. `wanted` is the ETag of its file, `"<number>-<digest>"`; `current` the number of the one it says it runs. */
  running: z.strictObject({
    state: z.enum(runningStates),
    /** Since when it is in this state; null where nothing was ever told. */
    since: UtcInstant.nullable(),
    wanted: z.string(),
    current: z.int().nullable(),
    /** Of the last report that was no success, in the server's own words. */
    fault: z.string().nullable(),
    seenAt: UtcInstant.nullable(),
  }),
  /** The worst that the last checks of its uses said; how many say `accepted`, of how many; seconds that its clock is ahead. */
  lastCheck: z.strictObject({
    /** Both that follow in one word: `accepted` only where nothing fails. */
    says: z.enum(tsigSayings),
    verdict: z.enum(tsigVerdicts),
    enforced: z.boolean().nullable(),
    accepted: z.int(),
    of: z.int(),
    clockDifference: z.int().nullable(),
    /** One of them said something better before. */
    worse: z.boolean(),
    at: UtcInstant,
  }).nullable(),
  createdAt: UtcInstant,
  updatedAt: UtcInstant,
})
export type Nameserver = z.infer<typeof Nameserver>

const takes = ['session', 'auth-token'] as const
const path = '/api/v1/nameservers'
const nameserverId = z.strictObject({ nameserverId: Id })

export const listNameservers = {
  method: 'GET', path, summary: 'List nameservers, each with what it runs and what the last checks said', action: 'nameserver.list', takes,
  query: PageQuery, reply: Page(Nameserver), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createNameserver = {
  method: 'POST', path, summary: 'Add a nameserver', action: 'nameserver.create', takes, status: 201, idempotent: true, versioned: true,
  body: z.strictObject({
    name: Name, kind: z.enum(nameserverKinds), addresses: NameserverAddresses, port: port.default(53), note: Note.optional(),
  }),
  reply: Nameserver, errors: ['name-taken', 'address-not-allowed', 'limit-reached'],
} as const satisfies Endpoint

export const getNameserver = {
  method: 'GET', path: `${path}/{nameserverId}`, summary: 'One nameserver', action: 'nameserver.read', takes, params: nameserverId, reply: Nameserver,
  versioned: true,
} as const satisfies Endpoint

export const updateNameserver = {
  method: 'PUT', path: `${path}/{nameserverId}`, summary: 'Change a nameserver', action: 'nameserver.update', takes, params: nameserverId, versioned: true,
  body: z.strictObject({
    name: Name.optional(), kind: z.enum(nameserverKinds).optional(), addresses: NameserverAddresses.optional(), port: port.optional(), note: Note.optional(),
  }),
  reply: Nameserver, errors: ['name-taken', 'address-not-allowed', 'changed-meanwhile'],
} as const satisfies Endpoint

/** Its uses go with it; one that a rollover is waiting for stays. */
export const deleteNameserver = {
  method: 'DELETE', path: `${path}/{nameserverId}`, summary: 'Delete a nameserver and what it uses keys for', action: 'nameserver.delete', takes,
  params: nameserverId, status: 204, versioned: true, errors: ['nameserver-in-use', 'changed-meanwhile'],
} as const satisfies Endpoint

export const listUses = {
  method: 'GET', path: `${path}/{nameserverId}/uses`, summary: 'What a nameserver uses which TSIG key for', action: 'nameserver.read', takes,
  params: nameserverId, reply: z.strictObject({ data: z.array(TsigUse) }),
} as const satisfies Endpoint

/** The same from the key's side. */
export const listUsesOfKey = {
  method: 'GET', path: '/tsig/{tsigId}/uses', summary: 'Where a TSIG key is used, and for what', action: 'nameserver.read', takes,
  params: z.strictObject({ tsigId: Id }), reply: z.strictObject({ data: z.array(TsigUse) }),
} as const satisfies Endpoint

export const addUse = {
  method: 'POST', path: `${path}/{nameserverId}/uses`, summary: 'Say what a nameserver uses a TSIG key for', action: 'nameserver.use', takes,
  params: nameserverId, status: 201, idempotent: true,
  body: z.strictObject({ tsigId: Id, zone: Zone.nullable().optional(), purpose: z.enum(tsigPurposes) }), reply: TsigUse,
  errors: ['use-exists', 'limit-reached'],
} as const satisfies Endpoint

/** What became of one of many: there already is as good as added. `refused` says why in `problem`. */
export const AddedUse = z.strictObject({
  tsigId: Id, tsigName: z.string(), zone: z.string().nullable(), purpose: z.enum(tsigPurposes), state: z.enum(['added', 'exists', 'refused']),
  problem: z.string().nullable(),
})
export type AddedUse = z.infer<typeof AddedUse>

/** Many at once, as an import of the server's configuration offers them: all that can be are added in one transaction, and each is told of. */
export const addUses = {
  method: 'POST', path: `${path}/{nameserverId}/uses/bulk`, summary: 'Say of many TSIG keys what a nameserver uses them for', action: 'nameserver.use', takes,
  params: nameserverId, idempotent: true,
  body: z.strictObject({
    uses: z.array(z.strictObject({ tsigId: Id, zone: Zone.nullable().optional(), purpose: z.enum(tsigPurposes) })).min(1).max(usesMax),
  }),
  // A thousand with zones as long as names are.
  bodyMax: 512 * 1024,
  reply: z.strictObject({ uses: z.array(AddedUse) }),
} as const satisfies Endpoint

/** Not while a rollover of its key is under way: that moves the uses itself. */
export const removeUse = {
  method: 'DELETE', path: `${path}/{nameserverId}/uses/{useId}`, summary: 'A nameserver uses a TSIG key for this no more', action: 'nameserver.use', takes,
  params: z.strictObject({ nameserverId: Id, useId: Id }), status: 204, errors: ['tsig-key-in-use'],
} as const satisfies Endpoint
