import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openSqlite } from './node-sqlite.ts'
import type { Store } from './store.ts'
import { credentialRow, userRow } from '../testing/rows.ts'
import { temporaryFile } from '../testing/store.ts'

// Each of these fails when nothing is forgotten (`disturb` empty), the first when nothing is kept.

const stores: Store[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

const text = 'SELECT c.name, u.enabled FROM credentials c JOIN users u ON u.id = c.owner_id WHERE c.id = ?'

async function opened() {
  const file = await temporaryFile()
  const store = await openSqlite(file)
  stores.push(store)
  const look = store.lookup<{ name: string; enabled: number }>(text)
  await store.write(async (tx) => {
    await tx.insertInto('users').values([userRow('u1'), userRow('u2')]).execute()
    await tx.insertInto('credentials').values([credentialRow('k1', 'u1', 1), credentialRow('k2', 'u2', 1)]).execute()
  })
  return { file, store, look, first: await look('k1') }
}

test('a row that was found is kept while nothing that the look-up reads is changed', async () => {
  const { store, look, first } = await opened()
  expect(first).toMatchObject({ enabled: 1 })
  expect(await look('k1')).toBe(first)
  await store.write(async (tx) => {
    await tx.updateTable('credentials').set({ last_used_at: 5, last_used_from: '192.0.2.1' }).where('id', '=', 'k1').execute()
    await tx.insertInto('users').values(userRow('u3')).execute()
  })
  await store.probe()
  expect(await look('k1')).toBe(first)
})

test.each([
  ['a name', (store: Store) => store.write((tx) => tx.updateTable('credentials').set({ name: 'other' }).where('id', '=', 'k1').execute()), { name: 'other' }],
  ['what is joined', (store: Store) => store.write((tx) => tx.updateTable('users').set({ enabled: 0 }).where('id', '=', 'u1').execute()), { enabled: 0 }],
  ['a row deleted', (store: Store) => store.write((tx) => tx.deleteFrom('credentials').where('id', '=', 'k1').execute()), undefined],
  ['a row deleted with what it belongs to', (store: Store) => store.write((tx) => tx.deleteFrom('users').where('id', '=', 'u1').execute()), undefined],
  ['a command', (store: Store) => store.command('UPDATE credentials SET name = ? WHERE id = ?')('other', 'k1'), { name: 'other' }],
  [
    'a row put in the place of another',
    (store: Store) =>
      store.write(async (tx) => {
        await sql`INSERT OR REPLACE INTO users (id, name, email, email_key, role, enabled, created_at, updated_at, version)
          VALUES ('u1', 'u1', 'u1@example.com', 'u1@example.com', 'user', 0, 1, 1, 1)`.execute(tx)
      }),
    undefined,
  ],
] as const)('from the commit on a look-up sees %s', async (_, change, seen) => {
  const { store, look } = await opened()
  await change(store)
  if (seen) expect(await look('k1')).toMatchObject(seen)
  else expect(await look('k1')).toBe(undefined)
  expect(await look('k2')).toMatchObject({ enabled: 1 })
})

test('not before it, and nothing of what is undone', async () => {
  const { store, look, first } = await opened()
  await store.write(async (tx) => {
    await tx.updateTable('credentials').set({ name: 'other' }).where('id', '=', 'k1').execute()
    expect(await look('k1')).toEqual(first)
  })
  expect(await look('k1')).toMatchObject({ name: 'other' })
  const failing = store.write(async (tx) => {
    await tx.updateTable('credentials').set({ name: 'third' }).where('id', '=', 'k1').execute()
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await look('k1')).toMatchObject({ name: 'other' })
})

test('what another program writes into the file is seen a tenth of a second later', async () => {
  const { file, look } = await opened()
  const other = new DatabaseSync(file)
  other.exec(`UPDATE users SET enabled = 0 WHERE id = 'u1'`)
  other.close()
  await sleep(120)
  expect(await look('k1')).toMatchObject({ enabled: 0 })
})

test.each([
  'SELECT c.name FROM credentials c LEFT JOIN users u ON u.id = c.owner_id WHERE c.id = ?',
  'SELECT c.name, (SELECT count(*) FROM users) AS users FROM credentials c WHERE c.id = ?',
  'SELECT c.name FROM credentials c WHERE c.id = ? AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = c.owner_id)',
  'SELECT c.name FROM credentials c WHERE c.created_at < ?',
  'SELECT c.name FROM credentials c WHERE c.id = ? ORDER BY c.name',
])('what a row that is added could change is no look-up: %s', async (query) => {
  const { store } = await opened()
  expect(() => store.lookup(query)).toThrow('unique keys')
})
