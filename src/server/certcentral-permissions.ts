import type { Method } from '#contract/endpoint.ts'
import type { Action } from '#contract/permissions.ts'
import { permits, type Area } from '#contract/restrictions.ts'
import type { Actor } from './actor.ts'
import { can } from './policy.ts'

/** The vendor's permissions that mean something here: what of ours each stands for. We order no certificates. */
const permissions: readonly (readonly [name: string, action: Action | undefined, call: { method: Method; area: Area }])[] = [
  ['view_container', 'certcentral-account.read', { method: 'GET', area: 'account' }],
  ['create_containers', undefined, { method: 'POST', area: 'account' }],
  ['edit_container', undefined, { method: 'PUT', area: 'account' }],
  ['manage_guest_keys', undefined, { method: 'POST', area: 'account' }],
  ['create_users', 'certcentral-user.create', { method: 'POST', area: 'users' }],
  ['edit_users', undefined, { method: 'PUT', area: 'users' }],
  ['view_users', 'certcentral-user.list', { method: 'GET', area: 'users' }],
  ['add_domains', undefined, { method: 'POST', area: 'domains' }],
  ['view_domains', 'certcentral-account.read', { method: 'GET', area: 'domains' }],
  ['create_organizations', undefined, { method: 'POST', area: 'organizations' }],
  ['view_organizations', 'certcentral-account.read', { method: 'GET', area: 'organizations' }],
  ['view_orders', undefined, { method: 'GET', area: 'orders' }],
]

/** What this key's user may do with this key: live, both the user's role and the key's restriction. */
export const permissionsOf = (actor: Actor): { authorized: boolean; permission: string }[] =>
  permissions.map(([permission, action, call]) => ({
    authorized: action !== undefined && can(actor, action) && permits(actor.restriction ?? 0, call),
    permission,
  }))
