import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { migrate, migrations, type Migration, type Run } from './migrations.ts'
import type { Dialect } from './store.ts'
import type { Store } from './store.ts'
import { onEachStore } from '../testing/store.ts'

/** Changes what the store remembers of its migrations. */
async function tamper(store: Store, statement: string): Promise<void> {
  await store.write(async (tx) => { await sql.raw(statement).execute(tx) })
}

/** One bare connection, and how to end it. */
async function connect(dialect: Dialect, where: string): Promise<[Run, () => void | Promise<void>]> {
  if (dialect === 'sqlite') {
    const database = new DatabaseSync(where)
    return [async (text, parameters = []) => database.prepare(text).all(...parameters as SQLInputValue[]), () => database.close()]
  }
  const client = new Client(where)
  await client.connect()
  return [async (text, parameters = []) => (await client.query(text, [...parameters])).rows, () => client.end()]
}

onEachStore('migrations', ({ dialect, place, open }) => {
  test('a second start changes nothing', async () => {
    const where = await place()
    const first = await open(where)
    await first.probe()
    await first.close()
    const second = await open(where)
    expect(await second.lookup<{ value: string }>('SELECT value FROM meta WHERE key = ?')('probe')).toEqual({ value: '1' })
    const applied = await sql<{ name: string }>`select name from migrations order by number`.execute(second.db)
    expect(applied.rows.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
  })

  test('a migration whose text has changed is refused', async () => {
    const where = await place()
    const store = await open(where)
    await tamper(store, `UPDATE migrations SET checksum = 'other' WHERE number = 1`)
    await store.close()
    await expect(open(where)).rejects.toThrow(/Migration 0001-base .* checksum differs.* restore a backup/)
  })

  test('a database of a newer version is served where it says so, and refused where it does not', async () => {
    const where = await place()
    const store = await open(where)
    await tamper(store, `INSERT INTO migrations (number, name, checksum) VALUES (99, '0099-later', 'x')`)
    await store.close()
    const beside = await open(where)
    await beside.probe()
    await tamper(beside, `UPDATE meta SET value = '99' WHERE key = 'compatible-from'`)
    await beside.close()
    await expect(open(where)).rejects.toThrow(/newer Countersign.*0099-later/)
    const [run, end] = await connect(dialect, where)
    await run(`DELETE FROM meta WHERE key = 'compatible-from'`)
    await end()
    await expect(open(where), 'nobody has said').rejects.toThrow(/newer Countersign.*0099-later/)
  })

  test('what only adds lets those serve on who do not know it, what takes away does not', async () => {
    const where = await place()
    await (await open(where)).close()
    const [run, end] = await connect(dialect, where)
    const step = (name: string, beside?: true): Migration => ({ name, statements: () => [`CREATE TABLE t${name} (id integer)`], ...(beside && { beside }) })
    const added = [...migrations, step('9001', true), step('9002', true)]
    await migrate(dialect, run, added)
    await migrate(dialect, run, migrations)
    await migrate(dialect, run, added.slice(0, -1))
    await migrate(dialect, run, [...added, step('9003')])
    await expect(migrate(dialect, run, migrations)).rejects.toThrow(/newer Countersign.*9001/)
    await expect(migrate(dialect, run, added)).rejects.toThrow(/newer Countersign.*9003/)
    await migrate(dialect, run, [...added, step('9003')])
    await end()
  })

  test('a migration that fails leaves nothing of itself and all of those before', async () => {
    const where = await place()
    await (await open(where)).close()
    const [run, end] = await connect(dialect, where)
    const step = (name: string, ...statements: string[]): Migration => ({ name, statements: () => statements })
    const list = [
      ...migrations,
      step('9998-good', 'CREATE TABLE good (id integer)'),
      step('9999-bad', 'CREATE TABLE bad (id integer)', 'INSERT INTO nowhere VALUES (1)'),
    ]
    await expect(migrate(dialect, run, list)).rejects.toThrow(/nowhere/)
    await expect(run('SELECT * FROM good')).resolves.toEqual([])
    await expect(run('SELECT * FROM bad')).rejects.toThrow(/bad/)
    expect(await run('SELECT max(name) AS name FROM migrations')).toEqual([{ name: '9998-good' }])
    await end()
  })

  if (dialect === 'postgres') {
    test('servers that start at once migrate one after another', async () => {
      const where = await place()
      await expect(Promise.all(Array.from({ length: 4 }, () => open(where)))).resolves.toHaveLength(4)
    })
  }
})
