import type { AuthKey, TokenVerdict } from '#contract/auth-keys.ts'
import { momentBoth } from '../../ui/dates.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const typeWord: Record<AuthKey['type'], string> = { permanent: 'Permanent', ttl: 'Time-to-live' }
export const statusWord: Record<AuthKey['status'], StatusWord> = { active: 'Active', expired: 'Expired' }

/** By its label, where it has one; what it ends with tells them apart. */
export const nameOf = (key: Pick<AuthKey, 'hint' | 'label'>) => `${key.label ?? 'AuthKey'} …${key.hint.last4}`

/** Switch and tooltip of **Request token** (S11). */
export const whyNoToken = (key: AuthKey): string | undefined =>
  key.status === 'expired' ? 'It has expired: no request token made with it is accepted.' : undefined

export const verdictWord: Record<TokenVerdict, StatusWord> = {
  valid: 'Valid',
  'not-found': 'Not found',
  malformed: 'Malformed',
  future: 'Future',
  expired: 'Expired',
}

/** What a verdict means, and what to do. */
export function verdictWords({ verdict, timestamp, expiresAt }: { verdict: TokenVerdict; timestamp: string | null; expiresAt: string | null }): string {
  const at = (instant: string | null) => (instant === null ? 'an unknown time' : momentBoth(instant))
  return {
    valid: `Made for this CSR with this AuthKey. It is accepted until ${at(expiresAt)}.`,
    'not-found': 'There is no token in this text that was made for this CSR with this AuthKey. The CSR counts to the letter.',
    malformed: 'What begins like a token is none: it has 14 digits of time, then 50 lower-case letters and digits. Check that it was copied whole.',
    future: `Its time, ${at(timestamp)}, has not come yet. Check the clock of where it was made.`,
    expired: `It expired on ${at(expiresAt)}, 30 days after it was made. Make another.`,
  }[verdict]
}
