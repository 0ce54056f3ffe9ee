import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Delivered } from '#contract/nameserver-delivery.ts'
import type { Nameserver, TsigPurpose, TsigUse } from '#contract/nameservers.ts'
import type { Rollover } from '#contract/rollovers.ts'
import type { TsigKeyWithSecret } from '#contract/tsig-keys.ts'
import { checkTsigKey } from '#server/dns/check.ts'
import { nodeHost } from '#server/node/host.ts'
import { nodeNameserver } from '#server/node/nameserver.ts'
import { nameserversMissing, needConsole } from '#server/testing/need.ts'
import { ask, byToken, closeConnections, json, type Ask } from '../checks/client.ts'
import { asAdministrator, cleanUp, sqliteHome, startServer, type Server } from '../checks/servers.ts'
import { localKey, makeServer, type FleetServer } from './rollover-servers.ts'

/*
 * Rollovers on a BIND primary and Knot and NSD secondaries that run our files and fetch them by themselves, while zones change, notify
 * goes out and everything is transferred every second: nothing may fail for a key, whatever happens to our server.
 */

const missing = nameserversMissing('Rollovers on real nameservers')
const machine = { ...nodeHost('silent'), nameserver: nodeNameserver() }

const zones = ['plain.example', 'stronger.example', 'killed.example', 'broken.example'] as const
type Zone = (typeof zones)[number]
const home = sqliteHome()
let server: Server
let token: string
let bind: FleetServer
let secondaries: FleetServer[]
let fleet: FleetServer[] = []
const keys = new Map<Zone, TsigKeyWithSecret>()
const stop = new AbortController()
let serving: Promise<unknown>

type Answered<T> = T & { status: number; code?: string }
async function api<T>(path: string, { method = 'POST', body = {}, headers = byToken(token), ...rest }: Ask = {}): Promise<Answered<T>> {
  const reply = await ask(server.origin, path, { method, headers, ...(method === 'GET' ? {} : { body }), ...rest })
  return { ...(reply.text === '' ? {} : json(reply) as T), status: reply.status } as Answered<T>
}
const get = <T>(path: string) => api<T>(path, { method: 'GET' })
const rollover = (id: string) => get<Rollover>(`/api/v1/rollovers/${id}`)
const advance = (id: string, step: number, automatic?: boolean) =>
  api<Rollover>(`/api/v1/rollovers/${id}/advance`, { body: { step, ...(automatic === undefined ? {} : { automatic }) } })
const plan = async (zone: Zone, body: object = {}) => (await api<Rollover>(`/tsig/${keys.get(zone)!.id}/rollover`, { body })).id

