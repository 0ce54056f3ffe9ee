import type { FilterColumns } from './filter.ts'
import type { TsigAlgorithm } from './tsig-algorithms.ts'

/* What lists of TSIG keys are made of (lists.ts says why apart from their shapes). */

/**
 * The four algorithms, with the octets of their digests (a secret of that length is as strong as the digest, RFC 8945 §8,
 * RFC 2104 §3), their names on the wire (RFC 8945 §6) and when to use each.
 */
export const tsigAlgorithms = {
  'HMAC-SHA224': {
    digestOctets: 28,
    wire: 'hmac-sha224',
    use: 'Legacy: only for a peer that has nothing longer. NIST retires 224-bit hashes by the end of 2030.',
    legacy: true,
  },
  'HMAC-SHA256': { digestOctets: 32, wire: 'hmac-sha256', use: 'The usual choice. Every current nameserver has it.', legacy: false },
  'HMAC-SHA384': { digestOctets: 48, wire: 'hmac-sha384', use: 'More margin than SHA-256 for a little more work.', legacy: false },
  'HMAC-SHA512': { digestOctets: 64, wire: 'hmac-sha512', use: 'The largest margin, where longer secrets and signatures are no burden.', legacy: false },
} as const

export const tsigAlgorithmNames = Object.keys(tsigAlgorithms) as [TsigAlgorithm, ...TsigAlgorithm[]]

/** What a check of a key against a nameserver says (api.md: What a check of a TSIG key says). */
export const tsigVerdicts = [
  'accepted', 'unknown-key', 'bad-signature', 'bad-time', 'bad-truncation', 'refused', 'unsigned-reply', 'forged-reply', 'unreachable', 'timeout', 'malformed',
] as const

/**
 * The rows of the same table: what a check says in one word. A key that is accepted where everybody else is too protects nothing, and
 * is `not-enforced`.
 */
export const tsigSayings = [...tsigVerdicts, 'not-enforced'] as const
export type TsigSaying = (typeof tsigSayings)[number]

/** Every verdict with every answer to whether the key is needed. Null: it was not asked. */
export const tsigSaying = ({ verdict, enforced }: { verdict: (typeof tsigVerdicts)[number]; enforced: boolean | null }): TsigSaying =>
  verdict === 'accepted' && enforced === false ? 'not-enforced' : verdict

/** The same with what it is made of, as replies have it. */
export const tsigSaid = (check: Parameters<typeof tsigSaying>[0]) => ({ says: tsigSaying(check), verdict: check.verdict, enforced: check.enforced })

/** A check fails that says anything but `accepted`. No verdict: it was not made, and fails at nothing. */
export const isFailingCheck = ({ verdict, enforced }: { verdict: (typeof tsigVerdicts)[number] | null; enforced: boolean | null }): boolean =>
  verdict !== null && tsigSaying({ verdict, enforced }) !== 'accepted'

/** Of a check of all: so many were checked, so many of these fail, and so many could not be asked. */
export function tallyOfChecks(results: readonly { verdict: (typeof tsigVerdicts)[number] | null; enforced: boolean | null }[]) {
  const notAsked = results.filter(({ verdict }) => verdict === null).length
  return { checked: results.length - notAsked, failing: results.filter(isFailingCheck).length, notAsked }
}

/** Keys, or nameservers, whose last check fails: of a list's filter. */
export const failingChecks = `lastCheck.says is any of (${tsigSayings.filter((one) => one !== 'accepted').join(', ')})`

/** Ten years. */
export const rotateDaysMax = 3650

