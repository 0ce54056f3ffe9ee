import { z } from './zod.ts'
import type { Endpoint } from './endpoint.ts'
import { Email, Id, Name, text, type TextRule, UtcInstant } from './names.ts'
import { Page, PageQuery } from './page.ts'
import { Role } from './permissions.ts'
import { userStatuses } from './lists-of-administration.ts'

export { userColumns, userStatuses } from './lists-of-administration.ts'

/** Passwords: 15…256 code points, no other rule but the block list (NIST SP 800-63B-4). */
export const passwordMin = 15
export const passwordMax = 256

function passwordFault(password: string): ReturnType<TextRule['fault']> {
  const length = [...password].length
  if (!password.isWellFormed()) return { code: 'invalid-value', message: 'The password holds half a character (a lone surrogate).' }
  if (length === 0) return { code: 'required', message: 'Enter a password.' }
  if (length < passwordMin) return { code: 'invalid-value', message: `Use ${passwordMin} characters or more.` }
  if (length > passwordMax) return { code: 'too-long', message: `A password has at most ${passwordMax} characters.` }
  return undefined
}

export const newPasswordRule: TextRule = { kept: (password) => (password.isWellFormed() ? password.normalize('NFC') : password), fault: passwordFault }
/** A password being set. The server also refuses common ones and those made of the person's own name. */
export const NewPassword = text(newPasswordRule).meta({ minLength: passwordMin, maxLength: passwordMax })

/** A password being tried: only its size is limited, so that nothing is learnt from the refusal. */
export const Password = z.string().min(1, 'Enter a password.').max(4 * passwordMax)

export const UserStatus = z.enum(userStatuses)
export type UserStatus = z.infer<typeof UserStatus>

export const User = z.strictObject({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: Role,
  status: UserStatus,
  apiKeys: z.int(),
  createdAt: UtcInstant,
  updatedAt: UtcInstant,
  lastSignInAt: UtcInstant.nullable(),
  /** Until when failed sign-ins keep them out, from one place at least; as far as the server that answers knows. */
  keptOutUntil: UtcInstant.nullable(),
})
export type User = z.infer<typeof User>

/** A one-time link, shown once. `url` holds the code behind `#`, so it never reaches a log (rules: One-time codes). */
export const Invitation = z.strictObject({ url: z.string(), expiresAt: UtcInstant })

const UserWithInvitation = User.extend({ invitation: Invitation.nullable() })

const userId = z.strictObject({ userId: Id })

export const listUsers = {
  method: 'GET', path: '/api/v1/users', summary: 'List users', action: 'user.list', takes: ['session'],
  query: PageQuery, reply: Page(User), errors: ['invalid-filter', 'invalid-cursor'],
} as const satisfies Endpoint

export const createUser = {
  method: 'POST', path: '/api/v1/users', summary: 'Make a user; without a password a one-time invitation link is given back',
  action: 'user.create', takes: ['session'], idempotent: true, secret: true,
  body: z.strictObject({ email: Email, name: Name, role: Role, password: NewPassword.optional() }),
  status: 201, reply: UserWithInvitation, errors: ['name-taken', 'confirmation-required'],
} as const satisfies Endpoint

export const getUser = {
  method: 'GET', path: '/api/v1/users/{userId}', summary: 'One user', action: 'user.read', takes: ['session'],
  params: userId, reply: User, versioned: true,
} as const satisfies Endpoint

export const updateUser = {
  method: 'PUT', path: '/api/v1/users/{userId}', summary: 'Change name, e-mail or role (another e-mail or role needs a confirmed session)',
  action: 'user.update', takes: ['session'], params: userId, versioned: true,
  body: z.strictObject({ email: Email.optional(), name: Name.optional(), role: Role.optional() }),
  reply: User, errors: ['last-administrator', 'name-taken', 'changed-meanwhile', 'confirmation-required'],
} as const satisfies Endpoint

export const disableUser = {
  method: 'POST', path: '/api/v1/users/{userId}/disable', summary: 'Disable a user: all their credentials stop at once',
  action: 'user.disable', takes: ['session'], params: userId, idempotent: true, reply: User, errors: ['last-administrator'],
} as const satisfies Endpoint

export const enableUser = {
  method: 'POST', path: '/api/v1/users/{userId}/enable', summary: 'Enable a user: their credentials work again',
  action: 'user.enable', takes: ['session'], params: userId, idempotent: true, reply: User, errors: ['confirmation-required'],
} as const satisfies Endpoint

export const inviteUser = {
  method: 'POST', path: '/api/v1/users/{userId}/invitation', summary: 'A new one-time link with which the user sets a password',
  action: 'user.invite', takes: ['session'], params: userId, idempotent: true, secret: true, status: 201, reply: Invitation, errors: ['confirmation-required'],
} as const satisfies Endpoint

export const unlockUser = {
  method: 'POST', path: '/api/v1/users/{userId}/unlock', summary: 'Forget the failed sign-ins of a user: they may try again at once',
  action: 'user.unlock', takes: ['session'], params: userId, idempotent: true, reply: User,
} as const satisfies Endpoint
