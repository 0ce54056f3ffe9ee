import { expect, test } from 'vitest'
import { createApiKey, getApiKey, rotateApiKey } from '#contract/api-keys.ts'
import { revealAuthKey } from '#contract/auth-keys.ts'
import { createCertcentralKeys, updateCertcentralKey } from '#contract/certcentral-keys.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { createOneToken, updateOneToken } from '#contract/one-tokens.ts'
import { confirmSession } from '#contract/sessions.ts'
import { createTsigKey, revealTsigSecret, updateTsigKey } from '#contract/tsig-keys.ts'
import { createUser, inviteUser, updateUser } from '#contract/users.ts'
import { credentialPattern } from '../credentials/format.ts'
import { onEachStore } from '../testing/store.ts'
import { read } from './route.ts'
import { routeName, undecided } from './step-up.ts'
import { cookieOf, minute, password, testApp, type Ask, type Caller, type Person, type TestApp } from '../testing/app.ts'
import { makePeople, samples } from '../testing/samples.ts'

/*
 * A console that was left open (security.md): from a session whose password was said more than five minutes ago there is no path
 * to a secret or to another account. The authorization matrix has every route; here are the conditions, and what came out.
 *
 * Seen to fail, one by one: each row taken off the list, each condition without its second half (an invited administrator, an
 * invited user with keys, a wider restriction, another address); the question asked of tokens; the walk, for each row it lost.
 */

const outcome = ({ status, code }: { status: number; code: string | undefined }) => code ?? status
const asked = 'confirmation-required'

