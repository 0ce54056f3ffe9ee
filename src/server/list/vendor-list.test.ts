import { expect, test } from 'vitest'
import { putAccountFacts } from '#contract/account-facts.ts'
import { createCertcentralKeys, newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { iso } from '../time.ts'
import { onEachStore } from '../testing/store.ts'
import { refusal } from '../testing/refusals.ts'
import { day, start, testApp } from '../testing/app.ts'

/** So many days after the tests' clock, as the vendor writes an instant. */
const inDays = (days: number) => `${iso(start + days * day).slice(0, 19)}+00:00`
const ov = (days: number, status = 'active') => ({ type: 'ov', status, validated_until: inDays(days) })
const domain = (id: number, name: string, more: Record<string, unknown> = {}) => ({ id, name, is_active: true, ...more })

const facts = {
  containers: [
    { id: 12, name: 'Nordics', parent_id: 10, is_active: true, organization_assignments: [{ id: 3, name: 'Nordic AB' }] },
    { id: 14, name: 'Bilbao', parent_id: 11, is_active: true },
    { id: 10, name: 'Northwind', parent_id: 0, is_active: true, allowed_domain_names: ['a.example'] },
    { id: 11, name: 'Iberia', parent_id: 10, is_active: true, description: null },
    { id: 13, name: 'Closed', parent_id: 10, is_active: false },
  ],
  organizations: [
    {
      id: 1,
      name: 'Northwind AS',
      display_name: 'Northwind AS',
      status: 'active',
      validations: [{ type: 'ov', status: 'active' }],
      city: '=Oslo',
      is_active: true,
    },
    { id: 2, name: 'Iberia 3 SL', status: 'inactive', container: { id: 11, name: 'Iberia' } },
    {
      id: 3,
      name: 'Nordic AB',
      status: 'active',
      validations: [
        { type: 'ov', status: 'active' },
        { type: 'ev', status: 'pending' },
      ],
      container_id_assignments: ['11'],
    },
  ],
  domains: [
    domain(1, 'shop.example', {
      validations: [ov(200)],
      dcv_expiration: { ov: inDays(200), ov_status: 'valid', ev_status: 'expired', dcv_approval_date: '2026-01-01', ov_shortened: '2026-12-01' },
    }),
    domain(2, 'my.shop.example', { validations: [ov(20)], container: { id: 11 } }),
    domain(3, 'old.example', { is_active: false, validations: [ov(-3), { type: 'ev', status: 'pending' }], dcv_token: { token: 't' } }),
    domain(4, 'new.example', { validations: null, container: { id: 12 } }),
    domain(5, 'soon.example', { validations: [{ type: 'ev', status: 'active', validated_until: inDays(5) }, ov(45)], container: { id: 14 } }),
    // As older answers have it, without a flag.
    { id: 6, name: 'gone.example', validations: [ov(-90)] },
  ],
}

onEachStore('lists of vendors\' APIs', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh(), { limits: false })
    const admin = await server.as('administrator')
    expect((await admin.send(putAccountFacts, { body: facts })).status).toBe(200)
    const by = (value: string) => ({
      call: (path: string, headers: Record<string, string> = {}) => server.fetch(`/services/v2${path}`, { headers: { 'X-DC-DEVKEY': value, ...headers } }),
      async get(path: string) {
        const response = await server.fetch(`/services/v2${path}`, { headers: { 'X-DC-DEVKEY': value } })
        return response.ok ? await response.json() as Record<string, { id: number }[]> : await refusal(response)
      },
    })
    const root = by((await server.devKey(admin)).api_key)
    const ids = async (list: string, path: string, of = root) => {
      const reply = await of.get(path)
      return Array.isArray(reply) ? reply : reply[list]!.map(({ id }) => id)
    }
    const service = async (divisions: number[], restrictedToRoleId?: number) =>
      by(
        newCertcentralKeys(
          (await admin.send(createCertcentralKeys, { body: { name: 'svc', serviceUser: { email: 'pki@example.org', divisions }, restrictedToRoleId } })).body,
        )[0]!.api_key,
      )
    return { server, admin, root, ids, service }
  }

  // Contained before: a script that asked for ann@example.org and took users[0] was given joann@example.org.
  test('users and service users: the search is exact unless it holds %', async () => {
    const { server, root } = await filled()
    for (const [name, email] of [
      ['Jo Ann Lee', 'joann@example.org'],
      ['Ann Lee', 'ann@example.org'],
      ['Ann', 'ann@example.org.uk'],
      ['Per 100%', 'per@example.org'],
    ] as const) {
      const { id } = await server.person('user', `n${email}`)
      await server.store.write((tx) => tx.updateTable('users').set({ name, email }).where('id', '=', id).execute())
    }
    const found = async (search: string, list = '/user') =>
      ((await root.get(`${list}?filters[search]=${encodeURIComponent(search)}&sort=email`)) as unknown as { users: { email: string }[] }).users.map(
        ({ email }) => email,
      )
    expect(await found('ann@example.org')).toEqual(['ann@example.org'])
    expect(await found('ANN@example.org')).toEqual(['ann@example.org'])
    expect(await found('ann')).toEqual(['ann@example.org', 'ann@example.org.uk'])
    expect(await found('Lee')).toEqual(['ann@example.org'])
    expect(await found('Ann Lee')).toEqual(['joann@example.org'])
    expect([await found('%ann'), await found('%ann%')]).toEqual([
      ['ann@example.org', 'ann@example.org.uk', 'joann@example.org'],
      ['ann@example.org', 'ann@example.org.uk', 'joann@example.org'],
    ])
    expect(await found('ann@%')).toEqual(['ann@example.org', 'ann@example.org.uk'])
    expect([await found('example'), await found('an%n'), await found('_nn@example.org')]).toEqual([[], [], []])
    expect(await found('')).toHaveLength(5)
    expect(await found('%', '/user')).toHaveLength(5)
    await server.devKey(await server.as('administrator'), { serviceUser: { email: 'pki@example.org' } })
    for (const list of ['/user/api-only', '/service-user'])
      expect([await found('pki@example.org', list), await found('pki', list), await found('%pki', list), await found('service', list)]).toEqual([
        ['pki@example.org'],
        [],
        ['pki@example.org'],
        ['pki@example.org'],
      ])
    expect(
      ((await root.get('/user?access_role_id=1&without_container=true')) as unknown as { users: object[] }).users.map((user) => 'container' in user),
    ).toEqual([false, false])
    expect((await root.get('/user?access_role_id=5') as unknown as { users: object[] }).users).toHaveLength(4)
    expect((await root.get('/user?access_role_id=3') as unknown as { users: object[] }).users).toEqual([])
  })

  test('domains: search exact, status is the flag, validation is what it says now', async () => {
    const { ids, root, server } = await filled()
    const of = (query: string) => ids('domains', `/domain?sort=id&${query}`)
    expect(await of('filters[search]=shop.example')).toEqual([1])
    expect(await of('filters[search]=%25shop')).toEqual([1, 2])
    expect(await of('filters[search]=shop')).toEqual([])
    expect([await of('filters[status]=active'), await of('filters[status]=inactive')]).toEqual([[1, 2, 4, 5, 6], [3]])
    // The validation's own word is no status of a domain: to answer nothing would look like an answer.
    for (const query of ['filters[status]=pending', 'filters[validation]=maybe', 'filters[validation]=', 'filters[validations]=active'])
      expect([query, (await of(query))[0]]).toEqual([query, 400])
    const expected = {
      completed: [1, 2, 5], active: [1, 2, 5], pending: [3, 4], shortened_by_industry_changes: [1], ov_expired: [3, 6], ov_expired_in_last_7_days: [3],
      ev_expired: [], expired: [3, 6],
      ov_expiring: [2, 5], ev_expiring: [5], ov_expiring_within_7_days: [], ev_expiring_within_7_days: [5], ov_expiring_within_30_days: [2],
      expiring_within_30_days: [2, 5], ov_expiring_from_31_to_60_days: [5], ov_expiring_from_61_to_90_days: [], ev_expiring_from_31_to_60_days: [],
    }
    for (const [value, found] of Object.entries(expected)) expect([value, await of(`filters[validation]=${value}`)]).toEqual([value, found])
    expect(await of('filters[validation]=completed&filters[status]=active&filters[search]=%25shop&container_id=11')).toEqual([2])
    server.advance(30 * day)
    expect(await of('filters[validation]=ov_expired_in_last_7_days')).toEqual([])
    expect(await of('filters[validation]=ov_expired')).toEqual([2, 3, 6])
    const reuse = async (query: string) =>
      ((await root.get(`/domain?filters[name]=shop.example&${query}`)) as unknown as { domains: { dcv_expiration: object }[] }).domains.map(
        ({ dcv_expiration: one }) => Object.keys(one).sort(),
      )
    expect([await reuse(''), await reuse('filters[include_validation_reuse_status]=false')]).toEqual([[['ov']], [['ov']]])
    expect(await reuse('filters[include_validation_reuse_status]=true')).toEqual([['dcv_approval_date', 'ev_status', 'ov', 'ov_shortened', 'ov_status']])
  })

  test('one domain: its validations and its token where they are asked for', async () => {
    const { root } = await filled()
    const keys = async (path: string) => Object.keys(await root.get(path)).sort()
    expect(await keys('/domain/3')).toEqual(['id', 'is_active', 'name'])
    expect(await keys('/domain/3?include_dcv=true&include_validation=true')).toEqual(['dcv_token', 'id', 'is_active', 'name', 'validations'])
    expect(await keys('/domain/3?include_dcv=false&include_validation=0')).toEqual(['id', 'is_active', 'name'])
    expect(await root.get('/domain/99')).toEqual([404, 'not_found|domain'])
    for (const id of ['0', 'x', '1.0', '1e0']) expect([id, await root.get(`/domain/${id}`)]).toEqual([id, [400, 'invalid_value|domain_id']])
  })

  test('organizations: a name contains it or it is the id, which comes first; validations where they are asked for', async () => {
    const { ids, root } = await filled()
    const of = (query: string) => ids('organizations', `/organization?${query}`)
    expect(await of('filters[search]=NORTH')).toEqual([1])
    expect(await of('filters[search]=%25nor')).toEqual([3, 1])
    expect(await of('filters[search]=3')).toEqual([3, 2])
    expect(await of('filters[search]=3&sort=name')).toEqual([2, 3])
    expect(await of('filters[search]=99')).toEqual([])
    expect([await of('filters[status]=active&sort=id'), await of('filters[status]=inactive')]).toEqual([[1, 3], [2]])
    expect([await of('filters[validation]=pending'), await of('filters[validation]=not_pending&sort=id')]).toEqual([[3], [1, 2]])
    // The vendor's rule: of the top division, and of one that is restricted to no organizations, none is left out.
    expect([await of('filters[container_id_for_organization]=10&sort=id'), await of('filters[container_id_for_organization]=14&sort=id')]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect([
      await of('filters[container_id_for_organization]=11&sort=id'),
      await of('filters[container_id_for_organization]=12'),
      await of('filters[container_id_for_organization]=99'),
    ]).toEqual([[2, 3], [3], []])
    for (const query of ['filters[validation]=active', 'filters[status]=ok', 'filters[container_id_for_organization]=x', 'filters[city_name]=x'])
      expect([query, (await of(query))[0]]).toEqual([query, 400])
    const validations = async (path: string) => JSON.stringify(await root.get(path)).split('"validations"').length - 1
    expect([
      await validations('/organization'),
      await validations('/organization?include_validation=false'),
      await validations('/organization?include_validation=true'),
    ]).toEqual([0, 0, 2])
    expect([await validations('/organization/3'), await validations('/organization/3?include_validation=true')]).toEqual([0, 1])
    expect(await root.get('/organization/3/validation')).toEqual({ validations: facts.organizations[2]!.validations })
    expect(await root.get('/organization/2/validation')).toEqual({ validations: [] })
    for (const path of ['/organization/9', '/organization/9/validation']) expect([path, await root.get(path)]).toEqual([path, [404, 'not_found|organization']])
  })

  test('organizations as CSV, by Accept: all of them, and nothing that a spreadsheet would run', async () => {
    const { root } = await filled()
    const csv = await root.call('/organization?sort=id', { Accept: 'text/csv' })
    expect([csv.headers.get('Content-Type'), (await csv.text()).split('\r\n').slice(0, 3)]).toEqual(['text/csv; charset=utf-8', [
      'id,status,name,assumed_name,display_name,is_active,address,address2,zip,city,state,country,telephone,container',
      '1,active,Northwind AS,,Northwind AS,1,,,,"\'=Oslo",,,,', '2,inactive,Iberia 3 SL,,,,,,,,,,,Iberia']])
    const lines = async (query: string) => (await (await root.call(`/organization${query}`, { Accept: 'text/csv' })).text()).trim().split('\r\n').length - 1
    expect([await lines(''), await lines('?limit=1'), await lines('?filters[search]=nor'), await lines('?offset=2')]).toEqual([3, 1, 2, 1])
    expect((await root.call('/organization', { Accept: 'application/json, text/csv' })).headers.get('Content-Type')).toBe('application/json')
    expect((await root.call('/organization?sort=x', { Accept: 'text/csv' })).status).toBe(400)
  })

  test('divisions: listed with the top one first, one, and its children', async () => {
    const { ids, root } = await filled()
    expect(await ids('containers', '/container')).toEqual([10, 14, 13, 11, 12])
    expect(Object.keys(await root.get('/container'))).toEqual(['containers'])
    expect(await root.get('/container?limit=2&offset=1')).toMatchObject({ containers: [{ id: 14 }, { id: 13 }], page: { total: 5, limit: 2, offset: 1 } })
    expect(await ids('containers', '/container?filters[search]=Iberia')).toEqual([11])
    expect(await root.get('/container/11')).toEqual({ id: 11, name: 'Iberia', parent_id: 10, is_active: true, description: null })
    expect([
      await ids('containers', '/container/10/children'),
      await ids('containers', '/container/11/children'),
      await ids('containers', '/container/14/children'),
    ]).toEqual([[13, 11, 12], [14], []])
    for (const path of ['/container/99', '/container/99/children']) expect([path, await root.get(path)]).toEqual([path, [404, 'not_found|container']])
    expect(await root.get('/user/me')).toMatchObject({ container: { id: 10, name: 'Northwind' } })
  })

  test('who is restricted to divisions sees what is theirs, and everything else as absent', async () => {
    const { ids, service, root } = await filled()
    const iberia = await service([11])
    expect(await ids('containers', '/container', iberia)).toEqual([11])
    expect(await ids('containers', '/container/11/children', iberia)).toEqual([])
    expect(await ids('domains', '/domain', iberia)).toEqual([2])
    expect(await ids('organizations', '/organization?sort=id', iberia)).toEqual([2, 3])
    expect(await ids('organizations', '/organization?filters[container_id_for_organization]=12', iberia)).toEqual([])
    expect(await ids('organizations', '/organization?filters[search]=1', iberia)).toEqual([])
    expect([await iberia.get('/domain/2'), await iberia.get('/organization/3/validation')]).toMatchObject([{ id: 2 }, { validations: [{}, {}] }])
    for (const [foreign, absent] of [
      ['/domain/1', '/domain/99'],
      ['/organization/1', '/organization/99'],
      ['/organization/1/validation', '/organization/99/validation'],
      ['/container/10', '/container/99'],
      ['/container/12', '/container/99'],
      ['/container/10/children', '/container/99/children'],
    ] as const) {
      const [one, other] = [await iberia.call(foreign), await iberia.call(absent)]
      expect([foreign, one.status, await one.text()]).toEqual([foreign, 404, await other.text()])
    }
    expect((await (await iberia.call('/organization', { Accept: 'text/csv' })).text())).not.toContain('Northwind')
    // A key's restriction: orders reach no domains, and none of the three divisions.
    for (const [role, path, status] of [
      [100, '/domain/1', 403],
      [101, '/domain/1', 200],
      [101, '/organization/1/validation', 200],
      [101, '/container', 403],
      [103, '/container/10', 403],
      [102, '/container/10/children', 200],
    ] as const)
      expect([role, path, (await (await service([], role)).call(path)).status]).toEqual([role, path, status])
    expect(await root.get('/authorization/view_container')).toEqual({ authorized: true, permission: 'view_container' })
    expect(await (await service([], 101)).get('/authorization/view_container')).toEqual({ authorized: false, permission: 'view_container' })
  })
})
