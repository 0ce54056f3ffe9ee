import { expect, test } from 'vitest'
import { createCertcentralKeys, revokeCertcentralKey } from '#contract/certcentral-keys.ts'
import { getVendorKey, listVendorKeys } from '#contract/certcentral-keys-v2.ts'
import { getVendorMe, listVendorUsers } from '#contract/certcentral-users-v2.ts'
import { uuidv7 } from '../../bytes.ts'
import { onEachStore } from '../../testing/store.ts'
import { newUser } from '../../credentials/people.ts'
import { badKey, refusal } from '../../testing/refusals.ts'
import { second, start } from '../../testing/app.ts'
import { base, vendorCaller } from '../../testing/vendor-caller.ts'

/*
 * The API as the vendor documents it: statuses, shapes, omissions (docs/certcentral.md). Each expectation is written
 * from the vendor's examples and not from our contract.
 */
onEachStore('CertCentral API', ({ fresh }) => {
  const filled = async () => vendorCaller(await fresh())

  test('a key is listed and got as in "Get key info": integer ids, +00:00, no last_used_date before the first use', async () => {
    const { server, admin, key, json, numberOf } = await filled()
    const unused = await server.devKey(admin, { name: 'Never used', restrictedToRoleId: 101 })
    const shown = {
      id: unused.number,
      user: { id: await numberOf(admin.person.id), first_name: 'alice', last_name: '' },
      status: 'active',
      create_date: '2026-11-21T12:00:00+00:00',
      name: 'Never used',
      is_legacy: false,
      restricted_to_role_id: 101,
    }
    expect(await json('GET', `/key/${unused.number}`)).toEqual([200, shown])
    await server.app.tick()
    const used = { ...shown, id: key.number, name: 'Test key', restricted_to_role_id: 0, last_used_date: '2026-11-21T12:00:00+00:00' }
    expect(await json('GET', '/key')).toEqual([200, { api_keys: [shown, used] }])
    expect(await json('GET', `/key?user_id=${shown.user.id}`)).toEqual([200, { api_keys: [shown, used] }])
    expect(await json('GET', '/key?user_id=999999')).toEqual([200, { api_keys: [] }])
  })

  test('more than 10,000 keys: all that come at once, the rest by offset and limit, and no key twice or never', async () => {
    const { server, key, json } = await filled()
    const many = 10_049
    await server.store.write(async (tx) => {
      const template = await tx.selectFrom('credentials').selectAll().where('id', '=', key.id).executeTakeFirstOrThrow()
      for (let at = 0; at < many; at += 200) {
        const rows = Array.from({ length: Math.min(200, many - at) }, (_, i) => {
          const id = uuidv7(server.now() + at + i, server.host.random)
          return { ...template, id, name: `key ${at + i}`, name_key: id, created_at: server.now() + ((at + i) >> 6) * second }
        })
        await tx.insertInto('credentials').values(rows).execute()
        await tx
          .insertInto('certcentral_keys')
          .values(rows.map(({ id }) => ({ credential_id: id, restricted_to_role_id: 0 as const, status_reason: null })))
          .execute()
      }
    })
    type Reply = [number, { api_keys: { id: number; name: string }[]; page?: unknown }]
    // Once the list ended at 10,000 and nothing said so.
    const [, whole] = await json('GET', '/key') as Reply
    expect([whole.api_keys.length, whole.page]).toEqual([10_000, { total: many + 1, limit: 10_000, offset: 0 }])
    const [, rest] = await json('GET', '/key?offset=10000') as Reply
    expect([rest.api_keys.length, rest.page]).toEqual([50, { total: many + 1, limit: 10_000, offset: 10_000 }])
    expect(new Set([...whole.api_keys, ...rest.api_keys].map(({ id }) => id)).size).toBe(many + 1)
    expect(rest.api_keys.at(-1)!.name).toBe('Test key')
    const seen: number[] = []
    for (let offset = 0; offset < 3000; offset += 1000)
      seen.push(...((await json('GET', `/key?limit=1000&offset=${offset}`)) as Reply)[1].api_keys.map(({ id }) => id))
    expect(seen).toEqual(whole.api_keys.slice(0, 3000).map(({ id }) => id))
    expect(((await json('GET', '/key?limit=1&sort=id')) as Reply)[1]).toMatchObject({
      api_keys: [{ id: key.number }],
      page: { total: many + 1, limit: 1, offset: 0 },
    })
    expect((await json('GET', '/key?filters[name]=%25KEY 7&sort=-name&limit=2') as Reply)[1].api_keys.map(({ name }) => name)).toEqual(['key 7999', 'key 7998'])
    expect(((await json('GET', '/key?filters[create_date]=2026-11-21T12:00:00%2B00:00&filters[name]=Test key')) as Reply)[1].api_keys).toMatchObject([
      { id: key.number },
    ])
    for (const query of ['limit=0', 'limit=10001', 'offset=-1', 'offset=1.5', 'filters[value]=x', 'sort=value'])
      expect([query, (await json('GET', `/key?${query}`))[0]]).toEqual([query, 400])
  })

  test('a key is made with 201 and its value once, edited with 204, revoked and made active with 204, each without a body', async () => {
    const { server, user, key, call, json, numberOf } = await filled()
    const userNumber = await numberOf(user.person.id)
    const made = await call('POST', `/key/user/${userNumber}`, { name: 'CI', restricted_to_role_id: 102, something_else: 1 })
    const { id, api_key: value, ...rest } = await made.json() as { id: number; api_key: string }
    expect([made.status, rest, made.headers.get('Content-Type')]).toEqual([201, {}, 'application/json'])
    expect(id).toBeGreaterThan(key.number)
    expect(value).toMatch(/^csn_ck_[0-9A-Za-z]{38}$/)
    for (const [path, body] of [
      [`/key/${id}`, { name: 'CI 2', restricted_to_role_id: 0 }],
      [`/key/${id}/status`, { status: 'revoked' }],
      [`/key/${id}/status`, { status: 'active', reason: 'found the laptop' }],
    ] as const) {
      const response = await call('PUT', path, body)
      expect([path, response.status, await response.text(), response.headers.get('Content-Type')]).toEqual([path, 204, '', null])
    }
    expect(await json('GET', `/key/${id}`)).toMatchObject([200, { name: 'CI 2', status: 'active', restricted_to_role_id: 0 }])
    // Without a restriction in the body it stays: an edit of the name must not widen a key.
    await call('PUT', `/key/${id}`, { name: 'CI 3', restricted_to_role_id: 100 })
    await call('PUT', `/key/${id}`, { name: 'CI 4' })
    expect(await json('GET', `/key/${id}`)).toMatchObject([200, { name: 'CI 4', restricted_to_role_id: 100 }])
    const trail = await server.store.db.selectFrom('audit').select(['action', 'detail']).where('action', 'like', 'certcentral-key.re%').orderBy('seq').execute()
    expect(trail.map(({ action, detail }) => [action, (JSON.parse(detail) as { reason: string }).reason])).toEqual([
      ['certcentral-key.revoke', 'not given'],
      ['certcentral-key.reactivate', 'found the laptop'],
    ])
    expect(JSON.stringify(await server.store.db.selectFrom('audit').selectAll().execute())).not.toContain(value)
  })

  test('a missing, wrong, revoked or doubled key is 403 and never 401, with the recorded body', async () => {
    const { server, admin, key, call } = await filled()
    const revoked = await server.devKey(admin)
    await admin.send(revokeCertcentralKey, { params: { keyId: revoked.id } })
    const dns = await server.key(admin)
    const attempts: Record<string, string>[] = [
      {}, { 'X-DC-DEVKEY': '' }, { 'X-DC-DEVKEY': 'x' }, { 'X-DC-DEVKEY': revoked.api_key }, { 'X-DC-DEVKEY': `${key.api_key}, ${key.api_key}` },
      { 'X-DC-DEVKEY': dns.apiKey }, { 'X-DC-DEVKEY': 'a'.repeat(10_000) },
      { Authorization: `Bearer ${key.api_key}` }, { 'x-api-key': key.api_key }, { Cookie: admin.headers.Cookie! },
      { Authorization: `Bearer ${await server.token(dns.apiKey)}` },
    ]
    for (const headers of attempts) {
      const response = await call('GET', '/account', undefined, headers)
      expect([response.status, await response.text(), response.headers.get('Content-Type'), response.headers.get('WWW-Authenticate')]).toEqual([
        403,
        badKey,
        'application/json',
        null,
      ])
    }
    // Beside a key that works, the others are not even read.
    expect((await call('GET', '/account', undefined, { 'X-DC-DEVKEY': key.api_key, Authorization: 'Bearer a, Bearer b', Cookie: 'session=x' })).status).toBe(
      200,
    )
    expect((await server.fetch('/api/v1/certcentral/keys', { headers: { 'X-DC-DEVKEY': key.api_key } })).status).toBe(401)
  })

  test('unknown routes, methods, things and bodies are refused in the vendor\'s envelope', async () => {
    const { server, key, json, call } = await filled()
    const refused = async (method: string, path: string, body?: unknown) => refusal(await call(method, path, body))
    expect(await json('GET', '/order/certificate')).toEqual([404, { errors: [{ code: 'not_found|route', message: expect.any(String) as string }] }])
    expect((await server.fetch(base)).status).toBe(404)
    expect(await refused('GET', '/key/123456')).toEqual([404, 'not_found|api_key'])
    expect(await refused('GET', '/user/123456')).toEqual([404, 'not_found|user'])
    expect(await refused('POST', '/key/user/123456', { name: 'x' })).toEqual([404, 'not_found|user'])
    const put = await call('PUT', '/key')
    expect([...(await refusal(put)), put.headers.get('Allow')]).toEqual([405, 'method_not_allowed', 'GET, HEAD'])
    for (const id of ['0', '-1', '1.5', '1e3', '01', '99999999999', 'x', '%00', '1%20'])
      expect([id, await refused('GET', `/key/${id}`)]).toEqual([id, [400, 'invalid_value|key_id']])
    const path = `/key/${key.number}`
    for (const body of ['', 'x', '{', '<?xml version="1.0"?><key><name>x</name></key>', '{"name":"a","name":"b"}', '['.repeat(20)])
      expect([body, await refused('PUT', path, body)]).toEqual([body, [400, 'bad_request_format']])
    // Once `invalid_value`, and of XML only "At character 1 a value should be": no word of what is wrong.
    for (const body of ['[]', '5', 'null', '"x"']) expect([body, await refused('PUT', path, body)]).toEqual([body, [400, 'bad_request_format']])
    expect((await json('PUT', path, ' <key><name>x</name></key>'))[1]).toEqual({
      errors: [{ code: 'bad_request_format', message: 'The body looks like XML or HTML: only JSON is read here.' }],
    })
    // One of a set that is not there is missing, as a text is; it once was `invalid_value|status`.
    expect(await refused('PUT', `${path}/status`, {})).toEqual([400, 'required|status'])
    // A reason is shown to people: once it took characters that turn the reading direction.
    for (const reason of ['a\u202eb', 'a\u0007', 'x'.repeat(501), 5])
      expect([reason, await refused('PUT', `${path}/status`, { status: 'revoked', reason })]).toEqual([reason, [400, 'invalid_value|reason']])
    expect(await refused('PUT', path, {})).toEqual([400, 'required|name'])
    for (const name of ['', ' ', 'x'.repeat(129), 'a\nb', 'a\u202eb', 5, null]) expect([name, (await refused('PUT', path, { name }))[0]]).toEqual([name, 400])
    for (const role of [1, 99, 104, -100, 100.5, '104', '0x64', ' 100', [100], true])
      expect([role, await refused('PUT', path, { name: 'x', restricted_to_role_id: role })]).toEqual([role, [400, 'invalid_value|restricted_to_role_id']])
    for (const status of ['deleted', 'ACTIVE', '', 1, null]) expect([status, (await refused('PUT', `${path}/status`, { status }))[0]]).toEqual([status, 400])
    expect(await refused('PUT', path, { name: `x ${key.api_key}` })).toEqual([400, 'invalid_value|name'])
    expect(await refused('PUT', path, `{"name":"${'x'.repeat(70_000)}"}`)).toEqual([413, 'too_large'])
    expect(await refused('GET', `/key?user_id=${key.api_key}`)).toEqual([400, 'bad_request_format'])
    expect((await json('PUT', path, { name: 7, restricted_to_role_id: 5 }))[1]).toMatchObject({
      errors: [{ code: 'invalid_value|name' }, { code: 'invalid_value|restricted_to_role_id' }],
    })
    const xml = await call('GET', '/account', undefined, { 'X-DC-DEVKEY': key.api_key, Accept: 'application/xml' })
    expect(await refusal(xml)).toEqual([406, 'not_acceptable'])
  })

  test('a body is JSON whatever Content-Type says, and users come with page, filters, sort and CSV', async () => {
    const { server, admin, user, key, call, json, numberOf } = await filled()
    const [adminNumber, userNumber] = [await numberOf(admin.person.id), await numberOf(user.person.id)]
    for (const type of ['application/xml', 'text/plain', 'multipart/form-data', ''])
      expect((await call('PUT', `/key/${key.number}`, { name: `by ${type}` }, { 'X-DC-DEVKEY': key.api_key, 'Content-Type': type })).status).toBe(204)
    const container = { id: 1, public_id: '', name: 'Countersign', parent_id: 0, template_id: 1, ekey: '', has_logo: false, is_active: true }
    const bob = {
      id: userNumber,
      username: 'bob@example.org',
      account_id: 1,
      first_name: 'bob',
      last_name: '',
      email: 'bob@example.org',
      status: 'active',
      last_login_date: '2026-11-21T12:00:00+00:00',
      container,
      access_roles: [{ id: 5, name: 'Standard User' }],
      type: 'standard',
      has_container_assignments: false,
    }
    const alice = {
      ...bob,
      id: adminNumber,
      username: 'alice@example.org',
      first_name: 'alice',
      email: 'alice@example.org',
      access_roles: [{ id: 1, name: 'Administrator' }],
    }
    expect(await json('GET', '/user')).toEqual([200, { users: [alice, bob], page: { total: 2, limit: 1000, offset: 0 } }])
    expect(await json('GET', '/user/me')).toEqual([200, alice])
    expect(await json('GET', `/user/${userNumber}`)).toEqual([200, bob])
    const found = async (query: string) => ((await json('GET', `/user?${query}`))[1] as { users: { first_name: string }[] }).users.map((one) => one.first_name)
    expect(await found('filters[email]=BOB@example.org')).toEqual(['bob'])
    expect(await found('filters[email]=bob')).toEqual([])
    expect(await found('filters[email]=%25bob')).toEqual(['bob'])
    expect(await found('filters[search]=%25ali')).toEqual(['alice'])
    expect(await found('sort=-id')).toEqual(['bob', 'alice'])
    expect(await found('sort=-status,first_name&offset=1&limit=1')).toEqual(['bob'])
    expect(await found('filters[status]=inactive')).toEqual([])
    expect(await found('container_id=2')).toEqual([])
    for (const query of [
      'filters[password]=x',
      'sort=password',
      'limit=0',
      'limit=1001',
      'offset=-1',
      'offset=1e3',
      'limit=1&limit=2',
      'filters[email]=%00',
      'filters[]=x',
      'filters=x',
      'filters[email][x]=1',
      'filters[email',
      // Values that no user has.
      'filters[status]=active%25',
      'filters[status]=disabled',
      'filters[id]=abc',
      'access_role_id=9',
    ])
      expect([query, (await json('GET', `/user?${query}`))[0]]).toEqual([query, 400])
    // A role that the vendor has and nobody here.
    expect(await found('access_role_id=3')).toEqual([])
    const never = ['filters[status]=zz', 'filters[restricted_to_role_id]=7', 'filters[id]=abc', 'filters[create_date]=foo', 'filters[last_used_date]=%25x']
    for (const query of never)
      expect([query, (await json('GET', `/key?${query}`))[0]]).toEqual([query, 400])
    for (const query of ['filters[status]=ACTIVE', 'filters[restricted_to_role_id]=0', 'filters[id]=1', 'filters[create_date]=20%25', 'filters[id]=1%25'])
      expect([query, (await json('GET', `/key?${query}`))[0]]).toEqual([query, 200])
    // Beside what is taken, a type may be named to be refused (RFC 9110 §12.4.2).
    expect((await call('GET', '/user', undefined, { 'X-DC-DEVKEY': key.api_key, Accept: 'text/csv;q=0, application/json' })).headers.get('Content-Type')).toBe(
      'application/json',
    )
    const csv = await call('GET', '/user', undefined, { 'X-DC-DEVKEY': key.api_key, Accept: 'text/csv' })
    expect([csv.headers.get('Content-Type'), (await csv.text()).split('\r\n').slice(0, 2)]).toEqual(['text/csv; charset=utf-8', [
      'id,username,account_id,first_name,last_name,email,status,last_login_date,container,access_roles,type',
      `${adminNumber},alice@example.org,1,alice,,alice@example.org,active,2026-11-21T12:00:00+00:00,Countersign,Administrator,standard`]])
    // Failed while a file ended after the first 1,000.
    const people = Array.from({ length: 1005 }, (_, at) => ({
      ...newUser(uuidv7(server.now(), server.host.random), server.now(), `u${at}@example.org`),
      name: `u${at}`,
      role: 'user' as const,
      password: null,
    }))
    for (let at = 0; at < people.length; at += 50) await server.store.write((tx) => tx.insertInto('users').values(people.slice(at, at + 50)).execute())
    const lines = async (query: string) =>
      (await (await call('GET', `/user${query}`, undefined, { 'X-DC-DEVKEY': key.api_key, Accept: 'text/csv' })).text()).trim().split('\r\n')
    expect(new Set(await lines('')).size).toBe(1 + 2 + people.length)
    expect(await lines('?limit=3')).toHaveLength(1 + 3)
    expect((await call('GET', '/user?sort=password', undefined, { 'X-DC-DEVKEY': key.api_key, Accept: 'text/csv' })).status).toBe(400)
  })

  test('a service user is made with its key, is listed as such, cannot sign in, and is no user of the console', async () => {
    const { server, admin, call, json } = await filled()
    const body = { is_api_only: true, email: 'alice@example.org', api_name: 'Deploys', container_id_assignments: [1] }
    const made = await call('POST', '/user', body)
    const { id, api_key: value } = await made.json() as { id: number; api_key: string }
    expect(made.status).toBe(201)
    expect(await json('GET', `/key/${id}`)).toMatchObject([200, { name: 'Deploys', user: { first_name: 'Service', last_name: 'User' } }])
    await call('POST', '/user', { ...body, restricted_to_role_id: 102 })
    const [, { users }] = await json('GET', '/user/api-only') as [number, { users: { username: string; last_name: string; type: string; id: number }[] }]
    expect(users.map((one) => [one.last_name, one.type, /^[0-9a-f]{32}$/.test(one.username)])).toEqual([
      ['User', 'service_user', true],
      ['User-2', 'service_user', true],
    ])
    expect(await json('GET', '/service-user')).toEqual(await json('GET', '/user/api-only'))
    expect((await server.withDevKey(value).send(getVendorMe)).body).toMatchObject({
      type: 'service_user',
      access_roles: [{ id: 1 }],
      email: 'alice@example.org',
    })
    expect((await call('POST', `/key/user/${users[0]!.id}`, { name: 'Second' })).status).toBe(201)
    const listed = await server.fetch('/api/v1/users', { headers: admin.headers })
    expect(((await listed.json()) as { total: number }).total).toBe(2)
    expect(await refusal(await call('POST', '/user', { ...body, is_api_only: false }))).toEqual([400, 'invalid_value|is_api_only'])
    expect(await refusal(await call('POST', '/user', { ...body, email: 'nobody' }))).toEqual([400, 'invalid_value|email'])
    const row = await server.store.db.selectFrom('users').selectAll().where('service', '=', 1).limit(1).executeTakeFirstOrThrow()
    expect(row.password).toBe(null)
    expect((await server.fetch(`/api/v1/users/${row.id}/invitation`, { method: 'POST', headers: admin.headers })).status).toBe(404)
  })

  test('a standard user\'s key reaches their own keys and themselves, and nothing of others', async () => {
    const { server, admin, user, numberOf } = await filled()
    const own = await server.devKey(user)
    const by = server.withDevKey(own.api_key)
    const theirs = await server.devKey(admin)
    expect((await by.send(listVendorKeys)).body.api_keys.map(({ id }) => id)).toEqual([own.number])
    expect((await by.send(getVendorKey, { params: { key_id: String(theirs.number) } })).status).toBe(404)
    expect((await by.send(listVendorUsers)).code).toBe('access_denied|missing_permission')
    const path = (id: number) => `${base}/key/user/${id}`
    const post = (id: number) => server.fetch(path(id), { method: 'POST', headers: by.headers, body: '{"name":"mine"}' })
    expect((await post(await numberOf(user.person.id))).status).toBe(201)
    expect(await refusal(await post(await numberOf(admin.person.id)))).toEqual([404, 'not_found|user'])
    // Revoked by whoever: only an administrator brings it back.
    const status = (value: string) =>
      server.fetch(`${base}/key/${own.number}/status`, { method: 'PUT', headers: by.headers, body: JSON.stringify({ status: value }) })
    expect(await refusal(await status('active'))).toEqual([403, 'access_denied|missing_permission'])
    expect((await status('revoked')).status).toBe(204)
    expect(await refusal(await status('revoked'))).toEqual([403, 'access_denied|access_denied_invalid_key'])
  })

  test('a key carries its user\'s rights as they are now', async () => {
    const { server, admin, user } = await filled()
    const by = server.withDevKey((await server.devKey(user)).api_key)
    expect((await by.send(listVendorUsers)).status).toBe(403)
    const set = (values: Record<string, unknown>) =>
      server.store.write(async (tx) => {
        await tx.updateTable('users').set(values).where('id', '=', user.person.id).execute()
      })
    await set({ role: 'administrator' })
    expect((await by.send(listVendorUsers)).status).toBe(200)
    await set({ role: 'user', enabled: 0 })
    expect((await by.send(listVendorUsers)).code).toBe('access_denied|access_denied_invalid_key')
    expect(admin.person.role).toBe('administrator')
  })

  test('permissions say what the key may do, cut down by its restriction', async () => {
    const { server, admin, json } = await filled()
    const permissions = await json('GET', '/authorization')
    expect(permissions).toMatchObject([
      200,
      {
        authorizations: expect.arrayContaining([
          { authorized: true, permission: 'create_users' },
          { authorized: false, permission: 'add_domains' },
        ]) as unknown[],
      },
    ])
    expect(await json('GET', '/authorization/view_users')).toEqual([200, { authorized: true, permission: 'view_users' }])
    const readOnly = { 'X-DC-DEVKEY': (await server.devKey(admin, { restrictedToRoleId: 102 })).api_key }
    expect(await json('GET', '/authorization/create_users', undefined, readOnly)).toEqual([200, { authorized: false, permission: 'create_users' }])
    expect((await json('GET', '/authorization/become_root'))[0]).toBe(404)
    expect(await json('GET', '/key/api-roles')).toEqual([
      200,
      {
        access_roles: [
          { id: 100, name: 'Orders' },
          { id: 101, name: 'Orders, Domains, Organizations' },
          { id: 102, name: 'View Only' },
          { id: 103, name: 'User Management' },
        ],
      },
    ])
    expect(server.now()).toBe(start)
    expect(createCertcentralKeys.secret).toBe(true)
  })
})
