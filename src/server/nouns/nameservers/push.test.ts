import { expect, test } from 'vitest'
import { setDelivery, pushFile } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver, getNameserver, removeUse, updateNameserver } from '#contract/nameservers.ts'
import { listAudit } from '#contract/audit.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import type { CallApi } from '../../host.ts'
import { minute, testApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

const apiKey = 'canary-of-the-api'

/** As much of PowerDNS as keys need: they are kept by name, and zones are there. */
function played() {
  const keys = new Map<string, { id: string; name: string; algorithm: string; key: string }>()
  const calls: string[] = []
  const api: CallApi = async ({ method, url, headers, body, permits }) => {
    calls.push(`${method} ${new URL(url).pathname}`)
    if (!permits(new URL(url).hostname)) return { fault: 'address' }
    if (headers['X-API-Key'] !== apiKey) return { status: 401, text: 'Unauthorized' }
    const path = new URL(url).pathname.replace('/api/v1/servers/localhost', '')
    const id = path.split('/')[2] ?? ''
    if (method === 'POST') {
      const given = JSON.parse(body!) as { name: string; algorithm: string; key: string }
      keys.set(`${given.name}.`, { id: `${given.name}.`, ...given })
    }
    if (method === 'DELETE') keys.delete(id)
    const said = path === '/zones' ? [] : path === '/tsigkeys' ? [...keys.values()] : (keys.get(id) ?? {})
    return { status: method === 'DELETE' ? 204 : 200, text: JSON.stringify(said) }
  }
  return { keys, calls, api }
}

onEachStore('push to PowerDNS', ({ dialect, fresh }) => {
  async function ready(url = 'http://192.0.2.9:8081') {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const powerdns = played()
    server.host.callApi = powerdns.api
    const params = { nameserverId: (await admin.send(createNameserver, { body: { name: 'ns3', kind: 'powerdns', addresses: ['192.0.2.9'] } })).body.id }
    const { id: tsigId, name, secret } = (await admin.send(createTsigKey, { body: { name: 'axfr' } })).body
    const use = (await admin.send(addUse, { params, body: { tsigId, purpose: 'answers-transfers' } })).body
    const set = await admin.send(setDelivery, { params, body: { way: 'powerdns-api', url, apiKey } })
    const running = async () => (await admin.send(getNameserver, { params })).body.running
    // What a tick begins goes on beside.
    async function ticked() {
      await server.app.tick()
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return { server, admin, powerdns, params, key: { tsigId, name, secret }, use, set, running, ticked }
  }

  test('what changes is pushed by itself and told; what is no longer wanted is taken away; the key of the API is never shown', async () => {
    const { server, admin, powerdns, params, key, use, set, running, ticked } = await ready()
    expect(set.status).toBe(200)
    await ticked()
    expect([...powerdns.keys.keys()]).toEqual(['axfr.'])
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
    const before = powerdns.calls.length
    await ticked()
    expect(powerdns.calls.length).toBe(before)
    await admin.send(removeUse, { params: { ...params, useId: use.id } })
    expect((await running()).state).toBe('behind')
    await ticked()
    expect([...powerdns.keys.keys(), (await running()).state]).toEqual(['up-to-date'])
    const trail = await admin.send(listAudit, { query: { size: '50' } })
    expect(trail.body.data.filter(({ actor }) => actor.name === 'Countersign')).toHaveLength(4)
    const shown = [set.text, trail.text, (await admin.send(getNameserver, { params })).text, await server.logged()].join('\n')
    expect([shown.includes(apiKey), shown.includes(key.secret)]).toEqual([false, false])
    const row = await server.store.db.selectFrom('nameservers').selectAll().executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain(apiKey)
  })

  test('a fault is told, tried again a minute later, and at once by hand', async () => {
    const { server, admin, powerdns, params, running, ticked } = await ready()
    server.host.callApi = async () => ({ fault: 'unreachable' })
    await ticked()
    expect(await running()).toMatchObject({ state: 'refused', fault: expect.stringContaining('Nothing answers') as string })
    server.host.callApi = powerdns.api
    await ticked()
    expect(powerdns.calls).toEqual([])
    server.advance(minute)
    await ticked()
    expect(await running()).toMatchObject({ state: 'up-to-date', fault: null })
    // Also when PowerDNS lost it.
    powerdns.keys.clear()
    expect((await admin.send(pushFile, { params })).body.running.state).toBe('up-to-date')
    expect([...powerdns.keys.keys()]).toEqual(['axfr.'])
  })

  test('another URL takes the key once more, and what is at the old one is no longer what runs', async () => {
    const { admin, params, running, ticked } = await ready()
    await ticked()
    const without = await admin.send(setDelivery, { params, body: { way: 'powerdns-api', url: 'http://192.0.2.10:8081' } })
    expect(without.code).toBe('secret-required')
    await admin.send(setDelivery, { params, body: { way: 'powerdns-api', url: 'http://192.0.2.10:8081', apiKey } })
    expect((await running()).state).toBe('not-told')
    await ticked()
    expect((await running()).state).toBe('up-to-date')
  })

  test.each(['http://127.0.0.1:8081', 'http://[::1]:8081', 'http://169.254.169.254', 'http://[::ffff:7f00:1]:8081', 'http://2130706433:8081'])(
    '%s is never called', async (url) => {
      const { set, powerdns, ticked } = await ready(url)
      expect(set.status).toBeGreaterThanOrEqual(400)
      await ticked()
      expect(powerdns.calls).toEqual([])
    },
  )

  // SQLite has one server.
  if (dialect === 'postgres')
    test('what one of several servers was told and did not live to push, another pushes at its next tick', async () => {
      const { server, admin, powerdns, params, key, running } = await ready()
      const other = await testApp(server.store)
      other.host.callApi = powerdns.api
      const ticked = async () => {
        await other.app.tick()
        for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 2))
      }
      await ticked()
      expect([...powerdns.keys.keys()]).toEqual(['axfr.'])
      const { body: second } = await admin.send(createTsigKey, { body: { name: 'second' } })
      await admin.send(addUse, { params, body: { tsigId: second.id, purpose: 'answers-transfers' } })
      await ticked()
      expect([[...powerdns.keys.keys()], (await running()).state, key.name]).toEqual([['axfr.', 'second.'], 'up-to-date', 'axfr'])
      await other.app.close()
    })

  test('a nameserver that gets its keys in another way is not pushed to', async () => {
    const { admin, params, powerdns, ticked } = await ready()
    await admin.send(setDelivery, { params, body: { way: 'by-hand' } })
    await ticked()
    expect((await admin.send(pushFile, { params })).code).toBe('not-in-this-state')
    await admin.send(updateNameserver, { params, body: { kind: 'bind' } })
    expect(powerdns.calls).toEqual([])
  })
})
