import { expect, test } from 'vitest'
import { AuthToken, Identity, Introspection, introspect, login, whoami } from '#contract/auth-tokens.ts'
import { deleteApiKey, listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { disableUser, enableUser, updateUser } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { hour, minute, second, start, testApp } from '../../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()

onEachStore('auth tokens', ({ fresh }) => {
  test('an API key buys a token for an hour, which may do what its owner may', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { apiKey, id, name } = await server.key(user)
    const { status, body, headers } = await server.bearer(apiKey).send(login)
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(AuthToken.parse(body)).toMatchObject({ tokenType: 'Bearer', expiresIn: 3600, expiresAt: iso(start + hour) })
    expect(body.token).toMatch(/^csn_at_[0-9A-Za-z]{38}$/)
    const me = await server.bearer(body.token).send(whoami)
    expect(Identity.parse(me.body)).toMatchObject({ user: { id: user.person.id, role: 'user' }, apiKey: { id, name }, expiresAt: iso(start + hour) })
    expect(me.body.allowed).not.toContain('user.list')
    server.advance(hour - 1)
    expect((await server.bearer(body.token).send(listApiKeys)).status).toBe(200)
    server.advance(1)
    expect((await server.bearer(body.token).send(listApiKeys)).code).toBe('invalid-credential')
  })

  test('a token never outlives its key, also when the key is shortened later', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { apiKey } = await server.key(user, { expiresAt: iso(start + 90_500) })
    const { body } = await server.bearer(apiKey).send(login)
    expect([body.expiresIn, body.expiresAt]).toEqual([90, iso(start + 90_500)])
    server.advance(90_499)
    expect((await server.bearer(body.token).send(whoami)).status).toBe(200)
    server.advance(1)
    expect((await server.bearer(body.token).send(whoami)).status).toBe(401)
    expect((await server.bearer(apiKey).send(login)).status).toBe(401)
  })

  test('wrong, expired, rotated, deleted, disabled and never existing are one answer', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const carol = await server.as('user', 'carol')
    const expired = (await server.key(user, { expiresAt: iso(start + second) })).apiKey
    const rotated = await server.key(user)
    const [deleted, owned] = [await server.key(carol), await server.key(carol)]
    const token = await server.token(owned.apiKey)
    await user.send(rotateApiKey, { params: { apiKeyId: rotated.id } })
    await carol.send(deleteApiKey, { params: { apiKeyId: deleted.id } })
    await admin.send(disableUser, { params: { userId: carol.person.id } })
    server.advance(second)
    const flipped = rotated.apiKey.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    const other = await testApp(await fresh(), { rootKey: new Uint8Array(32).fill(9) })
    const elsewhere = (await other.key(await other.as('user'))).apiKey
    const values = [
      expired,
      rotated.apiKey,
      deleted.apiKey,
      owned.apiKey,
      flipped,
      elsewhere,
      token,
      'x',
      'csn_ak_',
      `csn_ak_${'0'.repeat(38)}`,
      'a'.repeat(10_000),
    ]
    const answers = await Promise.all(values.map((value) => server.bearer(value).send(login)))
    const bodies = answers.map(({ status, problem, headers }) =>
      JSON.stringify([status, { ...problem, requestId: '' }, headers.get('WWW-Authenticate'), [...headers.keys()].sort()]),
    )
    expect(new Set(bodies).size).toBe(1)
    expect(answers[0]).toMatchObject({ status: 401, code: 'invalid-credential' })
    for (const value of [token, flipped, elsewhere, rotated.apiKey]) expect((await server.bearer(value).send(whoami)).code).toBe('invalid-credential')
  })

  test('disabling an owner stops tokens and keys at the next request, enabling brings the keys back and no token', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const { apiKey } = await server.key(user)
    const token = server.bearer(await server.token(apiKey))
    const params = { userId: user.person.id }
    await admin.send(disableUser, { params })
    expect([(await token.send(whoami)).status, (await user.send(whoami)).status, (await server.bearer(apiKey).send(login)).status]).toEqual([401, 401, 401])
    await admin.send(enableUser, { params })
    expect([(await token.send(whoami)).status, (await user.send(whoami)).status, (await server.bearer(apiKey).send(login)).status]).toEqual([401, 401, 200])
    // Not either what came into being while they were disabled, as one that was on its way does.
    const late = server.bearer(await server.token(apiKey))
    await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', user.person.id).execute())
    await admin.send(enableUser, { params })
    expect((await late.send(whoami)).status).toBe(401)
  })

  test('a change of role holds for tokens from the next request', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    await server.key(admin)
    const token = server.bearer(await server.token((await server.key(user)).apiKey))
    expect((await token.send(listApiKeys)).body.total).toBe(1)
    for (const [role, total] of [['administrator', 2], ['user', 1]] as const) {
      expect((await admin.send(updateUser, { params: { userId: user.person.id }, body: { role } })).status).toBe(200)
      expect((await token.send(listApiKeys)).body.total).toBe(total)
    }
  })

  test('introspection tells owners of their tokens and administrators of any, by form and by JSON', async () => {
    const server = await testApp(await fresh())
    const [admin, user, other] = [await server.as('administrator'), await server.as('user'), await server.as('user', 'carol')]
    const key = await server.key(user)
    const token = await server.token(key.apiKey)
    const expected = {
      active: true, token_type: 'Bearer', sub: user.person.id, username: user.person.email, client_id: key.id, scope: 'user', iat: start / 1000,
      exp: (start + hour) / 1000,
    }
    const form = { text: `token=${token}&token_type_hint=access_token`, headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' } }
    // By its Content-Type alone this was a form without a token, and refused.
    const asCurlSendsIt = { text: JSON.stringify({ token }), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }
    for (const caller of [admin, user, server.bearer(token)]) {
      for (const ask of [{ body: { token } }, form, asCurlSendsIt]) expect(Introspection.parse((await caller.send(introspect, ask)).body)).toEqual(expected)
    }
    for (const caller of [other, server.bearer(await server.token((await server.key(other)).apiKey))])
      expect((await caller.send(introspect, { body: { token } })).text).toBe('{"active":false}')
    for (const value of [key.apiKey, 'x', '', `${token}x`]) expect((await admin.send(introspect, { body: { token: value } })).text).toBe('{"active":false}')
    expect((await server.anonymous.send(introspect, { body: { token } })).code).toBe('not-signed-in')
    expect((await admin.send(introspect, { text: `token=${token}&token=${token}`, headers: form.headers })).code).toBe('duplicate-field')
    expect((await admin.send(introspect, { text: 'token_type_hint=x', headers: form.headers })).code).toBe('required')
    server.advance(20 * minute)
    await user.send(deleteApiKey, { params: { apiKeyId: key.id } })
    expect((await admin.send(introspect, { body: { token } })).text).toBe('{"active":false}')
  })

  test('many logins with good keys at once from one address are all served', async () => {
    const server = await testApp(await fresh())
    const { apiKey } = await server.key(await server.as('user'))
    const answers = await Promise.all(Array.from({ length: 250 }, () => server.bearer(apiKey).send(login)))
    expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  })
})