export const tsigKeyColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, folded: true, domain: true, natural: true },
  algorithm: { type: 'choice', choices: tsigAlgorithmNames },
  secretBits: { type: 'text', number: true },
  fingerprint: { type: 'text', folded: true, search: true },
  note: { type: 'text', nullable: true, search: true },
  /** Joined by `, `, as shown. */
  tags: { type: 'text', nullable: true, search: true, several: true },
  usedBy: { type: 'text', nullable: true, search: true, domain: true, several: true },
  uses: { type: 'text', number: true },
  rotateDays: { type: 'text', number: true, nullable: true },
  secretAt: { type: 'date' },
  rotateDueAt: { type: 'date', nullable: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
  'lastCheck.says': { type: 'choice', choices: tsigSayings, nullable: true },
  'lastCheck.verdict': { type: 'choice', choices: tsigVerdicts, nullable: true },
  'lastCheck.enforced': { type: 'choice', choices: ['true', 'false'], nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
} as const satisfies FilterColumns

/** Programs that a nameserver may be, and how they are called. */
export const nameserverKinds = ['bind', 'knot', 'nsd', 'powerdns', 'other'] as const
export const nameserverKindNames = { bind: 'BIND', knot: 'Knot DNS', nsd: 'NSD', powerdns: 'PowerDNS', other: 'Other' } as const

/** What a key is for at a nameserver, and how that is said. */
export const tsigPurposes = ['answers-transfers', 'asks-for-transfers', 'takes-updates', 'signs-notify'] as const
export const tsigPurposeNames = {
  'answers-transfers': 'Answers transfers',
  'asks-for-transfers': 'Asks for transfers',
  'takes-updates': 'Takes updates',
  'signs-notify': 'Signs notify',
} as const

export const waysOfDelivery = ['by-hand', 'pull', 'powerdns-api'] as const
export const wayOfDeliveryNames = { 'by-hand': 'By hand', pull: 'It fetches', 'powerdns-api': 'PowerDNS API' } as const

/**
 * What a nameserver says it runs: the file it should have; an earlier one; the wanted one was refused by its checker or failed; one that
 * fetches has not been heard of for long; nobody ever told.
 */
export const runningStates = ['up-to-date', 'behind', 'refused', 'silent', 'not-told'] as const
export const runningStateNames = { 'up-to-date': 'Up to date', behind: 'Behind', refused: 'Refused', silent: 'Silent', 'not-told': 'Not told' } as const
/** After so many minutes without a word a server that fetches every minute is silent. */
export const silentMinutes = 10

export const nameserverColumns = {
  id: { type: 'text', folded: true },
  name: { type: 'text', search: true, folded: true, domain: true, natural: true },
  kind: { type: 'choice', choices: nameserverKinds },
  /** Joined by `, `, as shown. */
  addresses: { type: 'text', search: true, natural: true, several: true },
  port: { type: 'text', number: true },
  keys: { type: 'text', number: true },
  zones: { type: 'text', number: true },
  'delivery.way': { type: 'choice', choices: waysOfDelivery },
  'running.state': { type: 'choice', choices: runningStates },
  'lastCheck.says': { type: 'choice', choices: tsigSayings, nullable: true },
  'lastCheck.verdict': { type: 'choice', choices: tsigVerdicts, nullable: true },
  'lastCheck.enforced': { type: 'choice', choices: ['true', 'false'], nullable: true },
  'lastCheck.at': { type: 'date', nullable: true },
  note: { type: 'text', nullable: true, search: true },
  createdAt: { type: 'date' },
  updatedAt: { type: 'date' },
} as const satisfies FilterColumns

export const rolloverStates = ['planned', 'running', 'paused', 'finished', 'undone'] as const
export const rolloverStateNames = { planned: 'Planned', running: 'Running', paused: 'Paused', finished: 'Finished', undone: 'Undone' } as const

export const rolloverColumns = {
  id: { type: 'text', folded: true },
  'oldKey.name': { type: 'text', search: true, folded: true, domain: true, natural: true },
  'newKey.name': { type: 'text', search: true, folded: true, domain: true, natural: true },
  'newKey.algorithm': { type: 'choice', choices: tsigAlgorithmNames },
  state: { type: 'choice', choices: rolloverStates },
  step: { type: 'text', number: true },
  startedBy: { type: 'text', search: true, natural: true },
  startedAt: { type: 'date' },
  updatedAt: { type: 'date' },
  finishedAt: { type: 'date', nullable: true },
} as const satisfies FilterColumns
