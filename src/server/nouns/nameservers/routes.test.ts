import { expect, test } from 'vitest'
import { fetchFile, previewFile, exportFile, reportRunning, setDelivery, confirmInPlace } from '#contract/nameserver-delivery.ts'
import {
  addUse, addUses, createNameserver, deleteNameserver, getNameserver, listNameservers, listUses, nameserverAddressOf, removeUse, updateNameserver, usesMax,
  type NameserverKind,
} from '#contract/nameservers.ts'
import { advanceRollover, planRollover } from '#contract/rollovers.ts'
import { createTsigKey, deleteTsigKey, updateTsigKey } from '#contract/tsig-keys.ts'
import { minute, testApp, type Caller } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'
import { keptDetail } from './delivery.ts'
import { draftOf, digestOf } from './wanted.ts'

const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })

async function made(admin: Caller, name: string, kind: NameserverKind = 'bind', address = '192.0.2.53'): Promise<string> {
  const { status, body, text } = await admin.send(createNameserver, { body: { name, kind, addresses: [address] } })
  if (status !== 201) throw new Error(text)
  return body.id
}
async function keyOf(admin: Caller, name: string): Promise<{ id: string; secret: string }> {
  return (await admin.send(createTsigKey, { body: { name } })).body
}

test.each([
  ['192.0.2.53', '192.0.2.53'], [' 192.0.2.53 ', '192.0.2.53'], ['2001:DB8:0::53', '2001:db8::53'], ['[2001:db8::53]', '2001:db8::53'],
  ['NS1.Example.COM.', 'ns1.example.com'], ['ns1', 'ns1'], ['127.1', undefined], ['0x7f.0.0.1', undefined], ['2130706433', undefined],
  ['0177.0.0.1', undefined], ['fe80::1%eth0', undefined], ['ns1.example.com:53', undefined], ['ns1..example', undefined], ['', undefined],
  ['ns1.example.com/x', undefined], ['ns_1.example', undefined], ['1.2.3.4.5', undefined], ['a.0x10', undefined],
])('the address %j is kept as %j', (text, kept) => expect(nameserverAddressOf(text)).toBe(kept))

test('what a program wrote is kept as lines, without control characters and without the secrets of its file', () => {
  expect(keptDetail('a\u001b[31m b\r\nkey \u202e "c2VjcmV0" failed\u0000', ['c2VjcmV0'])).toBe('a [31m b\nkey   "…" failed')
  expect(keptDetail('x'.repeat(9000), [])).toHaveLength(4000)
  expect([keptDetail(' \n', []), keptDetail(undefined, [])]).toEqual([null, null])
})

