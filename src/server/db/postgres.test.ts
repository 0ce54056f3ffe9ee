import { sql } from 'kysely'
import { Client } from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { createDatabase, startPostgres } from '../testing/postgres.ts'
import { toUnavailable } from './postgres-errors.ts'
import { numbered, openPostgres } from './postgres.ts'
import { StoreUnavailable, TookTooLong, type Store } from './store.ts'
import { userRow } from '../testing/rows.ts'

test('parameters are numbered, but not inside quotes', () => {
  expect(numbered(`SELECT '?', "?" FROM t WHERE a = ? AND b = 'it''s ?' AND c = ?`)).toBe(
    `SELECT '?', "?" FROM t WHERE a = $1 AND b = 'it''s ?' AND c = $2`,
  )
})

// Seen by check:several-servers: a change that met the replica before its promotion was a 500.
test.each([
  ['25006', 'cannot execute INSERT in a read-only transaction'],
  ['0A000', 'cannot set transaction read-write mode during recovery'],
])('what a standby refuses (%s) is StoreUnavailable', (code, message) => {
  expect(toUnavailable(Object.assign(new Error(message), { code }))).toBeInstanceOf(StoreUnavailable)
  expect(toUnavailable(Object.assign(new Error(message), { code: '23505' }))).not.toBeInstanceOf(StoreUnavailable)
})

test('an address that nobody answers is StoreUnavailable, without the password', async () => {
  const error = await openPostgres('postgres://me:secret@127.0.0.1:1/none').catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(String(error)).not.toContain('secret')
})

test('a URL that is none is refused without being shown', async () => {
  for (const url of ['mysql://me:secret@host/db', 'postgres://me:secret@[bad/db']) {
    const error = await openPostgres(url).catch((reason: unknown) => reason)
    expect(String(error)).toContain('must be like postgres://')
    expect(String(error)).not.toContain('secret')
  }
})

describe.skipIf(inject('postgresUrl') === undefined)('PostgreSQL', () => {
  async function fresh(): Promise<[Store, string]> {
    const url = await createDatabase(inject('postgresUrl') as string)
    const store = await openPostgres(url)
    onTestFinished(() => store.close())
    return [store, url]
  }

  test('of two works in a deadlock one is run again', async () => {
    const [store] = await fresh()
    await store.write((tx) => tx.insertInto('users').values([userRow('a'), userRow('b')]).execute())
    let runs = 0
    const firstLocks = Promise.withResolvers<void>()
    const bump = (first: string, second: string) => store.write(async (tx) => {
      const add = (id: string): Promise<unknown> =>
        tx.updateTable('users').set((eb) => ({ version: eb('version', '+', 1) })).where('id', '=', id).execute()
      await add(first)
      if (++runs === 2) firstLocks.resolve()
      await firstLocks.promise
      await add(second)
    })
    await Promise.all([bump('a', 'b'), bump('b', 'a')])
    expect(runs).toBe(3)
    expect(await store.db.selectFrom('users').select('version').execute()).toEqual([{ version: 3 }, { version: 3 }])
  })

  test('connections that the server ends are StoreUnavailable, and the next ones work', async () => {
    const [store, url] = await fresh()
    const client = new Client(url)
    await client.connect()
    const endOthers = (): Promise<unknown> =>
      client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'countersign' AND datname = current_database()`)
    await expect(store.write(async (tx) => {
      await tx.insertInto('users').values(userRow('a')).execute()
      await endOthers()
      await tx.insertInto('users').values(userRow('b')).execute()
    })).rejects.toBeInstanceOf(StoreUnavailable)
    await store.probe()
    await endOthers()
    // Idle connections that break are replaced without a word.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await store.probe()
    expect(await store.db.selectFrom('users').selectAll().execute()).toEqual([])
    await client.end()
  })

  test('a statement that takes too long is given up and says so', async () => {
    const [store] = await fresh()
    await expect(store.write(async (tx) => {
      await sql`SET LOCAL statement_timeout = 100`.execute(tx)
      await sql`SELECT pg_sleep(10)`.execute(tx)
    })).rejects.toBeInstanceOf(TookTooLong)
    await store.probe()
  })

  // Fails when the commit's error goes through the retry, or out as it is: the work would run twice, or answer 500.
  test('a commit whose answer is lost is StoreUnavailable and is not tried again', async () => {
    const [store, url] = await fresh()
    const client = new Client(url)
    await client.connect()
    let runs = 0
    await expect(store.write(async (tx) => {
      runs++
      await tx.insertInto('users').values(userRow('a')).execute()
      await client.query(
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`,
      )
    })).rejects.toThrow(/whether it took effect is unknown/)
    expect(runs).toBe(1)
    await client.end()
  })

  test('a server that acknowledges before the disk has it is refused', async () => {
    const url = await createDatabase(inject('postgresUrl') as string)
    const client = new Client(url)
    await client.connect()
    await client.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
    await client.end()
    await expect(openPostgres(url)).rejects.toThrow(/synchronous_commit/)
  })

  test('a whole server that goes is StoreUnavailable', async () => {
    const postgres = await startPostgres()
    const store = await openPostgres(await postgres.createDatabase())
    onTestFinished(() => store.close())
    await store.probe()
    await postgres.stop()
    await expect(store.probe()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(store.db.selectFrom('meta').selectAll().execute()).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(store.lookup('SELECT 1')()).rejects.toBeInstanceOf(StoreUnavailable)
  })
})
