import { expect, test } from 'vitest'
import { endUserSession, getSession, listSessions, listUserSessions } from '#contract/sessions.ts'
import { disableUser } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { hour, minute, second, testApp } from '../../testing/app.ts'

const absent = '01900000-0000-7000-8000-000000000000'

onEachStore('sessions of others', ({ fresh }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    server.advance(second)
    const phone = await server.signIn(user.person, '198.51.100.7')
    const params = { userId: user.person.id }
    return { server, admin, user, phone, params }
  }

  test('an administrator sees where a person is signed in, newest first, without any value', async () => {
    const { admin, user, phone, params } = await cast()
    const { status, body, text } = await admin.send(listUserSessions, { params })
    expect([status, body.data.map(({ address, current }) => [address, current])]).toEqual([200, [['198.51.100.7', false], ['192.0.2.1', false]]])
    for (const caller of [user, phone]) expect(text).not.toContain(caller.headers.Cookie!.split('=')[1])
    const own = await admin.send(listUserSessions, { params: { userId: admin.person.id } })
    expect(own.body.data.map(({ current }) => current)).toEqual([true])
    expect((await admin.send(listUserSessions, { params: { userId: absent } })).code).toBe('not-found')
    expect((await user.send(listUserSessions, { params })).code, 'not even about oneself').toBe('not-allowed')
  })

  test('ending one ends that one, at once, and is in the trail', async () => {
    const { server, admin, user, phone, params } = await cast()
    const { data } = (await admin.send(listUserSessions, { params })).body
    const sessionId = data[0]!.id
    expect((await admin.send(endUserSession, { params: { ...params, sessionId } })).status).toBe(204)
    expect([(await phone.send(getSession)).status, (await user.send(getSession)).status]).toEqual([401, 200])
    expect((await admin.send(endUserSession, { params: { ...params, sessionId } })).code).toBe('not-found')
    const row = await server.store.db
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'user.end-session')
      .where('outcome', '=', 'done')
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({ actor_id: admin.person.id, object_kind: 'session', object_id: sessionId, object_name: user.person.email })
  })

  test('a session is ended only under its own user', async () => {
    const { server, admin, user, params } = await cast()
    const foreign = (await (await server.signIn(admin.person)).send(listSessions)).body.data[0]!.id
    expect((await admin.send(endUserSession, { params: { ...params, sessionId: foreign } })).code).toBe('not-found')
    expect((await admin.send(endUserSession, { params: { userId: absent, sessionId: foreign } })).code).toBe('not-found')
    const own = (await user.send(listSessions)).body.data[0]!.id
    expect((await user.send(endUserSession, { params: { ...params, sessionId: own } })).code).toBe('not-allowed')
    expect((await admin.send(listUserSessions, { params: { userId: admin.person.id } })).body.data).toHaveLength(2)
  })

  test('sessions that are over are not listed: idle, aged, or of somebody who was disabled', async () => {
    const { server, admin, user, params } = await cast()
    const count = async () => (await (await server.signIn(admin.person)).send(listUserSessions, { params })).body.data.length
    expect(await count()).toBe(2)
    server.advance(20 * minute)
    await user.send(getSession)
    await server.app.tick()
    server.advance(20 * minute)
    expect(await count(), 'one was idle').toBe(1)
    server.advance(12 * hour)
    expect(await count()).toBe(0)
    await server.signIn(user.person)
    expect(await count()).toBe(1)
    await (await server.signIn(admin.person)).send(disableUser, { params })
    expect(await count()).toBe(0)
  })
})
