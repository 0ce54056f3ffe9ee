import { expect, test } from 'vitest'
import { createApiKey, getApiKey, listApiKeys } from '#contract/api-keys.ts'
import { login, whoami } from '#contract/auth-tokens.ts'
import { getSession } from '#contract/sessions.ts'
import { onEachStore } from './db/test-store.ts'
import { day, hour, minute, second, start, testApp } from './test-app.ts'

const iso = (at: number) => new Date(at).toISOString()
const year = 365 * day

onEachStore('expiry and the clock', ({ fresh, place, open }) => {
  test('at −1 s, 0 and +1 s a key, its token and its session are alive, dead, dead', async () => {
    const ends = [start + minute, Date.UTC(2028, 1, 29), Date.UTC(2026, 11, 31, 23, 59, 59), Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1), 253_402_300_799_999]
    for (const end of ends) {
      const server = await testApp(await fresh(), { now: end - minute })
      const user = await server.as('user')
      const { id, apiKey } = await server.key(user, { expiresAt: iso(end) })
      const token = server.bearer(await server.token(apiKey))
      const seen = []
      for (const at of [minute - second, second - 1, 1, second]) {
        server.advance(at)
        seen.push([(await server.bearer(apiKey).send(login)).status, (await token.send(whoami)).status, (await user.send(getApiKey, { params: { apiKeyId: id } })).body.status])
        if (end > 253_402_300_000_000 && seen.length === 2) break // Nothing comes after the last instant that we store.
      }
      expect(seen).toEqual([[200, 200, 'expiring'], [200, 200, 'expiring'], [401, 401, 'expired'], [401, 401, 'expired']].slice(0, seen.length))
    }
  })

  test('what has expired stays expired when the clock is set back', async () => {
    for (const back of [hour, day, year]) {
      const server = await testApp(await fresh())
      const user = await server.as('user')
      const { id, apiKey } = await server.key(user, { expiresAt: iso(start + minute) })
      const token = server.bearer(await server.token(apiKey))
      server.advance(minute)
      expect((await server.bearer(apiKey).send(login)).status).toBe(401)
      server.advance(-back)
      expect([(await server.bearer(apiKey).send(login)).status, (await token.send(whoami)).status]).toEqual([401, 401])
      expect((await user.send(getApiKey, { params: { apiKeyId: id } })).body.status).toBe('expired')
      expect((await user.send(createApiKey, { body: { name: 'past', expiresAt: iso(start + minute) } })).code, 'and an expiry in the true past is none').toBe('invalid-value')
      const alarms = (await server.logged()).split('\n').filter((line) => line.includes('the clock of this machine is behind'))
      expect(alarms).toHaveLength(1)
    }
  })

  test('also over a restart, after a clean stop and after a kill', async () => {
    for (const stop of ['close', 'kill'] as const) {
      const where = await place()
      const store = await open(where)
      const server = await testApp(store)
      const user = await server.as('user')
      const { apiKey } = await server.key(user, { expiresAt: iso(start + 10 * minute) })
      const token = await server.token(apiKey)
      await server.app.tick()
      server.advance(10 * minute)
      expect((await server.bearer(token).send(whoami)).status).toBe(401)
      server.advance(30 * minute)
      expect((await user.send(getSession)).status).toBe(401)
      // The tick comes every second; what was refused before it is on disk after it.
      await (stop === 'close' ? server.app.close() : server.app.tick())
      await store.close()
      const again = await testApp(await open(where), { now: start })
      expect((await again.bearer(apiKey).send(login)).status).toBe(401)
      expect((await again.bearer(token).send(whoami)).status).toBe(401)
      expect((await again.with(user.headers).send(getSession)).status).toBe(401)
    }
  })

  test('a refused session moves the mark like a refused key', async () => {
    const where = await place()
    const store = await open(where)
    const server = await testApp(store)
    const [user, other] = [await server.as('user'), await server.as('user', 'carol')]
    server.advance(29 * minute + 30 * second)
    await other.send(getSession)
    await server.app.tick()
    server.advance(30 * second)
    expect((await user.send(getSession)).status).toBe(401)
    await server.app.tick()
    await store.close()
    const again = await testApp(await open(where), { now: start })
    expect((await again.with(user.headers).send(getSession)).status).toBe(401)
  })

  test('forward a year and back: an alarm, expired stays expired, no key is deleted, and the operator can accept the clock', async () => {
    const store = await fresh()
    const server = await testApp(store)
    const user = await server.as('user')
    const { apiKey } = await server.key(user)
    server.advance(year + day)
    expect((await server.bearer(apiKey).send(login)).status).toBe(401)
    await server.app.tick()
    server.advance(-year - day)
    await server.app.tick()
    expect((await server.bearer(apiKey).send(login)).status).toBe(401)
    expect(await server.logged()).toContain('the clock of this machine is behind')
    expect(await store.db.selectFrom('credentials').select('id').execute()).toHaveLength(1)
    expect(await store.db.selectFrom('credential_values').select('id').execute()).toHaveLength(1)
    await server.app.close()
    expect((await (await testApp(store)).bearer(apiKey).send(login)).status, 'the mark holds over a restart').toBe(401)
    const accepted = await testApp(store, { acceptClock: true })
    expect((await accepted.bearer(apiKey).send(login)).status).toBe(200)
    await accepted.app.close()
    expect((await (await testApp(store)).bearer(apiKey).send(login)).status, 'and stays accepted').toBe(200)
  })

  test('a clock that runs slightly back is no alarm, and time stands still meanwhile', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    server.advance(-4 * minute)
    const other = await server.key(user)
    expect([other.createdAt, (await user.send(listApiKeys)).body.total]).toEqual([key.createdAt, 2])
    expect(await server.logged()).not.toContain('behind')
  })

  test('what nobody can use any more is swept, keys are not', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user, { expiresAt: iso(start + minute) })
    await server.token(key.apiKey)
    server.advance(25 * hour)
    await server.app.tick()
    const left = async (table: 'auth_tokens' | 'sessions' | 'credentials' | 'credential_values') => (await server.store.db.selectFrom(table).selectAll().execute()).length
    expect([await left('auth_tokens'), await left('sessions'), await left('credentials'), await left('credential_values')]).toEqual([0, 0, 1, 1])
  })
})
