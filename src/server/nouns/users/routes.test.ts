import { expect, test } from 'vitest'
import { createApiKey, listApiKeys } from '#contract/api-keys.ts'
import { whoami } from '#contract/auth-tokens.ts'
import { confirmSession, getSession, signIn, updateMe } from '#contract/sessions.ts'
import { User, createUser, disableUser, enableUser, getUser, listUsers, updateUser } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { csrf, minute, password, testApp } from '../../testing/app.ts'

const absent = '01900000-0000-7000-8000-000000000000'

onEachStore('users', ({ fresh }) => {
  test('an administrator makes a user with a password, who can sign in', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { status, body, headers, text } = await admin.send(createUser, { body: { email: ' Carol@Example.org ', name: 'Carol', role: 'user', password } })
    expect([status, headers.get('Cache-Control')]).toEqual([201, 'no-store'])
    const { invitation, ...user } = body
    expect(User.parse(user)).toMatchObject({ email: 'Carol@Example.org', role: 'user', status: 'active', apiKeys: 0 })
    expect(invitation).toBe(null)
    expect(text).not.toContain(password)
    const signedIn = await server.anonymous.send(signIn, { body: { email: 'CAROL@example.org', password }, headers: csrf })
    expect(signedIn.status).toBe(204)
  })

  test('an e-mail address belongs to one user, however it is written, also in a race', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const make = (email: string) => admin.send(createUser, { body: { email, name: 'Some body', role: 'user' } })
    const made = await Promise.all(Array.from({ length: 5 }, (_, i) => make(i % 2 ? 'X@example.org' : 'x@EXAMPLE.org')))
    expect(made.map(({ status, code }) => code ?? status).sort()).toEqual([201, ...Array<string>(4).fill('name-taken')])
    const [one, two] = [(await make('one@example.org')).body, (await make('two@example.org')).body]
    expect((await admin.send(updateUser, { params: { userId: one.id }, body: { email: 'TWO@example.org' } })).problem.errors[0]).toMatchObject({
      field: 'email',
      code: 'name-taken',
    })
    for (let round = 0; round < 4; round++) {
      const answers = await Promise.all(
        [one, two].map(({ id }) => admin.send(updateUser, { params: { userId: id }, body: { email: `same${round}@example.org` } })),
      )
      expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, 'name-taken'])
    }
  })

  // Refused while names took no character but those of a US keyboard. Of keys two such names look alike; people are told apart by their address.
  test('people have the names they have, and two may look the same', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const names = ['Maeve O’Brien', "Maeve O'Brien", 'Gal·la Placídia', 'ジャン・ジャック', 'نیم‌روز ' +
      'خانه‌ها', 'Marie—Claire', '山田　太郎']
    for (const [at, name] of names.entries())
      expect([name, (await admin.send(createUser, { body: { email: `p${at}@example.org`, name, role: 'user' } })).body.name]).toEqual([
        name,
        name.replace('　', ' '),
      ])
    expect((await admin.send(createUser, { body: { email: 'other@example.org', name: 'نیم\u200d روز', role: 'user' } })).code).toBe('invalid-value')
    await server.key(admin, { name: 'O’Brien' })
    expect((await admin.send(createApiKey, { body: { name: "O'Brien" } })).code).toBe('looks-like-existing')
  })

  test('a weak password or one made of the name is refused', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const attempt = async (given: unknown) => {
      const { status, problem } = await admin.send(createUser, {
        body: { email: 'margarita@example.org', name: 'Margarita Lopez', role: 'user', password: given },
      })
      return status === 400 ? [status, problem.errors[0]?.field] : [status]
    }
    for (const weak of [
      'short',
      'x'.repeat(257),
      'aaaaaaaaaaaaaaaaaa',
      'password12345678',
      'Margarita-Lopez-2026',
      'abcdefghijklmnopq',
      '12345678901234567',
      'half\ud800 a character',
      5,
    ]) {
      expect([weak, ...(await attempt(weak))]).toEqual([weak, 400, 'password'])
    }
    expect((await attempt('🔒'.repeat(8) + ' lantern'))[0]).toBe(201)
  })

  test('a role changes only after saying the password again, or a fresh sign-in, within five minutes', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const change = (by: typeof admin, role: string) => by.send(updateUser, { params: { userId: user.person.id }, body: { role } })
    expect((await change(admin, 'administrator')).status, 'a fresh sign-in').toBe(200)
    server.advance(5 * minute)
    await server.app.tick()
    const refused = await change(admin, 'user')
    expect([refused.status, refused.code]).toEqual([403, 'confirmation-required'])
    expect(
      (await admin.send(updateUser, { params: { userId: user.person.id }, body: { role: 'administrator', name: 'Bob' } })).status,
      'no change of role',
    ).toBe(200)
    expect((await admin.send(confirmSession, { body: { password: 'wrong' } })).code).toBe('wrong-password')
    expect((await change(admin, 'user')).status).toBe(403)
    const confirmed = await admin.send(confirmSession, { body: { password } })
    expect(confirmed.status).toBe(200)
    const renewed = server.with({ ...admin.headers, Cookie: confirmed.headers.get('Set-Cookie')!.split(';')[0]! }, admin.person)
    expect((await change(renewed, 'user')).status).toBe(200)
    expect((await renewed.send(getSession)).body.confirmedUntil).not.toBe(null)
  })

  test('roles, disabling and demoting hold from the next request on', async () => {
    const server = await testApp(await fresh())
    const [admin, second] = [await server.as('administrator'), await server.as('administrator', 'adam')]
    const userId = second.person.id
    expect((await second.send(listUsers)).status).toBe(200)
    await admin.send(updateUser, { params: { userId }, body: { role: 'user' } })
    expect((await second.send(listUsers)).code).toBe('not-allowed')
    expect((await second.send(whoami)).body.user.role).toBe('user')
    await admin.send(disableUser, { params: { userId } })
    expect((await second.send(whoami)).code).toBe('not-signed-in')
    expect((await server.anonymous.send(signIn, { body: { email: second.person.email, password }, headers: csrf })).code).toBe('invalid-credential')
    await admin.send(enableUser, { params: { userId } })
    expect((await second.send(whoami)).status, 'the old session stays ended').toBe(401)
    expect((await (await server.signIn(second.person)).send(whoami)).status).toBe(200)
  })

  test('the last administrator who can sign in stays one', async () => {
    const server = await testApp(await fresh())
    const [admin] = [await server.as('administrator'), await server.as('user')]
    // Invited and disabled administrators cannot sign in: they do not count.
    await admin.send(createUser, { body: { email: 'invited@example.org', name: 'Invited', role: 'administrator' } })
    const gone = await server.person('administrator', 'gone')
    await admin.send(disableUser, { params: { userId: gone.id } })
    const userId = admin.person.id
    for (const answer of [
      await admin.send(disableUser, { params: { userId } }),
      await admin.send(updateUser, { params: { userId }, body: { role: 'user' } }),
    ]) {
      expect([answer.status, answer.code]).toEqual([409, 'last-administrator'])
    }
    expect((await admin.send(listUsers)).status).toBe(200)
  })

  test('administrators who disable or demote each other at once leave one', async () => {
    const server = await testApp(await fresh())
    for (let round = 0; round < 4; round++) {
      const admins = await Promise.all([0, 1, 2].map((i) => server.as('administrator', `admin${round}${i}`)))
      await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', 'not in', admins.map(({ person }) => person.id)).execute())
      const answers = await Promise.all(admins.map((admin, i) => {
        const params = { userId: admins[(i + 1) % 3]!.person.id }
        return round % 2 ? admin.send(disableUser, { params }) : admin.send(updateUser, { params, body: { role: 'user' } })
      }))
      expect(answers.every(({ status }) => [200, 401, 403, 409].includes(status))).toBe(true)
      const left = await server.store.db.selectFrom('users').select('id').where('role', '=', 'administrator').where('enabled', '=', 1).execute()
      expect(left.length).toBeGreaterThanOrEqual(1)
    }
  })

  test('of two who change a user they read in the same version one wins', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const params = { userId: user.person.id }
    for (let round = 0; round < 4; round++) {
      const etag = (await admin.send(getUser, { params })).headers.get('ETag')!
      const answers = await Promise.all(
        Array.from({ length: 4 }, (_, i) => admin.send(updateUser, { params, body: { name: `Name ${i}` }, headers: { 'If-Match': etag } })),
      )
      expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, ...Array<string>(3).fill('changed-meanwhile')])
    }
  })

  test('users are an affair of administrators with a session', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const token = server.bearer(await server.token((await server.key(admin)).apiKey))
    for (const endpoint of [listUsers, createUser]) {
      expect(
        (await user.send(endpoint, endpoint === createUser ? { body: { email: 'x@example.org', name: 'X', role: 'administrator', password } } : {})).code,
      ).toBe('not-allowed')
      expect((await token.send(endpoint)).code).toBe('invalid-credential')
    }
    // The same for one who is there, one who is not, and oneself: the function is closed, whatever it is asked about.
    const answers = await Promise.all([admin.person.id, absent, user.person.id].map((userId) => user.send(getUser, { params: { userId } })))
    expect(new Set(answers.map(({ problem }) => JSON.stringify({ ...problem, requestId: '' }))).size).toBe(1)
    expect((await admin.send(getUser, { params: { userId: absent } })).code).toBe('not-found')
    expect((await admin.send(listUsers, { query: { filter: 'role is user', sort: '-lastSignInAt' } })).body.data.map(({ name }) => name)).toEqual(['bob'])
    expect((await admin.send(listUsers, { query: { filter: 'password is not empty' } })).code).toBe('invalid-filter')
  })

  test('people change their own name, and nothing else of themselves', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    await server.key(user)
    expect((await user.send(updateMe, { body: { name: 'Robert' } })).body.user).toMatchObject({ name: 'Robert', role: 'user' })
    expect((await user.send(listApiKeys)).body.data[0]!.owner.name).toBe('Robert')
    for (const field of ['role', 'email', 'id', 'password'])
      expect((await user.send(updateMe, { body: { name: 'Bob', [field]: 'administrator' } })).code).toBe('unknown-field')
  })
})
