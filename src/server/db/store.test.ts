import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { StoreUnavailable } from './store.ts'
import { userRow } from '../testing/rows.ts'
import { onEachStore } from '../testing/store.ts'

onEachStore('store', ({ fresh, place, open }) => {
  test('a write returns what its work returns, and is there for the next read', async () => {
    const store = await fresh()
    const byEmail = store.lookup<{ id: string; number: number }>('SELECT id, number FROM users WHERE email_key = ? AND enabled = ?')
    expect(await byEmail('a@example.com', 1)).toBeUndefined()
    const value = await store.write(async (tx) => {
      await tx.insertInto('users').values(userRow('a')).execute()
      return 'done'
    })
    expect(value).toBe('done')
    expect(await byEmail('a@example.com', 1)).toEqual({ id: 'a', number: 1 })
    expect(await byEmail('a@example.com', 0)).toBeUndefined()
    expect(await store.db.selectFrom('users').select('id').execute()).toEqual([{ id: 'a' }])
  })

  test('readers do not see a change before it is committed', async () => {
    const store = await fresh()
    const lookup = store.lookup('SELECT id FROM users WHERE id = ?')
    await store.write(async (tx) => {
      await tx.insertInto('users').values(userRow('a')).execute()
      expect(await tx.selectFrom('users').select('id').execute()).toHaveLength(1)
      expect(await store.db.selectFrom('users').select('id').execute()).toEqual([])
      expect(await lookup('a')).toBeUndefined()
    })
    expect(await lookup('a')).toEqual({ id: 'a' })
  })

  test('a work that throws changes nothing, and its neighbours are not touched', async () => {
    const store = await fresh()
    const works = ['a', 'b', 'c', 'd'].map((id) => store.write(async (tx) => {
      await tx.insertInto('users').values(userRow(id)).execute()
      if (id === 'b') throw new Error('no')
    }))
    expect((await Promise.allSettled(works)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(await store.db.selectFrom('users').select('id').orderBy('id').execute()).toEqual([{ id: 'a' }, { id: 'c' }, { id: 'd' }])
  })

  test('a command changes rows by itself; one that fails touches no neighbour', async () => {
    const store = await fresh()
    const put = store.command('INSERT INTO meta (key, value) VALUES (?, ?)')
    const writes = [put('a', '1'), put('a', '2'), store.write((tx) => tx.insertInto('users').values(userRow('a')).execute()), put('b', '3')]
    const [one, other, ...rest] = (await Promise.allSettled(writes)).map(({ status }) => status)
    expect([[one, other].sort(), rest]).toEqual([['fulfilled', 'rejected'], ['fulfilled', 'fulfilled']])
    const rows = await store.db.selectFrom('meta').select(['key', 'value']).where('key', 'in', ['a', 'b']).orderBy('key').execute()
    // On PostgreSQL each goes by a connection of its own, so that either may be the first.
    expect(rows).toEqual([{ key: 'a', value: expect.stringMatching(store.shared ? /^[12]$/ : /^1$/) as string }, { key: 'b', value: '3' }])
    expect(await store.db.selectFrom('users').select('id').execute()).toEqual([{ id: 'a' }])
  })

  test('a statement error that a work swallows fails the work all the same', async () => {
    const store = await fresh()
    await expect(store.write(async (tx) => {
      await tx.insertInto('users').values(userRow('a')).execute()
      await tx.insertInto('users').values(userRow('a')).execute().catch(() => {})
    })).rejects.toThrow()
    expect(await store.db.selectFrom('users').select('id').execute()).toEqual([])
  })

  test('a transaction cannot be used after its work', async () => {
    const store = await fresh()
    const tx = await store.write(async (own) => [own] as const)
    await expect(tx[0].insertInto('users').values(userRow('late')).execute()).rejects.toThrow()
    expect(await store.db.selectFrom('users').select('id').execute()).toEqual([])
  })

  test('nothing is changed around write', async () => {
    const store = await fresh()
    await expect(store.db.insertInto('users').values(userRow('a')).execute()).rejects.toThrow()
    await expect(store.lookup('DELETE FROM meta RETURNING key')()).rejects.toThrow()
  })

  test('numbers keep their kind', async () => {
    const store = await fresh()
    const time = 1_790_000_000_123
    await store.write(async (tx) => { await tx.insertInto('users').values(userRow('a', { created_at: time, last_sign_in_at: time })).execute() })
    await store.write(async (tx) => { await tx.updateTable('users').set((eb) => ({ version: eb('version', '+', 1) })).execute() })
    const row = await store.db
      .selectFrom('users')
      .select((eb) => ['created_at', 'last_sign_in_at', 'version', eb.fn.countAll<number>().over().as('count')])
      .executeTakeFirst()
    expect(row).toEqual({ created_at: time, last_sign_in_at: time, version: 2, count: 1 })
    expect((await sql<{ text: string }>`select cast(version + ${1} as text) as text from users`.execute(store.db)).rows).toEqual([{ text: '3' }])
  })

  test('a probe writes', async () => {
    const store = await fresh()
    await Promise.all([store.probe(), store.probe()])
    await store.probe()
    expect(await store.lookup('SELECT value FROM meta WHERE key = ?')('probe')).toEqual({ value: '2' })
  })

  test('close lets accepted writes end, then answers that the store is closed', async () => {
    const where = await place()
    const store = await open(where)
    const lookup = store.lookup('SELECT key FROM meta')
    const write = store.write(async (tx) => { await tx.insertInto('users').values(userRow('a')).execute() })
    // On PostgreSQL a write is accepted once it has its connection.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await Promise.all([store.close(), store.close(), write])
    await expect(store.probe()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(store.command('DELETE FROM meta')()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(lookup()).rejects.toBeInstanceOf(StoreUnavailable)
    const again = await open(where)
    expect(await again.db.selectFrom('users').select('id').execute()).toEqual([{ id: 'a' }])
  })
})
