import { expect, test } from 'vitest'
import { putAccountFacts } from '#contract/account-facts.ts'
import { onEachStore } from '../testing/store.ts'
import { testApp } from '../testing/app.ts'

/* How requests in the two vendors' APIs are read: what their clients send, and what must not be guessed. */
onEachStore('requests of vendors\' clients', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh(), { limits: false })
    const admin = await server.as('administrator')
    await admin.send(putAccountFacts, { body: { containers: [{ id: 1, name: 'All', parent_id: 0 }, { id: 11, name: 'Iberia', parent_id: 1 }] } })
    const [key, token] = [(await server.devKey(admin, { name: 'root' })).api_key, (await server.oneToken(admin)).token]
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await server.fetch(path, {
        method,
        headers: path.startsWith('/services') ? { 'X-DC-DEVKEY': key } : { 'x-api-key': token },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const text = await response.text()
      return {
        status: response.status,
        body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>),
        error: text.includes('"errors"') ? (JSON.parse(text) as { errors: { code: string; message: string }[] }).errors[0]! : undefined,
      }
    }
    return {
      server,
      admin,
      call,
      cc: (method: string, path: string, body?: unknown) => call(method, `/services/v2${path}`, body),
      one: (method: string, path: string, body?: unknown) => call(method, `/account/api/v1${path}`, body),
    }
  }

  test('null is as good as nothing where nothing is fine, and an id may be text', async () => {
    const { cc, one } = await filled()
    const user = { is_api_only: true, email: 'ops@example.org', api_name: 'svc' }
    expect((await cc('POST', '/user', { ...user, restricted_to_role_id: null, container_id_assignments: null, job_title: null })).status).toBe(201)
    expect((await cc('POST', '/user', { ...user, restricted_to_role_id: '101', container_id_assignments: ['11', 11] })).status).toBe(201)
    const { users } = (await cc('GET', '/user/api-only')).body as { users: { id: number; container_assignments?: unknown }[] }
    expect(users.map(({ container_assignments: of }) => of)).toEqual([undefined, [{ id: 11, name: 'Iberia' }]])
    const id = ((await cc('GET', '/key?filters[name]=root')).body as { api_keys: { id: number }[] }).api_keys[0]!.id
    expect((await cc('PUT', `/key/${id}`, { name: 'renamed', restricted_to_role_id: null })).status).toBe(204)
    expect((await cc('GET', `/key/${id}`)).body).toMatchObject({ name: 'renamed', restricted_to_role_id: 0 })
    expect((await cc('PUT', `/key/${id}/status`, { status: 'active', reason: null })).status).toBe(204)
    // Where something is required, null is not it.
    for (const body of [
      { ...user, email: null },
      { ...user, api_name: null },
      { ...user, is_api_only: null },
      { ...user, container_id_assignments: [null] },
    ])
      expect([body, (await cc('POST', '/user', body)).status]).toEqual([body, 400])
    expect((await cc('PUT', `/key/${id}/status`, { status: null })).error?.code).toBe('invalid_value|status')
    const made = await one('POST', '/api-access-token', { name: 'null', end_date: null, status: null, extra: null })
    expect([made.status, made.body]).toMatchObject([201, { end_date: null, status: 'enabled' }])
    const changed = await one('PUT', `/api-access-token/${made.body!.id as string}`, { name: null, end_date: '2027-01-31', status: null })
    expect(changed.body).toMatchObject({ name: 'null', end_date: '2027-01-31', status: 'enabled' })
    // Here null means something: no end.
    expect((await one('PUT', `/api-access-token/${made.body!.id as string}`, { end_date: null })).body).toMatchObject({ end_date: null })
  })

  // Once the field was ignored, as every unknown one, and a key of the whole account came back.
  test('a field that almost narrows what is made is refused; others that are not known are ignored', async () => {
    const { cc, one } = await filled()
    const user = { is_api_only: true, email: 'ops@example.org', api_name: 'svc' }
    for (const name of [
      ' container_id_assignments',
      'container_id_assignments ',
      '\tcontainer_id_assignments',
      '\u00a0container_id_assignments',
      'container_id_assignments\u200b',
      'Container_ID_Assignments',
      'containerIdAssignments',
      'container-id-assignments',
      'divisions',
      ' divisions',
    ]) {
      const { status, error } = await cc('POST', '/user', { ...user, [name]: [11] })
      expect([name, status, error?.code]).toEqual([name, 400, 'invalid_value|container_id_assignments'])
    }
    expect((await cc('POST', '/user', { ...user, 'container_id_assignments': [11], 'container_id_assignments ': [] })).status).toBe(400)
    const me = ((await cc('GET', '/user/me')).body as { id: number }).id
    const key = ((await cc('GET', '/key')).body as { api_keys: { id: number }[] }).api_keys[0]!.id
    for (const name of [' restricted_to_role_id', 'restricted_to_role_id ', 'restrictedToRoleId', 'RESTRICTED_TO_ROLE_ID']) {
      for (const [method, path] of [
        ['POST', `/key/user/${me}`],
        ['PUT', `/key/${key}`],
      ] as const)
        expect([name, path, (await cc(method, path, { name: 'x', [name]: 102 })).error?.code]).toEqual([name, path, 'invalid_value|restricted_to_role_id'])
      expect((await cc('POST', '/user', { ...user, [name]: 102 })).error?.code).toBe('invalid_value|restricted_to_role_id')
    }
    for (const name of [' end_date', 'endDate', 'Status'])
      expect([name, (await one('POST', '/api-access-token', { name: 'x', [name]: '2027-01-01' })).status]).toEqual([name, 400])
    expect((await cc('GET', '/user/api-only')).body).toMatchObject({ page: { total: 0 } })
    for (const name of [' job_title', 'note ', 'colour', '']) expect([name, (await cc('POST', '/user', { ...user, [name]: 'x' })).status]).toEqual([name, 201])
    // A filter that would be ignored for its blanks answers more than was asked for.
    for (const query of ['+filters[name]=x', 'filters[name]+=x', 'Filters[name]=x', 'filters [name]=x'])
      expect([query, (await cc('GET', `/domain?${query}`)).status]).toEqual([query, 400])
  })

  test('what is given twice is named', async () => {
    const { cc, one, server, admin } = await filled()
    const twice = async (query: string) => (await cc('GET', `/domain?${query}`)).error
    expect(await twice('limit=1&limit=2')).toEqual({ code: 'bad_request_format', message: 'limit: This parameter is given twice.' })
    expect((await twice('filters[status]=active&filters[status]=inactive'))?.message).toContain('filters[status]')
    expect((await twice('filters[include_validation_reuse_status]=1&filters%5Binclude_validation_reuse_status%5D=1'))?.message).toContain(
      'filters[include_validation_reuse_status]',
    )
    expect((await one('GET', '/api-access-token?user_id=me&user_id=me')).error?.message).toContain('user_id')
    const body = await server.fetch('/services/v2/user', {
      method: 'POST',
      headers: { 'X-DC-DEVKEY': (await server.devKey(admin)).api_key },
      body: '{"email":"a@b.c","email":"a@b.c"}',
    })
    expect(await body.json()).toEqual({ errors: [{ code: 'bad_request_format', message: 'email: This field is given twice.' }] })
    // A name that may be a secret in the wrong place is not said again.
    expect((await twice('hunter2!secret-that-is-long-enough=1&hunter2!secret-that-is-long-enough=2'))?.message).not.toContain('hunter2')
  })

  test('a slash behind a path changes nothing', async () => {
    const { cc, one, call } = await filled()
    for (const path of ['/user/me', '/domain', '/container/11', '/container/1/children', '/organization', '/key', '/account'])
      expect([path, await cc('GET', `${path}/`)]).toEqual([path, await cc('GET', path)])
    expect((await cc('GET', '/user/?limit=1')).body).toMatchObject({ page: { limit: 1 } })
    for (const path of ['/user/me', '/user', '/api-access-token?user_id=me']) expect((await one('GET', path.replace(/(\?|$)/, '/$1'))).status).toBe(200)
    expect((await one('POST', '/api-access-token/', { name: 'slash' })).status).toBe(201)
    // An empty variable behind the slash: it would have made a permanent AuthKey, and deleted it.
    for (const method of ['POST', 'DELETE']) expect([method, (await cc(method, '/account/auth-key/')).error?.code]).toEqual([method, 'not_found|route'])
    for (const path of ['/key/', '/organization/']) expect((await cc('PUT', path)).error?.code).toBe('method_not_allowed')
    expect((await call('GET', '/services/v2/key//')).status).toBe(404)
  })

  // It said "or it is not yours to see", and whoever read that went looking for rights.
  test('what is not offered says so, in the words of its path and vendor', async () => {
    const { cc, one, call } = await filled()
    for (const [method, path] of [
      ['GET', '/order/certificate'],
      ['POST', '/order/certificate/ssl_plus'],
      ['GET', '/order/certificate/1'],
      ['GET', '/certificate/1/download/format/pem_all'],
      ['GET', '/report'],
      ['PUT', '/domain/1/dcv/validate-token'],
      ['GET', '/container-template'],
      ['GET', ''],
      ['DELETE', '/nothing/at/all'],
    ] as const) {
      expect([path, await cc(method, path)]).toMatchObject([
        path,
        { status: 404, error: { code: 'not_found|route', message: 'This call is not offered here.' } },
      ])
    }
    for (const [method, path] of [
      ['GET', '/account'],
      ['GET', '/role'],
      ['GET', '/organization/1'],
      ['GET', '/audit-log'],
      ['GET', ''],
      ['PATCH', '/nothing'],
    ] as const) {
      expect([path, await one(method, path)]).toMatchObject([
        path,
        { status: 404, error: { code: 'resource_not_found', message: 'This call is not offered here.' } },
      ])
    }
    for (const path of [
      '/mpki/api/v1/certificate',
      '/mpki',
      '/mpki/api/v1/acme/v2/directory',
      '/account',
      '/account/api/v2/user',
      '/certificate-authority/api/v1/certificate',
      '/signingmanager/api/v1/keypairs',
      '/iot/api/v2/device',
    ]) {
      expect([path, await call('GET', path)]).toMatchObject([
        path,
        { status: 404, error: { code: 'resource_not_found', message: 'This call is not offered here.' } },
      ])
    }
    // A thing that is not there is something else.
    expect((await cc('GET', '/domain/9')).error).toMatchObject({ code: 'not_found|domain', message: expect.stringContaining('not yours to see') as string })
    const ours = await call('GET', '/mpkix')
    expect([ours.status, ours.body?.code]).toEqual([404, 'not-found'])
  })

  test('DigiCert ONE lists users: administrators all, others themselves; me stands for the caller in lists', async () => {
    const { server, admin, one, cc } = await filled()
    const bob = await server.as('user')
    const asBob = server.withOneToken((await server.oneToken(bob)).token)
    type Users = { items: { id: string; email: string; user_type: string }[]; total: number; limit: number }
    const users = async (query = '') => (await one('GET', `/user${query}`)).body as Users
    expect((await users()).items.map(({ email }) => email)).toEqual(['alice@example.org', 'bob@example.org'])
    expect((await users('?limit=1&offset=1')).items.map(({ email }) => email)).toEqual(['bob@example.org'])
    expect((await users('?email=BOB@example.org')).items).toHaveLength(1)
    expect((await users('?email=bob')).items).toEqual([])
    expect((await users('?user_type=service')).total).toBe(0)
    const own = await (await server.fetch('/account/api/v1/user', { headers: asBob.headers })).json() as Users
    expect([own.total, own.items.map(({ id }) => id)]).toEqual([1, [bob.person.id]])
    for (const [who, headers] of [[admin, {}], [bob, asBob.headers]] as const) {
      const list =
        who === admin
          ? (await one('GET', '/api-access-token?user_id=me')).body
          : ((await (await server.fetch('/account/api/v1/api-access-token?user_id=me', { headers })).json()) as Record<string, unknown>)
      expect((list as { items: { user_id: string }[] }).items.map(({ user_id: id }) => id)).toEqual([who.person.id])
    }
    await server.devKey(bob, { name: 'bob\'s' })
    expect(((await cc('GET', '/key?user_id=me')).body as { api_keys: { name: string }[] }).api_keys.map(({ name }) => name)).toEqual(['root'])
  })
})
