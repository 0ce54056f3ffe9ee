import { expect, test } from 'vitest'
import { login } from '#contract/auth-tokens.ts'
import { acceptInvitation, getInvitation } from '#contract/invitations.ts'
import { completeSetup } from '#contract/setup.ts'
import { confirmSession, signIn, updatePassword } from '#contract/sessions.ts'
import { createUser } from '#contract/users.ts'
import { onEachStore } from '../testing/store.ts'
import { createFailureLimit } from './limits.ts'
import { cookieOf, csrf, hour, minute, password, second, testApp, type TestSettings } from '../testing/app.ts'

onEachStore('limits on failed sign-ins', ({ fresh, dialect }) => {
  async function filled(settings?: TestSettings) {
    const server = await testApp(await fresh(), settings)
    const { email } = await server.person('user', 'bob')
    const attempt = (given: string, address = '192.0.2.1', who = email) =>
      server.anonymous.send(signIn, { body: { email: who, password: given }, headers: csrf, address })
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

  /** One wrong value at each of the doors that count by address, and one guess at an account that nobody has. */
  const guesses = (server: Awaited<ReturnType<typeof filled>>['server'], i: number) => ({
    password: (address: string) => server.anonymous.send(signIn, { body: { email: `nobody${i}@example.org`, password: 'wrong' }, headers: csrf, address }),
    key: (address: string) => server.bearer(`csn_ak_wrong${i}`).send(login, { address }),
    setup: (address: string) =>
      server.anonymous.send(completeSetup, {
        body: { code: `wrong${i}`, name: 'Eve', email: 'eve@example.org', password: 'gravel lantern orbit' },
        headers: csrf,
        address,
      }),
    invitation: (address: string) => server.anonymous.send(getInvitation, { params: { code: `wrong${i}` }, address }),
    accepting: (address: string) =>
      server.anonymous.send(acceptInvitation, { params: { code: `wrong${i}` }, body: { password: 'gravel lantern orbit' }, headers: csrf, address }),
  })

  // One count for all: a hundred bad bearer values kept everybody behind an address from signing in.
  test.each(['password', 'key', 'invitation', 'setup'] as const)('a hundred wrong ones of "%s" stop that and nothing else', async (kind) => {
    // On an empty database, where the setup page is open.
    const server = await testApp(await fresh())
    const spent = 'too-many-requests'
    for (let i = 0; i < 100; i++) expect((await guesses(server, i)[kind]('203.0.113.9')).code).not.toBe(spent)
    const after: Record<string, boolean> = {}
    for (const [name, guess] of Object.entries(guesses(server, 100))) after[name] = (await guess('203.0.113.9')).code === spent
    expect(after).toEqual({
      password: kind === 'password',
      key: kind === 'key',
      setup: kind === 'setup',
      invitation: kind === 'invitation',
      accepting: kind === 'invitation',
    })
    // The last are of the other kind now: they have counted, once.
    expect((await guesses(server, 101)[kind]('203.0.113.10')).code).not.toBe(spent)
  })

  // The look at the count came before the look-up, so that all who came at once found it open.
  test('a thousand wrong codes or keys at once are a hundred, and a right one gets through all the same', async () => {
    const empty = await testApp(await fresh())
    const code = (await empty.app.setupCode())!
    const many = dialect === 'sqlite' ? 1000 : 300
    for (const kind of ['key', 'invitation', 'setup'] as const) {
      const answers = await Promise.all(Array.from({ length: many }, (_, i) => guesses(empty, i)[kind]('203.0.113.9')))
      expect(answers.filter(({ status }) => status !== 429)).toHaveLength(100)
    }
    const setUp = await empty.anonymous.send(completeSetup, {
      body: { code, name: 'Ada', email: 'ada@example.org', password: 'gravel lantern orbit' },
      headers: csrf,
      address: '203.0.113.9',
    })
    expect(setUp.status).toBe(204)
    const ada = empty.with({ Cookie: cookieOf(setUp.headers), ...csrf })
    const invited = await ada.send(createUser, { body: { email: 'uma@example.org', name: 'Uma', role: 'user' } })
    const params = { code: new URL(invited.body.invitation!.url).hash.slice(1) }
    expect((await empty.anonymous.send(getInvitation, { params, address: '203.0.113.9' })).status).toBe(200)
    expect(
      (await empty.anonymous.send(acceptInvitation, { params, body: { password: 'gravel lantern orbit' }, headers: csrf, address: '203.0.113.9' })).status,
    ).toBe(204)
  })

  // Fails when a right password takes away more than its own try from the address.
  test('a right password in between gives an address no more guesses', async () => {
    const { attempt } = await filled()
    for (let i = 0; i < 100; i++) {
      expect((await attempt('wrong', '203.0.113.9', `nobody${i}@example.org`)).status).toBe(401)
      if (i % 10 === 9 && i < 99) expect((await attempt(password, '203.0.113.9')).status).toBe(204)
    }
    expect((await attempt('wrong', '203.0.113.9', 'nobody100@example.org')).code).toBe('too-many-requests')
    expect((await attempt(password, '203.0.113.9')).code).toBe('too-many-requests')
  })

  // Fails when the limit takes the address as it was typed: each spelling had five guesses of its own.
  test('an account is one account, however its address is typed', async () => {
    const { attempt } = await filled()
    const spellings = ['bob@example.org', 'BOB@EXAMPLE.ORG', ' Bob@Example.org', 'bob@example.org\t', '\u00a0bOb@example.ORG\ufeff']
    for (const email of spellings) expect((await attempt('wrong', '192.0.2.1', email)).status).toBe(401)
    for (const email of spellings) expect((await attempt(password, '192.0.2.1', email)).code, JSON.stringify(email)).toBe('too-many-requests')
  })

  // Each address of a /64 had a hundred guesses of its own, and each spelling of one address as well.
  test('IPv6 counts by its /64, in any spelling; IPv4 in IPv6 clothes is IPv4', async () => {
    const { attempt } = await filled()
    for (let i = 0; i < 100; i++) expect((await attempt('wrong', `2001:db8:1:2::${i.toString(16)}`, `nobody${i}@example.org`)).status).toBe(401)
    for (const address of ['2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::1%eth0', '2001:db8:1:2:0:0:192.0.2.1'])
      expect((await attempt(password, address)).code, address).toBe('too-many-requests')
    expect((await attempt(password, '2001:db8:1:3::1')).status).toBe(204)
    for (let i = 0; i < 5; i++)
      expect(
        (await attempt('wrong', ['::ffff:198.51.100.7', '198.51.100.7', '::FFFF:c633:6407', '0:0:0:0:0:ffff:c633:6407', '64:ff9b::198.51.100.7'][i])).status,
      ).toBe(401)
    expect((await attempt(password, '198.51.100.7')).code).toBe('too-many-requests')
    expect((await attempt(password, '::ffff:198.51.100.8')).status).toBe(204)
  })

  // A busy server counted as a wrong password: five right ones in a rush kept their owner out.
  test('what nobody could decide is no failure', async () => {
    const { server, attempt } = await filled()
    const { crypto } = server.host
    const hash = crypto.scrypt.bind(crypto)
    const open = Promise.withResolvers<void>()
    const begun: number[] = []
    crypto.scrypt = async (...given) => {
      begun.push(1)
      await open.promise
      return hash(...given)
    }
    // Two hashes run and twenty wait, from elsewhere: more than that are told that it is busy.
    const first = await Promise.all([attempt(password, '198.51.100.1'), attempt(password, '198.51.100.2')].map(async (one) => ({ one })))
    while (begun.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    const told: number[] = []
    const rest = Array.from({ length: 40 }, async (_, i) => {
      const { status } = await attempt(password, `203.0.113.${i}`)
      told.push(status)
      return status
    })
    while (told.length < 20) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(new Set(told)).toEqual(new Set([503]))
    for (let i = 0; i < 8; i++) expect((await attempt(password)).status).toBe(503)
    open.resolve()
    for (const { one } of first) expect((await one).status).toBe(204)
    expect((await Promise.all(rest)).filter((status) => status === 204)).toHaveLength(20)
    expect((await attempt(password)).status, 'none of the eight counted').toBe(204)
    server.advance(hour)
    expect((await attempt(password)).status).toBe(204)
  })

  test('saying the password again stands under such a limit, with a count of its own', async () => {
    const { server, attempt } = await filled()
    const user = await server.as('user', 'carol')
    for (let i = 0; i < 5; i++) expect((await user.send(confirmSession, { body: { password: 'wrong' } })).status).toBe(401)
    expect((await user.send(confirmSession, { body: { password } })).status).toBe(429)
    expect((await user.send(updatePassword, { body: { current: password, next: 'granite lantern orbit' } })).status).toBe(429)
    expect((await attempt(password, '192.0.2.1', 'carol@example.org')).status, 'signing in').toBe(204)
    for (let i = 0; i < 5; i++) expect((await attempt('wrong')).status).toBe(401)
    const bob = await server.signIn({ ...user.person, email: 'bob@example.org' }, '198.51.100.1')
    expect((await bob.send(confirmSession, { body: { password } })).status, 'and the other way round').toBe(200)
  })

  test('an unknown account, a wrong password, a disabled and an invited user are one answer and the same work', async () => {
    const { server, attempt } = await filled()
    const { email, id } = await server.person('user', 'dora')
    await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', id).execute())
    const invited = await server.person('user', 'erin')
    await server.store.write((tx) => tx.updateTable('users').set({ password: null }).where('id', '=', invited.id).execute())
    const seen = new Set<string>()
    for (const [who, given] of [
      ['bob@example.org', 'wrong'],
      ['nobody@example.org', password],
      [email, password],
      [invited.email, password],
      ["' OR 1=1--", 'x'],
    ] as const) {
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

const clockAt = (now: () => number) => ({ now, settled: async () => undefined, save: async () => undefined })

test('a flood of addresses fills no memory and forgets the oldest first', () => {
  const limit = createFailureLimit(clockAt(() => 0))
  for (let i = 0; i < 100; i++) limit.wrong('key', '192.0.2.1')
  expect(() => limit.wrong('key', '192.0.2.1')).toThrow('Too many')
  for (let i = 0; i < 30_000; i++) limit.wrong('key', `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  expect(() => limit.wrong('key', '192.0.2.1')).not.toThrow()
})

test('a try that nobody decided leaves the counts as they were, also of a delay', async () => {
  let now = 0
  const limit = createFailureLimit(clockAt(() => now))
  for (let i = 0; i < 500; i++) await (await limit.attempt('password', 'a', '192.0.2.1')).undecided()
  for (let i = 0; i < 4; i++) await limit.attempt('password', 'a', '192.0.2.1')
  await (await limit.attempt('password', 'a', '192.0.2.1')).undecided()
  await limit.attempt('password', 'a', '192.0.2.1')
  await expect(limit.attempt('password', 'a', '192.0.2.1')).rejects.toThrow('Try again in 30 seconds')
  now = 30_000
  await (await limit.attempt('password', 'a', '192.0.2.1')).undecided()
  await limit.attempt('password', 'a', '192.0.2.1')
  await expect(limit.attempt('password', 'a', '192.0.2.1')).rejects.toThrow('Try again in 60 seconds')
})
