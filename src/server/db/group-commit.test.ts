import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'
import type { SqliteEngine } from './sqlite-kysely.ts'
import { StoreUnavailable, type Tx } from './store.ts'
import { turnsOf } from '../testing/turns.ts'

/** A bare database whose statements are written down, and fail when told to. */
let database: DatabaseSync
let log: string[]
let failing: (text: string) => boolean
let engine: SqliteEngine

beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec(`CREATE TABLE meta (key text PRIMARY KEY, value text NOT NULL);
    CREATE TABLE parent (id integer PRIMARY KEY); CREATE TABLE child (id integer REFERENCES parent (id))`)
  log = []
  failing = () => false
  engine = {
    query(text, parameters) {
      log.push(text)
      if (failing(text)) throw new StoreUnavailable(`made to fail: ${text}`)
      return { rows: database.prepare(text).all(...parameters as SQLInputValue[]) }
    },
    get inTransaction() {
      return database.isTransaction
    },
  }
})

afterEach(() => database.close())

const put = (key: string) => async (tx: Tx): Promise<string> => {
  await tx.insertInto('meta').values({ key, value: '' }).execute()
  return key
}
const keys = (): unknown[] => database.prepare('SELECT key FROM meta ORDER BY key').all().map((row) => row.key)
const count = (text: string): number => log.filter((entry) => entry === text).length

test('works that wait share one commit, up to the limit', async () => {
  const { write } = groupCommit(engine, { limit: 4 })
  expect(await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => write(put(key))))).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  expect(count('COMMIT')).toBe(2)
  expect(count('SAVEPOINT work')).toBe(6)
})

// Fails when a work's promise is settled as soon as its savepoint is released.
test('nobody hears of a result, good or bad, before the commit has returned', async () => {
  const { write } = groupCommit(engine)
  const heard: number[] = []
  const works = [put('a'), async () => { throw new Error('no') }, put('b')].map((work) =>
    write<unknown>(work).catch(() => {}).then(() => heard.push(count('COMMIT'))))
  await Promise.all(works)
  expect(heard).toEqual([1, 1, 1])
})

// Fails when a command is told of its row before the commit, or takes a savepoint of its own.
test('a command shares the commit without a savepoint, and hears of its failure with it', async () => {
  const { write, command } = groupCommit(engine)
  const insert = command('INSERT INTO meta VALUES (?, ?)')
  const heard: string[] = []
  const all = [insert('a', ''), insert('a', ''), write(put('b')), insert('c', '')].map((one) =>
    one.then(() => heard.push(`done ${count('COMMIT')}`), () => heard.push(`failed ${count('COMMIT')}`)))
  await Promise.all(all)
  expect(heard).toEqual(['done 1', 'failed 1', 'done 1', 'done 1'])
  expect(count('SAVEPOINT work')).toBe(1)
  expect(keys()).toEqual(['a', 'b', 'c'])
  failing = (text) => text === 'COMMIT'
  await expect(insert('d', '')).rejects.toBeInstanceOf(StoreUnavailable)
  expect(keys()).toEqual(['a', 'b', 'c'])
})

test('a failed commit rejects the whole batch, leaves nothing and is not tried again', async () => {
  const { write } = groupCommit(engine)
  failing = (text) => text === 'COMMIT'
  const outcomes = await Promise.allSettled([write(put('a')), write(async () => { throw new Error('name-taken') }), write(put('b'))])
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof StoreUnavailable)).toEqual([true, true, true])
  expect(count('COMMIT')).toBe(1)
  expect(database.isTransaction).toBe(false)
  failing = () => false
  await write(put('c'))
  expect(keys()).toEqual(['c'])
})

test('a commit that SQLite itself refuses is reported the same way', async () => {
  const { write } = groupCommit(engine)
  await expect(write(async (tx) => {
    await sql`PRAGMA defer_foreign_keys = ON`.execute(tx)
    await sql`INSERT INTO child VALUES (1)`.execute(tx)
  })).rejects.toBeInstanceOf(StoreUnavailable)
  await write(put('a'))
  expect(database.prepare('SELECT * FROM child').all()).toEqual([])
})

// Fails when only the first error is watched for: what follows an automatic rollback would be committed on its own.
test('after SQLite has rolled the transaction back, nothing more of the batch is done', async () => {
  const { write } = groupCommit(engine)
  const outcomes = await Promise.allSettled([
    write(put('a')),
    write(async (tx) => {
      // As SQLITE_FULL and SQLITE_IOERR may do.
      database.exec('ROLLBACK')
      await put('b')(tx).catch(() => {})
      await put('b2')(tx)
    }),
    write(put('c')),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(keys()).toEqual(['c'])
})

test('a query that was not awaited does not land in the next work', async () => {
  const { write } = groupCommit(engine)
  let late: Promise<unknown> = Promise.resolve()
  await write(async (tx) => {
    late = new Promise((resolve) => setTimeout(resolve, 5)).then(() => put('late')(tx))
    late.catch(() => {})
  })
  await write(async () => { await new Promise((resolve) => setTimeout(resolve, 20)) })
  await expect(late).rejects.toThrow(/has ended/)
  expect(keys()).toEqual([])
})

test('a work that never ends is given up, and the others go on', async () => {
  const { write } = groupCommit(engine, { workTimeout: 30 })
  const stuck = write(async (tx) => {
    await put('a')(tx)
    await new Promise(() => {})
  })
  const next = write(put('b'))
  await expect(stuck).rejects.toBeInstanceOf(StoreUnavailable)
  await next
  expect(keys()).toEqual(['b'])
})

test('when a transaction cannot begin, those who wait are told', async () => {
  const { write } = groupCommit(engine)
  failing = (text) => text === 'BEGIN IMMEDIATE'
  const outcomes = await Promise.allSettled([write(put('a')), write(put('b'))])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  failing = () => false
  await write(put('c'))
  expect(keys()).toEqual(['c'])
})

test('drain waits for what was accepted and takes no more', async () => {
  const { write, drain } = groupCommit(engine)
  const accepted = write(put('a'))
  const drained = drain().then(() => keys())
  await expect(write(put('b'))).rejects.toBeInstanceOf(StoreUnavailable)
  await accepted
  expect(await drained).toEqual(['a'])
})

// Fails where statements follow each other without a pause: no timer fires before the work is at its end.
test('a long work lets others run between its statements, and is whole all the same', async () => {
  const { write } = groupCommit(engine)
  const turns = await turnsOf(() => write(async (tx) => {
    for (let at = 0; at < 40; at++) {
      await put(`key-${at}`)(tx)
      for (const until = performance.now() + 3; performance.now() < until;);
    }
  }))
  expect(turns).toBeGreaterThan(6)
  expect([keys().length, count('COMMIT'), count('SAVEPOINT work')]).toEqual([40, 1, 1])
})

// Fails with a deadline for the whole: an import of ten thousand rows was given up on a busy machine.
test('a work that is at work is not given up', async () => {
  const { write } = groupCommit(engine, { workTimeout: 400 })
  await write(async (tx) => {
    for (let at = 0; at < 8; at++) {
      await put(`key-${at}`)(tx)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })
  expect(keys().length).toBe(8)
})
