import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deleteApiKey, updateApiKey } from '#contract/api-keys.ts'
import { updateMe } from '#contract/sessions.ts'
import { uuidv7 } from '../bytes.ts'
import { onEachStore } from '../testing/store.ts'
import { minute, testApp, type TestApp } from '../testing/app.ts'

const denied = async (server: TestApp) =>
  (await server.store.db.selectFrom('audit').selectAll().where('outcome', 'like', 'denied%').orderBy('seq').execute()).map(({ detail, ...row }) => ({
    ...row,
    detail: JSON.parse(detail) as { count?: number; objects?: string[]; addresses?: string[]; from?: string; to?: string },
  }))

// Failed while each refusal was a row and a write of its own: anybody with an account filled the trail as fast as they could ask.
onEachStore('denied changes', ({ fresh }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const id = () => uuidv7(server.now(), server.host.random)
    const ask = (by = user, apiKeyId = id(), address = '192.0.2.1') => by.send(deleteApiKey, { params: { apiKeyId }, address })
    return { server, user, id, ask }
  }

  test('the first is a row at once; those that follow are one row a minute, with how many, of what and from where', async () => {
    const { server, user, ask, id } = await cast()
    const first = id()
    expect((await ask(user, first)).status).toBe(404)
    expect(await denied(server)).toMatchObject([{ object_id: first, detail: {} }])
    const others = Array.from({ length: 49 }, id)
    for (const other of others) expect((await ask(user, other)).status).toBe(404)
    await ask(user, others[0], '203.0.113.9')
    await server.app.tick()
    expect(await denied(server)).toHaveLength(1)
    server.advance(minute)
    await server.app.tick()
    const [, row, ...more] = await denied(server)
    expect(more).toEqual([])
    expect(row).toMatchObject({
      actor_id: user.person.id,
      action: 'api-key.delete',
      outcome: 'denied: not-found',
      object_kind: 'api-key',
      detail: { count: 50, objects: others.slice(0, 20), addresses: ['192.0.2.1', '203.0.113.9'] },
    })

    // Who goes on is still one row a minute.
    for (let i = 0; i < 5; i++) await ask()
    expect(await denied(server)).toHaveLength(2)
    server.advance(minute)
    await server.app.tick()
    expect((await denied(server)).map(({ detail }) => detail.count)).toEqual([undefined, 50, 5])
    // After a quiet minute a refusal is a row at once again.
    server.advance(minute)
    await server.app.tick()
    const late = id()
    await ask(user, late)
    expect((await denied(server)).at(-1)).toMatchObject({ object_id: late, detail: {} })
    expect(await server.app.audit.verify()).toMatchObject({ holds: true })
  })

  test('another person, credential, action or reason is another row', async () => {
    const { server, user, ask, id } = await cast()
    const again = await server.signIn(user.person)
    const other = await server.as('user', 'carol')
    const admin = await server.as('administrator')
    for (const by of [user, again, other, admin]) for (let i = 0; i < 3; i++) await ask(by)
    await user.send(updateApiKey, { params: { apiKeyId: id() }, body: { note: 'x' } })
    await server.with({ Cookie: user.headers.Cookie! }).send(updateMe, { body: { name: 'Eve' } })
    expect((await denied(server)).map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      ...Array.from({ length: 4 }, () => 'api-key.delete denied: not-found'),
      'api-key.update denied: not-found',
      'profile.update denied: csrf',
    ])
    await server.app.close()
    expect((await denied(server)).slice(6).map(({ detail }) => detail.count)).toEqual([2, 2, 2, 2])
  })

  test('nothing is lost at a stop, nor while nothing can be written', async () => {
    const { server, ask } = await cast()
    for (let i = 0; i < 4; i++) await ask()
    await server.store.write((tx) => sql`ALTER TABLE audit RENAME TO audit_away`.execute(tx))
    server.advance(minute)
    await server.app.tick().catch(() => undefined)
    expect(await server.logged()).toContain('counts of denials could not be written yet')
    await server.store.write((tx) => sql`ALTER TABLE audit_away RENAME TO audit`.execute(tx))
    await ask()
    await server.app.close()
    expect((await denied(server)).map(({ detail }) => detail.count)).toEqual([undefined, 4])
  })

  test('one that came alone is told as it was', async () => {
    const { server, user, id, ask } = await cast()
    await ask()
    const second = id()
    await ask(user, second)
    await server.app.close()
    expect((await denied(server))[1]).toMatchObject({ object_id: second, detail: {} })
  })
})
