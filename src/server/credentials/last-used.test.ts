import { expect, test } from 'vitest'
import { getApiKey, listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { login, whoami } from '#contract/auth-tokens.ts'
import { onEachStore } from '../testing/store.ts'
import { StoreUnavailable } from '../db/store.ts'
import { createLastUsed } from './last-used.ts'
import { minute, start, testApp } from '../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()

onEachStore('last used', ({ fresh }) => {
  test('a login and each use of its token are written with the next tick, with address and agent', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user)
    const params = { apiKeyId: id }
    const { body } = await server.bearer(apiKey).send(login, { address: '198.51.100.7', headers: { 'User-Agent': 'deploy/1.0 \u00e9 (x)' } })
    expect((await user.send(getApiKey, { params })).body.lastUsedAt).toBe(null)
    await server.app.tick()
    expect((await user.send(getApiKey, { params })).body).toMatchObject({
      lastUsedAt: iso(start),
      lastUsedFrom: '198.51.100.7',
      lastUsedAgent: 'deploy/1.0 ? (x)',
    })
    server.advance(minute)
    await server.bearer(body.token).send(whoami)
    await server.app.tick()
    const after = await user.send(getApiKey, { params })
    expect(after.body).toMatchObject({ lastUsedAt: iso(start + minute), lastUsedFrom: '192.0.2.1' })
    expect(after.headers.get('ETag'), 'a use is no change').toBe('"1"')
    expect((await user.send(listApiKeys, { query: { filter: `lastUsedAt is on or after ${iso(start + minute)}` } })).body.total).toBe(1)
  })

  test('refused credentials are no use', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user, { expiresAt: iso(start + minute) })
    const token = server.bearer(await server.token(apiKey))
    await server.app.tick()
    server.advance(minute)
    expect([(await token.send(whoami)).status, (await server.bearer(apiKey).send(login)).status]).toEqual([401, 401])
    await server.app.tick()
    expect((await user.send(getApiKey, { params: { apiKeyId: id } })).body.lastUsedAt).toBe(iso(start))
  })

  test('while a key is being replaced it shows who still uses the old value', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user)
    const next = (await user.send(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 900 } })).body.apiKey
    server.advance(1000)
    await server.bearer(apiKey).send(login, { address: '203.0.113.1' })
    await server.app.tick()
    server.advance(1000)
    await server.bearer(next).send(login)
    await server.app.tick()
    expect((await user.send(getApiKey, { params: { apiKeyId: id } })).body).toMatchObject({
      lastUsedAt: iso(start + 2000), lastUsedFrom: '192.0.2.1', oldValue: { lastUsedAt: iso(start + 1000), lastUsedFrom: '203.0.113.1' },
    })
  })

  // Fails on PostgreSQL when one UPDATE has both uses of the key: it takes either.
  test('of two values of a key that are used within one tick the later use is the key\'s', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    for (const [first, second] of [[0, 1], [1, 0]] as const) {
      const { id, apiKey } = await server.key(user)
      const values = [apiKey, (await user.send(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 900 } })).body.apiKey]
      await server.bearer(values[first]!).send(login, { address: '203.0.113.1' })
      server.advance(1000)
      await server.bearer(values[second]!).send(login, { address: '203.0.113.2' })
      await server.app.tick()
      expect((await user.send(getApiKey, { params: { apiKeyId: id } })).body).toMatchObject({
        lastUsedFrom: '203.0.113.2',
        oldValue: { lastUsedFrom: first === 0 ? '203.0.113.1' : '203.0.113.2' },
      })
    }
  })

  test('an older use never overwrites a newer one, whichever server writes last', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id } = await server.key(user)
    const { id: valueId } = await server.store.db.selectFrom('credential_values').select('id').executeTakeFirstOrThrow()
    const [one, two] = [createLastUsed(server.host, server.store), createLastUsed(server.host, server.store)]
    one.note({ valueId, credentialId: id, at: start + 5, from: 'old', agent: 'old' })
    two.note({ valueId, credentialId: id, at: start + 9, from: 'new', agent: 'new' })
    await two.flush()
    await one.flush()
    expect((await user.send(getApiKey, { params: { apiKeyId: id } })).body).toMatchObject({
      lastUsedAt: iso(start + 9),
      lastUsedFrom: 'new',
      lastUsedAgent: 'new',
    })
    expect(await server.store.db.selectFrom('credential_values').select(['last_used_at', 'last_used_from']).executeTakeFirst()).toEqual({
      last_used_at: start + 9,
      last_used_from: 'new',
    })
  })

  test('of hundreds of uses each is written; a database that cannot be written loses them without a word to callers', async () => {
    const server = await testApp(await fresh())
    const keys = []
    for (let i = 0; i < 75; i++) keys.push(await server.key(await server.as('user', `user${i}`)), await server.key(await server.as('user', `user${i}`)))
    await Promise.all(keys.map(({ apiKey }) => server.bearer(apiKey).send(login)))
    await server.app.tick()
    const unused = await server.store.db.selectFrom('credentials').select('id').where('last_used_at', 'is', null).execute()
    expect(unused).toEqual([])
    const broken = createLastUsed(server.host, { ...server.store, write: () => Promise.reject(new StoreUnavailable('disk full')) })
    broken.note({ valueId: 'v', credentialId: 'c', at: 1, from: '', agent: '' })
    await broken.flush()
    expect(await server.logged()).toContain('last-used times could not be written')
  })
})