onEachStore('nameservers', ({ fresh }) => {
  test('one is added, found, changed and deleted; its uses go with it', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const id = await made(admin, 'ns1.nwnd.example')
    expect((await admin.send(createNameserver, { body: { name: 'NS1.nwnd.example', kind: 'knot', addresses: ['192.0.2.1'] } })).code).toBe('name-taken')
    const key = await keyOf(admin, 'axfr.nwnd.example')
    const use = await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId: key.id, zone: 'NWND.example.', purpose: 'answers-transfers' } })
    expect([use.status, use.body.zone, use.body.peers]).toEqual([201, 'nwnd.example', []])
    expect((await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId: key.id, zone: 'nwnd.example', purpose: 'answers-transfers' } })).code)
      .toBe('use-exists')
    const { body: list } = await admin.send(listNameservers, { query: { filter: 'keys equals 1;running.state is not-told', search: '192.0.2' } })
    expect(list.data.map(({ name, keys, zones, running }) => [name, keys, zones, running.state])).toEqual([['ns1.nwnd.example', 1, 1, 'not-told']])
    const changed = await admin.send(updateNameserver, { params: { nameserverId: id }, body: { addresses: ['192.0.2.54', '2001:db8::54'], note: 'moved' } })
    expect([changed.body.addresses, changed.body.note]).toEqual([['192.0.2.54', '2001:db8::54'], 'moved'])
    expect((await admin.send(deleteNameserver, { params: { nameserverId: id } })).status).toBe(204)
    expect((await admin.send(deleteTsigKey, { params: { tsigId: key.id } })).status).toBe(204)
  })

  test('a nameserver and a key have a thousand uses at most; of those at the other end twenty are named, and all counted', async () => {
    const server = await testApp(await fresh(), { limits: false })
    const admin = await server.as('administrator')
    const [full, other] = [await made(admin, 'full'), await made(admin, 'other')]
    const [key, free] = [await keyOf(admin, 'axfr'), await keyOf(admin, 'free')]
    const zones = Array.from({ length: usesMax }, (_, at) => ({ tsigId: key.id, zone: `zone${at}.example`, purpose: 'answers-transfers' as const }))
    const { body } = await admin.send(addUses, { params: { nameserverId: full }, body: { uses: zones } })
    expect(body.uses.filter(({ state }) => state === 'added')).toHaveLength(usesMax)
    const add = (nameserverId: string, tsigId: string, purpose: 'answers-transfers' | 'asks-for-transfers' = 'asks-for-transfers') =>
      admin.send(addUse, { params: { nameserverId }, body: { tsigId, zone: 'one.more.example', purpose } })
    expect([(await add(full, free.id)).code, (await add(other, key.id)).code]).toEqual(['limit-reached', 'limit-reached'])
    expect((await add(other, free.id)).body.peers).toEqual([])
    for (let at = 0; at < 22; at++) await add(await made(admin, `ns${at}`), free.id, 'answers-transfers')
    const { data } = (await admin.send(listUses, { params: { nameserverId: other } })).body
    expect([data[0]!.peers.length, data[0]!.peerCount]).toEqual([20, 22])
  })

  test('a key in use is not deleted, and the refusal names where', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const [ns1, ns2] = [await made(admin, 'ns1'), await made(admin, 'ns2')]
    const key = await keyOf(admin, 'axfr')
    const first = await admin.send(addUse, { params: { nameserverId: ns1 }, body: { tsigId: key.id, zone: 'a.example', purpose: 'answers-transfers' } })
    await admin.send(addUse, { params: { nameserverId: ns2 }, body: { tsigId: key.id, purpose: 'asks-for-transfers' } })
    const refused = await admin.send(deleteTsigKey, { params: { tsigId: key.id } })
    expect([refused.status, refused.code]).toEqual([409, 'tsig-key-in-use'])
    expect(refused.text).toContain('ns1 uses axfr (answers transfers of a.example), and so does 1 more')
    expect((await admin.send(listUses, { params: { nameserverId: ns2 } })).body.data[0]!.peers).toEqual([{ id: ns1, name: 'ns1' }])
    await admin.send(removeUse, { params: { nameserverId: ns1, useId: first.body.id } })
    expect((await admin.send(listUses, { params: { nameserverId: ns2 } })).body.data[0]!.peers).toEqual([])
  })

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '169.254.169.254', 'fe80::1', '224.0.0.1', '0.0.0.0', '64:ff9b::7f00:1'])(
    'the address %s is never asked, so it is not taken', async (address) => {
      const server = await testApp(await fresh())
      const admin = await server.as('administrator')
      const refused = await admin.send(createNameserver, { body: { name: 'ns1', kind: 'bind', addresses: ['192.0.2.1', address] } })
      expect([refused.status, refused.code]).toEqual([400, 'address-not-allowed'])
      expect(JSON.parse(refused.text)).toMatchObject({ errors: [{ pointer: '/addresses/1' }] })
    },
  )

  test('a server fetches its own file with its credential, again only when it is another, and says what it runs', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const id = await made(admin, 'ns1')
    const other = await made(admin, 'ns2')
    const key = await keyOf(admin, 'axfr')
    await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId: key.id, zone: 'a.example', purpose: 'answers-transfers' } })
    const { credential } = (await admin.send(setDelivery, { params: { nameserverId: id }, body: { way: 'pull' } })).body
    const itself = server.with(bearer(credential!))
    const file = await itself.send(fetchFile, { params: { nameserverId: id } })
    expect([file.status, file.text.includes(key.secret), file.headers.get('Cache-Control')]).toEqual([200, true, 'no-store'])
    const etag = file.headers.get('ETag')!
    expect((await itself.send(fetchFile, { params: { nameserverId: id }, headers: { 'If-None-Match': etag } })).status).toBe(304)
    expect((await itself.send(fetchFile, { params: { nameserverId: other } })).status).toBe(404)
    expect((await itself.send(getNameserver, { params: { nameserverId: id } })).code).toBe('invalid-credential')
    const state = async () => (await admin.send(getNameserver, { params: { nameserverId: id } })).body.running
    const report = (outcome: 'running' | 'refused', of: string, detail?: string) =>
      itself.send(reportRunning, { params: { nameserverId: id }, body: { etag: of, outcome, ...(detail === undefined ? {} : { detail }) } })
    expect((await report('running', etag)).status).toBe(204)
    expect((await state()).state).toBe('up-to-date')

    // Another secret: another file. What its checker says of it is told, without the secret.
    const again = await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { secret: btoa('another secret of 32 octets here!') } })
    expect(again.status).toBe(200)
    expect((await state()).state).toBe('behind')
    const second = await itself.send(fetchFile, { params: { nameserverId: id }, headers: { 'If-None-Match': etag } })
    expect(second.status).toBe(200)
    await report('refused', second.headers.get('ETag')!, `line 7: ${btoa('another secret of 32 octets here!')} is bad`)
    expect(await state()).toMatchObject({ state: 'refused', fault: 'line 7: … is bad' })
    // A late report of the file before counts for nothing.
    await report('running', etag)
    expect((await state()).state).toBe('refused')
    // Failed: of the same number and of another content, as from before a database was put back, it was taken for what is wanted.
    expect((await report('running', second.headers.get('ETag')!.replace(/-.*/, '-0000000000000000"'))).status).toBe(204)
    expect((await state()).state).toBe('refused')
    await report('running', second.headers.get('ETag')!)
    expect(await state()).toMatchObject({ state: 'up-to-date', fault: null })
    server.advance(11 * minute)
    expect((await state()).state).toBe('silent')

    // Another credential ends the first; by hand there is none.
    const replaced = await (await server.signIn(admin.person)).send(setDelivery, { params: { nameserverId: id }, body: { way: 'pull' } })
    expect(replaced.status).toBe(200)
    expect((await itself.send(fetchFile, { params: { nameserverId: id } })).code).toBe('invalid-credential')
  })

  test('by hand the file is exported, and somebody says that it is in place', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const id = await made(admin, 'ns1', 'knot')
    const key = await keyOf(admin, 'axfr')
    await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId: key.id, purpose: 'answers-transfers' } })
    const preview = await admin.send(previewFile, { params: { nameserverId: id } })
    expect([preview.text.includes(key.secret), preview.text.includes('countersign-transfers-all')]).toEqual([false, true])
    const file = await admin.send(exportFile, { params: { nameserverId: id } })
    expect(file.text).toContain(key.secret)
    const { wanted } = (await admin.send(getNameserver, { params: { nameserverId: id } })).body.running
    await admin.send(updateTsigKey, { params: { tsigId: key.id }, body: { name: 'axfr-renamed' } })
    expect((await admin.send(confirmInPlace, { params: { nameserverId: id }, body: { etag: wanted } })).code).toBe('changed-meanwhile')
    const wantedNow = (await admin.send(getNameserver, { params: { nameserverId: id } })).body.running.wanted
    expect((await admin.send(confirmInPlace, { params: { nameserverId: id }, body: { etag: wantedNow } })).body.running.state).toBe('up-to-date')
  })

  test('many uses at once are added where they can be, and each is told of', async () => {
    const store = await fresh()
    const server = await testApp(store)
    const admin = await server.as('administrator')
    const nameserverId = await made(admin, 'many')
    const [k, rolled] = [await keyOf(admin, 'many-k'), await keyOf(admin, 'many-rolled')]
    await admin.send(addUse, { params: { nameserverId }, body: { tsigId: k.id, zone: 'a.example', purpose: 'answers-transfers' } })
    await admin.send(addUse, { params: { nameserverId }, body: { tsigId: rolled.id, purpose: 'answers-transfers' } })
    const plan = await admin.send(planRollover, { params: { tsigId: rolled.id }, body: {} })
    await admin.send(advanceRollover, { params: { rolloverId: plan.body.id }, body: { step: 1 } })
    const gone = '019a0000-0000-7000-8000-000000000000'
    const use = (tsigId: string, zone: string | null) => ({ tsigId, zone, purpose: 'answers-transfers' as const })
    const { body } = await admin.send(addUses, {
      params: { nameserverId },
      body: { uses: [use(k.id, 'A.example.'), use(k.id, 'b.example'), use(k.id, 'b.example'), use(k.id, null), use(rolled.id, 'c.example'), use(gone, null)] },
    })
    expect(body.uses.map(({ tsigName, zone, state }) => `${tsigName} ${zone} ${state}`)).toEqual([
      'many-k a.example exists', 'many-k b.example added', 'many-k b.example exists', 'many-k null added', 'many-rolled c.example refused', ' null refused',
    ])
    expect(body.uses.map(({ problem }) => problem?.slice(0, 12) ?? null)).toEqual([null, null, null, null, 'many-rolled ', 'There is no '])
    expect((await admin.send(listUses, { params: { nameserverId } })).body.data.filter(({ tsigName }) => tsigName === 'many-k')).toHaveLength(3)
    const row = await store.db.selectFrom('nameservers').selectAll().where('id', '=', nameserverId).executeTakeFirstOrThrow()
    expect(row.wanted_digest).toBe(digestOf(server.host, await draftOf(store.db, row)))
  })

  // What has room for one key takes the last made, whatever keys are called and whatever it is for.
  test('a draft says in which order uses were made', async () => {
    const store = await fresh()
    const server = await testApp(store)
    const admin = await server.as('administrator')
    const [id, late, early] = [await made(admin, 'a'), await keyOf(admin, 'a-late'), await keyOf(admin, 'z-early')]
    const use = async (tsigId: string, purpose: 'asks-for-transfers' | 'signs-notify') => {
      server.advance(1)
      await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId, purpose } })
    }
    await use(early.id, 'asks-for-transfers')
    await use(early.id, 'signs-notify')
    await use(late.id, 'asks-for-transfers')
    const { file } = await draftOf(store.db, await store.db.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirstOrThrow())
    expect([...file.asks, ...file.notifies].map(({ key, made: at }) => `${key} ${at}`)).toEqual(['a-late 2', 'z-early 0', 'z-early 1'])
  })

  test('after any change, what each server wants is what its file would be', async () => {
    const store = await fresh()
    const server = await testApp(store)
    const admin = await server.as('administrator')
    const [a, b, c] = [await made(admin, 'a'), await made(admin, 'b', 'nsd'), await made(admin, 'c', 'knot')]
    const [k, l] = [await keyOf(admin, 'k'), await keyOf(admin, 'l')]
    const fits = async () => {
      for (const row of await store.db.selectFrom('nameservers').selectAll().execute())
        expect([row.name, row.wanted_digest]).toEqual([row.name, digestOf(server.host, await draftOf(store.db, row))])
    }
    const use = (nameserverId: string, tsigId: string, purpose: 'answers-transfers' | 'asks-for-transfers' | 'signs-notify', zone = 'z.example') =>
      admin.send(addUse, { params: { nameserverId }, body: { tsigId, zone, purpose } })
    await use(a, k.id, 'answers-transfers')
    await use(b, k.id, 'asks-for-transfers')
    await use(a, k.id, 'signs-notify')
    await use(c, l.id, 'answers-transfers')
    const last = await use(b, l.id, 'asks-for-transfers', '')
    await fits()
    await admin.send(updateNameserver, { params: { nameserverId: a }, body: { addresses: ['192.0.2.99'], port: 5353 } })
    await admin.send(updateNameserver, { params: { nameserverId: c }, body: { name: 'c2' } })
    await admin.send(updateTsigKey, { params: { tsigId: k.id }, body: { name: 'k2' } })
    await fits()
    await admin.send(removeUse, { params: { nameserverId: b, useId: last.body.id } })
    await admin.send(deleteNameserver, { params: { nameserverId: a } })
    await fits()
  })
})
