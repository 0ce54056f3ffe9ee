import { sql } from 'kysely'
import {
  accessRoles, checkVendorPermission, createVendorServiceUser, getVendorMe, getVendorUser, listVendorPermissions, listVendorServiceUsers,
  listVendorServiceUsersAlias, listVendorUsers,
  type VendorUser,
} from '#contract/certcentral-users-v2.ts'
import type { Container, VendorQuery } from '#contract/certcentral.ts'
import { csvLine } from '#contract/csv.ts'
import type { Method } from '#contract/endpoint.ts'
import type { Action } from '#contract/permissions.ts'
import { permits, type Area } from '#contract/restrictions.ts'
import type { Facts } from '../account-facts/store.ts'
import type { Actor } from '../../pipeline/actor.ts'
import type { CertcentralChanges } from '../certcentral-keys/changes.ts'
import { firstAndLast, vendorUserRows, type VendorUserRow } from '../../credentials/people.ts'
import type { Store } from '../../db/store.ts'
import { positionSql } from '../../db/sql-words.ts'
import { withinDivisions } from '../../pipeline/divisions.ts'
import { can } from '../../pipeline/policy.ts'
import { notFound } from '../../problem.ts'
import { wantsCsv } from '../../http/request.ts'
import { change, read, type Route } from '../../pipeline/route.ts'
import { mapInTurns } from '../../turn.ts'
import { vendorInstant } from '../../time.ts'
import { vendorSqlPage, wholeNumbers, type VendorColumns } from '../../list/vendor-list.ts'

const columns = {
  id: wholeNumbers,
  username: { type: 'text', search: true },
  email: { type: 'text', search: true },
  name: { type: 'text' },
  first_name: { type: 'text', search: true },
  last_name: { type: 'text', search: true },
  status: { type: 'choice', choices: ['active', 'inactive', 'pending'] },
} as const satisfies VendorColumns

const csvHead = ['id', 'username', 'account_id', 'first_name', 'last_name', 'email', 'status', 'last_login_date', 'container', 'access_roles', 'type']
const csvRow = (user: VendorUser) => [
  user.id,
  user.username,
  user.account_id,
  user.first_name,
  user.last_name,
  user.email,
  user.status,
  user.last_login_date ?? '',
  user.container?.name ?? '',
  user.access_roles.map(({ name }) => name).join(', '),
  user.type,
]
interface Asked {
  actor: Actor
  query: VendorQuery & { container_id?: number; access_role_id?: number; without_container?: boolean }
  request: Request
}
interface Found {
  users: readonly VendorUser[]
  page: { limit: number; offset: number; total: number }
}

/** A service user's name is generated, in hex (the vendor's own do so too); a person's is their address. */
const usernameOf = (row: Pick<VendorUserRow, 'id' | 'email' | 'service'>): string => (row.service === 1 ? row.id.replaceAll('-', '') : row.email)

const statusOf = ({ enabled, password, service }: VendorUserRow): VendorUser['status'] =>
  enabled === 0 ? 'inactive' : password === null && service === 0 ? 'pending' : 'active'

