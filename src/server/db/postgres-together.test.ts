import { PostgresDialect, sql } from 'kysely'
import { Client, Pool } from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { createDatabase } from '../testing/postgres.ts'
import { toUnavailable } from './postgres-errors.ts'
import { together, type TogetherOptions } from './postgres-together.ts'
import { StoreUnavailable, type Ending, type Tx } from './store.ts'

describe.skipIf(inject('postgresUrl') === undefined)('works that share a transaction', () => {
  /** One transaction at a time, so that whatever comes meanwhile joins it; what is asked is written down, and fails when told to. */
  async function fresh(options: Partial<TogetherOptions> = {}) {
    const url = await createDatabase(inject('postgresUrl')!, inject('postgresTemplate'))
    const pool = new Pool({ connectionString: url, max: 10 })
    pool.on('error', () => {})
    onTestFinished(() => pool.end())
    const log: string[] = []
    const state: { failing: (text: string) => boolean } = { failing: () => false }
    const shared = together({
      connect: async () => {
        const client = await pool.connect()
        client.on('error', () => {})
        return {
          query: async (text, parameters = []) => {
            log.push(text)
            if (state.failing(text)) throw new StoreUnavailable(`made to fail: ${text}`)
            return client.query(text, [...parameters]).catch((error: unknown) => { throw toUnavailable(error) })
          },
          release: (destroy) => client.release(destroy),
        }
      },
      dialect: new PostgresDialect({ pool }),
      lock: 'SELECT pg_advisory_xact_lock(1)',
      statementTimeout: 15_000,
      locked: () => {},
      holdsLock: () => false,
      retries: 3,
      transactions: 1,
      ...options,
    })
    onTestFinished(() => shared.drain())
    const keys = async () => (await pool.query<{ key: string }>(`SELECT key FROM meta WHERE key LIKE 'k-%' ORDER BY key`)).rows.map(({ key }) => key.slice(2))
    const ends = async () => (await pool.query<{ value: string }>(`SELECT value FROM meta WHERE key LIKE 'end-%' ORDER BY key`)).rows.map(({ value }) => value)
    const count = (text: string) => log.filter((entry) => entry === text).length
    const write = <T>(work: (tx: Tx) => Promise<T>) => shared.write(work, ending)
    return { ...shared, write, pool, url, log, state, keys, ends, count }
  }

  /** What each work leaves, and the end writes in one row. */
  const left = new WeakMap<Tx, string>()
  let rows = 0
  const ending: Ending = {
    needed: (works) => works.some((work) => left.has(work)),
    async run(tx, works) {
      const value = works.map((work) => left.get(work)).join(' ')
      await tx.insertInto('meta').values({ key: `end-${String(++rows).padStart(6, '0')}`, value }).execute()
      // As PostgreSQL refuses U+0000 in a text.
      if (value.includes('bad')) await sql`SELECT 1 / 0`.execute(tx)
      return () => {}
    },
  }
  const put = (key: string) => async (tx: Tx): Promise<string> => {
    await tx.insertInto('meta').values({ key: `k-${key}`, value: '0' }).execute()
    left.set(tx, key)
    return key
  }
  const refused = async (tx: Tx): Promise<never> => {
    await put('refused')(tx)
    throw new Error('name-taken')
  }
  const statuses = async (all: readonly Promise<unknown>[]) => (await Promise.allSettled(all)).map((one) =>
    one.status === 'fulfilled' ? one.value : one.reason instanceof StoreUnavailable ? 'unavailable' : (one.reason as Error).message)

  // Fails when a promise is settled as soon as its work is done, and when what a work that failed has left is not dropped with it.
  test('they wait for one commit, hear of nothing before it, and end in their order without those that failed', async () => {
    const { write, ends, keys, count } = await fresh()
    const heard: number[] = []
    const all = [put('b'), refused, put('a'), put('c')].map((work) => {
      const one = write<string>(work)
      void one.catch(() => {}).then(() => heard.push(count('COMMIT')))
      return one
    })
    expect(await statuses(all)).toEqual(['b', 'name-taken', 'a', 'c'])
    expect(heard).toEqual([1, 1, 1, 1])
    expect(await ends()).toEqual(['b a c'])
    expect(await keys()).toEqual(['a', 'b', 'c'])
  })

  test('a first work that fails takes nobody with it, and one that leaves nothing needs no end', async () => {
    const { write, ends, keys, log } = await fresh()
    expect(await statuses([write(refused), write(put('a'))])).toEqual(['name-taken', 'a'])
    const before = log.length
    await write((tx) => tx.insertInto('meta').values({ key: 'k-b', value: '' }).execute())
    expect(log.slice(before).filter((text) => text.includes('advisory'))).toEqual([])
    expect([await ends(), await keys()]).toEqual([['a'], ['a', 'b']])
  })

  test('an error that a work swallows, or never heard of, fails it alone', async () => {
    const { write, keys } = await fresh()
    const swallowed = async (tx: Tx) => {
      await put('b')(tx)
      await put('b')(tx).catch(() => {})
      return 'swallowed'
    }
    const unheard = async (tx: Tx) => {
      await put('c')(tx)
      void put('c')(tx).catch(() => {})
      return 'unheard'
    }
    const [a, b, c, d] = await statuses([put('a'), swallowed, unheard, put('d')].map((work) => write<string>(work)))
    expect([a, d]).toEqual(['a', 'd'])
    expect([b, c]).toEqual([expect.stringContaining('duplicate key'), expect.stringContaining('duplicate key')])
    expect(await keys()).toEqual(['a', 'd'])
  })

  // Fails when a refusal is told although the row that it rests on was not kept, and when the commit is tried again.
  test('a commit that fails fails all of them with 503, refusals too, and is not tried again', async () => {
    const { write, state, keys, count } = await fresh()
    state.failing = (text) => text === 'COMMIT'
    expect(await statuses([write(put('a')), write(refused), write(put('b'))])).toEqual(['unavailable', 'unavailable', 'unavailable'])
    expect(count('COMMIT')).toBe(1)
    state.failing = () => false
    await write(put('c'))
    expect(await keys()).toEqual(['c'])
  })

  test('a connection that dies in the middle fails those on it, and the next ones work', async () => {
    const { write, keys, pool } = await fresh()
    const killing = async (tx: Tx) => {
      await put('b')(tx)
      await pool.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()`)
      return 'killed'
    }
    expect(await statuses([write(put('a')), write(killing)])).toEqual(['unavailable', 'unavailable'])
    expect(await statuses([write(put('c'))])).toEqual(['c'])
    expect(await keys()).toEqual(['c'])
  })

  // Fails when the transaction is kept open for it: `a` would hear only after the row is free.
  test('one that joined waits for no lock: it is undone, the others go on, and it is run again by itself', async () => {
    const { write, url, ends, pool } = await fresh({ lockTimeout: 20 })
    await pool.query(`INSERT INTO meta (key, value) VALUES ('held', '0')`)
    const other = new Client(url)
    await other.connect()
    await other.query('BEGIN')
    await other.query(`UPDATE meta SET value = '1' WHERE key = 'held'`)
    let runs = 0
    const first = write(put('a'))
    const waits = write(async (tx) => {
      runs++
      await put('w')(tx)
      await sql`UPDATE meta SET value = value || '2' WHERE key = 'held'`.execute(tx)
      return 'waited'
    })
    expect(await first).toBe('a')
    await other.query('COMMIT')
    await other.end()
    expect(await waits).toBe('waited')
    expect(runs).toBe(2)
    expect(await ends()).toEqual(['a', 'w'])
    expect((await pool.query(`SELECT value FROM meta WHERE key = 'held'`)).rows).toEqual([{ value: '12' }])
  })

  // Fails when a transaction waits for its turn until that comes: nobody sees the circle, and the statement outside runs out of time.
  test('one whose turn does not come waits for the lock, so that a circle with a writer outside is found', async () => {
    const { write, url, pool, log } = await fresh({ transactions: 2 })
    await pool.query(`INSERT INTO meta (key, value) VALUES ('held', '0')`)
    const other = new Client(url)
    await other.connect()
    onTestFinished(() => other.end())
    await other.query(`SET statement_timeout = '20s'`)
    await other.query('BEGIN')
    await other.query('SELECT pg_advisory_xact_lock(1)')
    const atItsEnd = write(put('b'))
    await expect.poll(() => log.some((text) => text.includes('pg_advisory_xact_lock'))).toBe(true)
    let done = false
    const waits = write(async (tx) => {
      await sql`UPDATE meta SET value = value || '1' WHERE key = 'held'`.execute(tx)
      done = true
      return put('a')(tx)
    })
    await expect.poll(() => done).toBe(true)
    const refusal = await other.query(`UPDATE meta SET value = value || '2' WHERE key = 'held'`).then(() => undefined, (error: unknown) => error)
    expect([undefined, '40P01']).toContain((refusal as { code?: string } | undefined)?.code)
    await other.query('COMMIT')
    expect(await statuses([atItsEnd, waits])).toEqual(['b', 'a'])
  })

  test('one that joined and hangs holds nobody up, and is given up once it hangs by itself', async () => {
    const { write, ends } = await fresh({ joinedFor: 50, workTimeout: 100 })
    let runs = 0
    const hangs = async (tx: Tx) => {
      runs++
      await put('h')(tx)
      return new Promise<string>(() => {})
    }
    expect(await statuses([write(put('a')), write(hangs), write(put('b'))])).toEqual(['a', 'unavailable', 'b'])
    expect(runs).toBe(2)
    expect((await ends()).join(' ')).toBe('a b')
  })

  test('what one work leaves and the end cannot write fails that work alone', async () => {
    const { write, ends, keys } = await fresh()
    expect(await statuses([write(put('a')), write(put('bad')), write(put('c'))])).toEqual(['a', 'division by zero', 'c'])
    expect((await ends()).join(' ')).toBe('a c')
    expect(await keys()).toEqual(['a', 'c'])
  })

  test('of two in a deadlock one is run again', async () => {
    const { write, pool } = await fresh({ transactions: 2 })
    await pool.query(`INSERT INTO meta (key, value) VALUES ('x', '0'), ('y', '0')`)
    const both = Promise.withResolvers<void>()
    let runs = 0
    const bump = (one: string, two: string) => write(async (tx) => {
      await sql`UPDATE meta SET value = value || '1' WHERE key = ${one}`.execute(tx)
      if (++runs === 2) both.resolve()
      await both.promise
      await sql`UPDATE meta SET value = value || '1' WHERE key = ${two}`.execute(tx)
      left.set(tx, one)
      return one
    })
    expect(await statuses([bump('x', 'y'), bump('y', 'x')])).toEqual(['x', 'y'])
    expect(runs).toBe(3)
    expect((await pool.query(`SELECT value FROM meta WHERE key IN ('x', 'y')`)).rows).toEqual([{ value: '011' }, { value: '011' }])
  })

  test('draining waits for what was accepted, also for what is to be run again, and takes no more', async () => {
    const { write, drain, keys } = await fresh({ joinedFor: 50 })
    let runs = 0
    const slow = async (tx: Tx) => {
      await new Promise((resolve) => setTimeout(resolve, ++runs === 1 ? 200 : 0))
      return put('slow')(tx)
    }
    const all = [write(put('a')), write(slow)]
    const over = drain().then(keys)
    await expect(write(put('late'))).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await over).toEqual(['a', 'slow'])
    expect(await statuses(all)).toEqual(['a', 'slow'])
  })
})
