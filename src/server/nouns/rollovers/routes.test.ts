import { expect, test } from 'vitest'
import { fetchFile, reportRunning, setDelivery } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver, deleteNameserver, updateNameserver } from '#contract/nameservers.ts'
import { advanceRollover, getRollover, pauseRollover, planRollover, undoRollover } from '#contract/rollovers.ts'
import { createTsigKey, deleteTsigKey } from '#contract/tsig-keys.ts'
import { testApp, type Caller, type TestApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

/*
 * A rollover at the doors of the server, among people and servers that do not keep to their turn. Two servers that ask for transfers: what
 * they run is their own word, so that nobody has to answer on a port.
 */

interface Fleet {
  server: TestApp
  admin: Caller
  tsigId: string
  names: readonly string[]
  ids: readonly string[]
  callers: readonly Caller[]
  rolloverId: string
  now: () => Promise<{ state: string; step: number; fault: string | null; automatic: boolean; events: { what: string; detail: Record<string, unknown> }[] }>
  press: (step: number, automatic?: boolean, by?: Caller) => ReturnType<Caller['send']>
  fetch: (which: number) => Promise<string>
  report: (which: number, etag: string, outcome?: 'running' | 'refused', detail?: string) => Promise<number>
  take: () => Promise<void>
}

async function fleetOf(store: Parameters<typeof testApp>[0]): Promise<Fleet> {
  const server = await testApp(store)
  const admin = await server.as('administrator')
  const tsigId = (await admin.send(createTsigKey, { body: { name: 'axfr.example' } })).body.id
  const names = ['ns1', 'ns2']
  const ids: string[] = []
  const callers: Caller[] = []
  for (const name of names) {
    const { id } = (await admin.send(createNameserver, { body: { name, kind: 'bind', addresses: ['192.0.2.53'] } })).body
    await admin.send(addUse, { params: { nameserverId: id }, body: { tsigId, zone: 'a.example', purpose: 'asks-for-transfers' } })
    const { credential } = (await admin.send(setDelivery, { params: { nameserverId: id }, body: { way: 'pull' } })).body
    ids.push(id)
    callers.push(server.with({ Authorization: `Bearer ${credential}` }))
  }
  const rolloverId = (await admin.send(planRollover, { params: { tsigId }, body: {} })).body.id
  const fetch = async (which: number) =>
    (await callers[which]!.send(fetchFile, { params: { nameserverId: ids[which]! } })).headers.get('ETag')!
  const report: Fleet['report'] = async (which, etag, outcome = 'running', detail) =>
    (await callers[which]!.send(reportRunning, { params: { nameserverId: ids[which]! }, body: { etag, outcome, ...(detail ? { detail } : {}) } })).status
  return {
    server, admin, tsigId, names, ids, callers, rolloverId, fetch, report,
    now: async () => (await admin.send(getRollover, { params: { rolloverId } })).body,
    press: (step, automatic, by = admin) =>
      by.send(advanceRollover, { params: { rolloverId }, body: { step, ...(automatic === undefined ? {} : { automatic }) } }),
    async take() {
      for (const which of names.keys()) await report(which, await fetch(which))
    },
  }
}

onEachStore('rollovers at the door', ({ fresh }) => {
  test('two administrators press the same step: it is done once, and the second reads how things are', async () => {
    const { server, press, now, take } = await fleetOf(await fresh())
    const second = await server.as('administrator')
    const both = async (step: number) => (await Promise.all([press(step), press(step, undefined, second)])).map(({ status }) => status)
    expect(await both(1)).toEqual([200, 200])
    const begun = await now()
    // Nobody answers with this key, so that step 2 waits for nothing.
    expect([begun.step, begun.events.filter(({ what }) => what === 'started')]).toEqual([3, [expect.anything()]])
    const keys = await server.store.db.selectFrom('tsig_keys').select('name').orderBy('name').execute()
    expect(keys).toEqual([{ name: 'axfr-2.example' }, { name: 'axfr.example' }])
    await take()
    expect(await both(3)).toEqual([200, 200])
    await take()
    expect(await both(4)).toEqual([200, 200])
    const done = (await now()).events.flatMap(({ what, detail }) => (what === 'step-done' ? [detail['step']] : []))
    expect(done.length).toBe(new Set(done).size)
    expect((await now()).step).toBe(5)
  })

  // Failed: the plan of the first was deleted, who then heard of 404 when they pressed Start.
  test('two administrators plan the same at once, and either starts it', async () => {
    const { server, admin, tsigId, rolloverId, press } = await fleetOf(await fresh())
    const second = await server.as('administrator', 'second')
    const plan = async (by: Caller, body = {}) => (await by.send(planRollover, { params: { tsigId }, body })).body.id
    expect(await Promise.all([plan(admin), plan(second)])).toEqual([rolloverId, rolloverId])
    // Another plan takes its place.
    const other = await plan(second, { algorithm: 'HMAC-SHA512' })
    expect(other).not.toBe(rolloverId)
    expect((await press(1)).status).toBe(404)
    expect((await admin.send(advanceRollover, { params: { rolloverId: other }, body: { step: 1 } })).status).toBe(200)
  })

  test('a report with the credential of another server, and an old one after a new one, prove nothing', async () => {
    const { admin, ids, callers, press, now, fetch, report, rolloverId } = await fleetOf(await fresh())
    const old = await fetch(1)
    await press(1)
    expect((await now()).step).toBe(3)
    const [first, second] = [await fetch(0), await fetch(1)]
    await report(0, first)
    const forged = await callers[0]!.send(reportRunning, { params: { nameserverId: ids[1]! }, body: { etag: second, outcome: 'running' } })
    expect(forged.status).toBe(404)
    await report(1, old)
    await press(3)
    expect((await now()).step).toBe(3)
    await report(1, second)
    // On the way longer than the new one.
    expect(await report(1, old)).toBe(204)
    await press(3)
    expect((await now()).step).toBe(4)
    const { body } = await admin.send(getRollover, { params: { rolloverId } })
    expect(body.steps[2]!.proofs.map(({ state }) => state)).toEqual(['proved', 'proved'])
  })

  test('a nameserver that is waited for stays, also under another name; and so does the key', async () => {
    const { admin, ids, tsigId, press, take, now, rolloverId } = await fleetOf(await fresh())
    await press(1)
    const gone = await admin.send(deleteNameserver, { params: { nameserverId: ids[1]! } })
    expect([gone.status, gone.code]).toEqual([409, 'nameserver-in-use'])
    expect((await admin.send(deleteTsigKey, { params: { tsigId } })).code).toBe('tsig-key-in-use')
    expect((await admin.send(updateNameserver, { params: { nameserverId: ids[1]! }, body: { name: 'renamed' } })).status).toBe(200)
    const { body } = await admin.send(getRollover, { params: { rolloverId } })
    expect(body.steps[2]!.proofs.map(({ nameserverName }) => nameserverName).toSorted()).toEqual(['ns1', 'renamed'])
    await take()
    await press(3)
    await take()
    await press(4)
    await take()
    await press(5)
    expect((await now()).state).toBe('finished')
    // Failed with 409 for the one of two who pressed the last step and was slower.
    expect(await press(5)).toMatchObject({ status: 200, body: { state: 'finished' } })
    expect((await now()).events.filter(({ what, detail }) => what === 'step-done' && detail.step === 5)).toHaveLength(1)
    expect((await admin.send(deleteNameserver, { params: { nameserverId: ids[1]! } })).status).toBe(204)
  })

  test('a refused file pauses what goes on by itself, with its words; once it is taken, Go on goes on', async () => {
    const { server, press, now, fetch, report, take } = await fleetOf(await fresh())
    await press(1, true)
    await report(0, await fetch(0))
    await report(1, await fetch(1), 'refused', 'named.conf:7: unknown option')
    const look = async () => {
      // It looks around every few seconds, beside the tick.
      server.advance(6_000)
      await server.app.tick()
    }
    await expect.poll(async () => {
      await look()
      return (await now()).state
    }).toBe('paused')
    expect(await now()).toMatchObject({ step: 3, automatic: false, fault: 'ns2 does not take the file: named.conf:7: unknown option' })
    await report(1, await fetch(1))
    await press(3, true)
    expect(await now()).toMatchObject({ state: 'running', step: 4, automatic: true, fault: null })
    await take()
    await expect.poll(async () => {
      await look()
      return (await now()).step
    }).toBe(5)
  })

  test('paused and undone in the middle, all is as it was; of one that is over nothing is taken back', async () => {
    const { server, admin, press, now, take, rolloverId } = await fleetOf(await fresh())
    const uses = () => server.store.db.selectFrom('tsig_uses').selectAll().orderBy('id').execute()
    const before = await uses()
    await press(1, true)
    expect((await admin.send(pauseRollover, { params: { rolloverId } })).body.automatic).toBe(false)
    const undo = (step: number) => admin.send(undoRollover, { params: { rolloverId }, body: { step } })
    expect((await undo(3)).body.step).toBe(2)
    // Those who asked with the new key go back first.
    expect((await undo(2)).code).toBe('undo-not-loaded')
    await take()
    expect((await undo(2)).body.state).toBe('undone')
    expect(await uses()).toEqual(before)
    expect((await undo(2)).code).toBe('rollover-over')
    expect((await press(2)).code).toBe('rollover-over')
    expect((await now()).events.filter(({ what }) => what === 'undone')).toHaveLength(2)
  })
})
