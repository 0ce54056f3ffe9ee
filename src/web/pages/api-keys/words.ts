import type { ApiKey, ApiKeyStatus } from '#contract/api-keys.ts'
import { credentialKinds } from '#contract/credential-kinds.ts'
import { apiKeysPerUser } from '#contract/lists.ts'
import { moment, relativeWithin } from '../../ui/dates.ts'
import type { StatusWord } from '../../ui/status.tsx'

/** What every API key begins with. */
export const prefix = credentialKinds['api-key'].prefix

export const hintOf = ({ start, last4 }: ApiKey['hint']) => `${prefix}${start}…${last4}`

export const statusWord: Record<ApiKeyStatus, StatusWord> = { active: 'Active', expiring: 'Expires soon', rotating: 'Rotating', expired: 'Expired' }

/** `4 minutes ago from 192.0.2.41`, after "last used"; `undefined` when it never was. */
export function lastUse(of: { lastUsedAt: string | null; lastUsedFrom: string | null }, now: number): string | undefined {
  if (of.lastUsedAt === null) return undefined
  return `${relativeWithin(of.lastUsedAt, now)}${of.lastUsedFrom === null ? '' : ` from ${of.lastUsedFrom}`}`
}

/** Under the table: until when an old value works, and whether somebody still needs it. */
export function oldValueWords(key: ApiKey, now: number): string | undefined {
  if (key.oldValue === null) return undefined
  const used = lastUse(key.oldValue, now)
  const since = used === undefined ? ' and has not been used since' : `; last used ${used}`
  return `The old value of ${key.name} works until ${moment(key.oldValue.endsAt)}${since}.`
}

const isExpired = (key: ApiKey) => key.status === 'expired'

/** Switch and tooltip of **Generate API Key** in one (S11). `have`: of whose keys it is said. */
export function whyNoMore(keys: readonly ApiKey[], have = 'You have'): string | undefined {
  if (keys.length < apiKeysPerUser) return undefined
  const reason = `${have} two API keys, the most a user can have. Delete one first, or rotate it to get a new value.`
  return keys.some(isExpired) ? `${reason} An expired key keeps its slot.` : reason
}

/** Under a table of one person's keys. */
export function slotWords(keys: readonly ApiKey[], now: number): string {
  return [
    `${keys.length} of ${apiKeysPerUser} keys. A value is shown once, when it is made or rotated; only a fingerprint of it is kept.`,
    keys.some(isExpired) ? 'An expired key keeps its slot until it is deleted or rotated.' : undefined,
    ...keys.map((key) => oldValueWords(key, now)),
  ].filter((sentence) => sentence !== undefined).join(' ')
}
