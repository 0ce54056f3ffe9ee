import { expect, test } from 'vitest'
import {
  createAuthKey, createRequestToken, deleteAuthKey, listAuthKeys, revealAuthKey, updateAuthKey, validateRequestToken,
} from '#contract/auth-keys.ts'
import { uuidv7 } from '../../bytes.ts'
import { onEachStore } from '../../testing/store.ts'
import { sampleCertificate, sampleCsr } from '../../testing/csr.ts'
import { refusal } from '../../testing/refusals.ts'
import { day, minute, second, testApp } from '../../testing/app.ts'

const base = '/services/v2/account'

onEachStore('AuthKeys', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const { api_key: value } = await server.devKey(admin)
    const call = (method: string, path: string, body?: string, key = value) => server.fetch(`${base}${path}`, { method, headers: { 'X-DC-DEVKEY': key }, body })
    const json = async (method: string, path: string) => {
      const response = await call(method, path)
      return { status: response.status, body: await response.json() as Record<string, string> }
    }
    const actions = async () =>
      (
        await server.store.db.selectFrom('audit').select('action').where('object_kind', '=', 'auth-key').where('outcome', '=', 'done').orderBy('seq').execute()
      ).map(({ action }) => action)
    return { server, admin, user, call, json, actions }
  }

  test('the permanent AuthKey, as in the vendor\'s example: 200, two fields, refused while any is active', async () => {
    const { call, json, server } = await filled()
    expect(await refusal(await call('GET', '/auth-key'))).toEqual([404, 'not_found|auth_key'])
    const made = await json('POST', '/auth-key')
    expect([made.status, Object.keys(made.body).sort()]).toEqual([200, ['auth_key', 'auth_key_id']])
    expect(made.body.auth_key).toMatch(/^[0-9A-Za-z]{48}$/)
    expect(await refusal(await call('POST', '/auth-key'))).toEqual([400, 'auth_key_exists_for_account'])
    expect(await json('GET', '/auth-key')).toEqual(made.status === 200 ? { status: 200, body: made.body } : {})
    expect((await json('GET', '')).body).toEqual({ id: 1, has_auth_key: true })
    const deleted = await call('DELETE', '/auth-key')
    expect([deleted.status, await deleted.text()]).toEqual([204, ''])
    expect(await refusal(await call('DELETE', '/auth-key'))).toEqual([404, 'not_found|auth_key'])
    expect((await json('GET', '')).body).toEqual({ id: 1, has_auth_key: false })
    // One with a lifetime is in the way too, until it has ended.
    await call('POST', '/auth-key/1')
    expect(await refusal(await call('POST', '/auth-key'))).toEqual([400, 'auth_key_exists_for_account'])
    server.advance(day)
    expect((await call('POST', '/auth-key')).status).toBe(200)
  })

  test('a label: given when it is made or later, found and sorted by, taken away, and in the trail', async () => {
    const { server, admin, user, json } = await filled()
    const one = (await admin.send(createAuthKey, { body: { days: 3, label: 'Acme pipeline' } })).body
    const other = (await admin.send(createAuthKey, { body: { days: 3 } })).body
    expect([one.label, other.label]).toEqual(['Acme pipeline', null])
    const changed = await admin.send(updateAuthKey, { params: { authKeyId: other.id }, body: { label: 'acme9' } })
    expect([changed.status, changed.body.label]).toEqual([200, 'acme9'])
    expect((await admin.send(updateAuthKey, { params: { authKeyId: one.id }, body: { label: 'acme10' } })).status).toBe(200)
    const found = async (query: Record<string, string>) => (await user.send(listAuthKeys, { query })).body.data.map(({ label }) => label)
    expect(await found({ search: 'ACME', sort: 'label' })).toEqual(['acme9', 'acme10'])
    expect(await found({ filter: 'label equals acme10' })).toEqual(['acme10'])
    expect((await admin.send(updateAuthKey, { params: { authKeyId: one.id }, body: { label: null } })).body.label).toBe(null)
    expect(await found({ filter: 'label is empty' })).toEqual([null])
    expect((await user.send(updateAuthKey, { params: { authKeyId: one.id }, body: { label: 'x' } })).code).toBe('not-allowed')
    expect((await admin.send(updateAuthKey, { params: { authKeyId: one.id }, body: { label: 'x'.repeat(129) } })).code).toBe('too-long')
    const rows = await server.store.db.selectFrom('audit').select(['object_name', 'detail']).where('action', '=', 'auth-key.update')
      .where('outcome', '=', 'done').orderBy('seq').execute()
    expect(rows.map(({ object_name: name }) => name)).toEqual([`acme9 …${other.hint.last4}`, `acme10 …${one.hint.last4}`, `time-to-live …${one.hint.last4}`])
    // The vendor's wire has none.
    expect(Object.keys((await json('GET', `/auth-key/${other.id}`)).body).sort()).toEqual(['auth_key', 'auth_key_id', 'expiration_datetime'])
  })

  test('of many permanent ones asked for at once, one is made', async () => {
    const { call, json } = await filled()
    const answers = await Promise.all(Array.from({ length: 20 }, () => call('POST', '/auth-key')))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 400)])
    expect((await json('GET', '/auth-keys')).body.auth_keys).toHaveLength(1)
  })

  test('AuthKeys with a lifetime: several, listed while active, got also when expired', async () => {
    const { server, call, json } = await filled()
    const [one, two] = [await json('POST', '/auth-key/1'), await json('POST', '/auth-key/30')]
    expect(one.body).toEqual({
      auth_key_id: expect.any(String) as string,
      auth_key: expect.any(String) as string,
      expiration_datetime: '2026-11-22T12:00:00+00:00',
    })
    expect(two.body.expiration_datetime).toBe('2026-12-21T12:00:00+00:00')
    expect(await refusal(await call('GET', '/auth-key'))).toEqual([400, 'multiple_auth_keys_for_account'])
    expect(await refusal(await call('DELETE', '/auth-key'))).toEqual([400, 'multiple_auth_keys_for_account'])
    const ids = async () => ((await json('GET', '/auth-keys')).body.auth_keys as unknown as { auth_key_id: string }[]).map(({ auth_key_id: id }) => id).sort()
    expect(await ids()).toEqual([one.body.auth_key_id, two.body.auth_key_id].sort())
    server.advance(day - 1)
    expect(await ids()).toHaveLength(2)
    server.advance(1)
    expect(await ids()).toEqual([two.body.auth_key_id])
    expect((await json('GET', `/auth-key/${one.body.auth_key_id}`)).body).toEqual(one.body)
    expect((await json('GET', '/auth-key')).body).toEqual(two.body)
    // A UUID is one in capitals too (RFC 9562 §4); it once was not found.
    expect((await json('GET', `/auth-key/${one.body.auth_key_id!.toUpperCase()}`)).body).toEqual(one.body)
    expect((await call('DELETE', `/auth-key/${one.body.auth_key_id}`)).status).toBe(204)
    for (const method of ['GET', 'DELETE']) expect(await refusal(await call(method, `/auth-key/${one.body.auth_key_id}`))).toEqual([404, 'not_found|auth_key'])
  })

  test('more AuthKeys than come at once: page says so, and offset and limit reach them all', async () => {
    const { server, call, json } = await filled()
    const made = await json('POST', '/auth-key/30')
    expect((await json('GET', '/auth-keys')).body).toEqual({ auth_keys: [made.body] })
    await server.store.write(async (tx) => {
      const row = await tx.selectFrom('auth_keys').selectAll().executeTakeFirstOrThrow()
      for (let at = 0; at < 8; at++) {
        await tx
          .insertInto('auth_keys')
          .values(
            Array.from({ length: 125 }, (_, i) => ({
              ...row,
              id: uuidv7(server.now() + 1 + at * 125 + i, server.host.random),
              expires_at: server.now(),
              created_at: server.now() + 1 + at,
            })),
          )
          .execute()
      }
    })
    // What has expired is none of them.
    expect((await json('GET', '/auth-keys')).body).toEqual({ auth_keys: [made.body] })
    expect((await json('GET', '/auth-keys?limit=1&offset=1')).body).toEqual({ auth_keys: [], page: { total: 1, limit: 1, offset: 1 } })
    // Sealed for its own row, a copy cannot be opened: only the last of 1001 is asked for.
    await server.store.write((tx) => tx.updateTable('auth_keys').set({ expires_at: server.now() + day }).where('id', '!=', made.body.auth_key_id!).execute())
    expect((await json('GET', '/auth-keys?offset=1000')).body).toEqual({ auth_keys: [made.body], page: { total: 1001, limit: 1000, offset: 1000 } })
    for (const query of ['limit=0', 'limit=1001', 'offset=x']) expect([query, (await call('GET', `/auth-keys?${query}`)).status]).toEqual([query, 400])
  })

  test('days that are none are invalid_days, and never a server error', async () => {
    const { call } = await filled()
    for (const days of ['0', '-1', '1.5', '1e3', '01', '99999999999', '9999999', 'x', '%20', '1%00', '%2b1', '١', '1;2', 'null', '0x1', 'a'.repeat(3000)])
      expect([days, await refusal(await call('POST', `/auth-key/${days}`))]).toEqual([days, [400, 'invalid_days']])
    expect(await refusal(await call('POST', '/auth-key/'))).toEqual([404, 'not_found|route'])
    expect((await call('POST', '/auth-key/2900000')).status).toBe(200)
    // XML, or anything else, where no body is read: it changes nothing.
    expect((await call('POST', '/auth-key/1', '<days>7</days>')).status).toBe(200)
    expect(await refusal(await call('GET', '/auth-key/5'))).toEqual([400, 'invalid_value|auth_key_id'])
    // It is a whole number, and not at fault for not being one: it once was.
    expect(JSON.parse(await (await call('POST', '/auth-key/99999999999')).text())).toEqual({ errors: [{ code: 'invalid_days', message: 'Give fewer days.' }] })
    expect(await refusal(await call('PUT', '/auth-key/5'))).toEqual([405, 'method_not_allowed'])
  })

  test('a standard user sees them masked and changes nothing; every reading of a secret is in the trail', async () => {
    const { server, admin, user, call, json, actions } = await filled()
    const made = await admin.send(createAuthKey, { body: {} })
    const { authKey, ...shown } = made.body
    expect(shown).toEqual({
      id: made.body.id,
      label: null,
      type: 'permanent',
      status: 'active',
      hint: { last4: authKey.slice(-4) },
      createdAt: '2026-11-21T12:00:00.000Z',
      createdBy: { id: admin.person.id, name: 'alice' },
      expiresAt: null,
    })
    expect((await user.send(listAuthKeys)).body.data).toEqual([shown])
    expect((await user.send(listAuthKeys)).text).not.toContain(authKey)
    const params = { authKeyId: shown.id }
    for (const endpoint of [deleteAuthKey, revealAuthKey]) expect((await user.send(endpoint, { params })).code).toBe('not-allowed')
    expect((await user.send(createAuthKey, { body: { days: 1 } })).code).toBe('not-allowed')
    expect((await user.send(createRequestToken, { params, body: { csr: sampleCsr } })).code).toBe('not-allowed')
    const { api_key: weak } = await server.devKey(user)
    for (const path of ['/auth-key', '/auth-keys', `/auth-key/${shown.id}`])
      expect(await refusal(await call('GET', path, undefined, weak))).toEqual([403, 'access_denied|missing_permission'])

    expect((await admin.send(revealAuthKey, { params })).body).toEqual({ authKey })
    expect((await json('GET', '/auth-keys')).body.auth_keys).toMatchObject([{ auth_key: authKey }])
    expect((await json('GET', `/auth-key/${shown.id}`)).body.auth_key).toBe(authKey)
    server.advance(6 * minute)
    expect((await admin.send(revealAuthKey, { params })).code).toBe('confirmation-required')
    expect((await admin.send(createAuthKey, { body: {} })).code).toBe('confirmation-required')
    expect((await (await server.signIn(admin.person)).send(createAuthKey, { body: {} })).code).toBe('auth-key-exists')
    expect((await admin.send(deleteAuthKey, { params })).status).toBe(204)
    expect(await actions()).toEqual(['auth-key.create', 'auth-key.reveal', 'auth-key.read', 'auth-key.read', 'auth-key.delete'])
    const { rows } = { rows: JSON.stringify(await server.store.db.selectFrom('audit').selectAll().execute()) }
    expect(rows + (await server.logged())).not.toContain(authKey)
    expect(JSON.stringify(await server.store.db.selectFrom('auth_keys').selectAll().execute())).not.toContain(authKey)
  })

  test('A4 a request token is made, says where to publish it, and the validator beside it finds it', async () => {
    const { server, admin } = await filled()
    const { body: key } = await admin.send(createAuthKey, { body: { days: 40 } })
    const params = { authKeyId: key.id }
    server.advance(1500)
    const made = await admin.send(createRequestToken, { params, body: { csr: sampleCsr } })
    expect(made.body).toMatchObject({
      timestamp: '2026-11-21T12:00:01.000Z',
      expiresAt: '2026-12-21T12:00:01.000Z',
      httpPath: '/.well-known/pki-validation/fileauth.txt',
    })
    expect(made.body.token).toMatch(/^20261121120001[0-9a-z]{50}$/)
    expect(made.body.publish).toEqual([
      {
        domain: 'www.example.org',
        wildcard: false,
        dnsNames: ['www.example.org', '_dnsauth.www.example.org'],
        httpUrl: 'http://www.example.org/.well-known/pki-validation/fileauth.txt',
      },
      {
        domain: 'example.org',
        wildcard: false,
        dnsNames: ['example.org', '_dnsauth.example.org'],
        httpUrl: 'http://example.org/.well-known/pki-validation/fileauth.txt',
      },
      // Of a wildcard a file proves nothing; it once was among the files.
      { domain: 'api.example.org', wildcard: true, dnsNames: ['api.example.org', '_dnsauth.api.example.org'], httpUrl: null },
    ])
    const verdict = async (token: string, more: Record<string, unknown> = {}) => {
      const answer = await (await server.signIn(admin.person)).send(validateRequestToken, { body: { token, csr: sampleCsr, authKeyId: key.id, ...more } })
      return answer.status === 200 ? answer.body.verdict : answer.code
    }
    const { token } = made.body
    expect(await verdict(token)).toBe('valid')
    expect(await verdict(`v=1 ${token} x`, { authKeyId: undefined, authKey: key.authKey })).toBe('valid')
    expect(await verdict(token, { authKeyId: undefined, authKey: 'another' })).toBe('not-found')
    expect(await verdict(token, { csr: `${sampleCsr}\n` })).toBe('not-found')
    expect(await verdict('nothing')).toBe('not-found')
    expect(await verdict(token.slice(1))).toBe('not-found')
    expect(await verdict(token.slice(0, 40))).toBe('malformed')
    expect(await verdict(token.replace(/^2026/, '2027'))).toBe('future')
    expect(await verdict('x'.repeat(60_000))).toBe('not-found')
    expect(await verdict('x'.repeat(1_000_000))).toBe('too-large')
    for (const csr of [sampleCertificate, 'x', sampleCsr.replace('MII', 'MIA'), '<csr/>']) {
      expect(await verdict(token, { csr })).toBe('invalid-value')
      expect((await admin.send(createRequestToken, { params, body: { csr } })).problem.errors[0]).toMatchObject({ field: 'csr', pointer: '/csr' })
    }
    expect(await verdict(token, { authKey: key.authKey })).toBe('invalid-value')
    expect(await verdict(token, { authKeyId: admin.person.id })).toBe('invalid-value')
    const at = async (timestamp: string) => (await admin.send(createRequestToken, { params, body: { csr: sampleCsr, timestamp } })).status
    expect([
      await at('2026-11-21T12:00:02Z'),
      await at('2026-11-21T12:00:01Z'),
      await at('2026-10-22T12:00:02Z'),
      await at('2026-10-22T12:00:01Z'),
      await at('yesterday'),
    ]).toEqual([400, 200, 200, 400, 400])
    // As a token itself begins; it was refused.
    expect([
      await at('20261121120001'),
      await at('20261121120002'),
      await at('20261022120001'),
      await at('20261322120001'),
      await at('2026112112000'),
      await at('20260230120000'),
    ]).toEqual([200, 400, 400, 400, 400, 400])
    server.advance(30 * day - second / 2)
    expect(await verdict(token)).toBe('valid')
    server.advance(second)
    expect(await verdict(token)).toBe('expired')
    server.advance(11 * day)
    const late = await (await server.signIn(admin.person)).send(createRequestToken, { params, body: { csr: sampleCsr } })
    expect([late.code, late.problem.detail]).toEqual(['not-in-this-state', expect.stringContaining('has expired') as string])
  })
})
