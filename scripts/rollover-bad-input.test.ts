import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Delivered } from '#contract/nameserver-delivery.ts'
import type { Nameserver, TsigPurpose } from '#contract/nameservers.ts'
import type { Rollover } from '#contract/rollovers.ts'
import type { KeptTsigCheck, TsigCheckRun, TsigChecks } from '#contract/tsig-checks.ts'
import type { TsigKeyWithSecret } from '#contract/tsig-keys.ts'
import { checkTsigKey } from '#server/dns/check.ts'
import { nodeHost } from '#server/node/host.ts'
import { nodeNameserver } from '#server/node/nameserver.ts'
import { nameserversMissing, needConsole } from '#server/testing/need.ts'
import { ask, bySession, byToken, closeConnections, exchange, json, makeKey, makeUser, type Ask } from '../checks/client.ts'
import { asAdministrator, cleanUp, sqliteHome, startServer, type Server } from '../checks/servers.ts'
import { makeServer, type FleetServer } from './rollover-servers.ts'

/*
 * What people and nameservers do wrong while a key is rolled over on a BIND primary and a Knot secondary: two press at once, one speaks
 * for another, one comes late, a nameserver is renamed or deleted, a zone is not there. The keys on the servers stay right all the while.
 */

const missing = nameserversMissing('Bad input to rollovers on real nameservers')
const machine = { ...nodeHost('silent'), nameserver: nodeNameserver() }
const zones = ['pressed.example', 'renamed.example', 'absent.example'] as const
type Zone = (typeof zones)[number]

let server: Server
let [one, other] = ['', '']
let fleet: FleetServer[] = []
const keys = new Map<Zone, TsigKeyWithSecret>()
const stop = new AbortController()
let serving: Promise<unknown>

type Answered<T> = T & { status: number; code?: string }
async function api<T>(path: string, { method = 'POST', body = {}, headers = byToken(one), ...rest }: Ask = {}): Promise<Answered<T>> {
  const reply = await ask(server.origin, path, { method, headers, ...(method === 'GET' ? {} : { body }), ...rest })
  return { ...(reply.text === '' ? {} : json(reply) as T), status: reply.status } as Answered<T>
}
const get = <T>(path: string) => api<T>(path, { method: 'GET' })
const rollover = (id: string) => get<Rollover>(`/api/v1/rollovers/${id}`)
const press = (id: string, step: number, token = one, body = {}) =>
  api<Rollover>(`/api/v1/rollovers/${id}/advance`, { headers: byToken(token), body: { step, ...body } })
const plan = async (zone: Zone) => (await api<Rollover>(`/tsig/${keys.get(zone)!.id}/rollover`)).id
const nameserver = (of: FleetServer) => `/api/v1/nameservers/${of.account.id}`

