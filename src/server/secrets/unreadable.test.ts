import { expect, test } from 'vitest'
import { createApiKey } from '#contract/api-keys.ts'
import { createAuthKey, createRequestToken, listAuthKeys, revealAuthKey, validateRequestToken } from '#contract/auth-keys.ts'
import { checkConnector, createConnector, listConnectors, updateConnector } from '#contract/connectors.ts'
import { lookupValue } from '#contract/lookup.ts'
import { createTsigKey, exportTsigKey, listTsigKeys, revealTsigSecret, updateTsigKey } from '#contract/tsig-keys.ts'
import { importTsigKeys } from '#contract/tsig-import.ts'
import { onEachStore } from '../testing/store.ts'
import { sampleCsr } from '../testing/csr.ts'
import { testApp, type TestApp } from '../testing/app.ts'

/** Where texts lie sealed, and ways in which one of them stops opening. */
const columns = { tsig_keys: 'secret', auth_keys: 'sealed', connectors: 'api_key', replies: 'sealed' } as const
type Table = keyof typeof columns
const idOf = (table: Table) => (table === 'replies' ? 'key' : 'id')

/** Changes what is sealed in a row, as somebody with a hand on the database would. */
async function damage({ store }: TestApp, table: Table, id: string, how: (sealed: string) => string): Promise<void> {
  const { dynamic } = store.db
  const row = (await store.db
    .selectFrom(table)
    .select(dynamic.ref(columns[table]))
    .where(dynamic.ref(idOf(table)), '=', id)
    .executeTakeFirstOrThrow()) as Record<string, string>
  await store.write((tx) =>
    tx
      .updateTable(table as 'tsig_keys')
      .set({ [columns[table]]: how(row[columns[table]]!) })
      .where(dynamic.ref(idOf(table)), '=', id)
      .execute(),
  )
}
const ways: Record<string, (sealed: string) => string> = {
  changed: (sealed) => sealed.slice(0, -10) + (sealed.at(-10) === 'A' ? 'B' : 'A') + sealed.slice(-9),
  'its data key missing': (sealed) => sealed.replace(/^v1\.[^.]+/, 'v1.01a1fd2f-b011-71de-bebb-7983d93067d6'),
  junk: () => 'no sealed text',
  empty: () => '',
}

