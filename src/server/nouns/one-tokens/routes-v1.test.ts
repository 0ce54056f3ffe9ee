import { expect, test } from 'vitest'
import {
  createVendorToken,
  deleteVendorToken,
  getVendorMe,
  getVendorToken,
  getVendorUser,
  listVendorTokens,
  updateVendorToken,
  VendorOneUser,
  VendorTokenList,
} from '#contract/one-tokens-v1.ts'
import { VendorOneToken } from '#contract/one-tokens.ts'
import { mint } from '../../credentials/format.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, second, start, testApp, type Answer } from '../../testing/app.ts'

const base = '/account/api/v1'
const absent = '01900000-0000-7000-8000-000000000000'
const iso = (at: number) => new Date(at).toISOString()

/** A refusal in the vendor's words: status and codes. */
const refusal = ({ status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>) => {
  const { errors } = JSON.parse(text) as { errors: { code: string; message: string }[] }
  expect(headers.get('Content-Type')).toBe('application/json')
  for (const error of errors) expect(Object.keys(error).sort()).toEqual(['code', 'message'])
  return [status, ...errors.map(({ code }) => code)]
}

onEachStore('API tokens, DigiCert ONE\'s door', ({ fresh }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const [admin, user, other] = [await server.as('administrator'), await server.as('user'), await server.as('user', 'eve')]
    const tokens = await Promise.all([admin, user, other].map((by) => server.oneToken(by, { name: 'first' })))
    const [asAdmin, asUser, asOther] = tokens.map(({ token }, i) => server.withOneToken(token, [admin, user, other][i]!.person)) as [
      typeof admin,
      typeof admin,
      typeof admin,
    ]
    return { server, admin, user, other, tokens: tokens as [typeof tokens[0], typeof tokens[0], typeof tokens[0]], asAdmin, asUser, asOther }
  }

  test('a client of the vendor\'s makes, reads, changes, disables, enables and deletes a token', async () => {
    const { server, user, asUser } = await cast()
    const me = VendorOneUser.parse((await asUser.send(getVendorMe)).body)
    expect(me).toMatchObject({ id: user.person.id, email: user.person.email, status: 'active', user_type: 'standard', roles: [{ name: 'AM_DEFAULT_USER' }] })
    const made = await asUser.send(createVendorToken, { body: { name: 'second', end_date: '2027-12-31' } })
    expect([made.status, made.headers.get('Cache-Control')]).toEqual([201, 'no-store'])
    const { token, ...rest } = made.body
    expect(VendorOneToken.parse(rest)).toEqual({
      id: rest.id,
      name: 'second',
      user_id: me.id,
      status: 'enabled',
      end_date: '2027-12-31',
      created_at: iso(start),
      last_used_at: null,
      expired: false,
    })
    const params = { token_id: rest.id }
    expect((await asUser.send(getVendorToken, { params })).body).toEqual(rest)
    const list = VendorTokenList.parse((await asUser.send(listVendorTokens, { query: { user_id: me.id } })).body)
    expect([list.total, list.offset, list.limit, list.items.map(({ name }) => name).sort()]).toEqual([2, 0, 1000, ['first', 'second']])
    const second = server.withOneToken(token)
    expect((await second.send(getVendorMe)).status).toBe(200)
    expect((await asUser.send(updateVendorToken, { params, body: { status: 'disabled' } })).body).toMatchObject({
      status: 'disabled',
      name: 'second',
      end_date: '2027-12-31',
    })
    expect(refusal(await second.send(getVendorMe))).toEqual([401, 'invalid_api_key'])
    expect((await asUser.send(updateVendorToken, { params, body: { status: 'enabled', name: 'renamed', end_date: null } })).body).toMatchObject({
      status: 'enabled',
      name: 'renamed',
      end_date: null,
    })
    expect((await second.send(getVendorMe)).status).toBe(200)
    const gone = await asUser.send(deleteVendorToken, { params })
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect(refusal(await second.send(getVendorMe))).toEqual([401, 'invalid_api_key'])
    expect(refusal(await asUser.send(deleteVendorToken, { params }))).toEqual([404, 'resource_not_found'])
  })

  test('the header\'s name has no case; its value is this kind alone, once, and stands nowhere else', async () => {
    const { server, admin, tokens: [{ token }] } = await cast()
    const path = `${base}/user/me`
    for (const name of ['x-api-key', 'X-API-KEY', 'X-Api-Key']) expect((await server.fetch(path, { headers: { [name]: token } })).status).toBe(200)
    const key = await server.key(admin)
    const bearer = await server.token(key.apiKey)
    const devKey = (await server.devKey(admin)).api_key
    const wrong: Record<string, Record<string, string>> = {
      nothing: {}, empty: { 'x-api-key': '' }, twice: { 'x-api-key': `${token}, ${token}` },
      typo: { 'x-api-key': token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) }, 'cut short': { 'x-api-key': token.slice(0, -1) },
      bearer: { 'x-api-key': `Bearer ${token}` }, unknown: { 'x-api-key': mint(server.host, 'one-token') },
      'in Authorization': { Authorization: `Bearer ${token}` }, 'in X-DC-DEVKEY': { 'X-DC-DEVKEY': token },
      'an API key': { 'x-api-key': key.apiKey }, 'an auth token': { 'x-api-key': bearer }, 'an auth token as bearer': { Authorization: `Bearer ${bearer}` },
      'a CertCentral key': { 'x-api-key': devKey }, 'a CertCentral key in its own header': { 'X-DC-DEVKEY': devKey },
      'a session': admin.headers,
    }
    const seen = new Set<string>()
    for (const [what, headers] of Object.entries(wrong)) {
      const response = await server.fetch(path, { headers })
      const text = await response.text()
      expect([what, ...refusal({ status: response.status, headers: response.headers, text })]).toEqual([what, 401, 'invalid_api_key'])
      seen.add(text)
    }
    expect(seen.size, 'all of them hear the same').toBe(1)
    const inUrl = await server.fetch(`${path}?x=${token}`, { headers: { 'x-api-key': token } })
    expect([inUrl.status, await inUrl.text()]).toEqual([400, expect.stringContaining('invalid_request')])
  })

  test('a user_id is required, and somebody else\'s is as absent as one that never was, but to administrators', async () => {
    const { admin, user, asAdmin, asUser } = await cast()
    const list = (by: typeof asUser, query: Record<string, string>) => by.send(listVendorTokens, { query })
    for (const query of [
      {},
      { user_id: '' },
      { user_id: 'mine' },
      { user_id: '17' },
      { user_id: user.person.id, limit: '0' },
      { user_id: user.person.id, limit: '1001' },
      { user_id: user.person.id, offset: '-1' },
    ]) {
      expect([query, ...refusal(await list(asUser, query as Record<string, string>))]).toEqual([query, 400, 'invalid_request'])
    }
    const [foreign, never] = [await list(asUser, { user_id: admin.person.id }), await list(asUser, { user_id: absent })]
    expect([refusal(foreign), refusal(never), foreign.text === never.text]).toEqual([[404, 'resource_not_found'], [404, 'resource_not_found'], true])
    expect((await list(asAdmin, { user_id: user.person.id })).body.items.map(({ user_id: id }) => id)).toEqual([user.person.id])
    expect(refusal(await list(asAdmin, { user_id: absent }))).toEqual([404, 'resource_not_found'])
    expect((await list(asUser, { user_id: user.person.id, sort: 'whatever', page: '7' })).status, 'what it does not know it ignores').toBe(200)
    for (const [by, id, status] of [
      [asUser, user, 200],
      [asUser, admin, 404],
      [asAdmin, user, 200],
    ] as const)
      expect((await by.send(getVendorUser, { params: { user_id: id.person.id } })).status).toBe(status)
  })

  test('tokens of others cannot be reached; an administrator reaches all, and makes only their own', async () => {
    const { server, admin, tokens, asAdmin, asUser, asOther } = await cast()
    const params = { token_id: tokens[1].id }
    for (const send of [
      () => asOther.send(getVendorToken, { params }),
      () => asOther.send(updateVendorToken, { params, body: { status: 'disabled' } }),
      () => asOther.send(deleteVendorToken, { params }),
    ]) {
      expect(refusal(await send())).toEqual([404, 'resource_not_found'])
    }
    expect((await asUser.send(getVendorMe)).status).toBe(200)
    const made = (await asAdmin.send(createVendorToken, { body: { name: 'for whom', user_id: tokens[1].user_id } })).body
    expect(made.user_id, 'nobody makes a token with another\'s rights').toBe(admin.person.id)
    expect((await asAdmin.send(updateVendorToken, { params, body: { status: 'disabled' } })).status).toBe(200)
    expect((await asUser.send(getVendorMe)).status).toBe(401)
    const {
      detail,
      actor_name: by,
      credential,
    } = await server.store.db.selectFrom('audit').selectAll().where('action', '=', 'one-token.disable').executeTakeFirstOrThrow()
    expect([by, credential, JSON.parse(detail)]).toMatchObject(['alice', `one-token:${tokens[0].id}`, { owner: { name: 'bob' } }])
  })

  test('refusals are in the vendor\'s words, and say which field', async () => {
    const { asUser } = await cast()
    const create = (body: unknown) => asUser.send(createVendorToken, { body })
    const said = async (body: unknown) => {
      const answer = await create(body)
      return [...refusal(answer), (JSON.parse(answer.text) as { errors: { message: string }[] }).errors[0]!.message]
    }
    expect(await said({ name: 'FIRST' })).toEqual([409, 'duplicate_error', expect.stringMatching(/^name: /)])
    expect(await said({})).toEqual([400, 'invalid_request', 'name: This field is required.'])
    expect(await said({ name: 'a.b' })).toEqual([400, 'invalid_request', expect.stringMatching(/^name: .*letters/)])
    expect(await said({ name: 'x'.repeat(101) })).toEqual([400, 'invalid_request', expect.stringContaining('100')])
    expect(await said({ name: 'x', end_date: '2026-11-20' })).toEqual([400, 'invalid_request', expect.stringMatching(/^end_date: /)])
    expect(await said({ name: 'x', end_date: '2027-02-29' })).toEqual([400, 'invalid_request', expect.stringMatching(/^end_date: /)])
    expect(await said({ name: 'x', status: 'paused' })).toEqual([400, 'invalid_request', expect.stringMatching(/^status: /)])
    expect((await create({ name: 'unknown fields', colour: 'red', nested: { a: 1 } })).status, 'are ignored').toBe(201)
    for (const text of ['', '{', 'null', '[]', '"x"', '{"name":"a","name":"b"}'])
      expect([text, (await asUser.send(createVendorToken, { text })).status]).toEqual([text, 400])
    const old = await asUser.send(createVendorToken, { text: '{"name":"as text"}', headers: { 'Content-Type': 'text/plain' } })
    expect(old.status, 'whatever an old client calls JSON').toBe(201)
  })

  test('what expired is neither used, changed nor enabled, and can be deleted', async () => {
    const { user, server, asUser } = await cast()
    const { body: { id, token } } = await asUser.send(createVendorToken, { body: { name: 'today', end_date: '2026-11-21' } })
    server.advance(day)
    expect(refusal(await server.withOneToken(token).send(getVendorMe))).toEqual([401, 'invalid_api_key'])
    const params = { token_id: id }
    expect((await asUser.send(getVendorToken, { params })).body).toMatchObject({ expired: true, status: 'enabled', end_date: '2026-11-21' })
    for (const body of [{ status: 'enabled' }, { end_date: '2027-01-01' }, { end_date: null }, { name: 'other' }, {}])
      expect([body, ...refusal(await asUser.send(updateVendorToken, { params, body }))]).toEqual([body, 400, 'invalid_request'])
    expect((await asUser.send(listVendorTokens, { query: { user_id: user.person.id } })).body.total).toBe(2)
    expect((await asUser.send(deleteVendorToken, { params })).status).toBe(204)
  })

  test('use is noted; a list is paged; an Idempotency-Key is the token\'s own', async () => {
    const { user, server, asUser, tokens } = await cast()
    server.advance(second)
    await asUser.send(getVendorMe)
    await server.app.tick()
    expect((await asUser.send(getVendorToken, { params: { token_id: tokens[1].id } })).body.last_used_at).toBe(iso(start + second))
    for (let i = 0; i < 4; i++) {
      server.advance(1)
      await asUser.send(createVendorToken, { body: { name: `more-${i}-x` } })
    }
    const page = async (offset: string) => (await asUser.send(listVendorTokens, { query: { user_id: user.person.id, limit: '2', offset } })).body
    expect([(await page('0')).items, (await page('2')).items, (await page('4')).items].map((items) => items.map(({ name }) => name))).toEqual([
      ['more-3-x', 'more-2-x'],
      ['more-1-x', 'more-0-x'],
      ['first'],
    ])
    expect(await page('9')).toEqual({ items: [], total: 5, offset: 9, limit: 2 })
    const once = (by: typeof asUser) => by.send(createVendorToken, { body: { name: 'once' }, headers: { 'Idempotency-Key': 'k' } })
    const [a, b] = [await once(asUser), await once(asUser)]
    expect([a.status, b.body.token]).toEqual([201, a.body.token])
    expect(refusal(await once(server.withOneToken(a.body.token)))).toEqual([409, 'duplicate_error'])
  })

  test('other methods and paths are refused in the vendor\'s envelope', async () => {
    const { server, tokens: [{ token }] } = await cast()
    const send = async (method: string, path: string) => {
      const response = await server.fetch(base + path, { method, headers: { 'x-api-key': token } })
      return refusal({ status: response.status, headers: response.headers, text: await response.text() })
    }
    expect(await send('PATCH', '/api-access-token')).toEqual([405, 'method_not_allowed'])
    expect(await send('DELETE', '/user/me')).toEqual([405, 'method_not_allowed'])
    expect(await send('GET', '/nothing')).toEqual([404, 'resource_not_found'])
    expect(await send('GET', '/api-access-token/not-an-id')).toEqual([400, 'invalid_request'])
  })
})
