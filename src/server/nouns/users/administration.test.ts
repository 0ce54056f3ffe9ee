import { expect, test } from 'vitest'
import { signIn, updateMe } from '#contract/sessions.ts'
import { getUser, listUsers, unlockUser } from '#contract/users.ts'
import type { Order } from './administration.ts'
import { onEachStore } from '../../testing/store.ts'
import { csrf, minute, password, second, start, testApp } from '../../testing/app.ts'

/*
 * What somebody on the machine may ask for. Seen to fail: without the trail's row, without the end of sessions, and with limits that
 * only forget on the server that was asked.
 */
onEachStore('orders from the machine', ({ fresh, place, open }) => {
  async function filled() {
    const server = await testApp(await fresh(), { now: start })
    const give = (order: Record<string, string>) => server.app.administer({ account: 'root', ...order } as Order)
    const trail = () =>
      server.store.db
        .selectFrom('audit')
        .select(['actor_id', 'actor_name', 'action', 'object_name', 'outcome', 'detail'])
        .where('actor_name', 'like', 'the machine%')
        .orderBy('seq')
        .execute()
    return { server, give, trail }
  }
  const wrong = { email: 'bob@example.org', password: 'not his password' }

  test('a list says who there is and what keeps them out, and is no row of the trail', async () => {
    const { server, give, trail } = await filled()
    await server.as('administrator')
    await server.person('user', 'bob')
    for (let i = 0; i < 5; i++) await server.anonymous.send(signIn, { body: wrong, headers: csrf })
    const lines = await give({ command: 'list' })
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatch(/^alice@example\.org +alice +administrator +active +2026-11-21T/)
    expect(lines[1]).toMatch(/^bob@example\.org +bob +user +active, kept out until 2026-11-21T12:00:30\S* +never signed in$/)
    expect(await trail()).toEqual([])
  })

  test('unlock lets somebody try again at once, from everywhere, and says so in the trail', async () => {
    const { server, give, trail } = await filled()
    await server.person('user', 'bob')
    const right = (address: string) => server.anonymous.send(signIn, { body: { email: 'bob@example.org', password }, headers: csrf, address })
    for (const address of ['192.0.2.1', '192.0.2.2']) for (let i = 0; i < 5; i++) await server.anonymous.send(signIn, { body: wrong, headers: csrf, address })
    expect([(await right('192.0.2.1')).status, (await right('192.0.2.2')).status]).toEqual([429, 429])
    expect(await give({ command: 'unlock', email: ' Bob@Example.org' })).toEqual(['bob@example.org may try to sign in again at once.'])
    expect([(await right('192.0.2.1')).status, (await right('192.0.2.2')).status]).toEqual([204, 204])
    expect(await trail()).toEqual([
      { actor_id: null, actor_name: 'the machine (root)', action: 'user.unlock', object_name: 'bob', outcome: 'done', detail: '{}' },
    ])
    expect((await server.app.audit.verify()).holds).toBe(true)
  })

  test('in USERS too, where the status says who is kept out and until when', async () => {
    const { server } = await filled()
    const admin = await server.as('administrator')
    const bob = await server.person('user', 'bob')
    const shown = async () => (await admin.send(listUsers, { query: { sort: 'email' } })).body.data.map(({ name, keptOutUntil }) => [name, keptOutUntil])
    expect(await shown()).toEqual([['alice', null], ['bob', null]])
    for (let i = 0; i < 5; i++) await server.anonymous.send(signIn, { body: wrong, headers: csrf })
    expect(await shown()).toEqual([['alice', null], ['bob', '2026-11-21T12:00:30.000Z']])
    const answer = await admin.send(unlockUser, { params: { userId: bob.id } })
    expect([answer.status, answer.body.keptOutUntil]).toEqual([200, null])
    expect((await server.signIn(bob)).person).toBe(bob)
    for (let i = 0; i < 5; i++) await server.anonymous.send(signIn, { body: wrong, headers: csrf })
    server.advance(31 * second)
    expect((await admin.send(getUser, { params: { userId: bob.id } })).body.keptOutUntil).toBe(null)
  })

  test('another server on the same database hears of an unlock within its second', async () => {
    const where = await place()
    const one = await testApp(await open(where), { now: start })
    if (one.store.dialect === 'sqlite') return
    const two = await testApp(await open(where), { now: start })
    await one.person('user', 'bob')
    await two.app.tick()
    for (let i = 0; i < 5; i++) await two.anonymous.send(signIn, { body: wrong, headers: csrf })
    const right = () => two.anonymous.send(signIn, { body: { email: 'bob@example.org', password }, headers: csrf })
    await two.app.tick()
    expect((await right()).status).toBe(429)
    await one.app.administer({ account: 'root', command: 'unlock', email: 'bob@example.org' })
    await two.app.tick()
    expect((await right()).status).toBe(204)
  })

  test('a new password: by a link that works once, or given; then the old one and all sessions are over', async () => {
    const { server, give, trail } = await filled()
    const alice = await server.as('administrator')
    const [line] = await give({ command: 'reset-password', email: 'alice@example.org' })
    expect(line).toMatch(/^Open http:\/\/127\.0\.0\.1:4000\/invitation#[\w-]{32} to set a password for alice@example\.org \(once, until 2026-11-28T/)
    expect((await alice.send(updateMe, { body: { name: 'alice' } })).status).toBe(200)

    await expect(give({ command: 'reset-password', email: 'alice@example.org', password: 'too short' })).rejects.toThrow('Use 15 characters or more.')
    await expect(give({ command: 'reset-password', email: 'alice@example.org', password: 'alice@example.org' })).rejects.toThrow(/made of your name/)
    const next = 'harbour velvet unicycle'
    expect(await give({ command: 'reset-password', email: 'alice@example.org', password: next })).toEqual([
      'alice@example.org has the new password. Their sessions have ended; their keys work on.',
    ])
    expect((await alice.send(updateMe, { body: { name: 'alice' } })).status).toBe(401)
    const tried = async (given: string) =>
      (await server.anonymous.send(signIn, { body: { email: 'alice@example.org', password: given }, headers: csrf })).status
    expect([await tried(password), await tried(next)]).toEqual([401, 204])
    expect((await trail()).map(({ action }) => action)).toEqual(['user.invite', 'password.update'])
    expect(JSON.stringify(await trail()) + (await server.logged())).not.toMatch(/harbour|#[\w-]{32}/)
  })

  test('make-administrator gives the role and lets a disabled person in again; twice is once', async () => {
    const { server, give, trail } = await filled()
    await server.as('administrator')
    const bob = await server.person('user', 'bob')
    await server.store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', bob.id).execute())
    await expect(give({ command: 'reset-password', email: bob.email })).rejects.toThrow(/disabled/)
    expect(await give({ command: 'make-administrator', email: bob.email })).toEqual(['bob@example.org is an administrator now, and enabled again.'])
    expect(await give({ command: 'make-administrator', email: bob.email })).toEqual(['bob@example.org is an administrator already.'])
    expect((await trail()).map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([
      { before: { role: 'user', status: 'disabled' }, after: { role: 'administrator', status: 'active' } },
    ])
    expect((await server.signIn(bob)).person).toBe(bob)
    server.advance(minute)
  })

  test('nobody of that name is a sentence, and nothing is written', async () => {
    const { give, trail } = await filled()
    for (const command of ['unlock', 'reset-password', 'make-administrator'])
      await expect(give({ command, email: 'no\u001b[31mbody@example.org' })).rejects.toThrow('There is no user with the e-mail address no[31mbody@example.org.')
    expect(await trail()).toEqual([])
  })
})
