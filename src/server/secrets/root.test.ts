import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { createNameserver } from '#contract/nameservers.ts'
import { importTsigKeys } from '#contract/tsig-import.ts'
import { createTsigKey, revealTsigSecret } from '#contract/tsig-keys.ts'
import type { Store } from '../db/store.ts'
import { testApp } from '../testing/app.ts'
import { authKey, connector } from '../testing/sample-kinds.ts'
import { onEachStore } from '../testing/store.ts'
import { openVault, sealedColumns, WrongRootKey } from './vault.ts'
import { keysOf, rewrap } from './root.ts'

const [first, second, third] = [7, 8, 9].map((fill) => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array, Uint8Array]
const order = (key: Uint8Array) => ({ command: 'rotate-root-key', account: 'ops', key: Buffer.from(key).toString('base64url') }) as const

/** Every text of the database that is sealed under a data key, by its column. */
async function sealedIn(store: Store): Promise<Map<string, string[]>> {
  const columns = store.dialect === 'sqlite'
    ? sql<{ table: string; column: string }>`SELECT t.name AS "table", c.name AS "column" FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND lower(c.type) = 'text' AND t.sql NOT LIKE 'CREATE VIRTUAL%'`
    : sql<{ table: string; column: string }>`SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text'`
  const found = new Map<string, string[]>()
  for (const { table, column } of (await columns.execute(store.db)).rows) {
    const { rows } = await sql<{ text: string }>`SELECT ${sql.ref(column)} AS text FROM ${sql.table(table)}
      WHERE ${sql.ref(column)} LIKE 'v1.%.%.%'`.execute(store.db)
    if (rows.length > 0) found.set(`${table}.${column}`, rows.map(({ text }) => text).sort())
  }
  return found
}

onEachStore('root key', ({ fresh }) => {
  test('is replaced while the server runs, twice; keys, secrets and the trail stay, the old one opens nothing', async () => {
    const store = await fresh()
    const before = await testApp(store, { rootKey: first })
    const alice = await before.as('administrator')
    const { apiKey } = await before.key(alice)
    const { body: tsig } = await alice.send(createTsigKey, { body: { name: 'rotated.example', algorithm: 'hmac-sha256' } })
    const reveal = { params: { tsigId: tsig.id } }
    const { text: secret } = await alice.send(revealTsigSecret, reveal)

    let running = before
    for (const [from, to] of [[first, second], [second, third]] as const) {
      expect(await running.app.administer(order(to))).toHaveLength(1)
      // Who runs on notices nothing.
      expect(await running.token(apiKey)).toBeTypeOf('string')
      expect((await alice.send(revealTsigSecret, reveal)).text).toBe(secret)
      await expect(testApp(store, { rootKey: from })).rejects.toThrow(WrongRootKey)
      running = await testApp(store, { rootKey: to })
      expect(await running.token(apiKey)).toBeTypeOf('string')
      const again = running.with(alice.headers, alice.person)
      expect((await again.send(revealTsigSecret, reveal)).text).toBe(secret)
      expect((await running.app.audit.verify()).holds).toBe(true)
    }
    const told = await store.db.selectFrom('audit').select(['action', 'actor_name']).where('action', '=', 'root-key.rotate').execute()
    expect(told).toEqual([{ action: 'root-key.rotate', actor_name: 'the machine (ops)' }, { action: 'root-key.rotate', actor_name: 'the machine (ops)' }])
  })

  test('one that is cut off at any statement leaves the database with the old key', async () => {
    const store = await fresh()
    const { host } = await testApp(store, { rootKey: first })
    const keys = await keysOf(host, store.db, first)
    await expect(store.write(async (tx) => {
      await rewrap(host, tx, keys, second)
      throw new Error('killed')
    })).rejects.toThrow('killed')
    await testApp(store, { rootKey: first })
    await expect(testApp(store, { rootKey: second })).rejects.toThrow(WrongRootKey)
  })

  // A column that somebody seals next has to be on the list, and filled here.
  test('every sealed column is known, and all that is sealed opens under the next root key', async () => {
    const store = await fresh()
    const server = await testApp(store, { rootKey: first })
    const root = await server.as('administrator')
    await authKey.make(server, root.person, root)
    await connector.make(server, root.person, root)
    const made = await root.send(createNameserver, { body: { name: 'ns1.example.com', kind: 'powerdns', addresses: ['192.0.2.1'] } })
    expect([made.status, made.text]).toEqual([201, expect.any(String)])
    const delivery = { way: 'powerdns-api', url: 'https://192.0.2.1:8081', apiKey: 'key-of-the-api-0123456789' }
    const set = await root.send(setDelivery, { params: { nameserverId: made.body.id }, body: delivery })
    expect([set.status, set.text]).toEqual([200, expect.any(String)])
    const text = Array.from({ length: 900 }, (_, at) => `hmac-sha256:k${at}.example:${btoa(String(at).padStart(32, 'x'))}`).join('\n')
    await root.send(importTsigKeys, { body: { text }, headers: { 'Idempotency-Key': 'sealed-columns' } })

    const before = await sealedIn(store)
    expect([...before.keys()].sort()).toEqual([...sealedColumns])
    await server.app.administer(order(second))
    expect(await sealedIn(store)).toEqual(before)
    const ids = new Set([...before.values()].flat().map((sealed) => sealed.split('.')[1]!))
    const keys = await keysOf(server.host, store.db, second)
    for (const { id, wrapped } of await store.db.selectFrom('vault_keys').select(['id', 'wrapped']).execute()) {
      const bytes = Buffer.from(wrapped, 'base64url')
      expect(server.host.crypto.open(keys.wrap, bytes.subarray(0, 12), bytes.subarray(12), `vault_keys|${id}|v1`)).toHaveLength(32)
      ids.delete(id)
    }
    expect([...ids]).toEqual([])
    const again = (await testApp(store, { rootKey: second })).with(root.headers, root.person)
    const replayed = await again.send(importTsigKeys, { body: { text }, headers: { 'Idempotency-Key': 'sealed-columns' } })
    expect([replayed.status, (JSON.parse(replayed.text) as { made: unknown[] }).made.length]).toEqual([200, 900])
  })

  test('a server that read its root key before the rotation wraps no new data key with it', async () => {
    const store = await fresh()
    const server = await testApp(store, { rootKey: first })
    const stale = await keysOf(server.host, store.db, first)
    await store.write((tx) => tx.updateTable('vault_keys').set({ created_at: 0 }).execute())
    // It has opened the data key and is about to make another, when the rotation commits.
    const late: Store = { ...store, write: async (work, ...more) => {
      await server.app.administer(order(second))
      return store.write(work, ...more)
    } }
    await expect(openVault(server.host, late, stale)).rejects.toThrow(WrongRootKey)
    expect(await store.db.selectFrom('vault_keys').select('id').execute()).toHaveLength(1)
    await testApp(store, { rootKey: second })
  })
})
