import { expect, test } from 'vitest'
import { createApiKey, deleteApiKey, deleteApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { createAuthKey, deleteAuthKey } from '#contract/auth-keys.ts'
import { createVendorAuthKeyForDays } from '#contract/auth-keys-v2.ts'
import { createVendorKey } from '#contract/certcentral-keys-v2.ts'
import { createCertcentralKeys, revokeCertcentralKey, updateCertcentralKey } from '#contract/certcentral-keys.ts'
import { createVendorServiceUser } from '#contract/certcentral-users-v2.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { createVendorToken } from '#contract/one-tokens-v1.ts'
import { createOneToken, deleteOneToken, updateOneToken } from '#contract/one-tokens.ts'
import { confirmSession } from '#contract/sessions.ts'
import { createTsigKey, deleteTsigKey } from '#contract/tsig-keys.ts'
import { createUser, disableUser, inviteUser, updateUser } from '#contract/users.ts'
import { createView, deleteView } from '#contract/views.ts'
import { onEachStore } from '../testing/store.ts'
import { routeName } from './step-up.ts'
import { cookieOf, password, testApp, type Ask, type Caller, type Person, type TestApp } from '../testing/app.ts'
import { makePeople, samples } from '../testing/samples.ts'

/*
 * A stored reply is an answer to whoever asks now (api.md, Idempotency-Key): it goes only to whom the call itself would be
 * allowed. Each of these got the first answer, secret and all, before the reply was looked at with the eyes of today.
 */

const once = (ask: Ask, key = 'once'): Ask => ({ ...ask, headers: { ...ask.headers, 'Idempotency-Key': key } })
const outcome = ({ status, code }: { status: number; code: string | undefined }) => code ?? status

onEachStore('a stored reply given again', ({ fresh }) => {
  async function begin() {
    const server = await testApp(await fresh())
    const [root, admin, user] = [await server.as('administrator', 'root'), await server.as('administrator'), await server.as('user')]
    const demote = (who: Caller) => root.send(updateUser, { params: { userId: who.person.id }, body: { role: 'user' } })
    const numberOf = async ({ id }: Person) =>
      String((await server.store.db.selectFrom('users').select('number').where('id', '=', id).executeTakeFirstOrThrow()).number)
    /** Sends, lets something happen, sends the very same again; answers both. */
    async function twice(by: Caller, endpoint: Endpoint, ask: Ask, between: (id: string) => Promise<unknown>, key?: string) {
      const first = await by.send(endpoint, once(ask, key))
      if (first.status >= 300) throw new Error(`${endpoint.path}: ${first.text}`)
      expect((await by.send(endpoint, once(ask, key))).text, 'nothing has happened yet').toBe(first.text)
      await between((first.body as { id?: string } | undefined)?.id ?? '')
      const again = await by.send(endpoint, once(ask, key))
      if (again.status >= 300)
        for (const secret of first.text.match(/csn_[a-z]+_\w+|[\w+/=-]{32,}/g) ?? [])
          if (!ask.params || !Object.values(ask.params).includes(secret)) expect(again.text).not.toContain(secret)
      return again
    }
    return { server, root, admin, user, demote, numberOf, twice }
  }

  test('only where the password was said of late: every call that answers a secret to a session', async () => {
    const { server, root } = await begin()
    const { password: hash } = await server.store.db.selectFrom('users').select('password').executeTakeFirstOrThrow()
    let played = 0
    for (const { endpoint } of server.app.routes.filter(
      (route) => route.endpoint.idempotent && route.endpoint.secret && route.endpoint.takes.includes('session'),
    )) {
      for (const sample of samples[routeName(endpoint)]!) {
        const [person, owner] = (await makePeople(server, ['administrator', 'user'], hash!)) as [Person, Person]
        const by = await server.signIn(person)
        const id = (await sample.kind?.make(server, person, root)) ?? ''
        const ask = once(await sample.ask(id, { person, owner, holder: person, root }), `again-${++played}`)
        const first = await by.send(endpoint, ask)
        expect([routeName(endpoint), Math.floor(first.status / 100)]).toEqual([routeName(endpoint), 2])
        await server.store.write((tx) => tx.updateTable('sessions').set({ confirmed_until: server.now() }).where('user_id', '=', person.id).execute())
        const refused = await by.send(endpoint, ask)
        expect([routeName(endpoint), outcome(refused)]).toEqual([routeName(endpoint), 'confirmation-required'])
        const { headers } = await by.send(confirmSession, { body: { password } })
        const given = await server.with({ ...by.headers, Cookie: cookieOf(headers) }).send(endpoint, ask)
        expect([given.text, given.headers.get('Idempotency-Replayed')]).toEqual([first.text, 'true'])
      }
    }
    expect(played).toBeGreaterThanOrEqual(11)
  })

  test('an administrator\'s token and a standard user\'s session say no password, here as at the first time', async () => {
    const { server, admin, user, twice } = await begin()
    const forget = () => server.store.write((tx) => tx.updateTable('sessions').set({ confirmed_until: server.now() }).execute())
    const token = server.bearer(await server.token((await server.key(admin)).apiKey), admin.person)
    expect((await twice(user, createApiKey, { body: { name: 'own' } }, forget)).status).toBe(201)
    const body = { name: 'by token' }
    expect((await twice(token, createApiKey, { body }, forget)).status).toBe(201)
    expect(outcome(await admin.send(createApiKey, once({ body }))), 'the same person, at the console they left').toBe('confirmation-required')
  })

  test('not to who has lost the role: what was another\'s stays so, what is theirs they get', async () => {
    const { server, admin, user, demote, twice } = await begin()
    const doomed = [await server.key(admin, { userId: user.person.id }), await server.key(admin)]
    const both = { body: { ids: doomed.map(({ id }) => id) } }
    // A dry run keeps nothing: it looks again.
    expect((await admin.send(deleteApiKeys, once({ body: { ...both.body, dryRun: true } }, 'dry'))).body).toMatchObject({ count: 2 })
    expect((await admin.send(deleteApiKeys, once(both, 'bulk'))).status).toBe(204)
    expect((await admin.send(deleteApiKeys, once(both, 'bulk'))).headers.get('Idempotency-Replayed')).toBe('true')
    const rotated = await server.key(user)
    const asks: [Endpoint, Ask, string | number][] = [
      [createApiKey, { body: { name: 'for them', userId: user.person.id } }, 'not-found'], [createApiKey, { body: { name: 'for me' } }, 201],
      [rotateApiKey, { params: { apiKeyId: rotated.id } }, 'not-found'],
      [createCertcentralKeys, { body: { name: 'for them', userId: user.person.id } }, 'not-found'],
      [createCertcentralKeys, { body: { names: ['for', 'me'] } }, 201],
      [createCertcentralKeys, { body: { name: 'for a service', serviceUser: { email: 'x@example.org' } } }, 'not-found'],
      [createUser, { body: { email: 'new@example.org', name: 'New', role: 'user' } }, 'not-allowed'],
      [createTsigKey, { body: { name: 'new.example' } }, 'not-allowed'], [createAuthKey, { body: { days: 3 } }, 'not-allowed'],
      [inviteUser, { params: { userId: user.person.id } }, 'not-allowed'],
    ]
    const firsts = []
    for (const [at, [endpoint, ask]] of asks.entries()) firsts.push(await admin.send(endpoint, once(ask, `key-${at}`)))
    await demote(admin)
    for (const [at, [endpoint, ask, expected]] of asks.entries()) {
      const again = await admin.send(endpoint, once(ask, `key-${at}`))
      expect([endpoint.path, outcome(again)]).toEqual([endpoint.path, expected])
      if (typeof expected === 'number') expect(again.text).toBe(firsts[at]!.text)
    }
    expect(outcome(await admin.send(deleteApiKeys, once(both, 'bulk')))).toBe('not-found')
    const dry = await admin.send(deleteApiKeys, once({ body: { ...both.body, dryRun: true } }, 'dry'))
    expect([dry.code, dry.text.includes(user.person.name)]).toEqual(['not-found', false])
    expect(outcome(await twice(user, deleteApiKeys, { body: { ids: [rotated.id] } }, async () => undefined)), "a deletion of one's own is told again").toBe(204)
  })

  test('not to who was disabled', async () => {
    const { root, admin, twice } = await begin()
    expect(outcome(await twice(admin, createApiKey, { body: { name: 'x' } }, () => root.send(disableUser, { params: { userId: admin.person.id } })))).toBe(
      'not-signed-in',
    )
  })

  test('not when what it tells of is gone', async () => {
    const { server, admin, user, twice } = await begin()
    const key = await server.key(user, { name: 'rotated' })
    const removal = (endpoint: Endpoint, name: string) => (id: string) => admin.send(endpoint, { params: { [name]: id } })
    const gone: [Caller, Endpoint, Ask, (id: string) => Promise<unknown>][] = [
      [user, createApiKey, { body: { name: 'made' } }, removal(deleteApiKey, 'apiKeyId')],
      [user, rotateApiKey, { params: { apiKeyId: key.id }, body: { graceSeconds: 60 } }, removal(deleteApiKey, 'apiKeyId')],
      [user, createOneToken, { body: { name: 'made' } }, removal(deleteOneToken, 'tokenId')],
      [admin, createTsigKey, { body: { name: 'made.example' } }, removal(deleteTsigKey, 'tsigId')],
      [admin, createAuthKey, { body: { days: 3 } }, removal(deleteAuthKey, 'authKeyId')],
      [user, createView, { body: { noun: 'api-keys', name: 'mine', shared: false, query: '' } }, (id) => user.send(deleteView, { params: { viewId: id } })],
      [
        user,
        createCertcentralKeys,
        { body: { name: 'made' } },
        (id) => server.store.write((tx) => tx.deleteFrom('credentials').where('id', '=', id).execute()),
      ],
    ]
    for (const [at, [by, endpoint, ask, between]] of gone.entries())
      expect([endpoint.path, outcome(await twice(by, endpoint, ask, between, `gone-${at}`))]).toEqual([endpoint.path, 'not-found'])
  })

  test('not when it is somebody else\'s now', async () => {
    const { server, admin, user, twice } = await begin()
    const give = (id: string) => server.store.write((tx) => tx.updateTable('credentials').set({ owner_id: admin.person.id }).where('id', '=', id).execute())
    for (const endpoint of [createApiKey, createOneToken, createCertcentralKeys] as Endpoint[]) {
      expect([endpoint.path, outcome(await twice(user, endpoint, { body: { name: 'moved' } }, give, endpoint.path))]).toEqual([endpoint.path, 'not-found'])
    }
  })

  async function vendor(by: { server: TestApp; root: Caller }) {
    const admin = await by.server.person('administrator')
    const key = await by.server.devKey(by.root, { userId: admin.id })
    const narrow = (restrictedToRoleId: number) => by.root.send(updateCertcentralKey, { params: { keyId: key.id }, body: { restrictedToRoleId } })
    const divide = () => by.server.store.write((tx) => tx.insertInto('user_divisions').values({ user_id: admin.id, division: 7 }).execute())
    return { admin: { ...by.root, person: admin }, key, narrow, divide, caller: by.server.withDevKey(key.api_key, admin) }
  }

  test('CertCentral: not to a key that was cut down, whose user was, or that was revoked', async () => {
    const { server, root, user, demote, numberOf, twice } = await begin()
    const forUser = { params: { user_id: await numberOf(user.person) }, body: { name: 'made' } }
    const service = { body: { is_api_only: true, email: 'ops@example.org', api_name: 'ops' } }
    const [viewOnly, noPermission, notFound, badKey] = [
      'access_denied|missing_permission',
      'access_denied|missing_permission',
      'not_found|user',
      'access_denied|access_denied_invalid_key',
    ]
    let one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, forUser, () => one.narrow(102)))).toBe(viewOnly)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, forUser, () => one.narrow(103))), 'it made a key that is stronger than it is now').toBe(notFound)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, { ...forUser, body: { name: 'weak', restricted_to_role_id: 103 } }, () => one.narrow(103)))).toBe(
      201,
    )
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, forUser, () => one.divide()))).toBe(notFound)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, forUser, () => demote(one.admin)))).toBe(notFound)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorServiceUser, service, () => demote(one.admin)))).toBe(noPermission)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorServiceUser, service, () => one.divide()))).toMatch(/^not_found/)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorKey, forUser, () => root.send(revokeCertcentralKey, { params: { keyId: one.key.id } })))).toBe(badKey)
    one = await vendor({ server, root })
    const days = { params: { id_or_days: '3' } }
    expect(outcome(await twice(one.caller, createVendorAuthKeyForDays, days, () => one.divide()))).toBe(noPermission)
    one = await vendor({ server, root })
    expect(outcome(await twice(one.caller, createVendorAuthKeyForDays, days, () => server.store.write((tx) => tx.deleteFrom('auth_keys').execute())))).toMatch(
      /^not_found/,
    )
  })

  test('DigiCert ONE: not when what it made is gone, nor to a token that was disabled', async () => {
    const { server, user, twice } = await begin()
    const caller = await server.oneToken(user)
    const by = server.withOneToken(caller.token, user.person)
    expect(outcome(await twice(by, createVendorToken, { body: { name: 'made' } }, (id) => user.send(deleteOneToken, { params: { tokenId: id } })))).toBe(
      'resource_not_found',
    )
    expect(
      outcome(
        await twice(
          by,
          createVendorToken,
          { body: { name: 'made too' } },
          () => user.send(updateOneToken, { params: { tokenId: caller.id }, body: { status: 'disabled' } }),
          'other',
        ),
      ),
    ).toBe('invalid_api_key')
  })

  // Failed without the path's parameters in the fingerprint: the second key was answered the first one's value.
  test('the path is part of the request: the same key and body about another thing is another request', async () => {
    const { server, root, user, numberOf } = await begin()
    const [one, two] = [await server.key(user), await server.key(user)]
    const other = await server.as('user', 'carol')
    const dev = server.withDevKey((await server.devKey(root)).api_key, root.person)
    const pairs: [Caller, Endpoint, Ask, Ask, string][] = [
      [user, rotateApiKey, { params: { apiKeyId: one.id }, body: {} }, { params: { apiKeyId: two.id }, body: {} }, 'idempotency-key-reused'],
      [root, inviteUser, { params: { userId: user.person.id } }, { params: { userId: other.person.id } }, 'idempotency-key-reused'],
      [root, disableUser, { params: { userId: user.person.id } }, { params: { userId: other.person.id } }, 'idempotency-key-reused'],
      [
        dev,
        createVendorKey,
        { params: { user_id: await numberOf(user.person) }, body: { name: 'x' } },
        { params: { user_id: await numberOf(other.person) }, body: { name: 'x' } },
        'idempotency_key_reused',
      ],
      [dev, createVendorAuthKeyForDays, { params: { id_or_days: '3' } }, { params: { id_or_days: '4' } }, 'idempotency_key_reused'],
    ]
    for (const [at, [by, endpoint, first, second, code]] of pairs.entries()) {
      expect(Math.floor((await by.send(endpoint, once(first, `path-${at}`))).status / 100)).toBe(2)
      const refused = await by.send(endpoint, once(second, `path-${at}`))
      expect([endpoint.path, refused.status, refused.code]).toEqual([endpoint.path, 422, code])
    }
  })
})
