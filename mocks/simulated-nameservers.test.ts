import { expect, onTestFinished, test } from 'vitest'
import initSqlJs from 'sql.js'
import type { Nameserver } from '#contract/nameservers.ts'
import { advanceRollover, planRollover, type Rollover } from '#contract/rollovers.ts'
import type { KeptTsigCheck } from '#contract/tsig-checks.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import { fillPath } from '#contract/endpoint.ts'
import { raiseDemo } from './demo.ts'
import { openTab } from './tab.ts'
import { plays } from './simulated-answers.ts'

const sqlJs = await initSqlJs()
const origin = 'http://demo.example'

async function raised(seed: string) {
  const demo = await raiseDemo({ sqlJs, origin, seed, clock: '2026-11-21T06:00:00Z', log: () => {} })
  onTestFinished(() => demo.close())
  const tab = openTab(demo)
  await tab.signIn('administrator')
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { 'Content-Type': 'application/json', 'X-Countersign-CSRF': '1', 'Sec-Fetch-Site': 'same-origin' }
    const response = await tab.fetch(new Request(origin + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) }))
    if (!response.ok) throw new Error(await response.text())
    return response.status === 204 ? (undefined as T) : (await response.json()) as T
  }
  return { demo, call }
}

test('a simulated nameserver plays every verdict by the zone that is asked for, and the check says that it is simulated', async () => {
  const { call } = await raised('small')
  const key = await call<TsigKey>('POST', '/tsig', { name: 'axfr.example' })
  const server = await call<Nameserver>('POST', '/api/v1/nameservers', { name: 'ns.example', kind: 'bind', addresses: ['192.0.2.9'] })
  const zone = (of: string, purpose: string) => call('POST', `/api/v1/nameservers/${server.id}/uses`, { tsigId: key.id, zone: of, purpose })
  for (const play of plays) await zone(`${play}.example`, 'answers-transfers')
  const found: string[] = []
  for (const play of plays) {
    const body = { nameserverId: server.id, zone: `${play}.example`, transfer: true, enforce: true }
    const check = await call<KeptTsigCheck>('POST', `/tsig/${key.id}/check`, body)
    expect(check.simulated).toBe(true)
    found.push(`${play}: ${check.verdict} ${check.enforced}`)
  }
  expect(found).toEqual([
    'accepted: accepted true', 'unknown-key: unknown-key null', 'bad-signature: bad-signature null', 'bad-time: bad-time null',
    'bad-truncation: bad-truncation null', 'refused: refused null', 'unsigned-reply: unsigned-reply null', 'forged-reply: forged-reply null',
    'unreachable: unreachable null', 'timeout: timeout null', 'malformed: malformed null', 'open: accepted false', 'late: accepted true',
  ])
})

test('Northwind has nameservers whose checks were real ones', async () => {
  const { call } = await raised('company')
  const { data } = await call<{ data: Nameserver[] }>('GET', '/api/v1/nameservers?sort=name')
  const told = data.map(({ name, running, lastCheck: last }) =>
    `${name}: ${running.state}, ${last?.verdict} ${last?.enforced} ${last?.clockDifference} ${last?.worse}`)
  expect(told)
    .toEqual([
      'hidden.nwnd.example: up-to-date, accepted false 0 true', 'ns1.nwnd.example: up-to-date, accepted true 0 false',
      'ns2.nwnd.example: up-to-date, accepted true 90 false', 'ns3.nwnd.example: up-to-date, bad-time null 412 true',
      'partner.example: not-told, bad-signature null null true',
    ])
})

test('a rollover is played to its end: the keys are delivered, asked for, taken away and refused', async () => {
  const { demo, call } = await raised('company')
  const keys = await call<{ data: TsigKey[] }>('GET', '/tsig?filter=name%20equals%20axfr.ams1.nwnd.example')
  const planned = await call<Rollover>('POST', fillPath(planRollover.path, { tsigId: keys.data[0]!.id }), {})
  let now = planned
  const notified: string[] = []
  for (let looks = 0; looks < 12 && now.state !== 'finished'; looks++) {
    now = await call<Rollover>('POST', fillPath(advanceRollover.path, { rolloverId: planned.id }), { step: now.step })
    notified.push(...now.steps[2]!.proofs.filter(({ purpose }) => purpose === 'signs-notify').map(({ nameserverName, state }) => `${nameserverName} ${state}`))
    await demo.tick()
  }
  expect([now.state, now.step]).toEqual(['finished', 5])
  // Who signs notify follows those who ask, and is waited for by its file.
  expect(notified.filter((said, at) => said !== notified[at - 1])).toEqual(
    ['not-yet', 'waits-for-server', 'proved'].map((state) => `ns1.nwnd.example ${state}`),
  )
  expect(now.events.map(({ what }) => what)).toContain('notify-switched')
})
