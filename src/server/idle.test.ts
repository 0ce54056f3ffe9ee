import type { KyselyPlugin } from 'kysely'
import { expect, test } from 'vitest'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { addUse, createNameserver } from '#contract/nameservers.ts'
import { scheduleChecks } from '#contract/tsig-checks.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import type { Store } from './db/store.ts'
import { minute, second, testApp } from './testing/app.ts'
import { onEachStore } from './testing/store.ts'

/* What a server asks its database while nobody asks anything of it. */

/** As Kysely has the name of a table. */
const tableName = /"kind":"SchemableIdentifierNode","identifier":\{"kind":"IdentifierNode","name":"(\w+)"/g

/** The store, and the statements that came to it: their first word and the tables that they name. */
function counting(store: Store) {
  const asked: string[] = []
  const note = (text: string) => asked.push(text)
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      const tables = new Set([...JSON.stringify(node).matchAll(tableName)].map(([, name]) => name))
      note([node.kind.replace('QueryNode', '').toLowerCase(), ...tables].join(' '))
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const counted: Store = {
    ...store,
    db: store.db.withPlugin(plugin),
    aside: store.aside.withPlugin(plugin),
    write: (work) => store.write((tx) => work(tx.withPlugin(plugin))),
    lookup: (sql) => {
      const find = store.lookup(sql)
      return (...parameters) => (note('lookup'), find(...parameters) as never)
    },
    command: (sql) => {
      const run = store.command(sql)
      return (...parameters) => (note('command'), run(...parameters))
    },
  }
  return { asked, counted }
}

onEachStore('an idle server', ({ dialect, fresh }) => {
  test('asks its database a few things a minute, and nothing of nameservers, rollovers and schedules', async () => {
    const { asked, counted } = counting(await fresh())
    const server = await testApp(counted)
    const admin = await server.as('administrator')
    const { body: key } = await admin.send(createTsigKey, { body: { name: 'axfr' } })
    const ids: string[] = []
    for (const [name, kind] of [['ns1', 'bind'], ['ns2', 'powerdns'], ['ns3', 'powerdns']] as const) {
      const { body: { id: nameserverId } } = await admin.send(createNameserver, { body: { name, kind, addresses: ['192.0.2.53'] } })
      await admin.send(addUse, { params: { nameserverId }, body: { tsigId: key.id, zone: 'a.example', purpose: 'answers-transfers' } })
      ids.push(nameserverId)
    }
    await admin.send(setDelivery, { params: { nameserverId: ids[1]! }, body: { way: 'pull' } })
    await admin.send(scheduleChecks, { body: { every: 'daily' } })
    const run = async (seconds: number) => {
      asked.length = 0
      for (let at = 0; at < seconds; at++) {
        server.advance(second)
        await server.app.tick()
        // What a tick begins goes on beside.
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
      }
      return [...Map.groupBy(asked, (what) => what)].map(([what, all]) => `${all.length} × ${what}`).toSorted()
    }
    // The schedule begins with a run, and minutes have to pass until all that happened has been looked at.
    await run(1)
    const ofRun = async () => (await counted.db.selectFrom('tsig_check_runs').select('state').executeTakeFirst())?.state
    await expect.poll(ofRun).toBe('finished')
    await run(60)
    await run(60)
    const idle = await run(60)
    // That others have changed something is read off the trail; a server that is alone knows what it has written.
    const trail = asked.filter((what) => what === 'select audit').length
    expect([trail, idle.filter((what) => /nameserver|rollover|tsig/.test(what))]).toEqual([dialect === 'postgres' ? 60 : 0, []])
    expect([asked.length - trail, idle]).toEqual([expect.toSatisfy((count: number) => count > 0 && count <= 20), idle])

    // For an API that is not there: looked for as long as it waits.
    await admin.send(setDelivery, { params: { nameserverId: ids[2]! }, body: { way: 'powerdns-api', url: 'http://192.0.2.9:8081', apiKey: 'k' } })
    const waiting = await run(minute / second)
    expect(asked.filter((what) => what === 'select nameservers').length, waiting.join('; ')).toBeGreaterThan(10)
    await server.app.close()
  })
})
