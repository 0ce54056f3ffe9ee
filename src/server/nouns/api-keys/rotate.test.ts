import { expect, test } from 'vitest'
import { ApiKey, deleteApiKey, endOldValue, getApiKey, rotateApiKey, updateApiKey } from '#contract/api-keys.ts'
import { login, whoami } from '#contract/auth-tokens.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, hour, minute, second, start, testApp, type Caller, type TestSettings } from '../../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()

onEachStore('API keys: rotating', ({ fresh }) => {
  async function filled(body: Record<string, unknown> = {}, settings: TestSettings = {}) {
    const server = await testApp(await fresh(), settings)
    const user = await server.as('user')
    const key = await server.key(user, body)
    const params = { apiKeyId: key.id }
    return {
      server, user, key, params,
      rotate: (rotation?: unknown, by: Caller = user, headers?: Record<string, string>) => by.send(rotateApiKey, { params, body: rotation, headers }),
      works: async (value: string) => (await server.bearer(value).send(login)).status === 200,
      status: async () => (await (await server.signIn(user.person)).send(getApiKey, { params })).body.status,
    }
  }

  test('without grace the old value and its tokens die at once, and only the new value works', async () => {
    const { server, key, rotate, works, status } = await filled({ note: 'keep me' })
    const token = server.bearer(await server.token(key.apiKey))
    server.advance(second)
    const { status: code, body, headers } = await rotate()
    expect(code).toBe(200)
    expect(body).toMatchObject({ id: key.id, note: 'keep me', status: 'active', oldValue: null, rotatedAt: iso(start + second), expiresAt: key.expiresAt })
    expect([headers.get('Cache-Control'), headers.get('ETag')]).toEqual(['no-store', '"2"'])
    expect(body.hint).toEqual({ start: body.apiKey.slice(7, 11), last4: body.apiKey.slice(-4) })
    expect([await works(key.apiKey), await works(body.apiKey)]).toEqual([false, true])
    expect((await token.send(whoami)).code).toBe('invalid-credential')
    expect(await status()).toBe('active')
  })

  test('with a grace the old value and its tokens live until it ends, to the millisecond', async () => {
    const { server, key, rotate, works, status } = await filled()
    const { body } = await rotate({ graceSeconds: 900 })
    expect(body).toMatchObject({ status: 'rotating', oldValue: { hint: key.hint, endsAt: iso(start + 15 * minute), lastUsedAt: null } })
    const token = server.bearer(await server.token(key.apiKey))
    expect((await token.send(whoami)).body.expiresAt, 'a token never outlives the value it was bought with').toBe(iso(start + 15 * minute))
    server.advance(15 * minute - 1)
    expect([await works(key.apiKey), await works(body.apiKey), (await token.send(whoami)).status]).toEqual([true, true, 200])
    server.advance(1)
    expect([await works(key.apiKey), await works(body.apiKey), (await token.send(whoami)).status, await status()]).toEqual([false, true, 401, 'active'])
  })

  test('the old value never works longer than it would have without the rotation', async () => {
    const { server, key, rotate, works } = await filled({ expiresAt: iso(start + hour) })
    const { body } = await rotate({ graceSeconds: 604_800, expiresAt: iso(start + 100 * day) })
    expect(body.oldValue?.endsAt).toBe(iso(start + hour))
    server.advance(hour - 1)
    expect(await works(key.apiKey)).toBe(true)
    server.advance(1)
    expect([await works(key.apiKey), await works(body.apiKey)]).toEqual([false, true])
  })

  test('nor longer than the key itself, when its new expiry comes first', async () => {
    const { server, key, rotate, works } = await filled()
    const { body } = await rotate({ graceSeconds: 7200, expiresAt: iso(start + hour) })
    server.advance(hour)
    expect([await works(key.apiKey), await works(body.apiKey)]).toEqual([false, false])
  })

  test('a longer expiry given later does not lengthen a grace', async () => {
    const { server, key, user, params, rotate, works } = await filled({ expiresAt: iso(start + hour) })
    await rotate({ graceSeconds: 604_800 })
    expect((await user.send(updateApiKey, { params, body: { expiresAt: iso(start + 300 * day) } })).status).toBe(200)
    server.advance(hour)
    expect(await works(key.apiKey)).toBe(false)
  })

  test('a second rotation within a grace leaves only the value just replaced', async () => {
    const { key, rotate, works } = await filled()
    const second = (await rotate({ graceSeconds: 900 })).body.apiKey
    const third = (await rotate({ graceSeconds: 60 })).body
    expect([await works(key.apiKey), await works(second), await works(third.apiKey)]).toEqual([false, true, true])
    expect(third.oldValue?.endsAt).toBe(iso(start + minute))
  })

  test('an expired key comes back for a year under a new value; the old one stays dead whatever the grace', async () => {
    const { server, user, key, rotate, works, status } = await filled({ expiresAt: iso(start + minute) })
    server.advance(minute)
    expect(await status()).toBe('expired')
    const { body } = await rotate({ graceSeconds: 604_800 }, await server.signIn(user.person))
    expect(body).toMatchObject({ status: 'active', oldValue: null, expiresAt: '2027-11-21T12:01:00.000Z' })
    expect([await works(key.apiKey), await works(body.apiKey)]).toEqual([false, true])
  })

  test('End now ends the old value and its tokens; a key that is not rotating is left as it is', async () => {
    const { server, user, key, params, rotate, works } = await filled()
    const token = server.bearer(await server.token(key.apiKey))
    const { body } = await rotate({ graceSeconds: 900 })
    const ended = await user.send(endOldValue, { params })
    expect([ended.status, ApiKey.parse(ended.body).oldValue, ended.body.status]).toEqual([200, null, 'active'])
    expect([await works(key.apiKey), await works(body.apiKey), (await token.send(whoami)).status]).toEqual([false, true, 401])
    expect((await user.send(endOldValue, { params })).status).toBe(200)
    expect(await works(body.apiKey)).toBe(true)
  })

  // Failed with If-Match read and not looked at: the old value that is ended is then another than the one that was seen.
  test('End now takes If-Match: a stale or strange one ends nothing', async () => {
    const { user, key, params, rotate, works } = await filled()
    await rotate({ graceSeconds: 900 })
    const end = (tag: string) => user.send(endOldValue, { params, headers: { 'If-Match': tag } })
    for (const stale of ['"1"', '"3"', 'W/"2"', '2', 'x']) {
      const { status, code } = await end(stale)
      expect([stale, status, code]).toEqual([stale, 412, 'changed-meanwhile'])
    }
    expect(await works(key.apiKey)).toBe(true)
    const ended = await end('"2"')
    expect([ended.status, ended.headers.get('ETag'), await works(key.apiKey)]).toEqual([200, '"3"', false])
    expect((await end('"2"')).code, 'also where there is nothing to end').toBe('changed-meanwhile')
  })

  test('of eight rotations of one version one wins, and its value is the one that works', async () => {
    const { key, rotate, works } = await filled()
    const answers = await Promise.all(Array.from({ length: 8 }, () => rotate({}, undefined, { 'If-Match': '"1"' })))
    expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, ...Array<string>(7).fill('changed-meanwhile')])
    expect([await works(key.apiKey), await works(answers.find(({ status }) => status === 200)!.body.apiKey)]).toEqual([false, true])
  })

  test('of rotations without If-Match each is done, and the last value is the only one', async () => {
    const { user, params, rotate, works } = await filled()
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate()))
    const alive = await Promise.all(answers.map(({ body }) => works(body.apiKey)))
    expect(alive.filter(Boolean)).toHaveLength(1)
    const { hint } = (await user.send(getApiKey, { params })).body
    expect(answers[alive.indexOf(true)]!.body.hint).toEqual(hint)
  })

  test('rotate, delete and login with the old value at once end in one of the allowed ways', async () => {
    const { server, user, key, params, rotate, works } = await filled()
    const [rotated, deleted, bought] = await Promise.all([rotate(), user.send(deleteApiKey, { params }), server.bearer(key.apiKey).send(login)])
    expect([200, 404]).toContain(rotated.status)
    expect(deleted.status).toBe(204)
    expect([200, 401]).toContain(bought.status)
    if (bought.status === 200) expect((await server.bearer(bought.body.token).send(whoami)).status).toBe(401)
    expect(await works(key.apiKey)).toBe(false)
    if (rotated.status === 200) expect(await works(rotated.body.apiKey)).toBe(false)
  })

  test('an administrator rotates the key of a user; the owner stays', async () => {
    const { server, user, rotate, works } = await filled()
    const { body, status } = await rotate({}, await server.as('administrator'))
    expect([status, body.owner.id, await works(body.apiKey)]).toEqual([200, user.person.id, true])
  })

  test('a grace is a whole number of seconds from 0 to a week', async () => {
    const { rotate, key, works } = await filled()
    for (const graceSeconds of [-1, 604_801, 1.5, '60', null, 1e30])
      expect([graceSeconds, (await rotate({ graceSeconds })).code]).toEqual([graceSeconds, 'invalid-value'])
    expect((await rotate({ note: 'x', name: 'y' })).code).toBe('unknown-field')
    expect(await works(key.apiKey)).toBe(true)
    expect((await rotate({ graceSeconds: 604_800 })).status).toBe(200)
  })
})
