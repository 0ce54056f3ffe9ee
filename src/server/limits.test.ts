import { expect, test } from 'vitest'
import { login } from '#contract/auth-tokens.ts'
import { confirmSession, signIn } from '#contract/sessions.ts'
import { onEachStore } from './db/test-store.ts'
import { createFailureLimit } from './limits.ts'
import { csrf, hour, minute, password, second, testApp, type TestSettings } from './test-app.ts'

onEachStore('limits on failed sign-ins', ({ fresh, dialect }) => {
  async function filled(settings?: TestSettings) {
    const server = await testApp(await fresh(), settings)
    const { email } = await server.person('user', 'bob')
    const attempt = (given: string, address = '192.0.2.1', who = email) => server.anonymous.send(signIn, { body: { email: who, password: given }, headers: csrf, address })
    return { server, attempt }
  }

  test('the sixth try of an account from an address waits, for twice as long each time; elsewhere people sign in', async () => {
    const { server, attempt } = await filled()
    for (let i = 0; i < 5; i++) expect((await attempt('wrong')).code).toBe('invalid-credential')
    for (const seconds of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      const refused = await attempt(password)
      expect([refused.status, refused.code, refused.headers.get('Retry-After')]).toEqual([429, 'too-many-requests', String(seconds)])
      server.advance(seconds * second - 1)
      expect((await attempt(password)).headers.get('Retry-After')).toBe('1')
      expect((await attempt(password, '198.51.100.1')).status, 'the person themselves, from elsewhere').toBe(204)
      server.advance(1)
      expect((await attempt('wrong')).code).toBe('invalid-credential')
    }
  })

  test('a success gives the failures back', async () => {
    const { attempt } = await filled()
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 4; i++) expect((await attempt('wrong')).status).toBe(401)
      expect((await attempt(password)).status).toBe(204)
    }
    for (let i = 0; i < 150; i++) expect((await attempt(password)).status).toBe(204)
  })

  test('four failures in a quarter of an hour are forgotten after it', async () => {
    const { server, attempt } = await filled()
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect((await attempt('wrong')).status).toBe(401)
      server.advance(15 * minute + 1)
    }
  })

  test('of 10,000 guesses at once or one a second, at most 20 reach the hash', async () => {
    for (const pause of [0, second]) {
      const { server, attempt } = await filled()
      const before = server.counts.hashes
      // Kept in memory: the database makes no difference but in time.
      for (let i = 0; i < (dialect === 'sqlite' ? 10_000 : 500); i += 100) {
        const answers = await Promise.all(Array.from({ length: 100 }, () => {
          server.advance(pause)
          return attempt(`guess ${i}`)
        }))
        expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true)
      }
      expect(server.counts.hashes - before).toBeLessThanOrEqual(20)
    }
  })

  test('an address has a hundred failures an hour, over all accounts, known or not', async () => {
    const { server, attempt } = await filled()
    for (let i = 0; i < 100; i++) expect((await attempt('wrong', '203.0.113.9', `nobody${i}@example.org`)).status).toBe(401)
    const refused = await attempt(password, '203.0.113.9')
    expect([refused.code, refused.headers.get('Retry-After')]).toEqual(['too-many-requests', '3600'])
    expect((await attempt(password)).status).toBe(204)
    server.advance(hour)
    expect((await attempt(password, '203.0.113.9')).status).toBe(429)
    server.advance(1)
    expect((await attempt(password, '203.0.113.9')).status).toBe(204)
  })

  test('failures at /auth/login count for their address, good keys do not and are never kept out', async () => {
    const { server } = await filled()
    const key = await server.key(await server.as('user', 'carol'))
    const good = () => server.bearer(key.apiKey).send(login)
    for (let i = 0; i < 120; i++) expect((await good()).status).toBe(200)
    for (let i = 0; i < 100; i++) expect((await server.bearer('csn_ak_wrong').send(login)).status).toBe(401)
    expect((await server.bearer('csn_ak_wrong').send(login)).code).toBe('too-many-requests')
    expect((await good()).status).toBe(200)
    expect((await server.bearer('csn_ak_wrong').send(login, { address: '198.51.100.1' })).status).toBe(401)
  })

  test('saying the password again stands under the same limit', async () => {
    const { server } = await filled()
    const user = await server.as('user', 'carol')
    for (let i = 0; i < 5; i++) expect((await user.send(confirmSession, { body: { password: 'wrong' } })).status).toBe(401)
    expect((await user.send(confirmSession, { body: { password } })).status).toBe(429)
  })

  test('an unknown account, a wrong password, a disabled and an invited user are one answer and the same work', async () => {
    const { server, attempt } = await filled()
    const { email, id } = await server.person('user', 'dora')
    await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', id).execute())
    const invited = await server.person('user', 'erin')
    await server.store.write((tx) => tx.updateTable('users').set({ password: null }).where('id', '=', invited.id).execute())
    const seen = new Set<string>()
    for (const [who, given] of [['bob@example.org', 'wrong'], ['nobody@example.org', password], [email, password], [invited.email, password], ["' OR 1=1--", 'x']] as const) {
      const before = server.counts.hashes
      const { status, problem, headers } = await attempt(given, '192.0.2.1', who)
      seen.add(JSON.stringify([status, { ...problem, requestId: '' }, [...headers.keys()].sort(), server.counts.hashes - before]))
    }
    expect(seen.size).toBe(1)
    const outcomes = await server.store.db.selectFrom('audit').select('outcome').where('action', '=', 'session.create').execute()
    expect(outcomes.filter(({ outcome }) => outcome === 'denied: invalid-credential'), 'each leaves a row').toHaveLength(5)
  })

  test('the settings can lift the limits', async () => {
    const { attempt } = await filled({ limits: false })
    for (let i = 0; i < 30; i++) expect((await attempt('wrong')).status).toBe(401)
  })
})

test('a flood of addresses fills no memory and forgets the oldest first', () => {
  let now = 0
  const limit = createFailureLimit({ now: () => now, refusedAsExpired: () => undefined, save: async () => undefined })
  for (let i = 0; i < 100; i++) limit.watch('first')()
  expect(() => limit.watch('first')).toThrow('Too many')
  for (let i = 0; i < 30_000; i++) limit.watch(`address ${i}`)()
  expect(() => limit.watch('first')).not.toThrow()
  now += 1
})
