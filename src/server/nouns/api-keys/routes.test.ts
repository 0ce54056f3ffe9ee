import { expect, test } from 'vitest'
import { ApiKey, ApiKeyWithValue, createApiKey, deleteApiKey, getApiKey, listApiKeys } from '#contract/api-keys.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, start, testApp, type TestApp } from '../../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()

onEachStore('API keys: making and reading', ({ fresh }) => {
  test('generating answers the key with its value, and only then', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const { status, body, headers } = await user.send(createApiKey, { body: { name: '  apikey1 ', note: ' for CI\r\nonly ' } })
    expect(status).toBe(201)
    expect(ApiKeyWithValue.parse(body)).toEqual(body)
    expect(body).toMatchObject({
      name: 'apikey1', note: 'for CI\nonly', owner: { id: user.person.id, name: 'bob', email: 'bob@example.org', status: 'enabled' }, status: 'active',
      oldValue: null,
      createdAt: iso(start), rotatedAt: null, expiresAt: '2027-11-21T12:00:00.000Z', lastUsedAt: null,
    })
    expect(body.apiKey).toMatch(/^csn_ak_[0-9A-Za-z]{38}$/)
    expect(body.hint).toEqual({ start: body.apiKey.slice(7, 11), last4: body.apiKey.slice(-4) })
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('ETag')).toBe('"1"')
    for (const again of [await user.send(getApiKey, { params: { apiKeyId: body.id } }), await user.send(listApiKeys)]) {
      expect(again.status).toBe(200)
      expect(again.text).not.toContain(body.apiKey)
    }
    expect(ApiKey.parse((await user.send(getApiKey, { params: { apiKeyId: body.id } })).body).name).toBe('apikey1')
  })

  test('a third key is refused, also while one of the two has expired, and a deleted one makes room', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    await server.key(user, { expiresAt: iso(start + day) })
    await server.key(user)
    expect((await user.send(createApiKey, { body: { name: 'third' } })).code).toBe('api-key-limit')
    server.advance(2 * day)
    const back = await server.signIn(user.person)
    const third = await back.send(createApiKey, { body: { name: 'third' } })
    expect([third.status, third.code]).toEqual([409, 'api-key-limit'])
    const [expired] = (await back.send(listApiKeys, { query: { filter: 'status is expired' } })).body.data
    expect((await back.send(deleteApiKey, { params: { apiKeyId: expired!.id } })).status).toBe(204)
    expect((await back.send(createApiKey, { body: { name: 'third' } })).status).toBe(201)
  })

  test('of a burst of creates two succeed, the others are refused, none is an error', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => user.send(createApiKey, { body: { name: `key ${i}` } })))
    expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([201, 201, ...Array<string>(18).fill('api-key-limit')])
    expect((await user.send(listApiKeys)).body.total).toBe(2)
  })

  test('of a burst of creates with one name one succeeds, the others hear that it is taken', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const answers = await Promise.all(Array.from({ length: 8 }, () => user.send(createApiKey, { body: { name: 'deploy' } })))
    expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([201, ...Array<string>(7).fill('name-taken')])
  })

  test('a name is unique for its owner, however it is written; one that looks the same is refused as well', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    await server.key(user, { name: 'Café api' })
    for (const name of ['Café api', 'CAFÉ API', 'cafe\u0301 api', 'ｃａｆé api', ' Café api ']) {
      const { status, problem } = await user.send(createApiKey, { body: { name } })
      expect([name, status, problem.code, problem.errors[0]?.pointer]).toEqual([name, 409, 'name-taken', '/name'])
    }
    const other = await server.as('user', 'carol')
    expect((await other.send(createApiKey, { body: { name: 'Café api' } })).status).toBe(201)
    await server.key(other, { name: 'paypal' })
    const third = await server.as('user', 'dora')
    await server.key(third, { name: 'paypal' })
    expect((await third.send(createApiKey, { body: { name: 'рауpal' } })).code).toBe('invalid-value')
    const alike = await third.send(createApiKey, { body: { name: 'paypa1' } })
    expect([alike.status, alike.code]).toEqual([400, 'looks-like-existing'])
  })

  test('an expiry is an instant in the future, up to the year 9999, kept as UTC', async () => {
    const server = await testApp(await fresh(), { now: Date.UTC(2028, 1, 29, 10, 30) })
    const user = await server.as('user')
    const leap = await server.key(user)
    expect(leap.expiresAt, 'a year after 29 February').toBe('2029-02-28T10:30:00.000Z')
    const far = await server.key(user, { expiresAt: '9999-12-31T23:59:59.999Z' })
    expect(far.expiresAt).toBe('9999-12-31T23:59:59.999Z')
    const other = await server.as('user', 'carol')
    expect((await server.key(other, { expiresAt: '2028-03-02T00:00:00+14:00' })).expiresAt).toBe('2028-03-01T10:00:00.000Z')
  })

  test('an expiry that is past, impossible or without a zone is refused', async () => {
    const server = await testApp(await fresh(), { now: Date.UTC(2026, 1, 10, 12) })
    const user = await server.as('user')
    const bad = [
      '2026-02-10T12:00:00Z', '2026-02-10T11:59:59.999Z', '1969-12-31T00:00:00Z', '-000001-01-01T00:00:00Z', '10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z',
      '9999-12-31T23:59:59-12:00', '2026-02-30T00:00:00Z', '2027-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-12-01T24:00:00Z', '2026-12-31T23:59:60Z',
      '2026-12-31T23:59:59', '2026-12-31', '', 'tomorrow', 1_800_000_000_000, null, true, [], {},
    ]
    for (const expiresAt of bad) {
      const { status, problem } = await user.send(createApiKey, { body: { name: 'x1', expiresAt } })
      expect([expiresAt, status, problem.code, problem.errors[0]?.field]).toEqual([expiresAt, 400, 'invalid-value', 'expiresAt'])
    }
    expect((await user.send(listApiKeys)).body.total).toBe(0)
  })

  test('only an administrator generates for another user, who then owns the key', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const key = await server.key(admin, { userId: user.person.id })
    expect(key.owner.id).toBe(user.person.id)
    expect((await user.send(getApiKey, { params: { apiKeyId: key.id } })).status).toBe(200)
    // The same for a user who exists and one who does not: nothing is learnt of who there is.
    for (const userId of [admin.person.id, '01900000-0000-7000-8000-000000000000']) {
      const { status, code } = await user.send(createApiKey, { body: { name: 'mine', userId } })
      expect([status, code]).toEqual([403, 'not-allowed'])
    }
    expect((await user.send(createApiKey, { body: { name: 'mine', userId: user.person.id } })).status).toBe(201)
    const nobody = await admin.send(createApiKey, { body: { name: 'x1', userId: '01900000-0000-7000-8000-000000000000' } })
    expect([nobody.status, nobody.problem.errors[0]?.field]).toEqual([400, 'userId'])
  })

  test('what a caller may not set is refused by name and changes nothing', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    for (const field of ['id', 'role', 'owner', 'slot', 'hash', 'version', 'createdAt', 'status', 'hint', 'apiKey', 'constructor', '__proto__', 'toString']) {
      const { status, problem } = await user.send(createApiKey, { text: `{"name":"k1","${field}":{"role":"administrator"}}` })
      expect([field, status, problem.code, problem.errors[0]?.pointer]).toEqual([field, 400, 'unknown-field', `/${field}`])
    }
    expect(Object.hasOwn(Object.prototype, 'role')).toBe(false)
    expect((await user.send(listApiKeys)).body.total).toBe(0)
  })

  test('names and notes keep their limits, counted in code points', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const code = async (body: unknown) => (await user.send(createApiKey, { body })).code
    expect(await code({})).toBe('required')
    expect(await code({ name: '' })).toBe('required')
    expect(await code({ name: '   ' })).toBe('required')
    expect(await code({ name: 'x'.repeat(101) })).toBe('too-long')
    expect(await code({ name: 'k1', note: 'x'.repeat(501) })).toBe('too-long')
    for (const name of ['<img src=x onerror=alert(1)>', '\u202eabc', 'a\u200bb', '\u3164', 'a\nb', "'; DROP TABLE x;--", '=cmd', 'a\u0007'])
      expect([name, await code({ name })]).toEqual([name, 'invalid-value'])
    expect(await code({ name: 7 })).toBe('invalid-value')
    const long = { name: '𠮷'.repeat(100), note: '👩‍👩‍👧‍👦</script>\u2028'.repeat(20) }
    expect((await user.send(createApiKey, { body: long })).status).toBe(201)
    expect((await user.send(createApiKey, { body: { name: 'blank note', note: '  ' } })).body.note).toBe(null)
  })
})

