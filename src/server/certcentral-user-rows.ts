import { accessRoles, type VendorUser } from '#contract/certcentral-users-v2.ts'
import type { Container } from '#contract/certcentral.ts'
import type { Database, Tx } from './db/store.ts'
import { vendorInstant } from './time.ts'

/** Users as CertCentral sees them, service users among them. */
export const vendorUserRows = (db: Database | Tx) =>
  db.selectFrom('users as u').select(['u.id', 'u.number', 'u.name', 'u.email', 'u.role', 'u.enabled', 'u.password', 'u.service', 'u.last_sign_in_at'])

export type VendorUserRow = Awaited<ReturnType<ReturnType<typeof vendorUserRows>['executeTakeFirstOrThrow']>>

/** We keep one name and the vendor two: what stands before the first blank, and the rest. */
export function firstAndLast(name: string): { first_name: string; last_name: string } {
  const blank = name.indexOf(' ')
  return blank < 0 ? { first_name: name, last_name: '' } : { first_name: name.slice(0, blank), last_name: name.slice(blank + 1) }
}

/** A service user's name is generated, in hex (the vendor's own do so too); a person's is their address. */
export const usernameOf = (row: Pick<VendorUserRow, 'id' | 'email' | 'service'>): string => (row.service === 1 ? row.id.replaceAll('-', '') : row.email)

const statusOf = ({ enabled, password, service }: VendorUserRow): VendorUser['status'] =>
  enabled === 0 ? 'inactive' : password === null && service === 0 ? 'pending' : 'active'

export const toVendorUser = (row: VendorUserRow, account: { id: number }, container: Container, divisions: NonNullable<VendorUser['container_assignments']>): VendorUser => ({
  id: row.number,
  username: usernameOf(row),
  account_id: account.id,
  ...firstAndLast(row.name),
  email: row.email,
  status: statusOf(row),
  ...(row.last_sign_in_at === null ? {} : { last_login_date: vendorInstant(row.last_sign_in_at) }),
  container,
  access_roles: [accessRoles.find(({ id }) => id === (row.role === 'administrator' ? 1 : 5))!],
  type: row.service === 1 ? 'service_user' : 'standard',
  has_container_assignments: divisions.length > 0,
  ...(divisions.length > 0 ? { container_assignments: divisions } : {}),
})
