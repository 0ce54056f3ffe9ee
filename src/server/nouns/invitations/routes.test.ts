import { expect, test } from 'vitest'
import { acceptInvitation, getInvitation } from '#contract/invitations.ts'
import { getSession } from '#contract/sessions.ts'
import { createUser, disableUser, enableUser, inviteUser, listUsers } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { cookieOf, csrf, day, password, second, start, testApp } from '../../testing/app.ts'

onEachStore('invitations', ({ fresh }) => {
  async function invited() {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { body } = await admin.send(createUser, { body: { email: 'dora@example.org', name: 'Dora', role: 'user' } })
    const code = new URL(body.invitation!.url).hash.slice(1)
    return {
      server, admin, user: body, code,
      look: (params = { code }) => server.anonymous.send(getInvitation, { params }),
      accept: (given = code, secret = password) =>
        server.anonymous.send(acceptInvitation, { params: { code: given }, body: { password: secret }, headers: csrf }),
    }
  }

  test('the link shows whose it is, sets the password once and signs in', async () => {
    const { server, admin, user, code, look, accept } = await invited()
    expect(user).toMatchObject({ status: 'invited', invitation: { expiresAt: new Date(start + 7 * day).toISOString() } })
    expect(user.invitation!.url).toBe(`${server.origin}/invitation#${code}`)
    expect((await look()).body).toEqual({ name: 'Dora', email: 'dora@example.org', expiresAt: user.invitation!.expiresAt })
    expect((await accept(code, 'dora@example.org-dora')).status, 'a weak password uses nothing up').toBe(400)
    const accepted = await accept()
    expect(accepted.status).toBe(204)
    const session = server.with({ Cookie: cookieOf(accepted.headers) })
    expect((await session.send(getSession)).body.user.name).toBe('Dora')
    expect([(await look()).code, (await accept()).code]).toEqual(['not-found', 'not-found'])
    expect((await admin.send(listUsers, { query: { filter: 'email equals dora@example.org' } })).body.data[0]!.status).toBe('active')
  })

  test('two who accept at once: one does', async () => {
    const { accept } = await invited()
    expect((await Promise.all([accept(), accept(), accept()])).map(({ status }) => status).sort()).toEqual([204, 404, 404])
  })

  test('it ends after seven days, when a newer one is made, and while the user is disabled', async () => {
    const { server, admin, user, code, look, accept } = await invited()
    const params = { userId: user.id }
    await admin.send(disableUser, { params })
    expect([(await look()).status, (await accept()).status]).toEqual([404, 404])
    await admin.send(enableUser, { params })
    const newer = await admin.send(inviteUser, { params })
    expect([newer.status, newer.headers.get('Cache-Control')]).toEqual([201, 'no-store'])
    expect((await accept(code)).status).toBe(404)
    const next = new URL(newer.body.url).hash.slice(1)
    server.advance(7 * day - second)
    expect((await look({ code: next })).status).toBe(200)
    server.advance(second)
    expect([(await look({ code: next })).status, (await accept(next)).status]).toEqual([404, 404])
  })

  test('the code is in no table, log or trail, and wrong ones are limited', async () => {
    const { server, code, look, accept } = await invited()
    await look()
    await accept()
    const tables = ['invitations', 'replies', 'audit', 'meta'] as const
    for (const table of tables) expect(JSON.stringify(await server.store.db.selectFrom(table).selectAll().execute())).not.toContain(code)
    expect(await server.logged()).not.toContain(code)
    const answers = []
    for (let i = 0; i < 103; i++) answers.push((await look({ code: `wrong${i}` })).status)
    expect(answers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(3)
    expect((await look({ code: 'x'.repeat(201) })).code).toBe('too-long')
  })
})
