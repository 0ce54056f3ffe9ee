import { expect, test } from 'vitest'
import { createView, deleteView, listViews, updateView, View } from '#contract/views.ts'
import { mint } from '../../credentials/format.ts'
import { onEachStore } from '../../testing/store.ts'
import { testApp, type Caller } from '../../testing/app.ts'

const given = { noun: 'users', name: 'Administrators', shared: false, query: 'filter=role%20is%20administrator' } as const
const names = async (by: Caller, noun?: string) => (await by.send(listViews, noun === undefined ? {} : { query: { noun } })).body.data.map(({ name }) => name)

onEachStore('views', ({ fresh }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const [admin, second, user] = [await server.as('administrator'), await server.as('administrator', 'adam'), await server.as('user')]
    const save = (by: Caller, change: Partial<View> = {}) => by.send(createView, { body: { ...given, ...change } })
    return { server, admin, second, user, save }
  }

  test('a person saves, changes and deletes a view; others do not see it, administrators included', async () => {
    const { admin, second, user, save } = await cast()
    const made = await save(user)
    expect([made.status, View.parse(made.body)]).toEqual([201, { ...given, id: made.body.id, own: true }])
    const params = { viewId: made.body.id }
    expect(await names(user)).toEqual(['Administrators'])
    for (const other of [admin, second]) {
      expect(await names(other)).toEqual([])
      expect((await other.send(updateView, { params, body: { name: 'Mine now' } })).code).toBe('not-found')
      expect((await other.send(deleteView, { params })).code).toBe('not-found')
    }
    const changed = await user.send(updateView, { params, body: { name: 'Admins', query: 'sort=-createdAt' } })
    expect(changed.body).toEqual({ ...given, id: params.viewId, own: true, name: 'Admins', query: 'sort=-createdAt' })
    expect((await user.send(deleteView, { params })).status).toBe(204)
    expect(await names(user)).toEqual([])
    expect((await user.send(deleteView, { params })).code).toBe('not-found')
  })

  test('only administrators share; everybody sees a shared view, and other administrators may change it', async () => {
    const { admin, second, user, save } = await cast()
    expect((await save(user, { shared: true })).problem).toMatchObject({ status: 403, code: 'not-allowed', errors: [{ field: 'shared' }] })
    const own = await save(user)
    expect((await user.send(updateView, { params: { viewId: own.body.id }, body: { shared: true } })).code).toBe('not-allowed')
    const shared = await save(admin, { name: 'For all', shared: true })
    const params = { viewId: shared.body.id }
    expect(await names(user)).toEqual(['Administrators', 'For all'])
    expect((await user.send(listViews)).body.data.find(({ name }) => name === 'For all')).toMatchObject({ own: false, shared: true })
    expect((await user.send(updateView, { params, body: { name: 'x' } })).code).toBe('not-allowed')
    expect((await user.send(deleteView, { params })).code).toBe('not-allowed')
    expect((await second.send(updateView, { params, body: { query: 'page=2' } })).body).toMatchObject({ query: 'page=2', own: false })
    expect((await second.send(updateView, { params, body: { shared: false } })).status).toBe(200)
    expect(await names(second), 'it went back to its owner').toEqual([])
    expect(await names(admin)).toEqual(['For all'])
  })

  test('a name is taken once per person and table, however it is written, also in a race', async () => {
    const { admin, user, save } = await cast()
    expect((await save(user)).status).toBe(201)
    expect((await save(user, { name: 'ADMINISTRATORS' })).problem).toMatchObject({ status: 409, code: 'name-taken', errors: [{ field: 'name' }] })
    expect((await save(user, { noun: 'api-keys' })).status).toBe(201)
    expect((await save(admin)).status).toBe(201)
    expect(await names(user, 'api-keys')).toEqual(['Administrators'])
    const race = await Promise.all(Array.from({ length: 4 }, () => save(admin, { name: 'At once' })))
    expect(race.map(({ status, code }) => code ?? status).sort()).toEqual([201, 'name-taken', 'name-taken', 'name-taken'])
    const two = [await save(admin, { name: 'One' }), await save(admin, { name: 'Two' })].map(({ body }) => body.id)
    for (let round = 0; round < 4; round++) {
      const renamed = await Promise.all(two.map((viewId) => admin.send(updateView, { params: { viewId }, body: { name: `Same ${round}` } })))
      expect(renamed.map(({ status, code }) => code ?? status).sort()).toEqual([200, 'name-taken'])
    }
    expect((await admin.send(updateView, { params: { viewId: two[0]! }, body: { shared: true } })).status, 'its own name is not taken').toBe(200)
  })

  // Without the lock each wrote the whole row as it had read it: on PostgreSQL the slower one took the other's field back.
  test('of two changes at once neither takes the other back', async () => {
    const { admin, second, save } = await cast()
    for (let round = 0; round < 8; round++) {
      const { id } = (await save(admin, { name: `Round ${round}`, shared: true })).body
      const params = { viewId: id }
      const [renamed, replaced] = await Promise.all([
        admin.send(updateView, { params, body: { name: `Renamed ${round}` } }),
        second.send(updateView, { params, body: { query: `page=${round + 2}` } }),
      ])
      expect([renamed.status, replaced.status]).toEqual([200, 200])
      expect((await admin.send(listViews)).body.data.find((view) => view.id === id)).toMatchObject({ name: `Renamed ${round}`, query: `page=${round + 2}` })
    }
  })

  test('what is no part of a URL, a credential, or one too many is refused', async () => {
    const { server, user, save } = await cast()
    const value = mint(server.host, 'api-key')
    for (const query of [
      'a b',
      'a#b',
      'x'.repeat(8001),
      `search=${value}`,
      `search=${[...value].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')}`,
    ]) {
      const { status, text } = await save(user, { query })
      expect([status, text.includes(value)]).toEqual([400, false])
    }
    expect((await save(user, { noun: 'tokens' as never })).status).toBe(400)
    expect((await save(user, { name: '' })).code).toBe('required')
    for (let i = 0; i < 100; i++) expect((await save(user, { name: `View ${i}` })).status).toBe(201)
    expect((await save(user, { name: 'One more' })).code).toBe('limit-reached')
    expect(JSON.stringify(await server.store.db.selectFrom('views').selectAll().execute())).not.toContain(value)
  })

  test('views go with their owner, and each change is in the trail without the query', async () => {
    const { server, admin, user, save } = await cast()
    const { id } = (await save(user)).body
    await user.send(updateView, { params: { viewId: id }, body: { query: 'search=needle' } })
    await user.send(deleteView, { params: { viewId: id } })
    const rows = await server.store.db.selectFrom('audit').selectAll().where('object_kind', '=', 'view').orderBy('seq').execute()
    expect(rows.map(({ action, object_id, object_name }) => [action, object_id, object_name])).toEqual(
      ['create', 'update', 'delete'].map((verb) => [`view.${verb}`, id, given.name]),
    )
    expect(JSON.stringify(rows)).not.toContain('needle')
    await save(admin, { shared: true })
    await server.store.write((tx) => tx.deleteFrom('users').where('id', '=', user.person.id).execute())
    expect(await server.store.db.selectFrom('views').select('owner_id').execute()).toEqual([{ owner_id: admin.person.id }])
  })
})