onEachStore('step-up', ({ fresh, dialect }) => {
  async function leftOpen() {
    const server = await testApp(await fresh())
    const [admin, user, root] = [await server.as('administrator'), await server.as('user'), await server.as('administrator', 'root')]
    const token = server.bearer(await server.token((await server.key(admin)).apiKey), admin.person)
    const key = await server.key(user, { name: 'theirs' })
    server.advance(5 * minute)
    const confirm = async (by: Caller) =>
      server.with({ ...by.headers, Cookie: cookieOf((await by.send(confirmSession, { body: { password } })).headers) }, by.person)
    return { server, admin, user, token, key, again: await confirm(root), confirm }
  }

  test('every route that changes something or answers a secret to a session is on the list or left open with a reason', async () => {
    const { app } = await testApp(await fresh())
    expect(undecided(app.routes)).toEqual([])
    const planted = (endpoint: Endpoint) => undecided([read(endpoint, async () => ({}))])
    const secret: Endpoint = { method: 'GET', path: '/api/v1/secrets', summary: '', action: 'audit.list', takes: ['session'], secret: true }
    expect(planted(secret)).toEqual(['GET /api/v1/secrets: neither on the list nor left open, or both'])
    const { secret: _, ...open } = secret
    expect(planted(open)).toEqual([])
    expect(planted({ ...open, method: 'DELETE' })).toHaveLength(1)
    expect(planted({ ...secret, errors: ['confirmation-required'] })).toHaveLength(1)
    expect(planted({ ...secret, takes: ['auth-token'] })).toEqual([])
    expect(planted({ ...createApiKey, errors: [] })).toHaveLength(1)
  })

  test('it is good for five minutes to the millisecond, and for the session that said it', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { id } = await server.key(admin)
    const rotate = (by: Caller) => by.send(rotateApiKey, { params: { apiKeyId: id } })
    server.advance(5 * minute - 1)
    expect(outcome(await rotate(admin))).toBe(200)
    server.advance(1)
    const other = await server.signIn(admin.person)
    expect([outcome(await rotate(admin)), outcome(await rotate(other))]).toEqual([asked, 200])
    expect((await rotate(admin)).problem.detail).toBe('Rotating an API key needs your password again: POST /api/v1/session/confirm, good for five minutes.')
    expect((await admin.send(confirmSession, { body: { password: 'not it at all' } })).code).toBe('wrong-password')
    expect(outcome(await rotate(admin))).toBe(asked)
  })

  test('an administrator says it for anybody\'s key, of any kind; a standard user for none of their own', async () => {
    const { server, admin, user, token, key, again } = await leftOpen()
    const makes: [Endpoint, Ask][] = [
      [createApiKey, { body: { name: 'new' } }],
      [createCertcentralKeys, { body: { name: 'new' } }],
      [createOneToken, { body: { name: 'new' } }],
    ]
    for (const [endpoint, ask] of makes) {
      expect([endpoint.path, outcome(await admin.send(endpoint, ask))]).toEqual([endpoint.path, asked])
      expect([endpoint.path, outcome(await user.send(endpoint, ask))]).toEqual([endpoint.path, 201])
      expect([endpoint.path, outcome(await again.send(endpoint, ask))]).toEqual([endpoint.path, 201])
    }
    const forUser = { body: { name: 'for them', userId: user.person.id } }
    expect([outcome(await admin.send(createCertcentralKeys, forUser)), outcome(await again.send(createCertcentralKeys, forUser))]).toEqual([asked, 201])
    expect(outcome(await admin.send(createCertcentralKeys, { body: { name: 'x', serviceUser: { email: 'x@example.org' } } }))).toBe(asked)
    const rotate = (by: Caller) => by.send(rotateApiKey, { params: { apiKeyId: key.id } })
    expect([outcome(await rotate(admin)), outcome(await rotate(user)), outcome(await rotate(token))]).toEqual([asked, 200, 200])
    expect(outcome(await token.send(createApiKey, { body: { name: 'by token' } })), 'a token is no screen somebody left').toBe(201)
    const tsig = await token.send(createTsigKey, { body: { name: 'by-token.example' } })
    expect([
      tsig.status,
      outcome(await token.send(revealTsigSecret, { params: { tsigId: tsig.body.id } })),
      outcome(await admin.send(revealTsigSecret, { params: { tsigId: tsig.body.id } })),
    ]).toEqual([201, 200, asked])
    expect((await admin.send(getApiKey, { params: { apiKeyId: key.id } })).body.hint, 'what was refused has changed nothing').not.toEqual(key.hint)
    expect(
      await server.store.db.selectFrom('audit').select('seq').where('action', '=', 'api-key.rotate').where('outcome', '=', `asked: ${asked}`).execute(),
    ).toHaveLength(1)
  })

  test('what a key may do is widened with it, narrowed without', async () => {
    const { server, admin, user, again } = await leftOpen()
    const key = await server.devKey(again, { restrictedToRoleId: 0 })
    const set = async (by: Caller, restrictedToRoleId: number, keyId = key.id) =>
      outcome(await by.send(updateCertcentralKey, { params: { keyId }, body: { name: 'same', restrictedToRoleId } }))
    expect([await set(admin, 0), await set(admin, 101), await set(admin, 100), await set(admin, 100)]).toEqual([200, 200, 200, 200])
    expect([await set(admin, 101), await set(admin, 102), await set(admin, 103), await set(admin, 0)]).toEqual([asked, asked, asked, asked])
    expect(outcome(await admin.send(updateCertcentralKey, { params: { keyId: key.id }, body: { name: 'renamed' } }))).toBe(200)
    expect(await set(again, 0)).toBe(200)
    const own = await server.devKey(user, { restrictedToRoleId: 100 })
    expect([await set(admin, 0, own.id), await set(user, 0, own.id)]).toEqual([asked, 200])
  })

  test('a token is enabled with it, and disabled, renamed and ended without', async () => {
    const { server, admin, user } = await leftOpen()
    const { id } = await server.oneToken(user)
    const set = async (by: Caller, body: unknown) => outcome(await by.send(updateOneToken, { params: { tokenId: id }, body }))
    expect([await set(admin, { status: 'disabled' }), await set(admin, { name: 'other' }), await set(admin, { end_date: '2026-12-31' })]).toEqual([
      200, 200, 200,
    ])
    expect([await set(admin, { status: 'enabled' }), await set(user, { status: 'enabled' })]).toEqual([asked, 200])
  })

  test('a link is made for who has an account already with it, for who has none without', async () => {
    const { server, admin, user, again, confirm } = await leftOpen()
    const make = async (email: string, role: string, by = admin) => (await by.send(createUser, { body: { email, name: 'Some Body', role } }))
    const link = async (userId: string, by = admin) => outcome(await by.send(inviteUser, { params: { userId } }))
    expect(outcome(await make('boss@example.org', 'administrator'))).toBe(asked)
    const boss = (await make('boss@example.org', 'administrator', again)).body.id
    const nobody = (await make('new@example.org', 'user')).body.id
    expect([await link(nobody), await link(boss), await link(user.person.id), await link(admin.person.id), await link(again.person.id)]).toEqual([
      201,
      asked,
      asked,
      asked,
      asked,
    ])
    await server.key(again, { userId: nobody })
    expect(await link(nobody), 'their keys are in use: whoever is them rotates those').toBe(asked)
    expect(await link(user.person.id, await confirm(admin))).toBe(201)
  })

  test('a role and an address are changed with it, a name without; the same again is no change', async () => {
    const { admin, user } = await leftOpen()
    const set = async (body: unknown) => outcome(await admin.send(updateUser, { params: { userId: user.person.id }, body }))
    expect([
      await set({ role: 'administrator' }),
      await set({ email: 'other@example.org' }),
      await set({ name: 'Bobby', role: 'user', email: user.person.email }),
    ]).toEqual([asked, asked, 200])
    expect(outcome(await admin.send(updateUser, { params: { userId: '01900000-0000-7000-8000-000000000000' }, body: { role: 'administrator' } }))).toBe(
      'not-found',
    )
  })

  test('a secret that is the caller\'s is added without, one that the server makes or another\'s key is given with it', async () => {
    const { admin, again } = await leftOpen()
    const secret = btoa('0123456789abcdef0123456789abcdef')
    const made = await admin.send(createTsigKey, { body: { name: 'own.example', secret } })
    expect([made.status, outcome(await admin.send(createTsigKey, { body: { name: 'new.example' } }))]).toEqual([201, asked])
    const set = async (by: Caller, body: unknown) => outcome(await by.send(updateTsigKey, { params: { tsigId: made.body.id }, body }))
    expect([await set(admin, { note: 'x' }), await set(admin, { secret }), await set(again, { secret: btoa('another123456789abcdef0123456789') })]).toEqual([
      200,
      asked,
      200,
    ])
  })

  /** Whose accounts and which values there are: what an unconfirmed session must not change. */
  async function accounts(server: TestApp) {
    const { db } = server.store
    const users = await db.selectFrom('users').select(['id', 'email_key', 'role', 'password', 'enabled']).orderBy('id').execute()
    const values = await db.selectFrom('credential_values').select('hash').execute()
    const dead = await db.selectFrom('credentials').select('id').where('enabled', '=', 0).execute()
    const tsig = await db.selectFrom('tsig_keys').select(['id', 'secret_version']).orderBy('id').execute()
    return { users, values: new Set(values.map(({ hash }) => hash)), dead: dead.map(({ id }) => id), tsig }
  }

  /** Every text in an answer under a name by which the API gives out secrets. */
  /** By their names; a URL is one where a link to an account stands in it. */
  function secretsIn(value: unknown): string[] {
    if (typeof value !== 'object' || value === null) return []
    const isSecret = (name: string, text: string) => /^(secret|apiKey|api_key|authKey|token)$/.test(name) || (name === 'url' && text.includes('#'))
    return Object.entries(value).flatMap(([name, inner]) => (typeof inner === 'string' ? (isSecret(name, inner) ? [inner] : []) : secretsIn(inner)))
  }

  // On one database: the conditions are tried on both above, and the rest is the same code.
  test.skipIf(dialect === 'postgres')('from every route: no secret comes out, no account changes hands', async () => {
    const server = await testApp(await fresh(), { limits: false })
    const root = await server.as('administrator', 'root')
    const { password: hash } = await server.store.db.selectFrom('users').select('password').executeTakeFirstOrThrow()
    // They say the password themselves.
    const withPassword = ['POST /api/v1/session/confirm', 'PUT /api/v1/me/password']
    const wrong: string[] = []
    let played = 0
    for (const { endpoint } of server.app.routes.filter(
      (route) => route.endpoint.takes.includes('session') && !withPassword.includes(routeName(route.endpoint)),
    )) {
      for (const [at, sample] of samples[routeName(endpoint)]!.entries()) {
        const [person, owner] = (await makePeople(server, ['administrator', 'user'], hash!)) as [Person, Person]
        const by = await server.signIn(person)
        const id = (await sample.kind?.make(server, owner, root)) ?? ''
        const ask = await sample.ask(id, { person, owner, holder: owner, root })
        const known: string[] = []
        if (ask.params?.['tsigId']) known.push((await root.send(revealTsigSecret, { params: { tsigId: id } })).body.secret)
        if (ask.params?.['authKeyId']) known.push((await root.send(revealAuthKey, { params: { authKeyId: id } })).body.authKey)
        await server.store.write((tx) => tx.updateTable('sessions').set({ confirmed_until: server.now() }).where('user_id', '=', person.id).execute())
        const before = await accounts(server)
        const answer = await by.send(endpoint, ask)
        const after = await accounts(server)
        const name = `${routeName(endpoint)} #${at + 1}`
        const sent = JSON.stringify(ask)
        played++
        const given = [
          ...known.filter((secret) => answer.text.includes(secret)),
          ...(credentialPattern.exec(answer.text) ?? []),
          ...secretsIn(answer.status < 300 ? answer.body : undefined),
        ].filter((secret) => !sent.includes(secret))
        // The one link that is given: into an account that this very call has made, and that has nothing.
        const ownLink =
          endpoint === (createUser as Endpoint) &&
          given.length === 1 &&
          given[0]!.startsWith(`${server.origin}/invitation#`) &&
          (answer.body as unknown as { role: string }).role === 'user'
        if (given.length > 0 && !ownLink) wrong.push(`${name}: answers a secret`)
        if ([...after.values].some((value) => !before.values.has(value))) wrong.push(`${name}: makes a value`)
        if (before.dead.some((key) => !after.dead.includes(key) && endpoint.method !== 'DELETE')) wrong.push(`${name}: brings a dead value back`)
        for (const user of before.users) {
          const now = after.users.find((one) => one.id === user.id)!
          if (JSON.stringify({ ...now, enabled: Math.min(now.enabled, user.enabled) }) !== JSON.stringify({ ...user, enabled: now.enabled }))
            wrong.push(`${name}: changes an account`)
        }
        if (before.tsig.some((key) => after.tsig.some((one) => one.id === key.id && one.secret_version !== key.secret_version)))
          wrong.push(`${name}: replaces a secret`)
      }
    }
    expect(wrong).toEqual([])
    expect(played).toBeGreaterThan(90)
  })
})
