import { expect, test } from 'vitest'
import { listAudit } from '#contract/audit.ts'
import { addUse, createNameserver } from '#contract/nameservers.ts'
import { cancelChecks, checkAll, getTsigChecks, listTsigChecks, scheduleChecks } from '#contract/tsig-checks.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { NameserverFault, type NameserverPort } from '../../host.ts'
import { day, hour, minute, testApp, type TestApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

/** Nobody answers; `hold` keeps whoever asks waiting, until the signal. */
function played() {
  const state = { asked: 0, hold: false }
  async function next(signal: AbortSignal): Promise<never> {
    state.asked++
    if (state.hold) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
    throw new NameserverFault('unreachable', 1)
  }
  const silent = (_: unknown, __: Uint8Array, signal: AbortSignal): AsyncIterable<never> => ({ [Symbol.asyncIterator]: () => ({ next: () => next(signal) }) })
  const port: NameserverPort = { resolve: async () => [], datagrams: silent, messages: silent }
  return { state, port }
}

async function world(server: TestApp) {
  const admin = await server.as('administrator')
  const { body: ns } = await admin.send(createNameserver, { body: { name: 'ns1', kind: 'bind', addresses: ['192.0.2.53'] } })
  for (const name of ['a.example', 'b.example', 'c.example']) {
    const { body: key } = await admin.send(createTsigKey, { body: { name } })
    for (const purpose of ['answers-transfers', 'takes-updates'])
      await admin.send(addUse, { params: { nameserverId: ns.id }, body: { tsigId: key.id, zone: name, purpose } })
  }
  // An hour later nobody is signed in any more.
  const now = async () => (await (await server.signIn(admin.person)).send(getTsigChecks)).body
  /** Ticks until nothing runs. */
  const played = async () => {
    await server.app.tick()
    await expect.poll(async () => (await now()).run?.state).not.toBe('running')
    return now()
  }
  return { admin, ns: ns.id, now, played }
}

onEachStore('checks of all', ({ fresh }) => {
  test('each place is asked for what it is used for, and the report names it', async () => {
    const server = await testApp(await fresh(), { nameserver: played().port })
    const { admin, now, played: over } = await world(server)
    expect(await now()).toEqual({ run: null, schedule: { every: 'off', nextAt: null } })
    const begun = await admin.send(checkAll)
    expect([begun.status, begun.body.state, begun.body.startedBy]).toEqual([202, 'running', admin.person.name])
    expect((await admin.send(checkAll)).body.id).toBe(begun.body.id)
    const { run } = await over()
    expect(run).toMatchObject({ id: begun.body.id, state: 'finished', total: 3, done: 3 })
    expect(run!.results.map(({ tsigName, nameserverName, zone, verdict }) => `${tsigName} ${nameserverName} ${zone} ${verdict}`).toSorted())
      .toEqual(['a.example ns1 a.example unreachable', 'b.example ns1 b.example unreachable', 'c.example ns1 c.example unreachable'])
    const { body: history } = await admin.send(listTsigChecks, { params: { tsigId: run!.results[0]!.tsigId } })
    expect(history.data[0]!.steps.map(({ what }) => what)).toEqual([
      'soa', 'soa', 'axfr', 'update', 'axfr-unsigned', 'axfr-wrong-key', 'update-unsigned', 'update-wrong-key',
    ])
    // What cannot be asked is told, and stops nothing.
    await server.store.write((tx) => tx.updateTable('nameservers').set({ addresses: '127.0.0.1' }).execute())
    await admin.send(checkAll)
    const again = await over()
    expect(again.run!.results.map(({ verdict, fault }) => [verdict, fault?.includes('never asked')])).toEqual([[null, true], [null, true], [null, true]])
    await server.app.close()
  })

  test('it is cancelled in the middle, and another may begin', async () => {
    const { state, port } = played()
    const server = await testApp(await fresh(), { nameserver: port })
    const { admin, now, played: over } = await world(server)
    state.hold = true
    await admin.send(checkAll)
    await server.app.tick()
    await expect.poll(() => state.asked).toBe(3)
    expect((await admin.send(cancelChecks)).status).toBe(204)
    expect((await now()).run).toMatchObject({ state: 'cancelled', done: 0 })
    state.hold = false
    await admin.send(checkAll)
    await expect.poll(async () => {
      await server.app.tick()
      return (await now()).run!.state
    }).toBe('finished')
    expect((await over()).run!.done).toBe(3)
    const { body: trail } = await admin.send(listAudit, { query: { filter: 'action contains tsig-check.', sort: 'time' } })
    expect(trail.data.map(({ action }) => action)).toEqual(['tsig-check.run', 'tsig-check.cancel', 'tsig-check.run'])
    await server.app.close()
  })

  test('by the schedule it begins by itself, once an hour or a day, and says so in the trail', async () => {
    const server = await testApp(await fresh(), { nameserver: played().port })
    const { admin, now, played: over } = await world(server)
    const set = await admin.send(scheduleChecks, { body: { every: 'hourly' } })
    expect(set.body.schedule).toEqual({ every: 'hourly', nextAt: new Date(server.now()).toISOString() })
    const first = await over()
    expect(first.run).toMatchObject({ state: 'finished', startedBy: null, done: 3 })
    server.advance(hour - 2 * minute)
    expect((await over()).run!.id).toBe(first.run!.id)
    server.advance(3 * minute)
    const second = await over()
    expect(second.run!.id).not.toBe(first.run!.id)
    const later = await server.signIn(admin.person)
    await later.send(scheduleChecks, { body: { every: 'off' } })
    server.advance(3 * day)
    expect((await over()).run!.id).toBe(second.run!.id)
    const { body: trail } = await (await server.signIn(admin.person)).send(listAudit, { query: { filter: 'action equals tsig-check.run' } })
    const row = ['Countersign', { checked: 3, failing: 3 }]
    expect(trail.data.map(({ actor, detail }) => [actor.name, detail])).toEqual([row, row])
    expect((await now()).schedule.every).toBe('off')
    await server.app.close()
  })

  test('one whose server died is ended by the next', async () => {
    const server = await testApp(await fresh(), { nameserver: played().port })
    const { admin, now } = await world(server)
    await server.store.write((tx) => tx.insertInto('tsig_check_runs').values({
      id: 'r', state: 'running', started_at: server.now(), started_by: 'alice', finished_at: null, alive_at: server.now(), total: 3, done: 1, verdicts: '[]',
    }).execute())
    await server.app.tick()
    expect((await now()).run!.state).toBe('running')
    server.advance(4 * minute)
    await server.app.tick()
    expect((await now()).run!.state).toBe('cancelled')
    expect((await admin.send(checkAll)).body.id).not.toBe('r')
    await server.app.close()
  })
})