const toVendorUser = (
  row: VendorUserRow,
  account: { id: number },
  container: Container,
  divisions: NonNullable<VendorUser['container_assignments']>,
): VendorUser => ({
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
const permissionsOf = (actor: Actor): { authorized: boolean; permission: string }[] =>
  permissions.map(([permission, action, call]) => ({
    authorized: action !== undefined && can(actor, action) && permits(actor.restriction ?? 0, call),
    permission,
  }))

/** Users, service users and permissions as the vendor's own API has it. */
export function certcentralUsersV2({ store, facts, changes }: { store: Store; facts: Facts; changes: CertcentralChanges }): Route[] {
  const blank = positionSql(store.dialect, sql.ref('u.name'), ' ')
  const expressions = {
    id: sql`cast(u.number as text)`,
    username: sql`case when u.service = 1 then replace(u.id, '-', '') else u.email end`,
    email: sql.ref('u.email'),
    name: sql.ref('u.name'),
    first_name: sql`case when ${blank} = 0 then u.name else substr(u.name, 1, ${blank} - 1) end`,
    last_name: sql`case when ${blank} = 0 then '' else substr(u.name, ${blank} + 1) end`,
    status: sql`case when u.enabled = 0 then 'inactive' when u.password is null and u.service = 0 then 'pending' else 'active' end`,
  }

  const shown = async (rows: readonly VendorUserRow[]): Promise<VendorUser[]> => {
    const { account, container } = await facts.account()
    // Few are restricted at all, so one question serves a page.
    const restricted = rows.some(({ service }) => service === 1)
      ? await store.db
          .selectFrom('user_divisions')
          .selectAll()
          .where(
            'user_id',
            'in',
            rows.filter(({ service }) => service === 1).map(({ id }) => id),
          )
          .orderBy('division')
          .execute()
      : []
    const names = restricted.length > 0 ? new Map((await facts.containers()).all.map(({ id, name }) => [id, name])) : new Map<number, string>()
    const own = Map.groupBy(restricted, ({ user_id: user }) => user)
    return mapInTurns(rows, (row) =>
      toVendorUser(
        row,
        account,
        container,
        (own.get(row.id) ?? []).map(({ division: id }) => ({ id, name: names.get(id) ?? '' })),
      ),
    )
  }

  async function page({ actor, query, request }: Asked, service?: 1) {
    const { container } = await facts.account()
    const { access_role_id: roleId } = query
    const { rows, page } = await vendorSqlPage({
      store,
      select: vendorUserRows(store.db)
        .where(withinDivisions(actor))
        .$if(service !== undefined, (select) => select.where('u.service', '=', 1))
        .$if(roleId !== undefined, (select) => select.where('u.role', '=', roleId === 1 ? 'administrator' : 'user').where(sql<boolean>`${roleId} in (1, 5)`))
        // Of a division below the top one are those who are restricted to it.
        .$if(query.container_id !== undefined && query.container_id !== container.id, (select) =>
          select.where(sql<boolean>`exists (select 1 from user_divisions o where o.user_id = u.id and o.division = ${query.container_id})`),
        ),
      columns,
      expressions,
      sortBy: { id: sql.ref('u.number') },
      id: sql.ref('u.number'),
      query,
      request,
      sort: 'id',
    })
    const users = await shown(rows)
    return { users: query.without_container ? users.map((user) => ({ ...user, container: undefined })) : users, page }
  }

  /** A file has all users, unless so many were asked for; never more of them in memory than a page. */
  async function* lines(first: Found, next: ((offset: number) => Promise<Found>) | undefined): AsyncGenerator<string, undefined> {
    const { offset, limit } = first.page
    yield [csvHead, ...first.users.map(csvRow)].map(csvLine).join('')
    let last = first.users.length
    if (!next) return undefined
    for (let at = offset + limit; last === limit; at += limit) {
      const { users } = await next(at)
      last = users.length
      yield users.map(csvRow).map(csvLine).join('')
    }
    return undefined
  }

  return [
    read(listVendorUsers, async (call) => {
      const first = await page(call)
      if (!wantsCsv(call.request)) return { body: first }
      const source = lines(first, call.query.limit === undefined ? (offset) => page({ ...call, query: { ...call.query, offset } }) : undefined)
      return { file: { body: source, type: 'text/csv; charset=utf-8', fileName: 'users.csv' } }
    }),

    read(listVendorServiceUsers, async (call) => ({ body: await page(call, 1) })),
    read(listVendorServiceUsersAlias, async (call) => ({ body: await page(call, 1) })),

    read(getVendorMe, async ({ actor }) => {
      const row = await vendorUserRows(store.db).where('u.id', '=', actor.user.id).executeTakeFirst()
      return row ? { body: (await shown([row]))[0]! } : notFound()
    }),

    read(getVendorUser, async ({ actor, params }) => {
      const row = await vendorUserRows(store.db).where(withinDivisions(actor)).where('u.number', '=', params.user_id).executeTakeFirst()
      if (!row || !can(actor, 'certcentral-user.read', { ownerId: row.id })) return notFound()
      return { body: (await shown([row]))[0]! }
    }),

    change(createVendorServiceUser, async ({ actor, body, now }, tx) => {
      const user = await changes.createServiceUser(tx, actor, {
        email: body.email,
        divisions: body.container_id_assignments,
        field: 'container_id_assignments',
        now,
      })
      const { made, audit } = await changes.create(tx, actor, { ownerId: user.id, names: [body.api_name], restriction: body.restricted_to_role_id ?? 0, now })
      return { body: { id: made[0]!.row.number, api_key: made[0]!.value }, audit: [user.audit, ...audit] }
    }),

    read(listVendorPermissions, async ({ actor }) => ({ body: { authorizations: permissionsOf(actor) } })),

    read(checkVendorPermission, async ({ actor, params }) => {
      const found = permissionsOf(actor).find(({ permission }) => permission === params.permission)
      return found ? { body: found } : notFound()
    }),
  ]
}