async function until<T>(what: string, look: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  for (const deadline = Date.now() + seconds * 1000; ;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}.`)
    await sleep(100)
  }
}
let last = ''
const ended = (id: string) => until('the end of a rollover', async () => {
  const now = await rollover(id)
  if (now.state === 'paused') throw new Error(`${now.fault}`)
  if (now.state !== 'finished') last = JSON.stringify({ step: now.step, proofs: now.steps[now.step - 1]!.proofs, events: now.events })
  return now.state === 'finished' && now
}, 60).catch((error: unknown) => { throw new Error(`${String(error)} ${last}\n${server.output()}`) })

/** Asks with a key, as our own check does. */
const tried = async (to: FleetServer, key: { name: string; algorithm: string; secret: Uint8Array }, zone: string, transfer = false) =>
  (await checkTsigKey(machine, { key, to, zone, transport: 'tcp', transfer, signal: AbortSignal.timeout(20_000) })).verdict
const wire = ({ name, algorithm, secret }: Pick<TsigKeyWithSecret, 'name' | 'algorithm' | 'secret'>) =>
  ({ name, algorithm: algorithm.toLowerCase(), secret: new Uint8Array(Buffer.from(secret, 'base64')) })

/** What nameservers write when a transfer or notify fails. A notify that BIND gives up because it is just reading its configuration is no fault of a key. */
const failures = () => fleet.flatMap((one) => one.log().split('\n').filter((line) => ({
  bind: /notify (?:response from \S+ (?!NOERROR)|to \S+ failed(?!: operation canceled))/i,
  knot: /(?:AXFR|IXFR|refresh|notify).*(?:fail|refused|denied|error|no usable)/i,
  nsd: /xfrd(?!.*committed).*(?:fail|error|bad|tsig)|notify.*refused|axfr.*refused/i,
}[one.kind].test(line))).map((line) => `${one.kind}: ${line}`))

/** Once a second a change of each zone, and a transfer to each secondary by itself and as it would, until it is stopped. */
function traffic(of: readonly Zone[]) {
  const before = failures().length
  const failed: string[] = []
  const over = new AbortController()
  let [transfers, rounds] = [0, 0]
  const updates = (at: number) => of.map((zone) => `server ${bind.address} ${bind.port}
zone ${zone}
update delete tick.${zone}. TXT
update add tick.${zone}. 60 TXT "${at}"
send`).join('\n')
  const round = async () => {
    const { code, output } = await bind.tool('nsupdate', ['-y', `hmac-sha256:${localKey.name}:${localKey.secret}`], updates(++rounds))
    if (code !== 0) failed.push(output)
    await Promise.all(secondaries.flatMap((one) => [one.transferAnew(of), ...of.map(async (zone) => {
      const key = one.asksWith(zone)
      const verdict = await tried(bind, key, zone, true)
      transfers++
      if (verdict !== 'accepted') failed.push(`${one.kind} with ${key.name}: ${verdict}`)
    })]))
  }
  const running = (async () => {
    while (!over.signal.aborted) {
      const began = Date.now()
      await round()
      await sleep(Math.max(0, 1000 - (Date.now() - began)))
    }
  })()
  return {
    async stop() {
      over.abort()
      await running
      await sleep(500)
      return { transfers, rounds, failed: [...failed, ...failures().slice(before)] }
    },
  }
}

describe.skipIf(missing !== undefined)('rollovers on BIND, Knot and NSD', () => {
  beforeAll(async () => {
    needConsole()
    server = await startServer(home, { env: { COUNTERSIGN_NAMESERVERS_LOOPBACK: '1' } })
    token = (await asAdministrator(server.origin)).token
    ;[bind, ...secondaries] = await Promise.all([makeServer('bind', '127.0.0.1'), makeServer('knot', '127.0.0.12'), makeServer('nsd', '127.0.0.13')])
    fleet = [bind, ...secondaries]
    for (const one of fleet) {
      const { id } = await api<Nameserver>('/api/v1/nameservers', {
        body: { name: `ns-${one.kind}`, kind: one.kind, addresses: [one.address], port: one.port },
      })
      const { credential } = await api<Delivered>(`/api/v1/nameservers/${id}/delivery`, { method: 'PUT', body: { way: 'pull' } })
      one.account = { origin: () => server.origin, id, credential: credential! }
    }
    for (const zone of zones) {
      const key = await api<TsigKeyWithSecret>('/tsig', { body: { name: `axfr.${zone}` } })
      keys.set(zone, key)
      const use = (one: FleetServer, purpose: TsigPurpose) =>
        api<TsigUse>(`/api/v1/nameservers/${one.account.id}/uses`, { body: { tsigId: key.id, zone, purpose } })
      for (const purpose of ['answers-transfers', 'signs-notify'] as const) await use(bind, purpose)
      for (const one of secondaries) await use(one, 'asks-for-transfers')
    }
    await bind.start(zones)
    await Promise.all(secondaries.map((one) => one.start(zones)))
    serving = Promise.all(fleet.map((one) => one.serve(stop.signal)))
    serving.catch(() => {})
  })
  afterAll(async () => {
    stop.abort()
    await serving
    await Promise.all(fleet.map((one) => one.stop()))
    closeConnections()
    await cleanUp()
  })

  /** The old key is refused everywhere, and the new one accepted where it is answered. */
  async function expectReplaced(zone: Zone, { newKey }: Rollover) {
    const [old, fresh] = [wire(keys.get(zone)!), secondaries[0]!.asksWith(zone)]
    expect(fresh.name).toBe(newKey.name)
    for (const one of fleet) expect([one.kind, await tried(one, old, zone)]).toEqual([one.kind, 'unknown-key'])
    expect(await tried(bind, fresh, zone, true)).toBe('accepted')
  }

  test('by itself, two at once, one of them to HMAC-SHA512', async () => {
    const under = traffic(['plain.example', 'stronger.example'])
    const ids = [await plan('plain.example'), await plan('stronger.example', { algorithm: 'HMAC-SHA512' })]
    for (const id of ids) expect(await advance(id, 1, true)).toMatchObject({ status: 200, state: 'running', step: 2, automatic: true })
    const done = await Promise.all(ids.map(ended))
    const { transfers, failed } = await under.stop()
    expect(failed).toEqual([])
    expect(transfers).toBeGreaterThan(40)
    await expectReplaced('plain.example', done[0]!)
    await expectReplaced('stronger.example', done[1]!)
    expect(secondaries.map((one) => one.asksWith('stronger.example').algorithm)).toEqual(['hmac-sha512', 'hmac-sha512'])
  }, 180_000)

  test('our server killed after each step', async () => {
    const under = traffic(['killed.example'])
    const id = await plan('killed.example')
    await advance(id, 1, true)
    const killedAt = new Set<string>()
    for (let state = 'running'; state === 'running';) {
      const now = await rollover(id)
      state = now.state
      const at = `${now.step} ${now.events[0]?.what}`
      if (killedAt.has(at)) await sleep(200)
      else {
        killedAt.add(at)
        await server.end('SIGKILL')
        server = await startServer(home, { env: { COUNTERSIGN_NAMESERVERS_LOOPBACK: '1' } })
      }
    }
    const done = await rollover(id)
    const { transfers, failed } = await under.stop()
    expect([done.state, failed]).toEqual(['finished', []])
    expect(transfers).toBeGreaterThan(20)
    // After 1, 2, 3, when those who sign notify had switched, 4, and the last.
    expect(killedAt.size).toBeGreaterThanOrEqual(5)
    await expectReplaced('killed.example', done)
  }, 180_000)

  // What proves that the two above would have seen a failure.
  test('a transfer with a key that the primary does not know is seen', async () => {
    const under = traffic(['broken.example'])
    const { folder } = bind
    await bind.tool('sed', ['-i', 's/{ key "axfr.broken.example"; }/{ none; }/', `${folder}/countersign.conf`])
    await bind.reload()
    await sleep(2_000)
    const { failed } = await under.stop()
    for (const seen of ['knot:', 'nsd:', 'knot with', 'nsd with']) expect(failed.some((line) => line.startsWith(seen)), seen).toBe(true)
  })
})
