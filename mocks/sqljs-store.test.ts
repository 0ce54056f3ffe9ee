import initSqlJs from 'sql.js'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { userRow } from '#server/testing/rows.ts'
import { onlyOn } from '#server/testing/store.ts'
import { openSqlJs } from './sqljs-store.ts'

const sqlJs = await initSqlJs()

/** What a disk would be: the bytes that a store leaves behind, by place. */
const disk = new Map<string, Uint8Array>()
let places = 0

onlyOn({
  name: 'sql.js',
  dialect: 'sqlite',
  place: async () => `place ${++places}`,
  async open(place) {
    const store = await openSqlJs(sqlJs, { from: disk.get(place) })
    let closing: Promise<void> | undefined
    return {
      ...store,
      close() {
        closing ??= store.copy().then((bytes) => void disk.set(place, bytes)).then(store.close)
        return closing
      },
    }
  },
})

// The server's own tests, once more: the store itself, then what leans on it hardest.
await import('#server/db/store.test.ts')
await import('#server/db/schema.test.ts')
await import('#server/list/list.test.ts')
await import('#server/nouns/api-keys/routes.test.ts')
await import('#server/nouns/api-keys/change.test.ts')
await import('#server/nouns/api-keys/rotate.test.ts')
await import('#server/audit/audit.test.ts')
await import('#server/nouns/auth-tokens/routes.test.ts')
await import('#server/credentials/sessions.test.ts')
await import('#server/nouns/users/routes.test.ts')

// Fails when the transaction is not looked for again after an error: the works behind it would each commit on their own.
test('a transaction that SQLite itself ends takes its batch along and nothing else', async () => {
  const store = await openSqlJs(sqlJs)
  const add = (id: string) => store.write(async (tx) => { await tx.insertInto('users').values(userRow(id)).execute() })
  await add('before')
  const outcomes = await Promise.allSettled([
    add('a'),
    store.write(async (tx) => {
      await tx.insertInto('users').values(userRow('b')).execute()
      await sql`insert or rollback into users select * from users`.execute(tx).catch(() => {})
      await tx.insertInto('users').values(userRow('b2')).execute()
    }),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await add('after')
  expect(await store.db.selectFrom('users').select('id').orderBy('id').execute()).toEqual([{ id: 'after' }, { id: 'before' }])
  await store.close()
})

test('a copy opens as the same database, and does not disturb the one it was taken from', async () => {
  const store = await openSqlJs(sqlJs)
  const names = store.lookup<{ id: string }>('SELECT id FROM users WHERE id = ?')
  await store.write(async (tx) => { await tx.insertInto('users').values(userRow('a')).execute() })
  const [from] = await Promise.all([store.copy(), store.write(async (tx) => { await tx.insertInto('users').values(userRow('b')).execute() })])
  expect(await names('b')).toEqual({ id: 'b' })
  const again = await openSqlJs(sqlJs, { from })
  expect(await again.lookup('SELECT id FROM users WHERE id = ?')('a')).toEqual({ id: 'a' })
  await Promise.all([store.close(), again.close()])
})
