import { expect, test } from 'vitest'
import { createApiKey, deleteApiKey, deleteApiKeys, listApiKeys, rotateApiKey, updateApiKey } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { acknowledgeReply } from '#contract/replies.ts'
import { importTsigKeys } from '#contract/tsig-import.ts'
import { createUser } from '#contract/users.ts'
import { onEachStore } from '../testing/store.ts'
import { deriveKeys } from '../secrets/keys.ts'
import { day, password, testApp, type Caller } from '../testing/app.ts'
import { openVault } from '../secrets/vault.ts'

onEachStore('Idempotency-Key', ({ fresh, place, open }) => {
  const create = (by: Caller, key: string, name = 'deploy') => by.send(createApiKey, { body: { name }, headers: { 'Idempotency-Key': key } })

  test('the same key and body give the same reply, secret and all, and one key is made', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const first = await create(user, 'once')
    const again = await create(user, 'once')
    expect([again.status, again.text, again.headers.get('ETag'), again.headers.get('Cache-Control')]).toEqual([201, first.text, '"1"', 'no-store'])
    expect([first.headers.get('Idempotency-Replayed'), again.headers.get('Idempotency-Replayed')]).toEqual([null, 'true'])
    expect((await user.send(listApiKeys)).body.total).toBe(1)
    // A structured-field string is the same key as its content.
    expect((await create(user, '"once"')).text).toBe(first.text)
    expect((await server.bearer(first.body.apiKey).send(login)).status).toBe(200)
    const rows = await server.store.db.selectFrom('audit').select('action').where('action', '=', 'api-key.create').execute()
    expect(rows).toHaveLength(1)
  })

  test('the same content in another order or spacing is the same request, another body or route is not', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const headers = { 'Idempotency-Key': 'k' }
    const first = await user.send(createApiKey, { text: '{"name":"deploy","note":"n"}', headers })
    expect((await user.send(createApiKey, { text: ' { "note" : "n", "name" : " deploy " } ', headers })).text).toBe(first.text)
    for (const other of [
      await create(user, 'k', 'other'),
      await user.send(rotateApiKey, { params: { apiKeyId: first.body.id }, headers }),
      await user.send(deleteApiKeys, { body: { ids: [first.body.id] }, headers }),
    ]) {
      expect([other.status, other.code]).toEqual([422, 'idempotency-key-reused'])
    }
    expect((await user.send(listApiKeys)).body.total).toBe(1)
  })

  test('another caller with an equal key and body gets a result of their own', async () => {
    const server = await testApp(await fresh())
    const [user, other] = [await server.as('user'), await server.as('user', 'carol')]
    const [mine, theirs] = [await create(user, 'same'), await create(other, 'same')]
    expect(theirs.body.owner.id).toBe(other.person.id)
    expect(theirs.body.apiKey).not.toBe(mine.body.apiKey)
    expect((await other.send(acknowledgeReply, { params: { key: 'same' } })).status).toBe(204)
    expect((await create(user, 'same')).text, 'acknowledged by the other, still mine').toBe(mine.text)
    // The person is the caller, so a token of theirs asks for the same.
    expect((await create(server.bearer(await server.token(mine.body.apiKey)), 'same')).text).toBe(mine.text)
  })

  test('while it runs a twin waits outside; afterwards it gets the reply', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const answers = await Promise.all(Array.from({ length: 6 }, () => create(user, 'burst')))
    const made = answers.filter(({ status }) => status === 201)
    expect(new Set(made.map(({ text }) => text)).size).toBe(1)
    for (const { status, code, headers } of answers.filter((answer) => !made.includes(answer)))
      expect([status, code, headers.get('Retry-After')]).toEqual([409, 'request-running', '1'])
    expect(made.length).toBeLessThan(6)
    expect((await create(user, 'burst')).text).toBe(made[0]!.text)
    expect((await user.send(listApiKeys)).body.total).toBe(1)
  })

  test('two servers on one database: a twin gets the reply that the other stored', async () => {
    const where = await place()
    const store = await open(where)
    const one = await testApp(store)
    const two = await testApp(store.dialect === 'postgres' ? await open(where) : store)
    const user = await one.as('user')
    const there = two.with(user.headers, user.person)
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => create(i % 2 ? user : there, 'twins')))
    expect(answers.every(({ status }) => status === 201 || status === 409)).toBe(true)
    const texts = [
      (await create(user, 'twins')).text,
      (await create(there, 'twins')).text,
      ...answers.filter(({ status }) => status === 201).map(({ text }) => text),
    ]
    expect(new Set(texts).size).toBe(1)
    expect((await user.send(listApiKeys)).body.total).toBe(1)
  })

  test('a lost answer to a rotation is asked for again, and its value is the one that works', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    const rotate = () => user.send(rotateApiKey, { params: { apiKeyId: key.id }, body: {}, headers: { 'Idempotency-Key': 'r1', 'If-Match': '"1"' } })
    const lost = await rotate()
    const found = await rotate()
    expect([found.status, found.body.apiKey, found.headers.get('ETag')]).toEqual([200, lost.body.apiKey, '"2"'])
    expect((await server.bearer(found.body.apiKey).send(login)).status).toBe(200)
  })

  test('a reply of megabytes is given again letter for letter, and one that version 1.0 stored to nobody', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const text = Array.from({ length: 300 }, (_, at) => `hmac-sha256:k${at}.example:${btoa(String(at).padStart(32, 'x'))}`).join('\n')
    const importIt = () => admin.send(importTsigKeys, { body: { text }, headers: { 'Idempotency-Key': 'import' } })
    const first = await importIt()
    expect([first.status, (JSON.parse(first.text) as { made: unknown[] }).made.length]).toEqual([200, 300])
    expect((await importIt()).text).toBe(first.text)

    const made = await create(admin, 'old')
    const vault = await openVault(server.host, server.store, deriveKeys(server.host, new Uint8Array(32).fill(7)))
    const { created_at: version } = await server.store.db.selectFrom('replies').select('created_at').where('key', '=', 'old').executeTakeFirstOrThrow()
    const sealed = vault.seal(
      { table: 'replies', column: 'sealed', row: 'old', owner: admin.person.id, version },
      JSON.stringify({ status: 201, body: made.body, etag: '"1"' }),
    )
    await server.store.write((tx) => tx.updateTable('replies').set({ sealed }).where('key', '=', 'old').execute())
    const again = await create(admin, 'old')
    // It does not say what it tells of, so that nobody can judge whether whoever asks now may be told.
    expect([again.status, again.problem.code]).toEqual([404, 'not-found'])
    expect(again.text).not.toContain(made.body.apiKey)
  })

  // Failed while it was one row of megabytes, which SQLite writes in one go.
  test('a long reply lies in parts, of which none can be changed, moved or left out, and they go with it', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const text = Array.from({ length: 900 }, (_, at) => `hmac-sha256:k${at}.example:${btoa(String(at).padStart(32, 'x'))}`).join('\n')
    const importIt = (key: string) => admin.send(importTsigKeys, { body: { text }, headers: { 'Idempotency-Key': key } })
    const first = await importIt('parts')
    const parts = () => server.store.db.selectFrom('reply_parts').select(['key', 'number', 'sealed']).where('key', '=', 'parts').orderBy('number').execute()
    const stored = await parts()
    expect(stored.length).toBeGreaterThan(1)
    for (const { sealed } of stored) expect(sealed.length).toBeLessThan(300_000)
    expect((await importIt('parts')).text).toBe(first.text)
    // Nor is it written in one go.
    const again = await server.fetch(importTsigKeys.path, {
      method: 'POST',
      body: JSON.stringify({ text }),
      headers: { ...admin.headers, 'Content-Type': 'application/json', 'Idempotency-Key': 'parts' },
    })
    let chunks = 0
    for await (const _ of again.body!) chunks++
    expect([again.headers.get('Idempotency-Replayed'), chunks]).toEqual(['true', stored.length + 1])

    const put = (number: number, sealed: string) =>
      server.store.write((tx) => tx.updateTable('reply_parts').set({ sealed }).where('key', '=', 'parts').where('number', '=', number).execute())
    const [one, two] = stored.map(({ sealed }) => sealed)
    await put(0, two!)
    await put(1, one!)
    expect((await importIt('parts')).code).toBe('secret-unreadable')
    await put(0, one!)
    await put(1, two!)
    expect((await importIt('parts')).text).toBe(first.text)
    await server.store.write((tx) => tx.deleteFrom('reply_parts').where('key', '=', 'parts').where('number', '=', stored.length - 1).execute())
    expect((await importIt('parts')).code).toBe('secret-unreadable')

    expect((await admin.send(acknowledgeReply, { params: { key: 'parts' } })).status).toBe(204)
    expect(await parts()).toEqual([])
    expect((await importIt('later')).status).toBe(200)
    server.advance(day)
    await server.app.tick()
    expect(await server.store.db.selectFrom('reply_parts').select('key').execute()).toEqual([])
  })

  test('a reply is kept 24 hours, no longer', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const first = await create(user, 'day')
    server.advance(day - 1)
    const later = await server.signIn(user.person)
    expect((await create(later, 'day')).text).toBe(first.text)
    server.advance(1)
    expect((await create(later, 'day')).code).toBe('name-taken')
  })

  test('acknowledging shreds the reply: the secret cannot be had again, the key is not made twice', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    await create(user, 'ack')
    const acknowledge = (key: string) => user.send(acknowledgeReply, { params: { key } })
    expect((await acknowledge('ack')).status).toBe(204)
    const after = await create(user, 'ack')
    expect([after.status, after.code]).toEqual([409, 'secret-no-longer-available'])
    expect((await create(user, 'ack', 'other')).code).toBe('idempotency-key-reused')
    expect((await acknowledge('ack')).status).toBe(204)
    expect((await acknowledge('never')).code).toBe('not-found')
    expect((await user.send(listApiKeys)).body.total).toBe(1)
    expect(await server.store.db.selectFrom('replies').select('sealed').execute()).toEqual([{ sealed: null }])
  })

  test('keys are 1 to 255 visible ASCII characters', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    for (const key of ['', ' ', 'a b', 'x'.repeat(256), 'é', '\u00a0', '""', 'a\tb']) {
      const { status, code } = await create(user, key)
      expect([key, status, code]).toEqual([key, 400, 'bad-idempotency-key'])
    }
    expect((await create(user, `${'x'.repeat(200)}!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~`)).status).toBe(201)
    expect((await user.send(acknowledgeReply, { params: { key: `${'x'.repeat(200)}!"#$%&'()*+,-./:;<=>?@[\\]^_\`{|}~` } })).status).toBe(204)
  })

  test('a refused request is not stored: put right, it works under the same key', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    expect((await create(user, 'typo', '')).code).toBe('required')
    await server.key(user, { name: 'deploy' })
    expect((await create(user, 'typo')).code).toBe('name-taken')
    expect((await create(user, 'typo', 'fixed')).status).toBe(201)
  })

  test('it is honoured where it is offered only', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const key = await server.key(user)
    const headers = { 'Idempotency-Key': 'k' }
    await user.send(updateApiKey, { params: { apiKeyId: key.id }, body: { note: 'a' }, headers })
    expect((await user.send(updateApiKey, { params: { apiKeyId: key.id }, body: { note: 'b' }, headers })).body.note).toBe('b')
    const tokens = [await server.bearer(key.apiKey).send(login, { headers }), await server.bearer(key.apiKey).send(login, { headers })]
    expect(tokens[0]!.body.token).not.toBe(tokens[1]!.body.token)
    expect((await user.send(deleteApiKey, { params: { apiKeyId: key.id }, headers })).status).toBe(204)
  })

  test('the stored row holds no secret, nor anything a guess could be tried against without the root key', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const key = (await create(user, 'secret')).body
    const body = { email: 'x@example.org', name: 'X', role: 'user', password }
    const made = await admin.send(createUser, { body, headers: { 'Idempotency-Key': 'with-password' } })
    expect(made.status).toBe(201)
    const rows = await server.store.db.selectFrom('replies').selectAll().execute()
    expect(rows).toHaveLength(2)
    const kept = JSON.stringify(rows)
    // Four characters alone stand by chance somewhere in what is sealed; as a field they would be in quotes.
    for (const secret of [key.apiKey, key.apiKey.slice(7), `"${key.hint.last4}"`, `\\"${key.hint.last4}\\"`, password, 'deploy'])
      expect(kept).not.toContain(secret)
    // The body of the second has a password: a plain hash of it could be guessed at by whoever reads the database.
    const elsewhere = await testApp(await fresh(), { rootKey: new Uint8Array(32).fill(8) })
    await (await elsewhere.as('administrator')).send(createUser, { body, headers: { 'Idempotency-Key': 'with-password' } })
    const other = await elsewhere.store.db.selectFrom('replies').select('fingerprint').executeTakeFirstOrThrow()
    expect(rows.map((row) => row.fingerprint)).not.toContain(other.fingerprint)
  })

  test('a reply moved to another caller does not open', async () => {
    const server = await testApp(await fresh())
    const [user, other] = [await server.as('user'), await server.as('user', 'carol')]
    const first = await create(user, 'moved')
    await server.store.write((tx) => tx.updateTable('replies').set({ caller: other.person.id }).where('key', '=', 'moved').execute())
    const stolen = await create(other, 'moved')
    expect([stolen.status, stolen.problem.code]).toEqual([409, 'secret-unreadable'])
    expect(stolen.text).not.toContain(first.body.apiKey)
  })
})
