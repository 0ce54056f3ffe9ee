import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { openAside, type Aside } from './node-aside.ts'
import { openSqlite } from './node-sqlite.ts'
import { StoreUnavailable, TookTooLong, type Store } from './store.ts'
import { userRow } from '../testing/rows.ts'
import { temporaryFile } from '../testing/store.ts'
import { turnsOf } from '../testing/turns.ts'

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

async function open(options?: Parameters<typeof openAside>[1]): Promise<{ store: Store; aside: Aside; file: string }> {
  const file = await temporaryFile()
  const store = await openSqlite(file)
  const aside = openAside(file, options)
  opened.push(store, aside)
  return { store, aside, file }
}

/** Counts so far, one by one. */
const counting = (to: number) => `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`

// Fails with the connection of this thread in the other's place: not one turn until a million is counted.
test('what takes long lets others run, and is right', async () => {
  const { store } = await open()
  const count = sql<{ count: number }>`${sql.raw(counting(300_000))} SELECT count(*) AS count FROM n`
  expect(await turnsOf(() => count.execute(store.db))).toBeLessThan(5)
  const asked = count.execute(store.aside)
  expect(await turnsOf(() => asked)).toBeGreaterThan(20)
  expect((await asked).rows).toEqual([{ count: 300_000 }])
})

// Fails where rows come in one message, which holds the loop until all are unpacked.
test('many rows come in pieces, all of them in order', async () => {
  const { aside } = await open()
  const asked = aside.query(`${counting(5000)} SELECT i, 'row ' || i AS name, NULL AS empty FROM n`, [])
  expect(await turnsOf(() => asked)).toBeGreaterThan(10)
  const { rows } = await asked
  expect(rows.length).toBe(5000)
  expect(rows[4321]).toEqual({ i: 4322, name: 'row 4322', empty: null })
})

test('it sees what was committed before it was asked, and numbers keep their kind', async () => {
  const { store } = await open()
  await store.aside.selectFrom('users').selectAll().execute()
  await store.write((tx) => tx.insertInto('users').values(userRow('ada')).execute())
  expect(
    await store.aside
      .selectFrom('users')
      .select(['id', 'enabled', sql<number>`${7} / 2`.as('half'), sql<number>`${9_007_199_254_740_991}`.as('large')])
      .execute(),
  ).toEqual([{ id: 'ada', enabled: 1, half: 3, large: 9_007_199_254_740_991 }])
})

test('it cannot write, and an error of the SQL is an error of that statement alone', async () => {
  const { store } = await open()
  await expect(sql`DELETE FROM users`.execute(store.aside)).rejects.toThrow(/readonly|read-only/)
  await expect(sql`SELECT something FROM nowhere`.execute(store.aside)).rejects.toThrow('no such table')
  expect((await sql`SELECT 1 AS one`.execute(store.aside)).rows).toEqual([{ one: 1 }])
})

// Fails where the signal is looked at only when a statement is handed in: the last would wait for the long ones and then run.
test('whoever goes while they wait is not worked for', async () => {
  const { store } = await open()
  const long = sql`${sql.raw(counting(3_000_000))} SELECT count(*) AS count FROM n`
  const working = [long.execute(store.aside), long.execute(store.aside)]
  const gone = new AbortController()
  const waiting = sql`SELECT 1 AS one`.execute(store.aside, { signal: gone.signal })
  gone.abort()
  await expect(waiting).rejects.toThrow()
  await Promise.all(working)
})

test('closing answers whoever waits', async () => {
  const { aside } = await open()
  const long = aside.query(`${counting(3_000_000)} SELECT count(*) AS count FROM n`, [])
  const [outcome] = await Promise.all([long.catch((error: unknown) => error), aside.close()])
  expect(outcome).toBeInstanceOf(StoreUnavailable)
  await expect(aside.query('SELECT 1', [])).rejects.toThrow(StoreUnavailable)
})

// Fails where a broken thread stays in its place: its statement is never answered, nor any after it.
test('a thread that breaks fails its own statement, and the next has another', async () => {
  const { aside } = await open({ megabytes: 16 })
  await expect(aside.query(`SELECT natural_key(replace(hex(zeroblob(2000000)), '00', '0a')) AS text`, [])).rejects.toThrow(/thread of SQLite broke/)
  expect((await aside.query('SELECT 1 AS one', [])).rows).toEqual([{ one: 1 }])
})

// Fails where a thread reads all rows before it hands out the first: five hundred of the largest ones were more than it may hold.
test('an answer may have more than its thread holds, up to a limit, and says when it has more', async () => {
  const { aside } = await open({ megabytes: 16 })
  const texts = (rows: number) => aside.query(`${counting(rows)} SELECT i, printf('%.*c', 50000, 'ω') AS text FROM n`, [])
  const { rows } = await texts(300)
  expect(rows.length).toBe(300)
  expect(rows.at(-1)).toMatchObject({ i: 300, text: expect.stringMatching(/^ω{50000}$/) })
  await expect(texts(400)).rejects.toThrow(TookTooLong)
  expect((await aside.query('SELECT 1 AS one', [])).rows).toEqual([{ one: 1 }])
})

// Fails where the statement of somebody who has gone stays open: what is written after it began cannot leave the log.
test('whoever goes in the middle of an answer leaves no statement open', async () => {
  const { store, aside, file } = await open()
  const other = new DatabaseSync(file)
  opened.push({ close: async () => other.close() })
  const gone = new AbortController()
  const asked = aside.query(`${counting(5_000_000)} SELECT i, (SELECT count(*) FROM users) AS users FROM n`, [], gone.signal)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await store.write((tx) => tx.insertInto('users').values(userRow('ada')).execute())
  gone.abort()
  await expect(asked).rejects.toThrow()
  // Sooner than the thread ends that has nothing to do.
  await expect.poll(() => other.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.busy, { timeout: 30_000 }).toBe(0)
})

// Fails where it is StoreUnavailable alone: whoever asked is told to try the same again.
test('a statement that takes too long is given up, says so, and the next is answered', async () => {
  const { aside } = await open({ longest: 3000 })
  await expect(aside.query(`${counting(60_000_000)} SELECT count(*) AS count FROM n`, [])).rejects.toThrow(TookTooLong)
  expect((await aside.query('SELECT 1 AS one', [])).rows).toEqual([{ one: 1 }])
})
