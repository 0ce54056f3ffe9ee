import { expect, test } from 'vitest'
import { deleteApiKey, deleteApiKeys, getApiKey, listApiKeys, updateApiKey, type BulkPreview } from '#contract/api-keys.ts'
import { whoami } from '#contract/auth-tokens.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, start, testApp } from '../../testing/app.ts'

const iso = (at: number) => new Date(at).toISOString()
const absent = '01900000-0000-7000-8000-000000000000'

onEachStore('API keys: changing and deleting', ({ fresh }) => {
  test('PUT changes what it names and leaves the rest; the value keeps working', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user, { name: 'before', note: 'a note' })
    const token = await server.token(key.apiKey)
    server.advance(1000)
    const params = { apiKeyId: key.id }
    const renamed = await user.send(updateApiKey, { params, body: { name: 'after' } })
    expect([renamed.status, renamed.headers.get('ETag')]).toEqual([200, '"2"'])
    expect(renamed.body).toMatchObject({ name: 'after', note: 'a note', expiresAt: key.expiresAt, updatedAt: iso(start + 1000), createdAt: iso(start) })
    const rest = await user.send(updateApiKey, { params, body: { note: null, expiresAt: '2026-12-01T01:00:00+01:00' } })
    expect(rest.body).toMatchObject({ name: 'after', note: null, expiresAt: '2026-12-01T00:00:00.000Z', status: 'expiring' })
    expect((await user.send(updateApiKey, { params, body: { name: 'AFTER' } })).body.name, 'its own name in another case').toBe('AFTER')
    expect((await server.bearer(token).send(whoami)).status).toBe(200)
  })

  // Before they were folded, the pattern took them and the row was not found.
  test('an id is the same in capitals, in a path and in a body', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const id = (await server.key(user, { name: 'apikey1' })).id
    const capitals = id.toUpperCase()
    expect(capitals).not.toBe(id)
    expect((await user.send(getApiKey, { params: { apiKeyId: capitals } })).body.id).toBe(id)
    expect((await user.send(updateApiKey, { params: { apiKeyId: capitals }, body: { note: 'n' } })).status).toBe(200)
    const preview = await user.send(deleteApiKeys, { body: { ids: [id, capitals], dryRun: true } })
    expect([preview.status, preview.body]).toMatchObject([200, { count: 1 }])
    expect((await user.send(deleteApiKey, { params: { apiKeyId: capitals } })).status).toBe(204)
  })

  test('an expired key is not brought back by PUT, and a key cannot be given an expiry in the past', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user, { expiresAt: iso(start + 60_000) })
    const put = (body: unknown) => user.send(updateApiKey, { params: { apiKeyId: key.id }, body })
    expect((await put({ expiresAt: iso(start) })).problem.errors[0]).toMatchObject({ field: 'expiresAt', code: 'invalid-value' })
    server.advance(60_000)
    expect((await put({ expiresAt: iso(start + day) })).problem.errors[0]).toMatchObject({ field: 'expiresAt', code: 'invalid-value' })
    expect((await put({ note: 'still mine to describe' })).body.status).toBe('expired')
  })

  test('a name taken by another key of the owner is refused, also when an administrator renames, also in a race', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const [one, two] = [await server.key(user, { name: 'one' }), await server.key(user, { name: 'two' })]
    for (const caller of [admin, user])
      expect((await caller.send(updateApiKey, { params: { apiKeyId: one.id }, body: { name: 'Two' } })).code).toBe('name-taken')
    // Without the lock on the owner, PostgreSQL's unique index answered one of the two with 500.
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all([one, two].map((key) => user.send(updateApiKey, { params: { apiKeyId: key.id }, body: { name: `same ${round}` } })))
      expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, 'name-taken'])
    }
  })

  test('ETag and If-Match: of two who read the same version one wins, weak and strange tags never match', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    const params = { apiKeyId: key.id }
    const etag = (await user.send(getApiKey, { params })).headers.get('ETag')!
    expect(etag).toBe('"1"')
    const put = (tag: string) => user.send(updateApiKey, { params, body: { note: tag }, headers: { 'If-Match': tag } })
    const answers = await Promise.all(Array.from({ length: 8 }, () => put(etag)))
    expect(answers.map(({ status, code }) => code ?? status).sort()).toEqual([200, ...Array<string>(7).fill('changed-meanwhile')])
    for (const tag of ['"1"', 'W/"2"', '2', '"x"', '""', '"2", "3"', '"99999999999999999999"', '"-2"', '']) {
      const { status, code } = await put(tag)
      expect([tag, status, code]).toEqual([tag, 412, 'changed-meanwhile'])
    }
    expect((await put('"2"')).status).toBe(200)
    expect((await put('*')).status).toBe(200)
    expect((await user.send(deleteApiKey, { params, headers: { 'If-Match': '"1"' } })).status).toBe(412)
    expect((await user.send(deleteApiKey, { params, headers: { 'If-Match': '"4"' } })).status).toBe(204)
    expect((await user.send(deleteApiKey, { params, headers: { 'If-Match': '*' } })).status, 'gone').toBe(404)
  })

  test('deleting ends the key and its tokens at once; again, or in a twin request, it is not there', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    const token = server.bearer(await server.token(key.apiKey))
    const params = { apiKeyId: key.id }
    const answers = await Promise.all(Array.from({ length: 4 }, () => user.send(deleteApiKey, { params })))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404])
    expect((await token.send(whoami)).code).toBe('invalid-credential')
    await expect(server.token(key.apiKey)).rejects.toThrow('401')
    expect(await server.store.db.selectFrom('credential_values').select('id').execute()).toEqual([])
    expect(await server.store.db.selectFrom('auth_tokens').select('hash').execute()).toEqual([])
  })

  test('PUT refuses what it does not know and changes nothing', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    for (const field of ['id', 'userId', 'owner', 'role', 'createdAt', 'slot', 'hash', 'version', '__proto__']) {
      expect((await user.send(updateApiKey, { params: { apiKeyId: key.id }, text: `{"note":"x","${field}":1}` })).code).toBe('unknown-field')
    }
    expect((await user.send(getApiKey, { params: { apiKeyId: key.id } })).headers.get('ETag')).toBe('"1"')
  })
})

