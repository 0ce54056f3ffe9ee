import { expect, test } from 'vitest'
import { listAudit } from '#contract/audit.ts'
import { addUse, createNameserver, getNameserver } from '#contract/nameservers.ts'
import { cancelChecks, checkAll, getTsigChecks, listTsigChecks, runTsigCheck } from '#contract/tsig-checks.ts'
import { createTsigKey, getTsigKey } from '#contract/tsig-keys.ts'
import { build, parse, types } from '../../dns/message.ts'
import { sign, type TsigKey } from '../../dns/tsig.ts'
import { NameserverFault, type NameserverPort } from '../../host.ts'
import { nodeHost } from '../../node/host.ts'
import { testApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'
import { createTsigChecker, type Asked } from './asking.ts'

/* A check that ends before all was asked keeps what it has learned. */

const secret = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='
const machine = nodeHost('silent')

/** Knows the key. `at` says of each question, by its number from 1, what is to be done with it instead. */
function played(names: Record<string, string[]> = {}) {
  const state = { asked: 0, at: {} as Record<number, 'hold' | 'late' | 'break' | 'refuse'>, time: undefined as AbortController | undefined }
  async function* answer(_: unknown, octets: Uint8Array, signal: AbortSignal) {
    const what = state.at[++state.asked]
    if (what === 'break') throw new TypeError('of our own making')
    if (what === 'refuse') throw new NameserverFault('unreachable', 1)
    if (what === 'hold' || what === 'late') {
      const ended = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      if (what === 'late') state.time?.abort(new DOMException('over', 'TimeoutError'))
      await ended
    }
    const question = parse(octets)
    const tsig = question.tsig!
    const { id, questions, opcode } = question
    const soa = { name: questions[0]!.name, type: types.SOA, class: 1, ttl: 0, data: Uint8Array.from([0, 0, ...new Uint8Array(20).fill(1)]) }
    const key: TsigKey = { name: tsig.name, algorithm: 'hmac-sha256', secret: new Uint8Array(Buffer.from(secret, 'base64')) }
    const answers = questions[0]!.type === types.AXFR ? [soa, soa] : [soa]
    const signing = { key, time: tsig.timeSigned, before: { mac: tsig.mac } }
    yield { octets: sign(machine.crypto, build({ id, questions, opcode, response: true, answers }), signing).octets, milliseconds: 1 }
  }
  const port: NameserverPort = { resolve: async (name) => names[name] ?? [], datagrams: answer, messages: answer }
  return { state, port }
}

onEachStore('checks that end early', ({ fresh }) => {
  async function world(names?: Record<string, string[]>) {
    const { state, port } = played(names)
    const server = await testApp(await fresh(), { nameserver: port })
    const admin = await server.as('administrator')
    const tsigId = (await admin.send(createTsigKey, { body: { name: 'axfr', secret } })).body.id
    const nameserverId = (await admin.send(createNameserver, { body: { name: 'ns1', kind: 'bind', addresses: ['192.0.2.53'] } })).body.id
    await admin.send(addUse, { params: { nameserverId }, body: { tsigId, zone: 'a.example', purpose: 'answers-transfers' } })
    const checker = createTsigChecker({ host: server.host, store: server.store, secretOf: async () => secret, loopback: false, record: async () => {} })
    const asked: Asked = { tsigId, nameserverId, zone: 'a.example', transport: 'both', transfer: true, update: false, enforce: false }
    const history = async () => (await admin.send(listTsigChecks, { params: { tsigId } })).body.data
    const told = async () =>
      (await history()).map(({ verdict, unfinished, steps, by }) => [verdict, unfinished, by, steps.map(({ what, outcome }) => `${what} ${outcome}`).join()])
    const addresses = (value: string) => server.store.write((tx) => tx.updateTable('nameservers').set({ addresses: value }).execute())
    return { server, admin, checker, asked, state, told, history, addresses, tsigId, nameserverId }
  }

  test('one that nobody waits for any more: its steps, the one that was cut off, whose it was, and a row of the trail', async () => {
    const { server, admin, state, told, asked } = await world()
    state.at = { 3: 'hold' }
    const stop = new AbortController()
    const { tsigId, ...body } = asked
    const path = runTsigCheck.path.replace('{tsigId}', tsigId)
    const request = { method: 'POST', headers: { ...admin.headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: stop.signal }
    const running = server.fetch(path, request)
    await expect.poll(() => state.asked).toBe(3)
    stop.abort()
    await running.catch(() => {})
    // As a server that stops.
    await server.app.close()
    expect(await told()).toEqual([['accepted', 'left', admin.person.name, 'soa accepted,soa accepted,axfr cut-off']])
    const { data } = (await admin.send(listAudit, { query: { filter: 'action equals tsig-key.check' } })).body
    expect(data.map(({ actor, detail }) => [actor.name, detail])).toEqual([
      [admin.person.name, { nameserver: 'ns1', zone: 'a.example', verdict: 'accepted', unfinished: 'left' }],
    ])
  })

  test('one of a check of all that is cancelled, or whose server stops; and the run says how far it was', async () => {
    const { server, admin, state, told } = await world()
    state.at = { 3: 'hold', 6: 'hold' }
    const runOf = async () => (await admin.send(getTsigChecks)).body.run
    await admin.send(checkAll)
    await server.app.tick()
    await expect.poll(() => state.asked).toBe(3)
    await admin.send(cancelChecks)
    await expect.poll(async () => (await told()).length).toBe(1)
    expect(await runOf()).toMatchObject({ state: 'cancelled', total: 1, done: 0 })
    await admin.send(checkAll)
    await expect.poll(async () => {
      await server.app.tick()
      return state.asked
    }).toBe(6)
    await server.app.close()
    const cut = ['accepted', 'left', null, 'soa accepted,soa accepted,axfr cut-off,axfr-unsigned not-checked,axfr-wrong-key not-checked']
    expect(await told()).toEqual([cut, cut])
    expect(await runOf()).toMatchObject({ state: 'cancelled', total: 1, done: 0 })
  })

  test('the whole time of a check: the step that was under way is a timeout, and so is the check', async () => {
    const { state, told, checker, asked, addresses } = await world()
    await addresses('192.0.2.53, 192.0.2.54')
    const real = AbortSignal.timeout.bind(AbortSignal)
    const time = (state.time = new AbortController())
    AbortSignal.timeout = (milliseconds) => (milliseconds === 90_000 ? time.signal : real(milliseconds))
    try {
      state.at = { 3: 'late' }
      const { heard } = await checker.askItself(asked, new AbortController().signal)
      expect([heard.check.verdict, heard.check.next?.step]).toEqual(['timeout', 'look-for-firewall'])
    } finally {
      AbortSignal.timeout = real
    }
    expect(await told()).toEqual([
      ['timeout', 'late', null, 'soa accepted,soa accepted,axfr timeout,soa not-checked,soa not-checked,axfr not-checked'],
    ])
    state.time = undefined
    const question = { tsigId: asked.tsigId, nameserverId: asked.nameserverId, zone: 'a.example', purpose: 'answers-transfers' as const }
    state.asked = 0
    state.at = { 2: 'hold' }
    // One who looks at a rollover has their own patience: that it ends says nothing of the server.
    expect(await checker.ask(question, AbortSignal.timeout(20))).toMatchObject({ verdict: null })
    await checker.close()
    expect((await told())[0]).toEqual(['accepted', 'left', null, 'soa accepted,axfr cut-off,soa not-checked,axfr not-checked'])
  })

  test('a step of ours that fails: the rest is kept, no proof for a rollover, and the log says why', async () => {
    const { server, state, told, checker, asked } = await world()
    state.at = { 3: 'break', 5: 'break', 6: 'break' }
    const { heard } = await checker.askItself(asked, new AbortController().signal)
    expect([heard.check.verdict, heard.check.unfinished]).toEqual(['accepted', 'fault'])
    expect(await told()).toEqual([['accepted', 'fault', null, 'soa accepted,soa accepted,axfr cut-off']])
    const question = { tsigId: asked.tsigId, nameserverId: asked.nameserverId, zone: 'a.example', purpose: 'answers-transfers' as const }
    expect(await checker.ask(question, new AbortController().signal)).toEqual({
      verdict: null, records: null, says: 'Countersign could not ask everything: its log says why.',
    })
    expect(await server.logged()).toContain('of our own making')
    // Nothing was learned: nothing is kept.
    await expect(checker.askItself(asked, new AbortController().signal)).rejects.toThrow('of our own making')
    expect((await told()).length).toBe(2)
  })

  test('a name that leads nowhere, or where nobody may go: all of them are looked at before anything is asked', async () => {
    const { state, told, checker, asked, addresses } = await world({ 'gone.example': [], 'here.example': ['127.0.0.1'] })
    await addresses('192.0.2.53, gone.example')
    const { heard } = await checker.askItself(asked, new AbortController().signal)
    expect(heard.check.verdict).toBe('unreachable')
    expect(await told()).toEqual([['unreachable', undefined, null, 'soa accepted,soa accepted,axfr accepted,resolve unreachable']])
    const before = state.asked
    await addresses('192.0.2.53, here.example')
    await expect(checker.askItself(asked, new AbortController().signal)).rejects.toMatchObject({ code: 'address-not-allowed' })
    expect(state.asked).toBe(before)
  })

  test('it makes nothing better that was known, and worse what it shows', async () => {
    const { admin, state, checker, asked, history, tsigId, nameserverId } = await world()
    const marks = async () => {
      const of = [(await admin.send(getTsigKey, { params: { tsigId } })).body.lastCheck, (await admin.send(getNameserver, { params: { nameserverId } })).body.lastCheck]
      return of.map((one) => [one?.verdict, one?.worse])
    }
    const ask = async (at: typeof state.at) => {
      Object.assign(state, { asked: 0, at })
      await checker.askItself(asked, new AbortController().signal)
      return marks()
    }
    expect(await ask({})).toEqual([['accepted', false], ['accepted', false]])
    expect(await ask({ 3: 'refuse' })).toEqual([['unreachable', true], ['unreachable', true]])
    // The two questions that were answered say accepted; the one that was not is the one that was amiss.
    expect(await ask({ 3: 'break' })).toEqual([['unreachable', true], ['unreachable', true]])
    expect((await history())[0]).toMatchObject({ verdict: 'accepted', unfinished: 'fault', worse: true })
    expect(await ask({})).toEqual([['accepted', false], ['accepted', false]])
    expect(await ask({ 1: 'refuse', 2: 'break' })).toEqual([['unreachable', true], ['unreachable', true]])
  })
})
