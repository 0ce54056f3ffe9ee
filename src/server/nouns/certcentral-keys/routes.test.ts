import { expect, test } from 'vitest'
import {
  createCertcentralKeys,
  getCertcentralKey,
  listCertcentralKeys,
  listCertcentralUsers,
  newCertcentralKeys,
  previewRestriction,
  revokeCertcentralKey,
  updateCertcentralKey,
} from '#contract/certcentral-keys.ts'
import { covers, permits, restrictions, type Restriction } from '#contract/restrictions.ts'
import { listAudit } from '#contract/audit.ts'
import { lookupValue } from '#contract/lookup.ts'
import { onEachStore } from '../../testing/store.ts'
import { refusal } from '../../testing/refusals.ts'
import { day, testApp, type Caller } from '../../testing/app.ts'

const base = '/services/v2'

test('no restriction covers a wider one, and each covers exactly what it permits', () => {
  const areas = ['self', 'orders', 'domains', 'organizations', 'users', 'account', 'finance'] as const
  const calls = areas.flatMap((area) => (['GET', 'POST', 'PUT', 'DELETE'] as const).map((method) => ({ method, area })))
  const all = restrictions.map(({ id }) => id)
  for (const outer of all) {
    for (const inner of all) {
      const within = calls.every((call) => !permits(inner, call) || permits(outer, call))
      // View Only reaches further than `covers` need know: it makes nothing anyway.
      if (covers(outer, inner)) expect([outer, inner, within]).toEqual([outer, inner, true])
      else expect([outer, inner, within]).toEqual([outer, inner, false])
    }
  }
})

