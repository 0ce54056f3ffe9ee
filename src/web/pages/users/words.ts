import type { Role } from '#contract/permissions.ts'
import type { User, UserStatus } from '#contract/users.ts'
import { several } from '#contract/several.ts'
import type { StatusWord } from '../../ui/status.tsx'

export const roleWord: Record<Role, string> = { administrator: 'Administrator', user: 'Standard user' }
export const userStatusWord: Record<UserStatus, StatusWord> = { active: 'Active', invited: 'Invited', disabled: 'Disabled' }
/** An active person whom failed sign-ins keep out is that first: it is what somebody looks for here. Filters have the status itself. */
export const userStatus = ({ status, keptOutUntil }: Pick<User, 'status' | 'keptOutUntil'>): StatusWord =>
  status === 'active' && keptOutUntil !== null ? 'Kept out' : userStatusWord[status]

/** The choices of **Role**, each with what it means. */
export const roleOptions = [
  { value: 'user', label: roleWord.user, help: 'Sees and manages their own keys only.' },
  { value: 'administrator', label: roleWord.administrator, help: 'Sees every account\'s keys, and all of Settings.' },
] as const

/**
 * Why this person has to stay an administrator who can sign in, or `undefined` (S11). `administrators` is how many can sign
 * in; the server has the last word, because another administrator may be at work.
 */
export function whyKept(user: Pick<User, 'role' | 'status'>, administrators: number): string | undefined {
  if (user.role !== 'administrator' || user.status !== 'active' || administrators > 1) return undefined
  return 'This is the last administrator who can sign in. Make another one first.'
}

/** What stops when they are disabled. `sessions` is `undefined` when it could not be read. */
export function disabledWords(keys: number, sessions: number | undefined, self: boolean): string {
  const what =
    keys === 0 ? 'They have no API keys.' : `${several(keys, 'API key')} and the auth tokens made with ${keys === 1 ? 'it' : 'them'} stop working at once.`
  const where =
    sessions === undefined
      ? 'All their sessions end.'
      : sessions === 0
        ? 'They are signed in nowhere.'
        : `${several(sessions, { one: 'session ends', many: 'sessions end' })}.`
  if (self) return `This is you: you are signed out at once, and only another administrator can enable you. ${what.replace('They have', 'You have')}`
  return `${what} ${where} Enable them again to bring ${keys === 0 ? 'them' : keys === 1 ? 'the key' : 'the keys'} back.`
}

/** What an unlock does. */
export const unlockedWords =
  'Too many sign-ins failed, so they have to wait before the next. Unlocked they can try again at once. If it was not them who failed, tell them.'

/** What comes back when they are enabled. */
export const enabledWords = (keys: number): string =>
  `${keys === 0 ? 'They have no API keys.' : `${several(keys, 'API key')} ${keys === 1 ? 'works' : 'work'} again at once, unless expired.`} Sessions do not ` +
  `come back: they sign in again.`