async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (const deadline = Date.now() + 60_000; ;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.\n${server.output()}`)
    await sleep(200)
  }
}
/** Both press a step again and again until it is done. */
const pressedBoth = (id: string, step: number) => until(`the end of step ${step}`, async () => {
  const said = await Promise.all([press(id, step), press(id, step, other), press(id, step), press(id, step, other)])
  expect(said.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const now = await rollover(id)
  return (now.step > step || now.state === 'finished') && now
})
const wire = ({ name, algorithm, secret }: Pick<TsigKeyWithSecret, 'name' | 'algorithm' | 'secret'>) =>
  ({ name, algorithm: algorithm.toLowerCase(), secret: new Uint8Array(Buffer.from(secret, 'base64')) })
const tried = async (to: FleetServer, key: ReturnType<typeof wire>, zone: string) =>
  (await checkTsigKey(machine, { key, to, zone, transport: 'tcp', transfer: true, signal: AbortSignal.timeout(20_000) })).verdict
const happened = ({ events }: Rollover) => events.map(({ what, detail }) => (what === 'step-done' ? `done ${String(detail.step)}` : what)).toReversed()

describe.skipIf(missing !== undefined)('bad input to rollovers on BIND and Knot', () => {
  let [bind, knot] = [] as unknown as [FleetServer, FleetServer]

  beforeAll(async () => {
    needConsole()
    server = await startServer(sqliteHome(), { env: { COUNTERSIGN_NAMESERVERS_LOOPBACK: '1' } })
    const { cookie, token } = await asAdministrator(server.origin)
    one = token
    const { id: userId } = await makeUser(server.origin, cookie, { role: 'administrator' })
    other = (await exchange(server.origin, (await makeKey(server.origin, bySession(cookie), 'second', userId)).apiKey))!
    ;[bind, knot] = await Promise.all([makeServer('bind', '127.0.0.1'), makeServer('knot', '127.0.0.12')])
    fleet = [bind, knot]
    for (const of of fleet) {
      const { id } = await api<Nameserver>('/api/v1/nameservers', { body: { name: `ns-${of.kind}`, kind: of.kind, addresses: [of.address], port: of.port } })
      const { credential } = await api<Delivered>(`/api/v1/nameservers/${id}/delivery`, { method: 'PUT', body: { way: 'pull' } })
      of.account = { origin: () => server.origin, id, credential: credential! }
    }
    for (const zone of zones) {
      const key = await api<TsigKeyWithSecret>('/tsig', { body: { name: `axfr.${zone}` } })
      keys.set(zone, key)
      const use = (of: FleetServer, purpose: TsigPurpose) => api(`${nameserver(of)}/uses`, { body: { tsigId: key.id, zone, purpose } })
      await use(bind, 'answers-transfers')
      if (zone !== 'absent.example') await use(knot, 'asks-for-transfers')
    }
    const there = zones.filter((zone) => zone !== 'absent.example')
    await bind.start(there)
    await knot.start(there)
    serving = Promise.all(fleet.map((of) => of.serve(stop.signal)))
    serving.catch(() => {})
  }, 120_000)
  afterAll(async () => {
    stop.abort()
    await serving
    await Promise.all(fleet.map((of) => of.stop()))
    closeConnections()
    await cleanUp()
  })

  test('two administrators press every step at once: each is done once, and the old key is gone from both servers', async () => {
    const old = wire(keys.get('pressed.example')!)
    const id = await plan('pressed.example')
    for (const step of [1, 2, 3, 4, 5]) await pressedBoth(id, step)
    const done = await rollover(id)
    expect([done.state, happened(done)]).toEqual(['finished', ['started', 'done 2', 'done 3', 'done 4', 'done 5']])
    const fresh = knot.asksWith('pressed.example')
    expect(fresh.name).toBe(done.newKey.name)
    expect(await Promise.all([tried(bind, old, 'pressed.example'), tried(bind, fresh, 'pressed.example')])).toEqual(['unknown-key', 'accepted'])
    const { data } = await get<{ data: { name: string }[] }>('/tsig?search=pressed.example')
    expect(data.map(({ name }) => name).toSorted()).toEqual([old.name, fresh.name].toSorted())
    await knot.transferAnew(['pressed.example'])
  }, 120_000)

  test('in the middle of one: a report of another, an old report, another name, deletion', async () => {
    const old = wire(keys.get('renamed.example')!)
    const another = "Zürich (2) # and: & 'ns'"
    const id = await plan('renamed.example')
    const { running } = await until('the file before', async () => {
      const now = await get<Nameserver>(nameserver(bind))
      return now.running.state === 'up-to-date' && now
    })
    await press(id, 1)
    // Knot says that it runs what BIND has not loaded.
    const wanted = (await rollover(id)).steps[1]!.proofs[0]!.wanted
    const report = (path: string, of: FleetServer, etag: string, outcome: string) =>
      api(`${path}/report`, { headers: byToken(of.account.credential), body: { etag, outcome } })
    expect((await report(nameserver(bind), knot, wanted, 'running')).status).toBe(404)
    expect((await report(nameserver(bind), knot, wanted, 'refused')).status).toBe(404)
    const told = (await get<Nameserver>(nameserver(bind))).running
    expect([told.state === 'refused', told.fault]).toEqual([false, null])
    await pressedBoth(id, 2)

    const renamed = await api<Nameserver>(nameserver(bind), { method: 'PUT', body: { name: another } })
    expect([renamed.status, renamed.code]).toEqual([200, undefined])
    expect(await api(nameserver(bind), { method: 'DELETE' })).toMatchObject({ status: 409 })
    expect(await api(nameserver(knot), { method: 'DELETE' })).toMatchObject({ status: 409 })
    await pressedBoth(id, 3)

    // What was in place before the new key came, and comes late: it counts for nothing, and takes nothing back.
    const late = await rollover(id)
    for (const outcome of ['running', 'refused']) expect((await report(nameserver(bind), bind, running.wanted, outcome)).status).toBe(204)
    expect((await rollover(id)).step).toBe(late.step)
    await pressedBoth(id, 4)
    const done = await pressedBoth(id, 5)
    expect([done.state, done.steps[1]!.proofs[0]!.nameserverName]).toEqual(['finished', another])
    expect((await report(nameserver(bind), bind, running.wanted, 'running')).status).toBe(204)
    expect((await get<Nameserver>(nameserver(bind))).running.state).toBe('up-to-date')
    const fresh = knot.asksWith('renamed.example')
    expect(await Promise.all([tried(bind, old, 'renamed.example'), tried(bind, fresh, 'renamed.example')])).toEqual(['unknown-key', 'accepted'])
  }, 120_000)

  test('a zone that is not there proves nothing: the step stays, says why, and is taken back', async () => {
    const key = keys.get('absent.example')!
    const id = await plan('absent.example')
    const { newKey } = await press(id, 1)
    const [proof] = await until('an answer of BIND', async () => {
      const { step, steps } = await press(id, 2)
      const { proofs } = steps[1]!
      return step === 2 && proofs[0]!.newVerdict !== null && proofs[0]!.newVerdict !== 'unknown-key' && proofs
    })
    expect(proof).toMatchObject({ state: 'failed', newVerdict: expect.stringMatching(/refused|unsigned-reply/) as string, fault: expect.stringMatching(/zone/) as string })
    expect(await api<Rollover>(`/api/v1/rollovers/${id}/undo`, { body: { step: 2 } })).toMatchObject({ status: 200, state: 'undone' })
    await until('the old file at BIND', async () => (await get<Nameserver>(nameserver(bind))).running.state === 'up-to-date')
    expect(await tried(bind, { ...wire(key), name: newKey.name }, 'pressed.example')).toBe('unknown-key')
    // The key is there, and nothing is amiss but the zone.
    for (const of of fleet) {
      const { status, verdict, next } = await api<KeptTsigCheck>(`/tsig/${key.id}/check`, { body: { nameserverId: of.account.id, zone: 'absent.example', transfer: true } })
      expect([status, of.kind, verdict, next?.step]).toEqual([200, of.kind, of.kind === 'bind' ? 'refused' : 'unsigned-reply', expect.stringContaining('zone')])
    }
  }, 120_000)

  test('a check that is begun twice is one, and whoever asked has it', async () => {
    const key = keys.get('renamed.example')!
    const body = { nameserverId: bind.account.id, zone: 'renamed.example', transfer: true, enforce: true }
    const check = (token: string) => api<KeptTsigCheck>(`/tsig/${key.id}/check`, { headers: byToken(token), body })
    const [mine, theirs] = await Promise.all([check(one), check(other)])
    expect([mine.status, theirs.status, theirs.verdict]).toEqual([200, 200, mine.verdict])
    expect(theirs.steps).toEqual(mine.steps)
    const all = (token: string) => api<TsigCheckRun>('/api/v1/tsig-checks', { headers: byToken(token) })
    const [first, second] = await Promise.all([all(one), all(other)])
    expect([first.status, second.status, second.id]).toEqual([202, 202, first.id])
    const { run } = await until('the end of the run', async () => {
      const now = await get<TsigChecks>('/api/v1/tsig-checks')
      return now.run?.state === 'finished' && now
    })
    expect([run!.id, run!.done]).toEqual([first.id, run!.total])
  }, 60_000)
})
