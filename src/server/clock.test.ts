import { expect, test } from 'vitest'
import { createApiKey, getApiKey, listApiKeys } from '#contract/api-keys.ts'
import { login, whoami } from '#contract/auth-tokens.ts'
import { getSession } from '#contract/sessions.ts'
import { StoreUnavailable } from './db/store.ts'
import { onEachStore } from './testing/store.ts'
import { day, hour, minute, second, start, testApp, type Caller, type TestApp } from './testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()
const year = 365 * day

onEachStore('expiry and the clock', ({ fresh, place, open, dialect }) => {
  /** A database of its own for each takes PostgreSQL a while; the rule is the same on both. */
  const some = <T>(all: readonly T[]) => (dialect === 'sqlite' ? all : all.slice(-1))

  test('at −1 s, 0 and +1 s a key, its token and its session are alive, dead, dead', async () => {
    const ends = [
      start + minute,
      Date.UTC(2028, 1, 29),
      Date.UTC(2026, 11, 31, 23, 59, 59),
      Date.UTC(2027, 2, 28, 1),
      Date.UTC(2027, 9, 31, 1),
      253_402_300_799_999,
    ]
    for (const end of ends) {
      const server = await testApp(await fresh(), { now: end - minute })
      const user = await server.as('user')
      const { id, apiKey } = await server.key(user, { expiresAt: iso(end) })
      const token = server.bearer(await server.token(apiKey))
      const seen = []
      for (const at of [minute - second, second - 1, 1, second]) {
        server.advance(at)
        seen.push([
          (await server.bearer(apiKey).send(login)).status,
          (await token.send(whoami)).status,
          (await user.send(getApiKey, { params: { apiKeyId: id } })).body.status,
        ])
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
      expect((await user.send(createApiKey, { body: { name: 'past', expiresAt: iso(start + minute) } })).code, 'and an expiry in the true past is none').toBe(
        'invalid-value',
      )
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
      if (stop === 'close') await server.app.close()
      await store.close()
      const again = await testApp(await open(where), { now: start })
      expect((await again.bearer(apiKey).send(login)).status).toBe(401)
      expect((await again.bearer(token).send(whoami)).status).toBe(401)
      expect((await again.with(user.headers).send(getSession)).status).toBe(401)
    }
  })

  // The mark was up to a minute old, and moved by refusals alone: whoever killed the server and set the clock back had the key again.
  test('a key that expired while nobody used it stays expired after a kill and a clock set back', async () => {
    for (const seconds of some([1, 2, 30, 59])) {
      const where = await place()
      const store = await open(where)
      const server = await testApp(store)
      const user = await server.as('user')
      const { apiKey } = await server.key(user, { expiresAt: iso(start + seconds * second) })
      for (let i = 1; i < seconds; i++) {
        server.advance(second)
        await server.app.tick()
      }
      // It ends between two ticks, and before the second one the server is killed.
      server.advance(second)
      await store.close()
      const again = await testApp(await open(where), { now: start })
      expect((await again.bearer(apiKey).send(login)).status, `expired after ${seconds} s`).toBe(401)
    }
  })

  // Fails when an expired key, token or session no longer moves the mark: no tick comes between the refusal and the kill.
  test('what was told to have expired stays expired, however soon the kill comes', async () => {
    const asked = {
      key: async (server: TestApp, value: Expiring) => expect((await server.bearer(value.apiKey).send(login)).status).toBe(401),
      token: async (server: TestApp, value: Expiring) => expect((await server.bearer(value.token).send(whoami)).status).toBe(401),
      session: async (_: TestApp, value: Expiring) => expect((await value.idle.send(getSession)).status).toBe(401),
      'a list': async (_: TestApp, value: Expiring) =>
        expect((await value.admin.send(getApiKey, { params: { apiKeyId: value.id } })).body.status).toBe('expired'),
    }
    type Expiring = { id: string; apiKey: string; token: string; idle: Caller; admin: Caller }
    for (const ask of some(Object.values(asked))) {
      const where = await place()
      const store = await open(where)
      const server = await testApp(store)
      const [idle, admin] = [await server.as('user'), await server.as('administrator')]
      const { id, apiKey } = await server.key(idle, { expiresAt: iso(start + 31 * minute) })
      const token = await server.token(apiKey)
      server.advance(25 * minute)
      await admin.send(getSession)
      await server.app.tick()
      server.advance(6 * minute)
      await ask(server, { id, apiKey, token, idle, admin })
      await store.close()
      const again = await testApp(await open(where), { now: start })
      expect((await again.bearer(apiKey).send(login)).status).toBe(401)
      expect((await again.bearer(token).send(whoami)).status).toBe(401)
      expect((await again.with(idle.headers).send(getSession)).status).toBe(401)
    }
  })

  test('a server that is killed again and again is never more than ten seconds ahead', async () => {
    const where = await place()
    const kills = dialect === 'sqlite' ? 20 : 3
    for (let i = 0; i < kills; i++) {
      const store = await open(where)
      const server = await testApp(store, { now: start + i * second })
      await server.app.tick()
      await store.close()
    }
    const server = await testApp(await open(where), { now: start + kills * second })
    const { createdAt } = await server.key(await server.as('user'))
    expect(Date.parse(createdAt)).toBeGreaterThanOrEqual(start + kills * second)
    expect(Date.parse(createdAt)).toBeLessThanOrEqual(start + kills * second + 10 * second)
  })

  test('with a disk that takes nothing, what has expired is refused all the same', async () => {
    const store = await fresh()
    let broken = false
    const server = await testApp({ ...store, write: (work) => (broken ? Promise.reject(new StoreUnavailable('disk full')) : store.write(work)) })
    const { apiKey } = await server.key(await server.as('user'), { expiresAt: iso(start + minute) })
    broken = true
    server.advance(minute)
    for (let i = 0; i < 3; i++) expect((await server.bearer(apiKey).send(login)).status).toBe(401)
    broken = false
    server.advance(second)
    expect((await server.bearer(apiKey).send(login)).status).toBe(401)
    const { value } = await store.db.selectFrom('meta').select('value').where('key', '=', 'clock').executeTakeFirstOrThrow()
    expect(Number(value)).toBeGreaterThanOrEqual(start + minute + second)
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
    const left = async (table: 'auth_tokens' | 'sessions' | 'credentials' | 'credential_values') =>
      (await server.store.db.selectFrom(table).selectAll().execute()).length
    const all = async () => [await left('auth_tokens'), await left('sessions'), await left('credentials'), await left('credential_values')]
    // A session is known for a day after its end, to say why it is over.
    expect(await all()).toEqual([0, 1, 1, 1])
    server.advance(24 * hour)
    await server.app.tick()
    expect(await all()).toEqual([0, 0, 1, 1])
  })
})
