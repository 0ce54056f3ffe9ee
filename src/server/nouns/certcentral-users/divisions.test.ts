import { expect, test } from 'vitest'
import { putAccountFacts } from '#contract/account-facts.ts'
import { createCertcentralKeys, listCertcentralKeys, listDivisions, newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { onEachStore } from '../../testing/store.ts'
import { refusal } from '../../testing/refusals.ts'
import { testApp } from '../../testing/app.ts'

const top = { id: 10, public_id: '', name: 'Northwind', parent_id: 0, template_id: 1, ekey: '', has_logo: false, is_active: true }
const facts = {
  container: top,
  containers: [{ id: 10, name: 'Northwind' }, { id: 11, name: 'Iberia' }, { id: 12, name: 'Nordics' }, { id: 13, name: 'Closed', is_active: false }],
  organizations: [{ id: 1, name: 'Northwind AS' }, { id: 2, name: 'Northwind Iberia SL', container: { id: 11 } }],
  domains: [
    { id: 1, name: 'a.example', is_active: true },
    { id: 2, name: 'b.example', is_active: true, container: { id: 11, name: 'Iberia' } },
    { id: 3, name: 'c.example', is_active: true, container: { id: 12 } },
  ],
  products: [
    { name_id: 'everybody', name: 'x', type: 'ssl_certificate', allowed_container_ids: [] },
    { name_id: 'iberia', name: 'x', type: 'ssl_certificate', allowed_container_ids: [11] },
    { name_id: 'nordics', name: 'x', type: 'ssl_certificate', allowed_container_ids: [12] },
  ],
  balance: { balance: '1.00', currency: 'USD' },
}

/*
 * A service user that is restricted to divisions. Once `container_id_assignments` was taken and forgotten: who asked for a key
 * of one division was given one of the whole account, and nothing said so.
 */
onEachStore('divisions', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh(), { limits: false })
    const admin = await server.as('administrator')
    expect((await admin.send(putAccountFacts, { body: facts })).status).toBe(200)
    const calls = (value: string) => async (method: string, path: string, body?: unknown) => {
      const response = await server.fetch(`/services/v2${path}`, {
        method,
        headers: { 'X-DC-DEVKEY': value },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      if (!response.ok) return (await refusal(response)) as unknown
      return response.status === 204 ? 204 : ((await response.json()) as Record<string, unknown>)
    }
    const root = calls((await server.devKey(admin, { name: 'root' })).api_key)
    const service = async (by: typeof root, more: Record<string, unknown>) =>
      (await by('POST', '/user', { is_api_only: true, email: 'pki@example.org', api_name: 'svc', ...more })) as { id: number; api_key: string }
    return { server, admin, root, calls, service }
  }
  const names = (reply: unknown, list: string, field = 'name') => (reply as Record<string, Record<string, unknown>[]>)[list]!.map((one) => one[field])

  test('a service user of one division reaches what is of that division, and nothing that is the whole account\'s', async () => {
    const { root, calls, service, admin } = await filled()
    const iberia = calls((await service(root, { container_id_assignments: [11, 11] })).api_key)
    expect(await iberia('GET', '/user/me')).toMatchObject({ has_container_assignments: true, container_assignments: [{ id: 11, name: 'Iberia' }] })
    expect(names(await iberia('GET', '/domain'), 'domains')).toEqual(['b.example'])
    // Once nothing showed afterwards what a service user is restricted to.
    expect((await admin.send(listCertcentralKeys, { query: { sort: 'name' } })).body.data.map(({ name, user }) => [name, user.divisions])).toEqual([
      ['root', []],
      ['svc', [{ id: 11, name: 'Iberia' }]],
    ])
    expect(names(await iberia('GET', '/domain?container_id=12'), 'domains')).toEqual([])
    expect(names(await iberia('GET', '/organization'), 'organizations')).toEqual(['Northwind Iberia SL'])
    expect(names(await iberia('GET', '/product'), 'products', 'name_id')).toEqual(['everybody', 'iberia'])
    expect(await iberia('GET', '/product/nordics')).toEqual([404, 'not_found|product'])
    expect(await iberia('GET', '/finance/balance')).toEqual([404, 'not_found|balance'])
    for (const [method, path] of [
      ['GET', '/account/auth-key'],
      ['GET', '/account/auth-keys'],
      ['POST', '/account/auth-key'],
      ['POST', '/account/auth-key/1'],
      ['DELETE', '/account/auth-key'],
    ] as const) {
      expect([method, path, await iberia(method, path)]).toEqual([method, path, [403, 'access_denied|missing_permission']])
    }
    // Without a restriction all is as it was, and a division's things are found by container_id.
    expect(names(await root('GET', '/domain'), 'domains')).toEqual(['a.example', 'b.example', 'c.example'])
    expect(names(await root('GET', '/domain?container_id=10'), 'domains')).toEqual(['a.example', 'b.example', 'c.example'])
    expect(names(await root('GET', '/domain?container_id=12'), 'domains')).toEqual(['c.example'])
    expect(names(await root('GET', '/domain?container_id=99'), 'domains')).toEqual([])
    expect(names(await root('GET', '/user?container_id=11'), 'users', 'last_name')).toEqual(['User'])
  })

  test('it makes itself no key, and no user, that reaches further', async () => {
    const { root, calls, service, server } = await filled()
    const { id: number, api_key: value } = await service(root, { container_id_assignments: [11] })
    const iberia = calls(value)
    const wide = await service(root, {})
    const both = await service(root, { container_id_assignments: [11, 12] })
    const [self, adminNumber] = [(await iberia('GET', '/user/me') as { id: number }).id, (await root('GET', '/user/me') as { id: number }).id]
    const userOf = async (key: number) => (await root('GET', `/key/${key}`) as { user: { id: number } }).user.id
    expect(names(await iberia('GET', '/user'), 'users', 'id')).toEqual([self])
    expect(names(await iberia('GET', '/key'), 'api_keys', 'id')).toEqual([number])
    for (const other of [adminNumber, await userOf(wide.id), await userOf(both.id)]) {
      expect(await iberia('GET', `/user/${other}`)).toEqual([404, 'not_found|user'])
      expect(await iberia('POST', `/key/user/${other}`, { name: 'more' })).toEqual([404, 'not_found|user'])
    }
    for (const key of [wide.id, both.id]) {
      expect(await iberia('GET', `/key/${key}`)).toEqual([404, 'not_found|api_key'])
      expect(await iberia('PUT', `/key/${key}`, { name: 'mine' })).toEqual([404, 'not_found|api_key'])
      expect(await iberia('PUT', `/key/${key}/status`, { status: 'revoked' })).toEqual([404, 'not_found|api_key'])
    }
    expect(await iberia('POST', `/key/user/${self}`, { name: 'second' })).toMatchObject({ api_key: expect.any(String) as string })
    for (const wanted of [[12], [11, 12], [10]])
      expect([wanted, await service(iberia, { container_id_assignments: wanted })]).toEqual([wanted, [400, 'invalid_value|container_id_assignments']])
    // What is left out is what its maker has (the vendor's default).
    const made = calls((await service(iberia, {})).api_key)
    expect(await made('GET', '/user/me')).toMatchObject({ container_assignments: [{ id: 11 }] })
    expect(names(await iberia('GET', '/user'), 'users', 'id')).toHaveLength(2)
    const trail = await server.store.db.selectFrom('audit').select('detail').where('action', '=', 'certcentral-user.create').orderBy('seq').execute()
    expect(trail.map(({ detail }) => (JSON.parse(detail) as { after: { divisions?: number[] } }).after.divisions)).toEqual([[11], undefined, [11, 12], [11]])
  })

  test('divisions that are not there are refused; the top one is the account; the console offers the others', async () => {
    const { root, admin, server, service, calls } = await filled()
    for (const wanted of [[99], [11, 99], [13]])
      expect([wanted, await service(root, { container_id_assignments: wanted })]).toEqual([wanted, [400, 'invalid_value|container_id_assignments']])
    for (const wanted of [['x'], [' 11'], 11, [0], [-1], [1.5], [1e15], Array.from({ length: 1001 }, () => 11)])
      expect([wanted, ((await service(root, { container_id_assignments: wanted })) as unknown as [number])[0]]).toEqual([wanted, 400])
    for (const whole of [[], [10], [10, 11]])
      expect([whole, await calls((await service(root, { container_id_assignments: whole })).api_key)('GET', '/user/me')]).toMatchObject([
        whole,
        { has_container_assignments: false },
      ])
    expect((await admin.send(listDivisions)).body).toEqual({ data: [{ id: 11, name: 'Iberia' }, { id: 12, name: 'Nordics' }] })
    expect((await (await server.as('user')).send(listDivisions)).code).toBe('not-allowed')
    const make = (divisions: unknown) => admin.send(createCertcentralKeys, { body: { name: 'svc', serviceUser: { email: 'pki@example.org', divisions } } })
    const [made] = newCertcentralKeys((await make([12])).body)
    expect(names(await calls(made!.api_key)('GET', '/domain'), 'domains')).toEqual(['c.example'])
    expect((await make([99])).problem.errors).toEqual([
      { field: 'serviceUser.divisions', pointer: '/serviceUser/divisions', code: 'invalid-value', message: 'There is no division 99.' },
    ])
    // Divisions that are loaded no more: what was of them is nowhere, and nobody reaches further for it.
    await admin.send(putAccountFacts, { body: { ...facts, containers: undefined } })
    expect(names(await calls(made!.api_key)('GET', '/domain?container_id=10'), 'domains')).toEqual(['c.example'])
    expect((await admin.send(listDivisions)).body).toEqual({ data: [] })
  })

  // Once its own division was taken for the account as soon as the facts said that it is the top one, and it made itself a key of everything.
  test('who is held to a division stays held to it when that becomes the top one, however the facts say so', async () => {
    const { root, calls, service, admin } = await filled()
    const value = (await service(root, { container_id_assignments: [11] })).api_key
    const iberia = calls(value)
    const tops: Record<string, object> = {
      'named by the account': { ...facts, container: undefined, account: { id: 1, root_container_id: 11 } },
      'above all others': { ...facts, container: undefined, containers: [{ id: 21, name: 'Porto', parent_id: 11 }, { id: 22, name: 'Faro', parent_id: 11 }] },
      'without a parent': { ...facts, container: undefined, containers: [{ id: 11, name: 'Iberia' }, { id: 21, name: 'Porto', parent_id: 11 }] },
    }
    for (const [how, body] of Object.entries(tops)) {
      expect([how, (await admin.send(putAccountFacts, { body })).status]).toEqual([how, 200])
      expect([how, await iberia('GET', '/finance/balance')]).toEqual([how, [404, 'not_found|balance']])
      expect([how, names(await iberia('GET', '/domain'), 'domains'), names(await iberia('GET', '/organization'), 'organizations')]).toEqual([
        how, ['b.example'], ['Northwind Iberia SL'],
      ])
      for (const more of [{}, { container_id_assignments: [] }, { container_id_assignments: [11] }]) {
        const made = calls((await service(iberia, more)).api_key)
        expect([how, more, await made('GET', '/user/me')]).toMatchObject([how, more, { has_container_assignments: true, container_assignments: [{ id: 11 }] }])
        expect([how, ((await made('GET', '/account/auth-keys')) as unknown[])[0]]).toEqual([how, 403])
      }
      // Nobody reaches less for it who was held to nothing.
      expect([how, await root('GET', '/finance/balance')]).toMatchObject([how, { currency: 'USD' }])
    }
    const [listed] = (await admin.send(listCertcentralKeys, { query: { filter: 'name equals svc', size: '1' } })).body.data
    expect(listed!.user.divisions).toMatchObject([{ id: 11 }])
  })
})
