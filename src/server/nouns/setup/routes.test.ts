import { expect, test } from 'vitest'
import { checkSetupCode, completeSetup, getSetup } from '#contract/setup.ts'
import { getSession } from '#contract/sessions.ts'
import { onEachStore } from '../../testing/store.ts'
import { cookieOf, csrf, minute, password, testApp } from '../../testing/app.ts'

onEachStore('setup', ({ fresh }) => {
  async function empty() {
    const store = await fresh()
    const server = await testApp(store)
    const code = (await server.app.setupCode())!
    const complete = (more: Record<string, unknown> = {}, headers: Record<string, string> = csrf) =>
      server.anonymous.send(completeSetup, { body: { code, name: 'Ada', email: 'ada@example.org', password, ...more }, headers })
    return { store, server, code, complete }
  }

  test('the code makes the first administrator, who is then signed in; it works once', async () => {
    const { server, complete } = await empty()
    const done = await complete()
    expect(done.status).toBe(204)
    expect((await server.with({ Cookie: cookieOf(done.headers) }).send(getSession)).body.user).toMatchObject({ name: 'Ada', role: 'administrator' })
    expect((await complete({ email: 'eve@example.org' })).code).toBe('setup-done')
    expect(await server.app.setupCode()).toBe(undefined)
  })

  test('whether there is anybody yet is no secret, and a code is looked at without being used up', async () => {
    const { server, code, complete } = await empty()
    const open = async () => (await server.anonymous.send(getSetup)).body.open
    const check = async (given: string) => server.anonymous.send(checkSetupCode, { body: { code: given }, headers: csrf })
    expect(await open()).toBe(true)
    expect([(await check(code)).status, (await check(code)).status]).toEqual([204, 204])
    expect((await check(code.slice(1))).code).toBe('invalid-credential')
    server.advance(30 * minute)
    expect((await check(code)).code).toBe('invalid-credential')
    expect((await complete({ code: (await server.app.setupCode())! })).status).toBe(204)
    expect([await open(), (await check(code)).code]).toEqual([false, 'setup-done'])
  })

  test('guessing by looking is limited too', async () => {
    const { server } = await empty()
    const codes = []
    for (let i = 0; i < 102; i++) codes.push((await server.anonymous.send(checkSetupCode, { body: { code: `guess ${i}` }, headers: csrf })).code)
    expect(codes.slice(0, 100).every((code) => code === 'invalid-credential')).toBe(true)
    expect(codes.at(-1)).toBe('too-many-requests')
  })

  test('of twin requests one makes the administrator', async () => {
    const { store, complete } = await empty()
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => complete({ email: `ada${i}@example.org` })))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(answers.every(({ status, code }) => status === 204 || code === 'setup-done' || code === 'invalid-credential')).toBe(true)
    expect(await store.db.selectFrom('users').select('id').execute()).toHaveLength(1)
  })

  test('the code is good for 30 minutes, and a newer one ends it', async () => {
    const { server, code, complete } = await empty()
    server.advance(30 * minute)
    expect((await complete()).code).toBe('invalid-credential')
    const next = (await server.app.setupCode())!
    const newest = (await server.app.setupCode())!
    expect(new Set([code, next, newest]).size).toBe(3)
    expect((await complete({ code: next })).code).toBe('invalid-credential')
    server.advance(30 * minute - 1)
    expect((await complete({ code: newest })).status).toBe(204)
  })

  test('a wrong code, a weak password or a foreign page use nothing up', async () => {
    const { server, code, complete } = await empty()
    for (const wrong of ['x', code.slice(1), `${code}A`, code.toLowerCase()]) expect((await complete({ code: wrong })).code).toBe('invalid-credential')
    expect((await complete({ password: 'ada@example.org ada' })).code).toBe('invalid-value')
    expect((await complete({ password: 'short' })).code).toBe('invalid-value')
    expect((await complete({ role: 'user' })).code).toBe('unknown-field')
    expect((await complete({}, { ...csrf, 'Sec-Fetch-Site': 'cross-site' })).code).toBe('csrf')
    expect((await complete()).status).toBe(204)
    for (const table of ['invitations', 'audit', 'meta'] as const)
      expect(JSON.stringify(await server.store.db.selectFrom(table).selectAll().execute())).not.toContain(code)
    expect(await server.logged()).not.toContain(code)
  })

  test('guessing the code is limited by address', async () => {
    const { complete } = await empty()
    const codes = []
    for (let i = 0; i < 102; i++) codes.push((await complete({ code: `guess ${i}` })).code)
    expect(codes.filter((code) => code === 'invalid-credential')).toHaveLength(100)
    expect(codes.slice(100)).toEqual(['too-many-requests', 'too-many-requests'])
  })

  test('an administrator from the settings is made on an empty database only', async () => {
    const { server, complete } = await empty()
    await expect(server.app.firstAdministrator('root@example.org', 'short')).rejects.toThrow()
    expect(await server.app.firstAdministrator('root@example.org', password)).toBe(true)
    expect(await server.app.firstAdministrator('other@example.org', password)).toBe(false)
    expect((await complete()).code).toBe('setup-done')
  })
})
