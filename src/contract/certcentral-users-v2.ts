import { z } from './zod.ts'
import { VendorNewKey } from './certcentral-keys-v2.ts'
import { Container, DivisionIds, IntegerId, VendorInstant, VendorPage, VendorQuery, Yes } from './certcentral.ts'
import type { Endpoint } from './endpoint.ts'
import { Description, Email } from './names.ts'
import { VendorRestriction } from './restrictions.ts'

/* Users, service users and permissions as the Services API v2 speaks of them. */

/** The vendor's access roles: ours are the first and the last. */
export const accessRoles = [
  { id: 1, name: 'Administrator' },
  { id: 2, name: 'Limited User' },
  { id: 3, name: 'Finance Manager' },
  { id: 4, name: 'Manager' },
  { id: 5, name: 'Standard User' },
] as const

export const VendorUser = z.strictObject({
  id: z.int(),
  username: z.string(),
  account_id: z.int(),
  first_name: z.string(),
  last_name: z.string(),
  email: z.string(),
  status: z.enum(['active', 'inactive', 'pending']),
  last_login_date: VendorInstant.optional(),
  /** Not there with `without_container=true`. */
  container: Container.optional(),
  access_roles: z.array(z.strictObject({ id: z.int(), name: z.string() })),
  type: z.enum(['standard', 'service_user']),
  has_container_assignments: z.boolean(),
  /** The divisions they are restricted to; not there when they are not. */
  container_assignments: z.array(z.strictObject({ id: z.int(), name: z.string() })).optional(),
})
export type VendorUser = z.infer<typeof VendorUser>

const shared = { takes: ['certcentral-key'], area: 'users', wire: { 'not-found': 'not_found|user' } } as const
const base = '/services/v2/user'

const UserQuery = VendorQuery.extend({
  container_id: IntegerId.optional(),
  access_role_id: IntegerId.refine((id) => accessRoles.some((role) => role.id === id), `Give one of ${accessRoles.map(({ id }) => id).join(', ')}.`).optional(),
  without_container: Yes,
  'filters[email]': z.string().max(200).optional(),
  'filters[username]': z.string().max(200).optional(),
  'filters[status]': z.string().max(200).optional(),
})

export const listVendorUsers = {
  ...shared, method: 'GET', path: base, summary: 'List users; as CSV with Accept: text/csv, then all of them where no limit is given',
  action: 'certcentral-user.list',
  query: UserQuery, produces: ['application/json', 'text/csv'], reply: z.strictObject({ users: z.array(VendorUser), page: VendorPage }),
} as const satisfies Endpoint

const serviceUsers = {
  ...shared, method: 'GET', summary: 'List service users', action: 'certcentral-user.list',
  query: UserQuery, reply: z.strictObject({ users: z.array(VendorUser), page: VendorPage }),
} as const
/** Before `/user/{user_id}`, as `me`. */
export const listVendorServiceUsers = { ...serviceUsers, path: `${base}/api-only` } as const satisfies Endpoint
/** The same under the name that some of the vendor's pages use. */
export const listVendorServiceUsersAlias = { ...serviceUsers, path: '/services/v2/service-user' } as const satisfies Endpoint

export const getVendorMe = {
  ...shared, area: 'self', method: 'GET', path: `${base}/me`, summary: 'The user whose key this is', action: 'certcentral-account.read', reply: VendorUser,
} as const satisfies Endpoint

export const getVendorUser = {
  ...shared, method: 'GET', path: `${base}/{user_id}`, summary: 'One user', action: 'certcentral-user.read', params: z.object({ user_id: IntegerId }),
  reply: VendorUser,
} as const satisfies Endpoint

export const createVendorServiceUser = {
  ...shared, method: 'POST', path: base, summary: 'Make a service user with its API key; the value is in this reply only', action: 'certcentral-user.create',
  body: z.object({
    is_api_only: z.literal(true, 'Only service users are made here: send true.'),
    email: Email,
    api_name: Description,
    restricted_to_role_id: VendorRestriction.optional(),
    container_id_assignments: DivisionIds.optional(),
  }),
  status: 201, reply: VendorNewKey, idempotent: true, secret: true, narrows: ['container_id_assignments', 'divisions', 'restricted_to_role_id'],
} as const satisfies Endpoint

const Permission = z.strictObject({ authorized: z.boolean(), permission: z.string() })

export const listVendorPermissions = {
  ...shared, area: 'self', method: 'GET', path: '/services/v2/authorization', summary: 'What this key\'s user may do', action: 'certcentral-account.read',
  reply: z.strictObject({ authorizations: z.array(Permission) }),
} as const satisfies Endpoint

export const checkVendorPermission = {
  ...shared, area: 'self', method: 'GET', path: '/services/v2/authorization/{permission}', summary: 'May this key\'s user do this',
  action: 'certcentral-account.read',
  wire: { 'not-found': 'not_found|permission' }, params: z.object({ permission: z.string().regex(/^[a-z][a-z_]{0,60}$/, 'Give the name of a permission.') }),
  reply: Permission,
} as const satisfies Endpoint
