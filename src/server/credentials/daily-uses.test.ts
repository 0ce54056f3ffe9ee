import { expect, test } from 'vitest'
import { apiKeyUses, deleteApiKey, listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { certcentralKeyUses, createCertcentralKeys, listCertcentralKeys, newCertcentralKeys } from '#contract/certcentral-keys.ts'
import { createOneToken, listOneTokens, oneTokenUses } from '#contract/one-tokens.ts'
import { hour, minute, start, testApp, type Caller, type TestApp } from '../testing/app.ts'
import { onEachStore } from '../testing/store.ts'
import { day } from '../time.ts'

const iso = (at: number) => new Date(at).toISOString()
const dayName = (at: number) => iso(at).slice(0, 10)

/** Signs in with a key as some client. */
const as = (server: TestApp, value: string) => (address: string, agent: string) =>
  server.bearer(value).send(login, { address, headers: { 'User-Agent': agent } })
const usesOf = async (by: Caller, apiKeyId: string) => (await by.send(apiKeyUses, { params: { apiKeyId } })).body

onEachStore('uses by day', ({ fresh }) => {
  test('are counted by client, over several ticks and days, and nothing else is', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user)
    expect(await usesOf(user, id)).toEqual({ days: [], clients: [], more: false, tokens: { live: 0, old: 0 } })
    const use = as(server, apiKey)
    await use('198.51.100.7', 'deploy/1')
    await use('198.51.100.7', 'deploy/1')
    await use('198.51.100.7', 'deploy/2')
    await server.app.tick()
    server.advance(minute)
    await use('198.51.100.7', 'deploy/1')
    await server.app.tick()
    server.advance(day)
    await use('2001:db8::7', 'curl/8')
    await server.bearer(`${apiKey.slice(0, -1)}${apiKey.endsWith('x') ? 'y' : 'x'}`).send(login)
    await server.app.tick()
    const now = start + minute + day
    const client = { calls: 1, oldCalls: 0, oldLastAt: null }
    expect(await usesOf(await server.as('administrator'), id)).toEqual({
      days: [{ day: dayName(start), calls: 4, oldCalls: 0 }, { day: dayName(now), calls: 1, oldCalls: 0 }],
      clients: [
        { ...client, address: '2001:db8::7', agent: 'curl/8', lastAt: iso(now), newFirstAt: iso(now) },
        { ...client, address: '198.51.100.7', agent: 'deploy/1', lastAt: iso(start + minute), newFirstAt: iso(start), calls: 3 },
        { ...client, address: '198.51.100.7', agent: 'deploy/2', lastAt: iso(start), newFirstAt: iso(start) },
      ],
      more: false,
      tokens: { live: 1, old: 0 },
    })
  })

  test('say of each client whether it has moved to the new value', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user)
    await as(server, apiKey)('203.0.113.1', 'stays')
    await as(server, apiKey)('203.0.113.2', 'moves')
    const next = (await user.send(rotateApiKey, { params: { apiKeyId: id }, body: { graceSeconds: 7200 } })).body.apiKey
    server.advance(minute)
    await as(server, next)('203.0.113.2', 'moves')
    server.advance(minute)
    await as(server, apiKey)('203.0.113.1', 'stays')
    await server.app.tick()
    const uses = await usesOf(user, id)
    expect(uses.days).toEqual([{ day: dayName(start), calls: 4, oldCalls: 3 }])
    expect(uses.clients).toMatchObject([
      { agent: 'stays', calls: 2, oldCalls: 2, oldLastAt: iso(start + 2 * minute), newFirstAt: null },
      { agent: 'moves', calls: 2, oldCalls: 1, oldLastAt: iso(start), newFirstAt: iso(start + minute) },
    ])
    expect(uses.tokens).toEqual({ live: 4, old: 3 })
    // When the grace is over the old value is gone, and what it did stays known.
    server.advance(3 * hour)
    await server.app.tick()
    expect((await usesOf(await server.as('administrator'), id)).days).toEqual([{ day: dayName(start), calls: 4, oldCalls: 3 }])
  })

  test('of a client that changes its name with each call make at most fifty rows a day, and no call is lost', async () => {
    const server = await testApp(await fresh(), { limits: false })
    const user = await server.as('user')
    const { id, apiKey } = await server.key(user)
    const use = as(server, apiKey)
    for (let at = 0; at < 70; at++) await use('198.51.100.7', `client/${at}`)
    await server.app.tick()
    for (const name of ['client/3', 'client/60', 'client/71']) await use('198.51.100.7', name)
    await server.app.tick()
    const { n } = await server.store.db.selectFrom('uses').select((of) => of.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
    expect(n).toBe(51)
    const uses = await usesOf(user, id)
    expect([uses.days, uses.more, uses.clients.length]).toEqual([[{ day: dayName(start), calls: 73, oldCalls: 0 }], true, 50])
    expect(uses.clients.find(({ address }) => address === '')).toMatchObject({ agent: '', calls: 22 })
    expect(uses.clients.find(({ agent }) => agent === 'client/3')).toMatchObject({ calls: 2 })
  })

  test('go after ninety days, however many, and with their key', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const [{ id, apiKey }, other] = [await server.key(user), await server.key(user, { name: 'other' })]
    await as(server, apiKey)('198.51.100.7', 'deploy')
    await as(server, other.apiKey)('198.51.100.7', 'deploy')
    await server.app.tick()
    const one = await server.store.db.selectFrom('uses').selectAll().where('credential_id', '=', id).executeTakeFirstOrThrow()
    await server.store.write((tx) =>
      tx
        .insertInto('uses')
        .values(Array.from({ length: 1200 }, (_, at) => ({ ...one, day: one.day - 91, agent: `old/${at}` })))
        .execute(),
    )
    await server.store.write((tx) => tx.insertInto('uses').values({ ...one, day: one.day - 89 }).execute())
    expect((await usesOf(user, id)).days.map(({ day: name }) => name)).toEqual([dayName(start - 89 * day), dayName(start)])
    server.advance(hour)
    await server.app.tick()
    const left = async () =>
      (await server.store.db.selectFrom('uses').select(['credential_id', 'day']).orderBy('day').execute()).map((row) => [
        row.credential_id === id,
        row.day - one.day,
      ])
    expect((await left()).toSorted()).toEqual([[false, 0], [true, -89], [true, 0]])
    await (await server.as('administrator')).send(deleteApiKey, { params: { apiKeyId: id } })
    expect(await left()).toEqual([[false, 0]])
  })

  test('are told of by the lists that are asked for them, a day each, the last one today, and by no other', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const [{ id, apiKey }, unused] = [await server.key(user), await server.key(user, { name: 'unused' })]
    await as(server, apiKey)('198.51.100.7', 'deploy')
    await as(server, apiKey)('198.51.100.8', 'deploy')
    await server.app.tick()
    const [one] = await server.store.db.selectFrom('uses').selectAll().where('credential_id', '=', id).execute()
    const past = [1, 29, 30].map((days) => ({ ...one!, day: one!.day - days, calls: 100 + days }))
    await server.store.write((tx) => tx.insertInto('uses').values(past).execute())
    const list = async (by: Caller, query = {}) => (await by.send(listApiKeys, { query })).body.data
    expect((await list(user)).map(({ recentUses }) => recentUses)).toEqual([undefined, undefined])
    const uses = new Map((await list(user, { with: 'uses' })).map((key) => [key.id, key.recentUses]))
    expect(uses.get(id)).toEqual({ until: dayName(start), calls: [129, ...Array.from({ length: 27 }, () => 0), 101, 2] })
    expect(uses.get(unused.id)).toEqual({ until: dayName(start), calls: Array.from({ length: 30 }, () => 0) })
    expect(await list(user, { with: 'uses', filter: 'name equals nobody' })).toEqual([])
    expect((await user.send(listApiKeys, { query: { with: 'owners' } })).status).toBe(400)
  })

  test('of CertCentral keys and DigiCert ONE tokens are told as those of API keys are', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const [key] = newCertcentralKeys((await user.send(createCertcentralKeys, { body: { name: 'orders' } })).body)
    const token = (await user.send(createOneToken, { body: { name: 'signing' } })).body
    const call = (path: string, headers: Record<string, string>) =>
      server.fetch(path, { headers: { Accept: 'application/json', 'User-Agent': 'client/1', ...headers } }, '198.51.100.7')
    expect((await call('/services/v2/user/me', { 'X-DC-DEVKEY': key!.api_key })).status).toBe(200)
    expect((await call('/account/api/v1/user/me', { 'x-api-key': token.token })).status).toBe(200)
    await server.app.tick()
    const once = {
      days: [{ day: dayName(start), calls: 1, oldCalls: 0 }],
      clients: [{ address: '198.51.100.7', agent: 'client/1', calls: 1, oldCalls: 0, oldLastAt: null }],
      tokens: { live: 0, old: 0 },
    }
    expect((await user.send(certcentralKeyUses, { params: { keyId: key!.id } })).body).toMatchObject(once)
    expect((await user.send(oneTokenUses, { params: { tokenId: token.id } })).body).toMatchObject(once)
    const query = { with: 'uses' } as const
    expect((await user.send(listCertcentralKeys, { query })).body.data[0]!.recentUses?.calls.at(-1)).toBe(1)
    expect((await user.send(listOneTokens, { query })).body.data[0]!.recent_uses?.calls.at(-1)).toBe(1)
    expect((await user.send(listCertcentralKeys)).body.data[0]).not.toHaveProperty('recentUses')
    expect((await user.send(listOneTokens)).body.data[0]).not.toHaveProperty('recent_uses')
  })

  test('of a key that is deleted before they are written are dropped, and others are not', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const [gone, stays] = [await server.key(user), await server.key(user, { name: 'stays' })]
    await as(server, gone.apiKey)('198.51.100.7', 'deploy')
    await as(server, stays.apiKey)('198.51.100.7', 'deploy')
    await user.send(deleteApiKey, { params: { apiKeyId: gone.id } })
    await server.app.tick()
    expect((await usesOf(user, stays.id)).days).toHaveLength(1)
    expect(await server.logged()).not.toMatch(/uses could not/)
  })
})
