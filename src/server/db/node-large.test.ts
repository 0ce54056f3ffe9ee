import { sql } from 'kysely'
import { afterEach, describe, expect, test } from 'vitest'
import { verifyAudit } from '#contract/audit.ts'
import { importTsigKeys } from '#contract/tsig-import.ts'
import { listTsigKeys } from '#contract/tsig-keys.ts'
import { testApp } from '../testing/app.ts'
import { temporaryFile } from '../testing/store.ts'
import { openSqlite } from './node-sqlite.ts'
import { StoreUnavailable, type Store, type Tx } from './store.ts'

/* Changes of thousands of rows on SQLite, in a thread of their own. */

const opened: Store[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()))
})
async function open(options: Parameters<typeof openSqlite>[1] = {}) {
  const store = await openSqlite(await temporaryFile(), options)
  opened.push(store)
  return { store, large: store.writeLarge!.bind(store) }
}

const put = (tx: Tx, key: string, value: string) =>
  tx.insertInto('meta').values({ key, value }).onConflict((there) => there.column('key').doUpdateSet({ value })).executeTakeFirst()
const value = async ({ db }: Store, key: string) => (await db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirst())?.value

describe('a large change', () => {
  test('is there for reads and look-ups once it resolves, and says what it did', async () => {
    const { store, large } = await open()
    await store.write((tx) => put(tx, 'a', 'old'))
    const look = store.lookup<{ value: string }>('select value from meta where key = ?')
    expect(await look('a')).toEqual({ value: 'old' })
    const counted = await large(async (tx) => {
      expect((await put(tx, 'a', 'new'))?.numInsertedOrUpdatedRows).toBe(1n)
      const rows = Array.from({ length: 5000 }, (_, i) => ({ key: `row ${i}`, value: 'x'.repeat(100) }))
      for (let at = 0; at < rows.length; at += 200) await tx.insertInto('meta').values(rows.slice(at, at + 200)).execute()
      // More than one answer of the thread takes.
      const { length } = await tx.selectFrom('meta').selectAll().where('key', 'like', 'row %').execute()
      // Looked at a moment before the commit: what another program writes is not found out again so soon.
      await look('a')
      await new Promise((resolve) => setTimeout(resolve, 110))
      expect(await look('a')).toEqual({ value: 'old' })
      return length
    })
    expect(counted).toBe(5000)
    expect(await look('a')).toEqual({ value: 'new' })
    expect(await value(store, 'row 4999')).toHaveLength(100)
  })

  test('that throws leaves nothing, and the next change finds the database free', async () => {
    const { store, large } = await open()
    const refused = new Error('refused')
    await expect(large(async (tx) => {
      await put(tx, 'a', '1')
      throw refused
    })).rejects.toBe(refused)
    await store.write((tx) => put(tx, 'b', '1'))
    expect([await value(store, 'a'), await value(store, 'b')]).toEqual([undefined, '1'])
  })

  test('fails with a statement that fails, also when its error is caught', async () => {
    const { store, large } = await open()
    const asked: string[] = []
    await expect(large(async (tx) => {
      await put(tx, 'a', '1')
      await sql`insert into nowhere values (1)`.execute(tx).catch(() => asked.push('caught'))
      await put(tx, 'b', '1').catch((error: unknown) => asked.push(String(error)))
    })).rejects.toThrow(/nowhere/)
    expect(asked).toEqual(['caught', expect.stringMatching(/rolled back/)])
    expect([await value(store, 'a'), await value(store, 'b')]).toEqual([undefined, undefined])
  })

  test('that SQLite has rolled back by itself leaves nothing, nor does what was asked for at once', async () => {
    const { store, large } = await open()
    await store.write((tx) => put(tx, 'there', ''))
    await expect(large(async (tx) => {
      await put(tx, 'a', '1')
      await Promise.all([sql`insert or rollback into meta (key, value) values ('there', '')`.execute(tx), put(tx, 'b', '1')])
    })).rejects.toThrow(/UNIQUE/)
    await store.write((tx) => put(tx, 'c', '1'))
    expect([await value(store, 'a'), await value(store, 'b'), await value(store, 'c')]).toEqual([undefined, undefined, '1'])
  })

  test('is not given up while a statement of it runs', async () => {
    const { large } = await open({ workTimeout: 1000 })
    const slow = sql<{ x: number }>`with recursive c(x) as (select 1 union all select x + 1 from c where x < 12000000) select max(x) as x from c`
    expect(await large(async (tx) => (await slow.execute(tx)).rows)).toEqual([{ x: 12_000_000 }])
  })

  test('has its turn among the others: each sees what those before it made', async () => {
    const { store, large } = await open()
    const seen: string[] = []
    const add = (name: string) => async (tx: Tx) => {
      const found = await tx.selectFrom('meta').select('key').where('key', 'like', 'turn %').orderBy('key').execute()
      seen.push(`${name} sees ${found.length}`)
      await put(tx, `turn ${name}`, '')
    }
    const { write } = store
    await Promise.all([write(add('a')), write(add('b')), large(add('c')), write(add('d')), large(add('e')), large(add('f')), write(add('g'))])
    expect(seen).toEqual(['a sees 0', 'b sees 1', 'c sees 2', 'd sees 3', 'e sees 4', 'f sees 5', 'g sees 6'])
  })

  test('is seen by nobody before it is committed, while reads and their clock go on', async () => {
    const { store, large } = await open()
    const between: (string | undefined)[] = []
    await large(async (tx) => {
      await put(tx, 'a', '1')
      between.push(await value(store, 'a'))
    })
    expect([...between, await value(store, 'a')]).toEqual([undefined, '1'])
  })

  test('that stands still is given up, and those behind it go on', async () => {
    const { store, large } = await open({ workTimeout: 50 })
    const stuck = large(async (tx) => {
      await put(tx, 'a', '1')
      await new Promise(() => {})
    })
    const next = store.write((tx) => put(tx, 'b', '1'))
    await expect(stuck).rejects.toThrow(StoreUnavailable)
    await next
    expect([await value(store, 'a'), await value(store, 'b')]).toEqual([undefined, '1'])
  })

  test('is finished before the store is closed', async () => {
    const { store, large } = await open()
    const done = large(async (tx) => {
      await put(tx, 'a', '1')
      return 'done'
    })
    await store.close()
    expect(await done).toBe('done')
    await expect(large((tx) => put(tx, 'b', '1'))).rejects.toThrow(StoreUnavailable)
  })
})

test('an import of more than a thousand keys, however few secrets they have, goes that way, and its answer is given again', async () => {
  const { store } = await open()
  let larges = 0
  const server = await testApp({ ...store, writeLarge: (work) => (larges++, store.writeLarge!(work)) })
  const user = await server.as('administrator')
  const secret = (i: number) => Buffer.from(`secret ${i} of sixteen and more`).toString('base64')
  const text = Array.from({ length: 1200 }, (_, i) => `key "k${i}.example" { algorithm hmac-sha256; secret "${secret(i % 40)}"; };`).join('\n')
  const again = { body: { text, dryRun: false }, headers: { 'Idempotency-Key': 'large-import-1' } }
  const first = await user.send(importTsigKeys, again)
  expect(first.status).toBe(200)
  expect(larges).toBe(1)
  const second = await user.send(importTsigKeys, again)
  expect([second.status, second.headers.get('Idempotency-Replayed')]).toEqual([200, 'true'])
  expect((await user.send(listTsigKeys, { query: { size: '1' } })).body).toMatchObject({ total: 1200 })
  expect((await user.send(verifyAudit)).body).toMatchObject({ holds: true })
})
