import { z } from 'zod'

/** What a person can be: an administrator sees every account's keys and all of Settings, a user only their own. */
export const roles = ['administrator', 'user'] as const
export const Role = z.enum(roles)
export type Role = z.infer<typeof Role>

/** Everything that can be done. `server/policy.ts` says who may; every endpoint names one. */
export const actions = [
  'public.read',
  'setup.complete',
  'invitation.accept',
  'session.create',
  'session.read',
  'session.end',
  'session.confirm',
  'profile.update',
  'password.update',
  'user.list',
  'user.read',
  'user.create',
  'user.update',
  'user.disable',
  'user.enable',
  'user.invite',
  'user.end-session',
  'api-key.list',
  'api-key.read',
  'api-key.create',
  'api-key.create-for-other',
  'api-key.update',
  'api-key.rotate',
  'api-key.delete',
  'auth-token.create',
  'auth-token.read',
  'auth-token.introspect',
  'reply.acknowledge',
  'audit.list',
  'audit.verify',
  'audit.export',
  'view.list',
  'view.create',
  'view.update',
  'view.delete',
  'lookup.read',
  'tsig-key.list',
  'tsig-key.read',
  'tsig-key.create',
  'tsig-key.update',
  'tsig-key.delete',
  'tsig-key.reveal',
  'tsig-key.export',
  'tsig-key.import',
] as const
export type Action = (typeof actions)[number]