onEachStore('CertCentral keys', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const fetch = (value: string, method: string, path: string, body?: unknown) =>
      server.fetch(`${base}${path}`, { method, headers: { 'X-DC-DEVKEY': value }, body: body === undefined ? undefined : JSON.stringify(body) })
    return { server, admin, user, fetch }
  }

  test('several descriptions in one go, 30 at most; for me, for a user, for a new service user', async () => {
    const { admin, user } = await filled()
    const make = (by: Caller, body: Record<string, unknown>) => by.send(createCertcentralKeys, { body })
    const names = Array.from({ length: 30 }, (_, i) => `key ${i}`)
    const many = await make(admin, { names, userId: user.person.id, restrictedToRoleId: 101 })
    const keys = newCertcentralKeys(many.body)
    expect([many.status, keys.map(({ name }) => name)]).toEqual([201, names])
    expect(new Set(keys.map(({ api_key: value }) => value)).size).toBe(30)
    expect((await make(admin, { names: [...names, 'one more'] })).code).toBe('too-long')
    for (const body of [
      {},
      { names: [] },
      { name: 'a', names: ['b'] },
      { name: 'a', userId: 'you' },
      { name: 'a', userId: user.person.id, serviceUser: { email: 'a@example.org' } },
      { name: 'a', restrictedToRoleId: 1 },
      { names: ['a', ''] },
      { name: 'a', role: 1 },
    ])
      expect([body, (await make(admin, body)).status]).toEqual([body, 400])
    expect((await make(user, { name: 'a', userId: admin.person.id })).code).toBe('not-allowed')
    expect((await make(user, { name: 'a', serviceUser: { email: 'a@example.org' } })).code).toBe('not-allowed')
    expect(await make(user, { name: 'mine', userId: 'me' })).toMatchObject({
      status: 201,
      body: { id: expect.any(String), name: 'mine', api_key: expect.stringMatching(/^csn_ck_/) },
    })
    const service = await make(admin, { names: ['a', 'b'], serviceUser: { email: 'ops@example.org', firstName: 'Deploy', lastName: 'Robot' } })
    expect((await admin.send(getCertcentralKey, { params: { keyId: newCertcentralKeys(service.body)[1]!.id } })).body).toMatchObject({
      name: 'b',
      user: { name: 'Deploy Robot', email: 'ops@example.org', kind: 'service' },
      status: 'active',
      lastUsedAt: null,
    })
    expect((await admin.send(listCertcentralKeys)).body.total).toBe(33)
    expect((await user.send(listCertcentralKeys)).body.total).toBe(31)
    expect((await admin.send(listCertcentralUsers)).body.data.map(({ name, kind }) => [name, kind])).toEqual([
      ['alice', 'standard'],
      ['bob', 'standard'],
      ['Deploy Robot', 'service'],
    ])
    expect((await user.send(listCertcentralUsers)).body.data.map(({ name }) => name)).toEqual(['bob'])
    const trail = (await admin.send(listAudit, { query: { filter: 'action starts with certcentral', size: '500' } })).body.data
    expect(
      trail
        .filter(({ outcome }) => outcome === 'done')
        .map(({ action }) => action)
        .sort(),
    ).toEqual([...Array.from({ length: 33 }, () => 'certcentral-key.create'), 'certcentral-user.create'])
  })

  test('the list filters and sorts by its columns', async () => {
    const { server, admin, user } = await filled()
    const one = await server.devKey(admin, { name: 'one', restrictedToRoleId: 102 })
    const two = await server.devKey(user, { name: 'two' })
    await admin.send(revokeCertcentralKey, { params: { keyId: two.id }, body: { reason: 'left the company' } })
    const found = async (query: Record<string, string>) => (await admin.send(listCertcentralKeys, { query })).body.data.map(({ name }) => name)
    expect(await found({ filter: 'status is revoked' })).toEqual(['two'])
    expect(await found({ filter: 'restrictedToRoleId is any of (102, 103)' })).toEqual(['one'])
    expect(await found({ filter: `number equals ${one.number}` })).toEqual(['one'])
    expect(await found({ search: 'bob@' })).toEqual(['two'])
    expect(await found({ sort: '-number' })).toEqual(['two', 'one'])
    expect(await found({ sort: 'user.email' })).toEqual(['one', 'two'])
    expect(await found({ filter: 'lastUsedAt is empty;user.kind is standard' })).toHaveLength(2)
    expect((await admin.send(getCertcentralKey, { params: { keyId: two.id } })).body).toMatchObject({ status: 'revoked', statusReason: 'left the company' })
  })

  test('a change names its version; revoking twice is one revocation; a revoked key is refused at once', async () => {
    const { server, admin, user, fetch } = await filled()
    const key = await server.devKey(user)
    const params = { keyId: key.id }
    const first = await user.send(updateCertcentralKey, { params, body: { name: 'renamed', restrictedToRoleId: 103 }, headers: { 'If-Match': '"1"' } })
    expect([first.status, first.body.name, first.body.restrictedToRoleId, first.headers.get('ETag')]).toEqual([200, 'renamed', 103, '"2"'])
    expect((await user.send(updateCertcentralKey, { params, body: { name: 'late' }, headers: { 'If-Match': '"1"' } })).code).toBe('changed-meanwhile')
    expect((await user.send(updateCertcentralKey, { params, body: {} })).headers.get('ETag')).toBe('"2"')
    expect((await fetch(key.api_key, 'GET', '/key')).status).toBe(200)
    for (let i = 0; i < 2; i++) expect((await admin.send(revokeCertcentralKey, { params })).body.status).toBe('revoked')
    expect((await fetch(key.api_key, 'GET', '/key')).status).toBe(403)
    expect((await admin.send(listAudit, { query: { filter: 'action equals certcentral-key.revoke' } })).body.total).toBe(1)
    expect((await user.send(lookupValue, { body: { value: key.api_key } })).body.found).toMatchObject({ kind: 'certcentral-key', live: false })
  })

  // Each line fails with `permits` asked for changes only, or for GET only, or not at all.
  test('each restriction is enforced on every call of the vendor API', async () => {
    const { server, admin, fetch } = await filled()
    const number = (await server.store.db.selectFrom('users').select('number').where('id', '=', admin.person.id).executeTakeFirstOrThrow()).number
    const passes = async (restriction: Restriction) => {
      const { api_key: value } = await server.devKey(admin, { restrictedToRoleId: restriction })
      const calls = [
        ['GET', '/user/me'],
        ['GET', '/product'],
        ['GET', '/domain'],
        ['GET', '/organization'],
        ['GET', '/finance/balance'],
        ['GET', '/account'],
        ['GET', '/account/auth-keys'],
        ['POST', '/account/auth-key/1'],
        ['GET', '/key'],
        ['GET', '/user'],
        ['POST', `/key/user/${number}`],
      ] as const
      const open: string[] = []
      for (const [method, path] of calls) {
        const [status, code] = await refusal(
          await fetch(value, method, path, method === 'POST' ? { name: 'x', restricted_to_role_id: restriction } : undefined),
        )
        if (status === 403) expect(code).toBe('access_denied|missing_permission')
        else open.push(`${method} ${path}`)
      }
      return open
    }
    expect(await passes(0)).toHaveLength(11)
    expect(await passes(100)).toEqual(['GET /user/me', 'GET /product'])
    expect(await passes(101)).toEqual(['GET /user/me', 'GET /product', 'GET /domain', 'GET /organization'])
    expect(await passes(102)).toEqual([
      'GET /user/me',
      'GET /product',
      'GET /domain',
      'GET /organization',
      'GET /finance/balance',
      'GET /account',
      'GET /account/auth-keys',
      'GET /key',
      'GET /user',
    ])
    expect(await passes(103)).toEqual(['GET /user/me', 'GET /key', 'GET /user', `POST /key/user/${number}`])
  })

  // Seen to fail: without refuseStronger in create, update and setStatus, one at a time.
  test('a key makes no key stronger than itself, itself least of all', async () => {
    const { server, admin, fetch } = await filled()
    const number = (await server.store.db.selectFrom('users').select('number').where('id', '=', admin.person.id).executeTakeFirstOrThrow()).number
    const by = await server.devKey(admin, { restrictedToRoleId: 103 })
    const strong = await server.devKey(admin)
    await admin.send(revokeCertcentralKey, { params: { keyId: strong.id } })
    const attempt = async (method: string, path: string, body: unknown) => refusal(await fetch(by.api_key, method, path, body))
    const denied = [403, 'access_denied|missing_permission']
    for (const restriction of [0, 100, 101, 102]) {
      expect(await attempt('POST', `/key/user/${number}`, { name: 'x', restricted_to_role_id: restriction })).toEqual(denied)
      expect(await attempt('PUT', `/key/${by.number}`, { name: 'x', restricted_to_role_id: restriction })).toEqual(denied)
      expect(await attempt('POST', '/user', { is_api_only: true, email: 'a@example.org', api_name: 'x', restricted_to_role_id: restriction })).toEqual(denied)
    }
    expect(await attempt('POST', `/key/user/${number}`, { name: 'x' })).toEqual(denied)
    expect(await attempt('PUT', `/key/${strong.number}/status`, { status: 'active' })).toEqual(denied)
    expect((await server.store.db.selectFrom('users').select('id').where('service', '=', 1).execute())).toEqual([])
    expect((await attempt('POST', `/key/user/${number}`, { name: 'x', restricted_to_role_id: 103 }))[0]).toBe(201)
    expect((await attempt('PUT', `/key/${by.number}`, { name: 'renamed' }))[0]).toBe(204)
    expect((await attempt('PUT', `/key/${by.number}/status`, { status: 'revoked' }))[0]).toBe(204)
  })

  test('the preview names the calls of the last 90 days that a restriction would have refused', async () => {
    const { server, admin, user, fetch } = await filled()
    const key = await server.devKey(admin)
    const preview = async (restrictedToRoleId: string, by = admin) =>
      (await server.signIn(by.person)).send(previewRestriction, { params: { keyId: key.id }, query: { restrictedToRoleId } })
    expect((await preview('102')).body).toEqual({ restrictedToRoleId: 102, days: 90, count: 0, calls: [] })
    await fetch(key.api_key, 'PUT', `/key/${key.number}`, { name: 'old' })
    await server.app.tick()
    server.advance(60 * day)
    for (let i = 0; i < 3; i++) await fetch(key.api_key, 'PUT', `/key/${key.number}`, { name: `${i}` })
    await fetch(key.api_key, 'GET', '/domain')
    await fetch(key.api_key, 'GET', '/user/me')
    await fetch(key.api_key, 'GET', '/nothing/here')
    await server.app.tick()
    await fetch(key.api_key, 'GET', '/domain')
    await server.app.tick()
    expect((await preview('102')).body).toEqual({
      restrictedToRoleId: 102,
      days: 90,
      count: 4,
      calls: [{ method: 'PUT', path: '/services/v2/key/{key_id}', count: 4, lastDay: '2027-01-20' }],
    })
    expect((await preview('100')).body.calls.map(({ method, path, count }) => [method, path, count])).toEqual([
      ['PUT', '/services/v2/key/{key_id}', 4],
      ['GET', '/services/v2/domain', 2],
    ])
    expect((await preview('0')).body.count).toBe(0)
    // A call that the key's restriction refuses now breaks nothing more.
    await (await server.signIn(admin.person)).send(updateCertcentralKey, { params: { keyId: key.id }, body: { restrictedToRoleId: 102 } })
    await fetch(key.api_key, 'DELETE', '/account/auth-key')
    server.advance(31 * day)
    await server.app.tick()
    expect((await preview('102')).body.calls).toMatchObject([{ count: 3 }])
    expect(await server.store.db.selectFrom('certcentral_calls').select('call').where('call', 'like', 'DELETE%').execute()).toEqual([])
    expect((await preview('102', user)).code).toBe('not-found')
    for (const wrong of ['1', '', 'View Only', '102.0']) expect((await preview(wrong)).status).toBe(400)
    server.advance(91 * day)
    await server.app.tick()
    expect(await server.store.db.selectFrom('certcentral_calls').selectAll().execute()).toEqual([])
  })
})