onEachStore('API keys: the list', ({ fresh }) => {
  async function filled(): Promise<{ server: TestApp; names: (query: Record<string, string>) => Promise<string[]> }> {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    for (const [i, owner] of ['bob', 'carol', 'dora'].entries()) {
      const user = await server.as('user', owner)
      for (const kind of ['ci', 'web']) {
        server.advance(1000)
        await server.key(user, { name: `${owner} ${kind}`, note: kind === 'ci' ? `100% of ${owner}_` : null, expiresAt: iso(start + (i * 20 + 10) * day) })
      }
    }
    return { server, names: async (query) => (await admin.send(listApiKeys, { query })).body.data.map((key) => key.name) }
  }

  test('a user gets their own keys, an administrator all, whatever they filter, search or sort by', async () => {
    const { server, names } = await filled()
    const bob = await server.as('user', 'bob')
    expect(await names({})).toEqual(['dora web', 'dora ci', 'carol web', 'carol ci', 'bob web', 'bob ci'])
    const attempts: Record<string, string>[] = [
      {}, { filter: 'owner.email contains carol' }, { filter: 'owner.email contains carol|owner.name contains bob' }, { search: 'o' }, { sort: 'owner.email' },
      { filter: 'name is not empty|note is empty' },
    ]
    for (const query of attempts) {
      const { status, body } = await bob.send(listApiKeys, { query })
      expect([status, body.data.every((key) => key.owner.id === bob.person.id), body.total <= 2]).toEqual([200, true, true])
    }
  })

  test('it is filtered, searched, sorted and cut into pages', async () => {
    const { names } = await filled()
    expect(await names({ filter: 'name contains CI;status is expiring' })).toEqual(['carol ci', 'bob ci'])
    expect(await names({ filter: 'name equals "bob ci"|name equals "dora ci"', sort: 'name' })).toEqual(['bob ci', 'dora ci'])
    expect(await names({ filter: `expiresAt is before ${iso(start + 20 * day).slice(0, 10)}`, sort: 'name' })).toEqual(['bob ci', 'bob web'])
    expect(await names({ filter: 'owner.name is any of (bob, dora)', sort: 'owner.name,-name', size: '3' })).toEqual(['bob web', 'bob ci', 'dora web'])
    expect(await names({ search: '100%', sort: 'name' })).toEqual(['bob ci', 'carol ci', 'dora ci'])
    expect(await names({ search: '%' })).toHaveLength(3)
    expect(await names({ sort: 'name', size: '2', page: '2' })).toEqual(['carol ci', 'carol web'])
  })

  test('a cursor walks the list once, also while keys are made, and is good for nobody and nothing else', async () => {
    const { server } = await filled()
    const [admin, bob] = [await server.as('administrator'), await server.as('user', 'bob')]
    const first = (await admin.send(listApiKeys, { query: { size: '4', sort: '-createdAt' } })).body
    await server.key(admin, { name: 'newer' })
    const second = (await admin.send(listApiKeys, { query: { size: '4', sort: '-createdAt', after: first.next! } })).body
    expect([...first.data, ...second.data].map((key) => key.name)).toEqual(['dora web', 'dora ci', 'carol web', 'carol ci', 'bob web', 'bob ci'])
    expect(second.next).toBe(null)
    const misused: Record<string, string>[] = [
      { after: `${first.next!}x` },
      { after: 'x.y' },
      { after: '' },
      { after: first.next!, filter: 'name contains x' },
      { after: first.next!, sort: 'name' },
    ]
    for (const query of misused) expect((await admin.send(listApiKeys, { query })).code).toBe('invalid-cursor')
    expect((await bob.send(listApiKeys, { query: { after: first.next! } })).code).toBe('invalid-cursor')
  })

  test('a query that cannot be understood is refused, not guessed', async () => {
    const { server } = await filled()
    const admin = await server.as('administrator')
    const code = async (query: Record<string, string>) => (await admin.send(listApiKeys, { query })).code
    for (const size of ['-1', '0', '501', '1e9', 'NaN', '1e400', '0x10', '01', '', ' 1', '１'])
      expect([size, await code({ size })]).toEqual([size, 'invalid-value'])
    for (const sort of ['name;select', 'hash', 'owner', '', '-', 'name,name', '__proto__', 'constructor'])
      expect([sort, await code({ sort })]).toEqual([sort, 'invalid-value'])
    for (const filter of ['hash contains x', 'name like x', 'name contains a;b|c', 'expiresAt is after yesterday', 'status is asleep'])
      expect([filter, await code({ filter })]).toEqual([filter, 'invalid-filter'])
    expect(await code({ limit: '1' })).toBe('unknown-field')
    expect((await server.fetch('/accessmanagement/api-key?size=1&size=2', { headers: admin.headers })).status).toBe(400)
    for (const filter of ["name contains ' OR 1=1", 'name contains "%\' OR 1=1"', 'name contains _', 'name contains "((a+)+)$"'])
      expect((await admin.send(listApiKeys, { query: { filter } })).body.data).toEqual([])
  })
})
