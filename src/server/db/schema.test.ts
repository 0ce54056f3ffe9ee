import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from './store.ts'
import { administratorRow, auditRow, credentialRow, userRow } from '../testing/rows.ts'
import { onEachStore } from '../testing/store.ts'

async function addUsers(store: Store, ...users: ReturnType<typeof userRow>[]): Promise<void> {
  await store.write(async (tx) => { await tx.insertInto('users').values(users).execute() })
}

onEachStore('schema', ({ dialect, fresh }) => {
  test('users are numbered by the database and their numbers are not used again', async () => {
    const store = await fresh()
    await addUsers(store, userRow('a'), userRow('b'))
    await store.write(async (tx) => { await tx.deleteFrom('users').where('id', '=', 'b').execute() })
    await addUsers(store, userRow('c'))
    expect(await store.db.selectFrom('users').select(['id', 'number']).orderBy('number').execute()).toEqual([
      { id: 'a', number: 1 }, { id: 'c', number: 3 },
    ])
  })

  // Failed for the parts of replies: what a locale orders changes with the system's library, and an index of it is then wrong.
  test('every text is ordered by its bytes, on any machine', async () => {
    const store = await fresh()
    const others = dialect === 'sqlite'
      ? sql<{ name: string }>`SELECT name FROM sqlite_master WHERE sql LIKE '%COLLATE%'`
      : sql<{ name: string }>`SELECT table_name || '.' || column_name AS name FROM information_schema.columns
          WHERE table_schema = current_schema() AND table_name <> 'migrations' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`
    expect((await others.execute(store.db)).rows).toEqual([])
  })

  // Fails without UNIQUE (kind, owner_id, slot): all forty then get in.
  test('of many creates at once two get a slot', async () => {
    const store = await fresh()
    await addUsers(store, userRow('owner'))
    const added = await Promise.all(Array.from({ length: 40 }, (_, index) => store.write(async (tx) => {
      const result = await tx.insertInto('credentials').values(credentialRow(`key${index}`, 'owner', (index % 2) + 1))
        .onConflict((conflict) => conflict.doNothing()).executeTakeFirst()
      return Number(result.numInsertedOrUpdatedRows)
    })))
    expect(added.reduce((sum, count) => sum + count, 0)).toBe(2)
    expect(await store.db.selectFrom('credentials').select('slot').orderBy('slot').execute()).toEqual([{ slot: 1 }, { slot: 2 }])
  })

  test('an API key has a slot, 1 or 2; other kinds need none', async () => {
    const store = await fresh()
    await addUsers(store, userRow('owner'))
    const add = (row: ReturnType<typeof credentialRow>): Promise<unknown> =>
      store.write((tx) => tx.insertInto('credentials').values(row).execute())
    await expect(add(credentialRow('none', 'owner', null))).rejects.toThrow(/check/i)
    await expect(add(credentialRow('third', 'owner', 3))).rejects.toThrow(/check/i)
    await add(credentialRow('x', 'owner', null, { kind: 'other' }))
    await add(credentialRow('y', 'owner', null, { kind: 'other' }))
    await expect(add(credentialRow('z', 'owner', null, { kind: 'other', name_key: 'y' }))).rejects.toThrow(/unique/i)
  })

  test('what a user owns goes with the user', async () => {
    const store = await fresh()
    await addUsers(store, userRow('owner'))
    await store.write(async (tx) => {
      await tx.insertInto('credentials').values(credentialRow('key', 'owner', 1)).execute()
      await tx
        .insertInto('credential_values')
        .values({
          id: 'v',
          credential_id: 'key',
          hash: 'h',
          hint_start: 'a',
          hint_last4: 'b',
          created_at: 1,
          ends_at: null,
          last_used_at: null,
          last_used_from: null,
        })
        .execute()
      await tx.insertInto('auth_tokens').values({ hash: 't', value_id: 'v', created_at: 1, expires_at: 2 }).execute()
      await tx.insertInto('invitations').values({ hash: 'i', user_id: 'owner', created_at: 1, expires_at: 2 }).execute()
      await tx.deleteFrom('users').where('id', '=', 'owner').execute()
    })
    for (const table of ['credentials', 'credential_values', 'auth_tokens', 'invitations'] as const) {
      expect(await store.db.selectFrom(table).selectAll().execute()).toEqual([])
    }
  })

  test('audit rows are added, never changed or removed', async () => {
    const store = await fresh()
    await store.write(async (tx) => {
      await store.lockChain(tx)
      await tx.insertInto('audit').values([auditRow(1), auditRow(2)]).execute()
    })
    await expect(store.write((tx) => tx.updateTable('audit').set({ outcome: 'x' }).where('seq', '=', 1).execute())).rejects.toThrow('audit-append-only')
    await expect(store.write((tx) => tx.deleteFrom('audit').where('seq', '=', 2).execute())).rejects.toThrow('audit-append-only')
    const replace = dialect === 'sqlite' ? 'INSERT OR REPLACE INTO audit SELECT * FROM audit' : 'TRUNCATE audit'
    await expect(store.write((tx) => sql.raw(replace).execute(tx))).rejects.toThrow('audit-append-only')
    expect(await store.db.selectFrom('audit').select('outcome').execute()).toEqual([{ outcome: 'done' }, { outcome: 'done' }])
  })

  test('the last administrator who can sign in stays', async () => {
    const store = await fresh()
    await addUsers(
      store,
      administratorRow('a'),
      userRow('invited', { role: 'administrator' }),
      userRow('off', { role: 'administrator', password: 'p', enabled: 0 }),
    )
    const change = (set: object): Promise<unknown> => store.write((tx) => tx.updateTable('users').set(set).where('id', '=', 'a').execute())
    for (const set of [{ role: 'user' }, { enabled: 0 }, { password: null }]) await expect(change(set)).rejects.toThrow('last-administrator')
    await expect(store.write((tx) => tx.updateTable('users').set({ role: 'user' }).execute())).rejects.toThrow('last-administrator')
    await expect(store.write((tx) => tx.deleteFrom('users').where('id', '=', 'a').execute())).rejects.toThrow('last-administrator')
    await change({ name: 'renamed', password: 'other' })
    await addUsers(store, administratorRow('b'))
    await change({ role: 'user' })
    expect(await store.db.selectFrom('users').select(['name', 'role']).where('id', '=', 'a').execute()).toEqual([{ name: 'renamed', role: 'user' }])
  })

  test('before there is an administrator nothing is refused', async () => {
    const store = await fresh()
    await addUsers(store, userRow('a'), userRow('b', { role: 'administrator' }))
    await store.write((tx) => tx.updateTable('users').set({ role: 'user' }).execute())
    await store.write((tx) => tx.deleteFrom('users').execute())
    expect(await store.db.selectFrom('users').select('id').execute()).toEqual([])
  })

  // Fails on PostgreSQL without the lock in the trigger: each transaction still sees the other's administrator.
  test('two who demote each other at once leave one', async () => {
    const store = await fresh()
    for (let round = 0; round < 10; round++) {
      await store.write((tx) => tx.deleteFrom('users').where('id', 'like', `%-${round - 1}`).where('role', '=', 'user').execute())
      const [a, b] = [`a-${round}`, `b-${round}`]
      await addUsers(store, administratorRow(a), administratorRow(b))
      await store.write((tx) => tx.updateTable('users').set({ role: 'user' }).where('id', 'not in', [a, b]).execute())
      const meet = dialect === 'postgres' ? barrier(2) : async () => {}
      const demote = (id: string): Promise<unknown> => store.write(async (tx) => {
        // Both transactions have begun, and read, before either changes anything.
        await tx.selectFrom('users').select('id').where('role', '=', 'administrator').execute()
        await meet()
        await tx.updateTable('users').set({ role: 'user' }).where('id', '=', id).execute()
        await new Promise((resolve) => setTimeout(resolve, 20))
      })
      const outcomes = await Promise.allSettled([demote(a), demote(b)])
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(String(outcomes.find((outcome) => outcome.status === 'rejected')?.reason)).toContain('last-administrator')
      expect(await store.db.selectFrom('users').select('id').where('role', '=', 'administrator').execute()).toHaveLength(1)
    }
  })

  test('text sorts by code point and NULL first, as the indexes do', async () => {
    const store = await fresh()
    await addUsers(store, userRow('owner'))
    await store.write(async (tx) => {
      for (const [index, name] of ['b', 'B', 'ä', 'a', '_'].entries()) {
        await tx.insertInto('credentials').values(credentialRow(name, 'owner', null, { kind: 'other', expires_at: index || null })).execute()
      }
    })
    const names = await store.db.selectFrom('credentials').select('id').orderBy('name_key').execute()
    expect(names.map(({ id }) => id).join('')).toBe('B_abä')
    const ends = await store.db.selectFrom('credentials').select('expires_at').orderBy('expires_at', (by) => by.asc().nullsFirst()).execute()
    expect(ends.map(({ expires_at: at }) => at)).toEqual([null, 1, 2, 3, 4])
  })
})

/** Resolves for all when the last of `count` has come. */
function barrier(count: number): () => Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let missing = count
  return () => {
    if (--missing === 0) resolve()
    return promise
  }
}
