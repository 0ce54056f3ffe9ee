import { expect, test } from 'vitest'
import { FirstRun, getFirstRun, updateFirstRun } from '#contract/first-run.ts'
import { listAudit } from '#contract/audit.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { testApp, type Caller } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

const done = async (by: Caller) => FirstRun.parse((await by.send(getFirstRun)).body).steps.filter((step) => step.done).map(({ name }) => name)

onEachStore('first run', ({ fresh }) => {
  test('each step is ticked by what is there', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    expect((await admin.send(getFirstRun)).body).toEqual({
      steps: [
        { name: 'api-key', done: false, said: false }, { name: 'people', done: false, said: false }, { name: 'tsig-keys', done: false, said: false },
        { name: 'tls', done: false, said: false }, { name: 'root-key', done: false, said: true }, { name: 'logs', done: false, said: true },
      ],
      dismissed: false,
    })
    await server.devKey(admin)
    expect(await done(admin), 'a key of another kind').toEqual([])
    await server.key(admin)
    expect(await done(admin)).toEqual(['api-key'])
    await server.as('user')
    await admin.send(createTsigKey, { body: { name: 'axfr.example', algorithm: 'HMAC-SHA256' } })
    expect(await done(admin)).toEqual(['api-key', 'people', 'tsig-keys'])
    const behindTls = await testApp(await fresh(), { origin: 'https://keys.example.org' })
    expect(await done(await behindTls.as('administrator'))).toEqual(['tls'])
  })

  test('what only a person knows is kept as they say it, for every administrator, and stands in the trail', async () => {
    const server = await testApp(await fresh())
    const [admin, other] = [await server.as('administrator'), await server.as('administrator', 'carol')]
    expect((await admin.send(updateFirstRun, { body: { said: ['logs', 'root-key'] } })).status).toBe(200)
    expect(await done(other)).toEqual(['people', 'root-key', 'logs'])
    expect((await other.send(updateFirstRun, { body: { said: ['root-key'] } })).body.steps.at(-1)).toEqual({ name: 'logs', done: false, said: true })
    expect((await other.send(updateFirstRun, { body: { dismissed: true } })).body.dismissed).toBe(true)
    expect(await done(admin)).toEqual(['people', 'root-key'])
    expect((await admin.send(updateFirstRun, { body: { dismissed: false } })).body.dismissed).toBe(false)
    const [last] = (await admin.send(listAudit, { query: { size: '1' } })).body.data
    expect(last).toMatchObject({
      action: 'first-run.update', object: { kind: 'first-run' }, detail: { before: { dismissed: true }, after: { said: ['root-key'], dismissed: false } },
    })
    expect((await admin.send(updateFirstRun, { body: { said: ['tls'] } })).status, 'what the server knows nobody says').toBe(400)
  })

  test('it is for administrators', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    expect((await user.send(getFirstRun)).code).toBe('not-allowed')
    expect((await user.send(updateFirstRun, { body: { dismissed: true } })).code).toBe('not-allowed')
  })
})
