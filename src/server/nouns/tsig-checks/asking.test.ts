import { expect, test } from 'vitest'
import { listAudit } from '#contract/audit.ts'
import { addUse, createNameserver, deleteNameserver, getNameserver, listUses, removeUse, type TsigPurpose } from '#contract/nameservers.ts'
import { listTsigChecks, runTsigCheck } from '#contract/tsig-checks.ts'
import { createTsigKey, deleteTsigKey, getTsigKey } from '#contract/tsig-keys.ts'
import { build, parse, rcodes, types } from '../../dns/message.ts'
import { textOf } from '../../dns/names.ts'
import { sign, tsigErrors, unsignedError, type TsigKey } from '../../dns/tsig.ts'
import { NameserverFault, type NameserverPort } from '../../host.ts'
import { nodeHost } from '../../node/host.ts'
import { testApp, type TestApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'
import { createTsigChecker, type TsigChecker } from './asking.ts'

const secret = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const machine = nodeHost('silent')

/** A nameserver that knows the key as long as `knows` says so, and what it was asked for. */
function played(names: Record<string, string[]> = {}) {
  const state = { knows: true, down: false, asked: [] as string[], hold: undefined as Promise<void> | undefined }
  async function* answer(_: unknown, octets: Uint8Array) {
    const question = parse(octets)
    state.asked.push(textOf(question.questions[0]!.name))
    await state.hold
    if (state.down) throw new NameserverFault('unreachable', 1)
    const tsig = question.tsig!
    const { id, questions, opcode } = question
    if (!state.knows) {
      yield { octets: unsignedError(build({ id, questions, opcode, response: true, rcode: rcodes.NOTAUTH }), tsig, tsigErrors.BADKEY), milliseconds: 1 }
      return
    }
    const zone = questions[0]!.name
    const soa = { name: zone, type: types.SOA, class: 1, ttl: 0, data: Uint8Array.from([0, 0, ...new Uint8Array(20).fill(1)]) }
    const key: TsigKey = { name: tsig.name, algorithm: 'hmac-sha256', secret: new Uint8Array(Buffer.from(secret, 'base64')) }
    const answers = opcode === 5 ? [] : questions[0]!.type === types.AXFR ? [soa, soa] : [soa]
    const signing = { key, time: tsig.timeSigned, before: { mac: tsig.mac } }
    yield { octets: sign(machine.crypto, build({ id, questions, opcode, response: true, answers }), signing).octets, milliseconds: 1 }
  }
  const port: NameserverPort = { resolve: async (name) => names[name] ?? [], datagrams: answer, messages: answer }
  return { state, port }
}

interface World { server: TestApp; checker: TsigChecker; key: string; ns: string }
async function world(server: TestApp, address = '192.0.2.53'): Promise<World> {
  const admin = await server.as('administrator')
  const { body: key } = await admin.send(createTsigKey, { body: { name: 'axfr', secret } })
  const { body: ns } = await admin.send(createNameserver, { body: { name: 'ns1', kind: 'bind', addresses: [address] } })
  const checker = createTsigChecker({ host: server.host, store: server.store, secretOf: async () => secret, loopback: false, record: async () => {} })
  return { server, checker, key: key.id, ns: ns.id }
}
const never = new AbortController().signal
const kept = async () => {}

onEachStore('checks of TSIG keys', ({ fresh }) => {
  test('for a rollover every fault has its own name, and only what a server did is a verdict', async () => {
    const { state, port } = played()
    const { server, checker, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const question = { tsigId: key, nameserverId: ns, zone: 'a.example', purpose: 'answers-transfers' as const }
    expect(await checker.ask(question, never)).toMatchObject({ verdict: 'accepted', records: 2, says: null })
    state.down = true
    expect((await checker.ask(question, never)).verdict).toBe('unreachable')
    await server.store.write((tx) => tx.updateTable('nameservers').set({ addresses: '127.0.0.1' }).execute())
    expect(await checker.ask(question, never)).toMatchObject({ verdict: null, says: expect.stringContaining('is never asked') as string })
    const parts = { host: server.host, store: server.store, loopback: true, record: async () => {} }
    const locked = createTsigChecker({ ...parts, secretOf: async () => { throw new Error('the vault is closed') } })
    expect(await locked.ask(question, never)).toEqual({ verdict: null, records: null, says: 'Countersign could not ask it: its log says why.' })
    expect(await server.logged()).toContain('the vault is closed')
    const alone = createTsigChecker({ ...parts, host: { ...server.host, nameserver: undefined }, secretOf: async () => secret })
    expect(await alone.ask(question, never)).toMatchObject({ verdict: null, says: 'No nameserver can be asked from here.' })
    expect(await checker.ask({ ...question, nameserverId: key }, never)).toMatchObject({ verdict: null, says: 'The key or the nameserver is there no more.' })
    await server.store.write((tx) => tx.updateTable('nameservers').set({ addresses: '192.0.2.53' }).execute())
    state.hold = new Promise(() => {})
    expect(await checker.ask(question, AbortSignal.timeout(20))).toMatchObject({ verdict: null, says: expect.stringContaining('time') as string })
    const stop = new AbortController()
    const asking = checker.ask(question, stop.signal)
    stop.abort(new Error('gone'))
    await expect(asking).rejects.toThrow('gone')
  })

  test('what worsens is marked until it is better again, and stands in the trail once, whoever asked', async () => {
    const { state, port } = played()
    const { server, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const admin = await server.as('administrator')
    await admin.send(addUse, { params: { nameserverId: ns }, body: { tsigId: key, zone: 'a.example', purpose: 'answers-transfers' } })
    const check = async () => (await admin.send(runTsigCheck, { params: { tsigId: key }, body: { nameserverId: ns } })).body
    const marks: unknown[] = []
    for (const knows of [true, false, false, true]) {
      state.knows = knows
      const { verdict, worse } = await check()
      const shown = (await admin.send(getTsigKey, { params: { tsigId: key } })).body.lastCheck
      const there = (await admin.send(getNameserver, { params: { nameserverId: ns } })).body.lastCheck
      marks.push([verdict, worse, shown?.worse, there?.worse])
    }
    expect(marks).toEqual([
      ['accepted', false, false, false], ['unknown-key', true, true, true], ['unknown-key', true, true, true], ['accepted', false, false, false],
    ])
    const { body: history } = await admin.send(listTsigChecks, { params: { tsigId: key } })
    expect(history.data.map(({ worse }) => worse)).toEqual([false, true, true, false])
    const { body: trail } = await admin.send(listAudit, { query: { filter: 'action equals tsig-check.worsened' } })
    expect(trail.data.length).toBe(1)
  })

  test('by itself it writes the same row, and none for a key that is not used there any more', async () => {
    const { state, port } = played()
    const { server, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const told: unknown[] = []
    const checker = createTsigChecker({
      host: server.host, store: server.store, secretOf: async () => secret, loopback: false, record: async (_, __, action, { object, detail }) => {
        told.push([action, object.name, detail?.verdict])
      },
    })
    const question = { tsigId: key, nameserverId: ns, zone: 'a.example', purpose: 'answers-transfers' as const }
    await checker.ask(question, never)
    state.knows = false
    await checker.ask(question, never)
    expect(told).toEqual([])
    state.knows = true
    await checker.ask(question, never)
    state.down = true
    await checker.ask(question, never)
    expect(told).toEqual([['tsig-check.worsened', 'axfr', 'unreachable']])
  })

  test('what stands at a key and at a nameserver is of where the key is used, and of what was asked last', async () => {
    const { state, port } = played()
    const { server, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const admin = await server.as('administrator')
    const { body: other } = await admin.send(createNameserver, { body: { name: 'ns2', kind: 'knot', addresses: ['192.0.2.54'] } })
    const use = async (nameserverId: string, zone: string | null) => {
      const { body } = await admin.send(addUse, { params: { nameserverId }, body: { tsigId: key, zone, purpose: 'answers-transfers' } })
      return { nameserverId, useId: body.id }
    }
    const check = async (nameserverId: string, zone: string, knows: boolean) => {
      state.knows = knows
      await admin.send(runTsigCheck, { params: { tsigId: key }, body: { nameserverId, zone } })
    }
    const ofKey = async () => (await admin.send(getTsigKey, { params: { tsigId: key } })).body.lastCheck?.says
    const at = async (nameserverId: string) => {
      const { lastCheck } = (await admin.send(getNameserver, { params: { nameserverId } })).body
      return lastCheck && [lastCheck.says, lastCheck.accepted, lastCheck.of]
    }

    // Used nowhere yet: what was asked last.
    await check(ns, 'a.example', false)
    expect([await ofKey(), await at(ns)]).toEqual(['unknown-key', ['unknown-key', 0, 1]])
    await check(ns, 'typo.example', true)
    expect([await ofKey(), await at(ns)]).toEqual(['accepted', ['accepted', 1, 1]])

    // Used for a zone: that zone's, and what was asked last.
    const first = await use(ns, 'a.example')
    expect([await ofKey(), await at(ns)]).toEqual(['unknown-key', ['unknown-key', 1, 2]])
    await check(ns, 'a.example', true)
    expect(await at(ns)).toEqual(['accepted', 1, 1])
    await check(ns, 'typo.example', false)
    expect([await ofKey(), await at(ns)]).toEqual(['unknown-key', ['unknown-key', 1, 2]])
    await check(ns, 'a.example', true)
    expect([await ofKey(), await at(ns)]).toEqual(['accepted', ['accepted', 1, 1]])

    // For all zones: whichever was asked last there.
    await admin.send(removeUse, { params: first })
    await use(ns, null)
    expect([await ofKey(), await at(ns)]).toEqual(['accepted', ['accepted', 1, 1]])

    // Taken away where it fails, it fails no more: beside what was asked last.
    const second = await use(other.id, 'b.example')
    await check(other.id, 'b.example', false)
    await check(ns, 'a.example', true)
    expect([await ofKey(), await at(other.id)]).toEqual(['unknown-key', ['unknown-key', 0, 1]])
    await admin.send(removeUse, { params: second })
    expect(await ofKey()).toBe('accepted')
  })

  test('a key or nameserver that is deleted takes its checks from the other side', async () => {
    const { state, port } = played()
    const { server, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const admin = await server.as('administrator')
    const { body: fine } = await admin.send(createTsigKey, { body: { name: 'fine', secret: 'AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=' } })
    const { body: other } = await admin.send(createNameserver, { body: { name: 'ns2', kind: 'knot', addresses: ['192.0.2.54'] } })
    const check = async (tsigId: string, nameserverId: string, knows: boolean) => {
      state.knows = knows
      await admin.send(runTsigCheck, { params: { tsigId }, body: { nameserverId, zone: 'a.example' } })
    }
    const at = async (nameserverId: string) => (await admin.send(getNameserver, { params: { nameserverId } })).body.lastCheck
    for (const tsigId of [key, fine.id])
      for (const nameserverId of [ns, other.id])
        await admin.send(addUse, { params: { nameserverId }, body: { tsigId, zone: 'a.example', purpose: 'answers-transfers' } })
    await check(fine.id, other.id, false)
    await check(key, other.id, false)
    await check(key, ns, false)
    expect(await at(other.id)).toMatchObject({ says: 'unknown-key', of: 2 })
    const ofKey = async () => (await admin.send(getTsigKey, { params: { tsigId: key } })).body.lastCheck
    const before = await ofKey()
    expect(before).toMatchObject({ says: 'unknown-key' })

    expect((await admin.send(deleteNameserver, { params: { nameserverId: other.id } })).status).toBe(204)
    expect(await ofKey()).toEqual(before)
    expect((await admin.send(getTsigKey, { params: { tsigId: fine.id } })).body.lastCheck).toBeNull()

    for (const { id } of (await admin.send(listUses, { params: { nameserverId: ns } })).body.data.filter(({ tsigId }) => tsigId === key))
      await admin.send(removeUse, { params: { nameserverId: ns, useId: id } })
    expect((await admin.send(deleteTsigKey, { params: { tsigId: key } })).status).toBe(204)
    expect(await at(ns)).toBeNull()
    expect(await server.store.db.selectFrom('nameservers').select(['check_verdict', 'check_of', 'check_worse', 'checked_at']).execute())
      .toEqual([{ check_verdict: null, check_of: 0, check_worse: 0, checked_at: null }])
  })

  test('a check that two wait for goes on when the first has gone', async () => {
    const { state, port } = played()
    const { checker, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const asked = { tsigId: key, nameserverId: ns, zone: 'a.example', transport: 'udp' as const, transfer: false, update: false, enforce: false }
    let go = () => {}
    state.hold = new Promise((resolve) => { go = resolve })
    const stop = new AbortController()
    const first = checker.run(asked, stop.signal, kept)
    const second = checker.run(asked, never, kept)
    await expect.poll(() => state.asked.length).toBe(1)
    stop.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    go()
    expect((await second).check.verdict).toBe('accepted')
    expect(state.asked.length).toBe(1)
  })

  test('a host name leads to what it has, and where that is nothing or too much the step says so', async () => {
    const many = Array.from({ length: 50 }, (_, at) => `192.0.2.${at}`)
    const { port } = played({ 'two.example': ['192.0.2.1', '2001:db8::1'], 'many.example': many })
    const { server, checker, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const asked = { tsigId: key, nameserverId: ns, zone: 'a.example', transport: 'udp' as const, transfer: false, update: false, enforce: false }
    const steps = async (addresses: string) => {
      await server.store.write((tx) => tx.updateTable('nameservers').set({ addresses }).execute())
      const { check } = await checker.run(asked, never, kept)
      return check.steps.map(({ what, outcome, address, found }) => [what, outcome, address, found])
    }
    expect(await steps('two.example')).toEqual([['soa', 'accepted', '192.0.2.1', undefined], ['soa', 'accepted', '2001:db8::1', undefined]])
    expect(await steps('none.example')).toEqual([['resolve', 'unreachable', 'none.example', 0]])
    expect(await steps('192.0.2.9, many.example')).toEqual([['soa', 'accepted', '192.0.2.9', undefined], ['resolve', 'unreachable', 'many.example', 50]])
  })

  test('for all zones one is asked for that is there for what is asked', async () => {
    const { state, port } = played()
    const { server, checker, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const admin = await server.as('administrator')
    const { body: other } = await admin.send(createTsigKey, { body: { name: 'other' } })
    const zone = async (purpose: TsigPurpose) => {
      state.asked.length = 0
      await checker.ask({ tsigId: key, nameserverId: ns, zone: '', purpose }, never)
      return state.asked[0]
    }
    const use = (tsigId: string, of: string, purpose: TsigPurpose) =>
      admin.send(addUse, { params: { nameserverId: ns }, body: { tsigId, zone: of, purpose } })
    expect(await zone('answers-transfers')).toBe('.')
    await use(other.id, 'a.others.example', 'takes-updates')
    await use(other.id, 'b.others.example', 'answers-transfers')
    expect([await zone('answers-transfers'), await zone('takes-updates')]).toEqual(['b.others.example', 'a.others.example'])
    await use(key, 'a.own.example', 'takes-updates')
    expect(await zone('answers-transfers')).toBe('a.own.example')
    await use(key, 'b.own.example', 'answers-transfers')
    expect([await zone('answers-transfers'), await zone('takes-updates')]).toEqual(['b.own.example', 'a.own.example'])
  })

  test('a nameserver that goes while it is asked leaves nothing behind', async () => {
    const { state, port } = played()
    const { server, key, ns } = await world(await testApp(await fresh(), { nameserver: port }))
    const admin = await server.as('administrator')
    let go = () => {}
    state.hold = new Promise((resolve) => { go = resolve })
    const running = admin.send(runTsigCheck, { params: { tsigId: key }, body: { nameserverId: ns, transport: 'udp' } })
    await expect.poll(() => state.asked.length).toBe(1)
    await admin.send(deleteNameserver, { params: { nameserverId: ns } })
    go()
    expect((await running).status).toBe(404)
  })
})
