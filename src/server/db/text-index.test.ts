import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openSqlite } from './node-sqlite.ts'
import type { Store } from './store.ts'
import { credentialRow, userRow } from '../testing/rows.ts'
import { temporaryFile } from '../testing/store.ts'
import { matchOf } from './text-index.ts'

const add = (store: Store, ...names: string[]) => store.write(async (tx) => {
  await tx.insertInto('users').values(userRow('u')).onConflict((conflict) => conflict.doNothing()).execute()
  for (const name of names) await tx.insertInto('credentials').values(credentialRow(name, 'u', null, { kind: 'one-token' })).execute()
})
const found = async (store: Store, run: string) => {
  const numbers = await store.texts!.find('credentials', 'name', [run], 100)
  const rows = await store.db.selectFrom('credentials').select(['id', sql<number>`rowid`.as('number')]).execute()
  return rows.filter(({ number }) => numbers.includes(number)).map(({ id }) => id).sort()
}
/** Does something to the file of a store that is closed, and opens it again. */
async function after(place: string, store: Store, work: (database: DatabaseSync) => void): Promise<Store> {
  await store.close()
  const database = new DatabaseSync(place)
  work(database)
  database.close()
  return await openSqlite(place)
}

describe('the index of trigrams', () => {
  test('finds by name, as many as it is asked for', async () => {
    const store = await openSqlite(':memory:')
    await add(store, 'billing-prod', 'billing-dev', 'mailer-dev')
    expect(await found(store, 'billing')).toEqual(['billing-dev', 'billing-prod'])
    expect(await store.texts!.find('credentials', 'name', ['g-p'], 100)).toHaveLength(1)
    expect(await store.texts!.find('credentials', 'name', ['ing', 'dev'], 100)).toHaveLength(1)
    expect(await store.texts!.find('credentials', 'note', ['ing'], 100)).toEqual([])
    expect(await store.texts!.find('credentials', 'name', ['dev'], 1)).toHaveLength(1)
    expect(await store.texts!.find('users', 'email', ['@example'], 100)).toHaveLength(1)
    await store.close()
  })

  // Fails when the index is kept whatever happened: numbers then name other rows, or rows of which nobody told it are missing.
  test('is made anew where rows may have got other numbers', async () => {
    const place = await temporaryFile()
    let store = await openSqlite(place)
    await add(store, 'one-first', 'two-second', 'three-third')
    await store.write((tx) => tx.deleteFrom('credentials').where('id', '=', 'one-first').execute())
    store = await after(place, store, (database) => database.exec('VACUUM'))
    expect(await found(store, 'third')).toEqual(['three-third'])
    store = await after(place, store, (database) =>
      database.exec(`PRAGMA writable_schema = ON; DROP TRIGGER credentials_text_added; UPDATE credentials SET rowid = rowid + 100`),
    )
    expect(await found(store, 'third')).toEqual(['three-third'])
    await add(store, 'four-fourth')
    expect(await found(store, 'fourth')).toEqual(['four-fourth'])
    await store.close()
  })

  test('is kept over a start, also when the last row went', async () => {
    const place = await temporaryFile()
    let store = await openSqlite(place)
    await add(store, 'one-first', 'two-second')
    await store.write((tx) => tx.deleteFrom('credentials').where('id', '=', 'two-second').execute())
    const root = (database: DatabaseSync) => database.prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'credentials_text_data'`).get()
    const version = (database: DatabaseSync) => database.prepare('PRAGMA schema_version').get()
    const before: unknown[] = []
    store = await after(place, store, (database) => before.push(root(database), version(database)))
    const now: unknown[] = []
    store = await after(place, store, (database) => now.push(root(database), version(database)))
    expect(now).toEqual(before)
    await store.close()
  })

  test('runs are phrases, whatever stands in them', () => {
    expect(matchOf('name', ['a"b', 'OR *'])).toBe('name : ("a""b" AND "OR *")')
  })
})
