import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { holdsInvisible, Id, Note, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { TsigAlgorithm, TsigAlgorithmInput } from './tsig-algorithms.ts'
import { TsigName } from './tsig-names.ts'
import { SecretIs, TsigSecret, withMeantSecret } from './tsig-meant-secrets.ts'
import { rotateDaysMax, tsigSayings, tsigVerdicts } from './lists-of-dns.ts'

export { rotateDaysMax, tsigKeyColumns, tsigVerdicts } from './lists-of-dns.ts'

export const TsigVerdict = z.enum(tsigVerdicts)
export type TsigVerdict = z.infer<typeof TsigVerdict>

/** A TSIG key as lists and GET answer it. It never holds the secret. */
export const TsigKey = z.strictObject({
  id: Id,
  name: z.string(),
  algorithm: TsigAlgorithm,
  secretBits: z.int(),
  /** Five octets in hexadecimal, such as `9f:4c:12:e0:7b`: the same secret has the same one, on this server only. */
  fingerprint: z.string(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  /** Servers and zones that use it, as people keep it. */
  usedBy: z.array(z.string()),
  /** How many uses nameservers have of it, and the first of these by name; their names are for administrators only. */
  uses: z.int(),
  usedAt: z.array(z.string()).max(3),
  /** When its secret was made or replaced, and after how many days it is to be again; null: as is said for all, 0: never. */
  secretAt: UtcInstant,
  rotateDays: z.int().nullable(),
  /** When it is due for that; null: never. */
  rotateDueAt: UtcInstant.nullable(),
  createdAt: UtcInstant,
  updatedAt: UtcInstant,
  /**
   * The worst of its last checks at all its servers. `enforced`: false where one of them answers without the key too. `says`: both in
   * one word, `accepted` only where nothing fails. `worse`: one of them said something better before.
   */
  lastCheck: z.strictObject({
    says: z.enum(tsigSayings), verdict: TsigVerdict, enforced: z.boolean().nullable(), worse: z.boolean(), at: UtcInstant,
  }).nullable(),
})
export type TsigKey = z.infer<typeof TsigKey>

/** Only the reply to create has the secret, and what `reveal` gives. */
export const TsigKeyWithSecret = TsigKey.extend({ secret: z.string() })
export type TsigKeyWithSecret = z.infer<typeof TsigKeyWithSecret>

/** A kind of word, and how many of them a key may have. */
export interface WordRule {
  readonly what: string
  readonly max: number
  readonly most: number
  /** What it may hold beside letters and digits. */
  readonly signs: string
}
export const tagRule: WordRule = { what: 'A tag', max: 40, most: 20, signs: '._:/@-' }
/** `0/25.2.0.192.in-addr.arpa` (RFC 2317), `192.0.2.53@5353`, `192.0.2.53#5353`, `[2001:db8::53]:5353`: as the programs write them. */
export const usedByRule: WordRule = { what: 'A server or zone', max: 260, most: 200, signs: '._:/@#[]-' }

export const keptWord = (word: string): string => (word.isWellFormed() ? word.trim().normalize('NFC') : word.trim())

/** Why a text cannot be such a word, or `undefined`. Asked of the word as it is kept. */
export function wordFault(word: string, { what, max, signs }: WordRule): string | undefined {
  const others = word.replace(/[\p{L}\p{N}]+/gu, '')
  if (word === '' || word.length > max || [...others].some((sign) => !signs.includes(sign)))
    return `${what} has 1 to ${max} characters: letters, digits and ${[...signs].join(' ')} only.`
  // Some letters show nothing: the Hangul fillers.
  return holdsInvisible(word) ? `${what} holds a character that cannot be seen.` : undefined
}
export const tooMany = ({ most }: WordRule) => `At most ${most} of them.`

/** Distinct words in the order given. */
const words = (rule: WordRule) =>
  z.array(z.string().overwrite(keptWord).superRefine((word, ctx) => {
    const message = wordFault(word, rule)
    if (message !== undefined) ctx.addIssue({ code: 'custom', message })
  }).meta({ minLength: 1, maxLength: rule.max })).max(rule.most, tooMany(rule)).overwrite((list) => [...new Set(list)])

export const TsigTags = words(tagRule)
export const TsigUsedBy = words(usedByRule)

export const NewTsigKey = withMeantSecret(z.strictObject({
  name: TsigName,
  algorithm: TsigAlgorithmInput.default('HMAC-SHA256'),
  secret: TsigSecret.optional(),
  /** What the secret is, where it could be hex and base64. */
  secretIs: SecretIs.optional(),
  note: Note.optional(),
  tags: TsigTags.optional(),
  usedBy: TsigUsedBy.optional(),
}))

const days = `Enter a number of days from 1 to ${rotateDaysMax}.`
/** Of one key also 0: it is never due. */
const RotateDays = z.int().min(0, days).max(rotateDaysMax, days)

const takes = ['auth-token', 'session'] as const
const tsigId = z.strictObject({ tsigId: Id })
const secretErrors = ['secret-not-base64', 'secret-looks-like-hex', 'secret-too-short', 'secret-too-long'] as const

export const listTsigKeys = {
  method: 'GET', path: '/tsig', summary: 'List TSIG keys, without their secrets', action: 'tsig-key.list', takes,
  query: PageQuery, reply: Page(TsigKey), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createTsigKey = {
  method: 'POST', path: '/tsig', summary: 'Add a TSIG key; without a secret one of the digest\'s length is made', action: 'tsig-key.create', takes,
  body: NewTsigKey, status: 201, reply: TsigKeyWithSecret, idempotent: true, secret: true, errors: ['confirmation-required', 'name-taken', ...secretErrors],
} as const satisfies Endpoint

export const getTsigKey = {
  method: 'GET', path: '/tsig/{tsigId}', summary: 'One TSIG key, without its secret', action: 'tsig-key.read', takes, params: tsigId, reply: TsigKey,
  versioned: true,
} as const satisfies Endpoint

export const updateTsigKey = {
  method: 'PUT', path: '/tsig/{tsigId}', summary: 'Change a TSIG key; another algorithm demands another secret', action: 'tsig-key.update', takes,
  params: tsigId,
  body: withMeantSecret(
    z.strictObject({
      name: TsigName.optional(),
      algorithm: TsigAlgorithmInput.optional(),
      secret: TsigSecret.optional(),
      secretIs: SecretIs.optional(),
      note: Note.optional(),
      tags: TsigTags.optional(),
      usedBy: TsigUsedBy.optional(),
      rotateDays: RotateDays.nullable().optional(),
    }),
  ),
  reply: TsigKey, versioned: true, errors: ['confirmation-required', 'name-taken', 'secret-required', 'changed-meanwhile', ...secretErrors],
} as const satisfies Endpoint

/** After how many days the secrets of keys are due to be replaced that say nothing of their own; null: never. A reminder, no more. */
const TsigRotation = z.strictObject({ days: RotateDays.min(1, days).nullable() })
export const getTsigRotation = {
  method: 'GET', path: '/api/v1/tsig-rotation', summary: 'After how many days TSIG keys are due to be replaced', action: 'tsig-key.read', takes,
  reply: TsigRotation,
} as const satisfies Endpoint

export const setTsigRotation = {
  method: 'PUT', path: '/api/v1/tsig-rotation', summary: 'Say after how many days TSIG keys are due to be replaced', action: 'tsig-key.remind', takes,
  body: TsigRotation, reply: TsigRotation,
} as const satisfies Endpoint

export const deleteTsigKey = {
  method: 'DELETE', path: '/tsig/{tsigId}', summary: 'Delete a TSIG key', action: 'tsig-key.delete', takes, params: tsigId, status: 204, versioned: true,
  errors: ['tsig-key-in-use', 'changed-meanwhile'],
} as const satisfies Endpoint

/** With a session it needs the password of the last five minutes; a token does not (rules: Step-up). */
export const revealTsigSecret = {
  method: 'POST', path: '/tsig/{tsigId}/reveal', summary: 'The secret of a TSIG key; audited', action: 'tsig-key.reveal', takes, params: tsigId,
  reply: z.strictObject({ secret: z.string() }), secret: true, errors: ['confirmation-required'],
} as const satisfies Endpoint

/** What a key can be exported for. Configuration files first: they keep secrets out of shell history. */
export const tsigExportFormats = {
  bind: { label: 'BIND', file: 'tsig.conf' },
  knot: { label: 'Knot', file: 'tsig.yaml' },
  nsd: { label: 'NSD', file: 'tsig.conf' },
  powerdns: { label: 'PowerDNS', file: 'powerdns.sh' },
  technitium: { label: 'Technitium', file: 'tsig.json' },
  'tsig-keygen': { label: 'tsig-keygen', file: 'tsig.key' },
  dig: { label: 'dig', file: 'dig.sh' },
  kdig: { label: 'kdig', file: 'kdig.sh' },
  nsupdate: { label: 'nsupdate', file: 'nsupdate.sh' },
  'external-dns': { label: 'external-dns', file: 'external-dns.yaml' },
  'cert-manager': { label: 'cert-manager', file: 'cert-manager.yaml' },
  kea: { label: 'Kea D2', file: 'kea-d2.json' },
  lego: { label: 'lego', file: 'lego.env' },
  certbot: { label: 'certbot', file: 'rfc2136.ini' },
  octodns: { label: 'octoDNS', file: 'octodns.yaml' },
  dnscontrol: { label: 'DNSControl', file: 'creds.json' },
} as const
export type TsigExportFormat = keyof typeof tsigExportFormats
export const tsigExportFormatNames = Object.keys(tsigExportFormats) as [TsigExportFormat, ...TsigExportFormat[]]
export const TsigExportFormat = z.enum(tsigExportFormatNames)

export const previewTsigExport = {
  method: 'GET', path: '/tsig/{tsigId}/export', summary: 'Configuration for a server or client, the secret masked', action: 'tsig-key.export', takes,
  params: tsigId,
  query: z.strictObject({ format: TsigExportFormat }), produces: ['text/plain'],
} as const satisfies Endpoint

export const exportTsigKey = {
  method: 'POST', path: '/tsig/{tsigId}/export', summary: 'Configuration for a server or client, with the secret; audited', action: 'tsig-key.export', takes,
  params: tsigId,
  body: z.strictObject({ format: TsigExportFormat }), produces: ['text/plain'], secret: true, errors: ['confirmation-required'],
} as const satisfies Endpoint
