import { expect, test } from 'vitest'
import { lookupValue } from '#contract/lookup.ts'
import { createOneToken, deleteOneToken, getOneToken, listOneTokens, OneToken, OneTokenWithValue, updateOneToken } from '#contract/one-tokens.ts'
import { getVendorMe } from '#contract/one-tokens-v1.ts'
import { updateMe } from '#contract/sessions.ts'
import { disableUser, enableUser, updateUser } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, start, testApp, type Caller, type TestApp } from '../../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()
/** The status that the vendor's door answers to a value. */
const works = async (server: TestApp, value: string) => (await server.withOneToken(value).send(getVendorMe)).status

onEachStore('API tokens, the console\'s door', ({ fresh }) => {
  test('a token is made with its value, and read without it', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { status, headers, body } = await user.send(createOneToken, { body: { name: ' Build_07 - signing ', end_date: '2027-03-31' } })
    expect([status, headers.get('Cache-Control')]).toEqual([201, 'no-store'])
    const { token, ...rest } = OneTokenWithValue.parse(body)
    expect(token).toMatch(/^csn_pt_[0-9A-Za-z]{38}$/)
    expect(rest).toMatchObject({
      name: 'Build_07 - signing', user_id: user.person.id, status: 'enabled', state: 'valid', end_date: '2027-03-31', expires_at: '2027-03-31T23:59:59.000Z',
      expired: false,
      created_at: iso(start), last_used_at: null, hint: { start: token.slice(7, 11), last4: token.slice(-4) },
    })
    const read = await user.send(getOneToken, { params: { tokenId: rest.id } })
    expect(OneToken.parse(read.body)).toEqual(rest)
    expect(read.headers.get('ETag')).toBe('"1"')
    for (const { text } of [read, await user.send(listOneTokens)]) expect(text).not.toContain(token)
    expect((await server.store.db.selectFrom('credential_values').select('hash').execute()).every(({ hash }) => !hash.includes(token))).toBe(true)
  })

  test('a name is 1 to 100 of A–Z, a–z, 0–9, space, dash, underscore; any other is refused where it stands', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    for (const name of ['x', 'a'.repeat(100), 'A z_0-9', '-', '_', '  padded  '])
      expect([name, (await user.send(createOneToken, { body: { name } })).status]).toEqual([name, 201])
    const wrong: [unknown, string][] = [
      ['', 'required'], ['   ', 'required'], [undefined, 'required'], ['a'.repeat(101), 'too-long'], [null, 'invalid-value'], [7, 'invalid-value'],
      [['x'], 'invalid-value'],
      // A Kelvin sign is K after NFC; the last ones are what trim() would have taken away.
      ...[
        'dot.',
        'slash/',
        'a,b',
        'ä',
        'é',
        'а',
        '日本',
        '😀',
        'x\u0000',
        'a\tb',
        '\u212aelvin',
        'Ａ',
        'a\u200bb',
        'x\n',
        '\u00a0x',
        '\ufeffx',
        '\ud800',
        "o'clock",
        '<b>',
        'a+b',
        '%41',
      ].map((name): [string, string] => [name, 'invalid-value']),
    ]
    for (const [name, code] of wrong) {
      const { status, problem } = await user.send(createOneToken, { body: { name } })
      expect([name, status, problem.code, problem.errors[0]?.pointer]).toEqual([name, 400, code, '/name'])
    }
    const { body } = await user.send(listOneTokens)
    expect(body.total).toBe(6)
    expect(body.data.map(({ name }) => name)).toContain('padded')
  })

  test('names are unique per user, whatever their case, and only among tokens', async () => {
    const server = await testApp(await fresh())
    const [user, other, admin] = [await server.as('user'), await server.as('user', 'eve'), await server.as('administrator')]
    await server.key(user, { name: 'signing' })
    const token = await server.oneToken(user, { name: 'signing' })
    const second = await server.oneToken(user, { name: 'second' })
    for (const name of ['signing', 'SIGNING', ' Signing ']) {
      const refused = await user.send(createOneToken, { body: { name } })
      expect([refused.status, refused.code, refused.problem.errors[0]?.pointer]).toEqual([409, 'name-taken', '/name'])
    }
    expect((await user.send(createOneToken, { body: { name: 's1gning' } })).status, 'another name').toBe(201)
    expect((await user.send(createOneToken, { body: { name: 'sec0nd' } })).code).toBe('looks-like-existing')
    expect((await user.send(updateOneToken, { params: { tokenId: second.id }, body: { name: 'Signing' } })).code).toBe('name-taken')
    expect((await admin.send(updateOneToken, { params: { tokenId: second.id }, body: { name: 'SIGNING' } })).code, 'also by an administrator').toBe(
      'name-taken',
    )
    expect((await user.send(updateOneToken, { params: { tokenId: token.id }, body: { name: 'SIGNING' } })).body.name, 'its own in another case').toBe('SIGNING')
    for (const by of [other, admin]) expect((await server.oneToken(by, { name: 'signing' })).name).toBe('signing')
    await user.send(deleteOneToken, { params: { tokenId: token.id } })
    expect((await server.oneToken(user, { name: 'signing' })).name, 'free again').toBe('signing')
    const race = await Promise.all(Array.from({ length: 6 }, () => user.send(createOneToken, { body: { name: 'raced' } })))
    expect(race.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
  })

  test('what is left out stays, null removes the end date, and disabling holds from the next call on', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, token } = await server.oneToken(user, { end_date: '2027-01-31' })
    const put = async (body: unknown) => (await user.send(updateOneToken, { params: { tokenId: id }, body })).body
    expect(await put({ name: 'renamed' })).toMatchObject({ name: 'renamed', end_date: '2027-01-31', status: 'enabled' })
    expect(await put({ end_date: '2029-02-28' })).toMatchObject({ name: 'renamed', end_date: '2029-02-28' })
    expect(await put({ end_date: null })).toMatchObject({ end_date: null, expires_at: null })
    expect(await put({ end_date: '2026-11-22' })).toMatchObject({ end_date: '2026-11-22' })
    expect(await works(server, token)).toBe(200)
    expect(await put({ status: 'disabled' })).toMatchObject({ status: 'disabled', state: 'disabled', expired: false })
    expect(await works(server, token)).toBe(401)
    expect(await put({ name: 'while disabled' })).toMatchObject({ status: 'disabled' })
    expect(await works(server, token)).toBe(401)
    expect(await put({ status: 'enabled' })).toMatchObject({ status: 'enabled', state: 'valid' })
    expect(await works(server, token)).toBe(200)
    const versions = async () => (await user.send(getOneToken, { params: { tokenId: id } })).headers.get('ETag')
    const before = await versions()
    await put({ status: 'enabled', end_date: '2026-11-22', name: 'while disabled' })
    await put({})
    expect(await versions(), 'nothing changed, nothing counted').toBe(before)
    const off = await server.oneToken(user, { status: 'disabled' })
    expect([off.state, await works(server, off.token)]).toEqual(['disabled', 401])
  })

  test('a token carries its owner\'s rights, live: role, name and being there at all', async () => {
    const server = await testApp(await fresh())
    const [root, admin] = [await server.as('administrator', 'root'), await server.as('administrator')]
    const { token } = await server.oneToken(admin)
    const roles = async () => (await server.withOneToken(token).send(getVendorMe)).body.roles[0]?.name
    expect(await roles()).toBe('AM_ACCOUNT_ADMIN')
    const of = { params: { userId: admin.person.id } }
    await admin.send(updateMe, { body: { name: 'Alicia Gray' } })
    await root.send(updateUser, { ...of, body: { role: 'user' } })
    expect((await server.withOneToken(token).send(getVendorMe)).body).toMatchObject({
      first_name: 'Alicia',
      last_name: 'Gray',
      roles: [{ name: 'AM_DEFAULT_USER' }],
    })
    await root.send(disableUser, of)
    expect(await works(server, token)).toBe(401)
    await root.send(enableUser, of)
    expect(await works(server, token)).toBe(200)
  })

  test('administrators see everybody\'s, others their own; lists filter by state, search and sort', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    await server.oneToken(admin, { name: 'of the administrator' })
    await server.oneToken(user, { name: 'ends soon', end_date: '2026-11-21' })
    const off = await server.oneToken(user, { name: 'paused', end_date: '2026-11-21', status: 'disabled' })
    await server.oneToken(user, { name: 'off', status: 'disabled' })
    server.advance(day)
    await server.oneToken(await server.signIn(user.person), { name: 'valid' })
    const [asAdmin, asUser] = [await server.signIn(admin.person), await server.signIn(user.person)]
    const names = async (by: Caller, query?: Record<string, string>) => (await by.send(listOneTokens, { query })).body.data.map(({ name }) => name)
    expect((await names(asUser))[0], 'the newest first').toBe('valid')
    expect(await names(asUser, { sort: 'name' })).toEqual(['ends soon', 'off', 'paused', 'valid'])
    expect(await names(asAdmin)).toContain('of the administrator')
    expect((await names(asAdmin)).length).toBe(5)
    expect(await names(asUser, { filter: 'state is valid' })).toEqual(['valid'])
    expect(await names(asUser, { filter: 'state is disabled' })).toEqual(['off'])
    expect(await names(asUser, { filter: 'state is expired', sort: 'name' })).toEqual(['ends soon', 'paused'])
    expect(await names(asUser, { filter: 'status is disabled', sort: 'name' })).toEqual(['off', 'paused'])
    expect(await names(asAdmin, { search: 'OF THE' })).toEqual(['of the administrator'])
    expect(await names(asAdmin, { filter: `user_id equals ${admin.person.id}` })).toEqual(['of the administrator'])
    const walk = await asUser.send(listOneTokens, { query: { size: '1', sort: 'expires_at' } })
    expect((await asUser.send(listOneTokens, { query: { size: '1', sort: 'expires_at', after: walk.body.next! } })).body.data).toHaveLength(1)
    expect((await asUser.send(getOneToken, { params: { tokenId: off.id } })).body).toMatchObject({ state: 'expired', status: 'disabled', expired: true })
  })

  test('ETag and If-Match: of two who read the same version one wins; the same Idempotency-Key makes one token', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id } = await server.oneToken(user)
    const params = { tokenId: id }
    const put = (name: string) => user.send(updateOneToken, { params, body: { name }, headers: { 'If-Match': '"1"' } })
    const answers = await Promise.all(Array.from({ length: 5 }, (_, i) => put(`name ${i}x`)))
    expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, ...Array<string>(4).fill('changed-meanwhile')])
    expect((await user.send(deleteOneToken, { params, headers: { 'If-Match': '"1"' } })).code).toBe('changed-meanwhile')
    expect((await user.send(deleteOneToken, { params, headers: { 'If-Match': '"2"' } })).status).toBe(204)
    expect((await user.send(deleteOneToken, { params })).code).toBe('not-found')
    const create = () => user.send(createOneToken, { body: { name: 'once' }, headers: { 'Idempotency-Key': 'k1' } })
    const [first, again] = [await create(), await create()]
    expect([again.body.token, again.headers.get('Idempotency-Replayed')]).toEqual([first.body.token, 'true'])
  })

  test('every change leaves a row that says what it was; the value is in none of them', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { id, token } = await server.oneToken(user, { name: 'signing' })
    for (const body of [{ status: 'disabled' }, { status: 'enabled' }, { end_date: '2027-01-01', status: 'disabled' }])
      await user.send(updateOneToken, { params: { tokenId: id }, body })
    await user.send(deleteOneToken, { params: { tokenId: id } })
    const rows = await server.store.db.selectFrom('audit').selectAll().where('object_kind', '=', 'one-token').orderBy('seq').execute()
    expect(rows.map(({ action }) => action)).toEqual(['one-token.create', 'one-token.disable', 'one-token.enable', 'one-token.update', 'one-token.delete'])
    expect(JSON.parse(rows[3]!.detail)).toMatchObject({ before: { endDate: null, status: 'enabled' }, after: { endDate: '2027-01-01', status: 'disabled' } })
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(await server.logged()).not.toContain(token)
  })

  test('a pasted token says whose it is, to its owner and administrators, and whether it works now', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const { id, token } = await server.oneToken(user, { name: 'signing' })
    const look = async (by: Caller) => (await by.send(lookupValue, { body: { value: token } })).body.found
    for (const by of [admin, user]) expect(await look(by)).toMatchObject({ kind: 'one-token', id, name: 'signing', live: true, old: false })
    expect(await look(await server.as('user', 'eve'))).toBe(null)
    await user.send(updateOneToken, { params: { tokenId: id }, body: { status: 'disabled' } })
    expect(await look(user)).toMatchObject({ live: false })
  })
})
