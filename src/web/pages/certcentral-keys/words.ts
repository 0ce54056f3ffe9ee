import { restrictions } from '#contract/lists-of-certcentral.ts'
import type { CertcentralKey, CertcentralKeyStatus, CertcentralUser } from '#contract/certcentral-keys.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { several } from '#contract/several.ts'
import { relativeWithin, utcDay } from '../../ui/dates.ts'
import type { Option } from '../../ui/select.tsx'
import type { StatusWord } from '../../ui/status.tsx'

/** What every CertCentral API key begins with. */
export const prefix = credentialKinds['certcentral-key'].prefix

export const statusWord: Record<CertcentralKeyStatus, StatusWord> = { active: 'Active', revoked: 'Revoked' }

export const kindWord: Record<CertcentralUser['kind'], string> = { standard: 'User', service: 'Service user' }

/** By the number that the field holds, as text: filters hold text. */
export const restrictionWord: Readonly<Record<string, string>> = Object.fromEntries(restrictions.map(({ id, name }) => [String(id), name]))

const reach: Readonly<Record<number, string>> = {
  0: 'Everything its user may do.',
  100: 'Orders, and what belongs to them.',
  101: 'Orders, domains and organizations.',
  102: 'Reads everything its user may see, AuthKeys included, and changes nothing.',
  103: 'Users and API keys.',
}
export const restrictionOptions: readonly Option[] = restrictions.map(({ id, name }) => ({ value: String(id), label: name, help: reach[id] }))

/** `1,131 calls`. */
export const callsWord = (number: number) => several(number, 'call')

/** `12 calls, last on 20 Nov 2026`: calls are counted by UTC days. */
export const timesWord = (of: { count: number; lastDay: string }) => `${callsWord(of.count)}, last on ${utcDay(of.lastDay)}`

/** `Last used 4 minutes ago from 192.0.2.41`. */
export function lastUse({ lastUsedAt: at, lastUsedFrom: from }: CertcentralKey, now: number): string {
  if (at === null) return 'Never used'
  return `Last used ${relativeWithin(at, now)}${from === null ? '' : ` from ${from}`}`
}

/** `Iberia, Nordics`; nothing for who reaches the whole account. One that is no longer known goes by its id. */
export const divisionWords = (divisions: CertcentralKey['user']['divisions']): string => divisions.map(({ id, name }) => name || `Division ${id}`).join(', ')
