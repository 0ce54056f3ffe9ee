import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { StoreUnavailable, TookTooLong, type Store } from '../db/store.ts'
import { eachTried } from './each-tried.ts'
import { minute, testApp } from '../testing/app.ts'
import { onEachStore } from '../testing/store.ts'

const failing = (error: Error) => () => { throw error }

test('what fails keeps nothing behind it from being tried, and is told of at the end', async () => {
  const done: string[] = []
  const first = new Error('first')
  await expect(eachTried([failing(first), () => done.push('a'), async () => done.push('b')])).rejects.toBe(first)
  const slow = new TookTooLong('slow')
  await expect(eachTried([failing(first), () => done.push('c'), failing(slow), () => done.push('d')])).rejects.toMatchObject({
    errors: [first, slow], message: 'Error: first; TookTooLong: slow',
  })
  expect(done).toEqual(['a', 'b', 'c', 'd'])
  await eachTried([() => done.push('e')])
})

test('a database that is not there is asked once, and what failed before is told of too', async () => {
  const [gone, slow, other] = [new StoreUnavailable('gone'), new TookTooLong('slow'), new Error('other')]
  let asked = 0
  await expect(eachTried([failing(gone), () => asked++])).rejects.toBe(gone)
  await expect(eachTried([failing(other), failing(gone), () => asked++])).rejects.toMatchObject({ errors: [other, gone] })
  // Once may be one statement; twice is a database that does not answer.
  await expect(eachTried([failing(slow), failing(slow), () => asked++])).rejects.toMatchObject({ errors: [slow, slow] })
  expect(asked).toBe(0)
})

onEachStore('a table that refuses', ({ fresh }) => {
  const clockOf = async ({ db }: Store) =>
    Number((await db.selectFrom('meta').select('value').where('key', '=', 'clock').executeTakeFirstOrThrow()).value)

  test('every second: the clock and the head of the trail are written all the same', async () => {
    const store = await fresh()
    const server = await testApp(store)
    await server.key(await server.as('user'))
    await store.write((tx) => sql`DROP TABLE tsig_check_runs`.execute(tx))
    server.advance(10 * minute)
    await expect(server.app.tick()).rejects.toThrow(/tsig_check_runs/)
    expect(await clockOf(store)).toBeGreaterThanOrEqual(server.host.now())
    expect(await server.logged()).toContain('audit head')
  })

  const refusals = [new Error('refused'), new StoreUnavailable('disk full')]
  test.each(refusals)('at a stop the head of the trail is told of when nothing can be written: %s', async (refusal) => {
    const store = await fresh()
    let stopping = false
    const server = await testApp({ ...store, write: (work) => (stopping ? Promise.reject(refusal) : store.write(work)) })
    await server.key(await server.as('user'))
    server.advance(10 * minute)
    stopping = true
    await expect(server.app.close()).rejects.toThrow(refusal.message)
    expect(await server.logged()).toContain('audit head')
  })
})
