import type { Action, Role } from '#contract/permissions.ts'

/** Who asks, as far as the policy cares. */
export interface Subject {
  readonly user: { readonly id: string; readonly role: Role }
  /** Divisions they are restricted to, where they are. */
  readonly divisions?: readonly number[]
}

/** What is asked about: `ownerId` when it belongs to somebody. */
export interface Resource {
  readonly ownerId?: string
}

/**
 * Who may do what. `anyone`: no proof needed. `signed-in`: every user, for themselves. `owner`: the owner of the
 * thing and every administrator. `administrator`: administrators only.
 */
export const rules: Readonly<Record<Action, 'anyone' | 'signed-in' | 'owner' | 'administrator'>> = {
  'public.read': 'anyone',
  'setup.complete': 'anyone',
  'invitation.accept': 'anyone',
  'session.create': 'anyone',
  'session.read': 'signed-in',
  'session.end': 'signed-in',
  'session.confirm': 'signed-in',
  'profile.update': 'signed-in',
  'password.update': 'signed-in',
  'user.list': 'administrator',
  'user.read': 'administrator',
  'user.create': 'administrator',
  'user.update': 'administrator',
  'user.disable': 'administrator',
  'user.enable': 'administrator',
  'user.invite': 'administrator',
  'user.unlock': 'administrator',
  'user.end-session': 'administrator',
  'api-key.list': 'signed-in',
  'api-key.read': 'owner',
  'api-key.create': 'signed-in',
  'api-key.create-for-other': 'administrator',
  'api-key.update': 'owner',
  'api-key.rotate': 'owner',
  'api-key.delete': 'owner',
  'auth-token.create': 'signed-in',
  'auth-token.read': 'signed-in',
  'auth-token.introspect': 'signed-in',
  'reply.acknowledge': 'signed-in',
  'audit.list': 'administrator',
  'audit.verify': 'administrator',
  'audit.export': 'administrator',
  'audit.statement': 'administrator',
  'first-run.read': 'administrator',
  'first-run.update': 'administrator',
  'view.list': 'signed-in',
  'view.create': 'signed-in',
  'view.update': 'owner',
  'view.delete': 'owner',
  'lookup.read': 'signed-in',
  'inventory.read': 'signed-in',
  'one-token.list': 'signed-in',
  'one-token.read': 'owner',
  'one-token.create': 'signed-in',
  'one-token.update': 'owner',
  'one-token.delete': 'owner',
  'one-user.list': 'signed-in',
  'one-user.read': 'owner',
  'tsig-key.list': 'signed-in',
  'tsig-key.read': 'signed-in',
  'tsig-key.create': 'administrator',
  'tsig-key.update': 'administrator',
  'tsig-key.delete': 'administrator',
  'tsig-key.reveal': 'administrator',
  'tsig-key.export': 'administrator',
  'tsig-key.import': 'administrator',
  'certcentral-key.list': 'signed-in',
  'certcentral-key.read': 'owner',
  'certcentral-key.create': 'owner',
  'certcentral-key.create-for-other': 'administrator',
  'certcentral-key.update': 'owner',
  'certcentral-key.revoke': 'owner',
  'certcentral-key.reactivate': 'administrator',
  'certcentral-user.list': 'administrator',
  'certcentral-user.read': 'owner',
  'certcentral-user.create': 'administrator',
  'certcentral-account.read': 'signed-in',
  'auth-key.list': 'signed-in',
  'auth-key.read': 'administrator',
  'auth-key.create': 'administrator',
  'auth-key.update': 'administrator',
  'auth-key.delete': 'administrator',
  'auth-key.reveal': 'administrator',
  'auth-key.request-token': 'administrator',
  'certcentral-finance.read': 'administrator',
  'account-facts.read': 'administrator',
  'account-facts.update': 'administrator',
  'connector.list': 'administrator',
  'connector.read': 'administrator',
  'connector.create': 'administrator',
  'connector.update': 'administrator',
  'connector.delete': 'administrator',
  'connector.check': 'administrator',
  'connector.allow': 'administrator',
  'nameserver.list': 'administrator',
  'nameserver.read': 'administrator',
  'nameserver.create': 'administrator',
  'nameserver.update': 'administrator',
  'nameserver.delete': 'administrator',
  'nameserver.use': 'administrator',
  'nameserver.deliver': 'administrator',
  'nameserver.export': 'administrator',
  // With the server credential, which opens nothing else, and which no person has.
  'nameserver.fetch': 'signed-in',
  'nameserver.report': 'signed-in',
  'tsig-key.check': 'administrator',
  'tsig-check.list': 'administrator',
  'tsig-check.run': 'administrator',
  'tsig-check.cancel': 'administrator',
  'tsig-check.schedule': 'administrator',
  'rollover.list': 'administrator',
  'rollover.read': 'administrator',
  'rollover.plan': 'administrator',
  'rollover.advance': 'administrator',
  'rollover.undo': 'administrator',
}

/** What a call may turn out to be by what it is given, besides the action of its endpoint. */
export const turnsInto: Partial<Record<Action, Action>> = { 'api-key.create': 'api-key.create-for-other' }

/** What is the whole account's, so nothing for those who are restricted to some of its divisions. */
const accountWide: ReadonlySet<Action> = new Set<Action>(['auth-key.read', 'auth-key.create', 'auth-key.delete'])

/** May this subject do this? Pure; denies by default. Without a resource it answers for the function, not for a thing. */
export function can(subject: Subject | undefined, action: Action, resource?: Resource): boolean {
  const rule = rules[action]
  if (rule === 'anyone') return true
  if (!subject) return false
  if (subject.divisions && accountWide.has(action)) return false
  if (rule === 'administrator') return subject.user.role === 'administrator'
  if (rule === 'owner' && resource) return subject.user.role === 'administrator' || resource.ownerId === subject.user.id
  return rule === 'signed-in' || rule === 'owner'
}

/**
 * The owner whose rows a subject may see: their own id, or `undefined` for everybody's. It stands in the WHERE clause
 * of every query, so that a forgotten check shows nothing.
 */
export const visibleOwner = (subject: Subject): string | undefined => (subject.user.role === 'administrator' ? undefined : subject.user.id)