// Each was a 500 `internal`, and one AuthKey that did not open took the vendor's whole list with it.
onEachStore('what does not open', ({ fresh }) => {
  test.each(Object.keys(ways))('a TSIG secret (%s): a code of its own, the rest works, and a new secret mends it', async (way) => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const [bad, good] = [
      (await admin.send(createTsigKey, { body: { name: 'bad.example' } })).body,
      (await admin.send(createTsigKey, { body: { name: 'good.example' } })).body,
    ]
    await damage(server, 'tsig_keys', bad.id, ways[way]!)
    for (let i = 0; i < 3; i++) {
      const { status, problem } = await admin.send(revealTsigSecret, { params: { tsigId: bad.id } })
      expect([status, problem.code]).toEqual([409, 'secret-unreadable'])
      expect(problem.detail).toContain('Edit the key and give it a new secret, or restore the database from a backup.')
    }
    expect((await admin.send(exportTsigKey, { params: { tsigId: bad.id }, body: { format: 'bind' } })).code).toBe('secret-unreadable')
    expect((await admin.send(listTsigKeys)).body.total).toBe(2)
    expect((await admin.send(revealTsigSecret, { params: { tsigId: good.id } })).body.secret).toBe(good.secret)
    const text = `key "bad.example" { algorithm hmac-sha256; secret "${bad.secret}"; };\nkey "good.example" { algorithm hmac-sha256; secret ` +
      `"${good.secret}"; };`
    expect((await admin.send(importTsigKeys, { body: { text, dryRun: true } })).body).toMatchObject({ counts: { clash: 1, exists: 1 } })
    const errors = (await server.logged())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ level }) => level === 'error')
    expect(errors, 'told once, with the row').toMatchObject([{ message: 'a sealed text does not open', table: 'tsig_keys', column: 'secret', row: bad.id }])
    expect((await admin.send(updateTsigKey, { params: { tsigId: bad.id }, body: { secret: good.secret } })).status).toBe(200)
    expect((await admin.send(revealTsigSecret, { params: { tsigId: bad.id } })).body.secret).toBe(good.secret)
    const denials = await server.store.db.selectFrom('audit').select('outcome').where('outcome', '=', 'denied: secret-unreadable').execute()
    expect(denials, 'showing, which was asked for again within the minute, and exporting').toHaveLength(2)
  })

  test('a text that was moved from another row does not open there', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const [one, two] = [
      (await admin.send(createTsigKey, { body: { name: 'one.example' } })).body,
      (await admin.send(createTsigKey, { body: { name: 'two.example' } })).body,
    ]
    const { secret } = await server.store.db.selectFrom('tsig_keys').select('secret').where('id', '=', two.id).executeTakeFirstOrThrow()
    await damage(server, 'tsig_keys', one.id, () => secret)
    expect((await admin.send(revealTsigSecret, { params: { tsigId: one.id } })).code).toBe('secret-unreadable')
  })

  test('an AuthKey: at our door and the vendor\'s; their lists go on with the others', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { api_key: devKey } = await server.devKey(admin)
    const [bad, good] = [(await admin.send(createAuthKey, { body: { days: 5 } })).body, (await admin.send(createAuthKey, { body: { days: 6 } })).body]
    await damage(server, 'auth_keys', bad.id, ways['changed']!)
    const { problem } = await admin.send(revealAuthKey, { params: { authKeyId: bad.id } })
    expect([problem.status, problem.code]).toEqual([409, 'secret-unreadable'])
    expect(problem.detail).toContain('Delete this AuthKey and make another')
    expect((await admin.send(createRequestToken, { params: { authKeyId: bad.id }, body: { csr: sampleCsr } })).code).toBe('secret-unreadable')
    expect((await admin.send(validateRequestToken, { body: { authKeyId: bad.id, csr: sampleCsr, token: 'x' } })).code).toBe('secret-unreadable')
    expect((await admin.send(listAuthKeys)).body.total).toBe(2)
    const ask = async (path: string) => {
      const response = await server.fetch(`/services/v2/account${path}`, { headers: { 'X-DC-DEVKEY': devKey } })
      return [response.status, await response.json()] as const
    }
    expect(await ask('/auth-keys')).toMatchObject([200, { auth_keys: [{ auth_key_id: good.id, auth_key: good.authKey }] }])
    expect(await ask(`/auth-key/${bad.id}`)).toMatchObject([409, { errors: [{ code: 'secret_unreadable' }] }])
    // Two with the same end: the one that does not open hides no other from whoever asks whose a value is.
    await server.store.write((tx) => tx.updateTable('auth_keys').set({ hint_last4: good.authKey.slice(-4) }).execute())
    expect((await admin.send(lookupValue, { body: { value: good.authKey } })).body.found).toMatchObject({ kind: 'auth-key', id: good.id })
    expect((await admin.send(lookupValue, { body: { value: bad.authKey } })).body.found).toBe(null)
  })

  test('the key of a connector: its check says so, and entering the key again mends it', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { api_key: apiKey } = await server.devKey(admin)
    const { id } = (await admin.send(createConnector, { body: { name: 'one', region: 'own', apiKey } })).body
    await damage(server, 'connectors', id, ways['changed']!)
    const { problem } = await admin.send(checkConnector, { params: { connectorId: id } })
    expect([problem.status, problem.code]).toEqual([409, 'secret-unreadable'])
    expect(problem.detail).toContain('Edit the connector and enter its API key again')
    expect((await admin.send(listConnectors)).body.total).toBe(1)
    expect((await admin.send(updateConnector, { params: { connectorId: id }, body: { apiKey } })).status).toBe(200)
    expect((await admin.send(checkConnector, { params: { connectorId: id } })).status).toBe(200)
  })

  test('a stored reply: whoever sends the request again is told, and nothing is done twice', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const ask = { body: { name: 'once' }, headers: { 'Idempotency-Key': 'k-1' } }
    expect((await user.send(createApiKey, ask)).status).toBe(201)
    await damage(server, 'replies', 'k-1', ways['changed']!)
    const { problem } = await user.send(createApiKey, ask)
    expect([problem.status, problem.code]).toEqual([409, 'secret-unreadable'])
    expect(problem.detail).toContain('with another Idempotency-Key')
    expect(await server.store.db.selectFrom('credentials').select('id').execute()).toHaveLength(1)
  })
})