onEachStore('API keys: bulk deletion', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const own = [await server.key(user), await server.key(user)]
    const foreign = await server.key(admin)
    const left = async () => (await admin.send(listApiKeys)).body.total
    return { server, admin, user, own, foreign, left, bulk: (ids: unknown, more = {}) => user.send(deleteApiKeys, { body: { ids, ...more } }) }
  }

  test('all or nothing: one absent, foreign or repeated id decides for all', async () => {
    const { server, user, own, foreign, left, bulk } = await filled()
    const ids = own.map(({ id }) => id)
    for (const wrong of [foreign.id, absent]) {
      for (const position of [0, 1, 2]) {
        const { status, problem } = await bulk(ids.toSpliced(position, 0, wrong))
        expect([status, problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([404, 'not-found', [`/ids/${position}`]])
        // Nothing of a foreign key but the id that was sent.
        expect(JSON.stringify(problem)).not.toContain(foreign.name)
      }
    }
    expect(await left()).toBe(3)
    const token = server.bearer(await server.token(own[0]!.apiKey))
    expect((await bulk([...ids, ids[0]])).status, 'a repeated id counts once').toBe(204)
    expect(await left()).toBe(1)
    expect((await token.send(whoami)).status).toBe(401)
    expect((await bulk(ids)).status).toBe(404)
    expect((await user.send(listApiKeys)).body.total).toBe(0)
  })

  test('ids are 1 to 500 UUIDs and nothing else', async () => {
    const { bulk, left, own } = await filled()
    const code = async (ids: unknown) => (await bulk(ids)).code
    expect(await code([])).toBe('invalid-value')
    expect(await code(['*'])).toBe('invalid-value')
    expect(await code({ all: true })).toBe('invalid-value')
    expect(await code(own[0]!.id)).toBe('invalid-value')
    expect(await code(undefined)).toBe('required')
    expect(await code([own[0]!.id, null])).toBe('invalid-value')
    expect(await code(Array<string>(501).fill(own[0]!.id))).toBe('too-long')
    expect((await bulk([own[0]!.id], { all: true })).code).toBe('unknown-field')
    expect((await bulk(Array<string>(500).fill(own[0]!.id), { dryRun: true })).status).toBe(200)
    expect(await left()).toBe(3)
  })

  test('a dry run says what would go and which of it was used lately, and deletes nothing', async () => {
    const { server, own, left, bulk } = await filled()
    await server.token(own[0]!.apiKey)
    await server.app.tick()
    const { status, body } = await bulk(own.map(({ id }) => id), { dryRun: true })
    const preview = body as unknown as BulkPreview
    expect([status, preview.count, preview.usedRecently]).toEqual([200, 2, 1])
    expect(preview.keys.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
    expect(await left()).toBe(3)
    expect((await bulk([absent], { dryRun: true })).status).toBe(404)
  })

  test('of several deletions of the same keys at once one is done, and the trail has each key once', async () => {
    const { server, own, bulk } = await filled()
    const ids = own.map(({ id }) => id)
    const answers = await Promise.all([bulk(ids), bulk(ids.toReversed()), bulk(ids), bulk([ids[0]])])
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(answers.every(({ status }) => status === 204 || status === 404)).toBe(true)
    const rows = await server.store.db.selectFrom('audit').select('object_id').where('action', '=', 'api-key.delete').where('outcome', '=', 'done').execute()
    expect(new Set(rows.map((row) => row.object_id)).size).toBe(rows.length)
  })
})
