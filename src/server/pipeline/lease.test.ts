import { expect, test } from 'vitest'
import { checkAll, scheduleChecks } from '#contract/tsig-checks.ts'
import { onEachStore } from '../testing/store.ts'
import { hour, testApp, type TestApp } from '../testing/app.ts'
import { createLease } from './lease.ts'

/* What several servers on one database do once. Seen to fail: with a lease that everybody holds (three runs of one schedule). */
onEachStore('work that is done once', ({ place, open, dialect }) => {
  async function several() {
    const where = await place()
    const servers: TestApp[] = []
    while (servers.length < (dialect === 'sqlite' ? 1 : 3)) servers.push(await testApp(await open(where)))
    const runs = () => servers[0]!.store.db.selectFrom('tsig_check_runs').select(['id', 'started_by']).execute()
    const states = async () => (await servers[0]!.store.db.selectFrom('tsig_check_runs').select('state').execute()).map(({ state }) => state)
    const settled = () => expect.poll(async () => new Set(await states())).toEqual(new Set(['finished']))
    const tick = () => Promise.all(servers.map(({ app }) => app.tick()))
    return { servers, runs, settled, tick }
  }

  test('a schedule begins one run, whatever servers look at it', async () => {
    const { servers, runs, settled, tick } = await several()
    const administrator = await servers[0]!.as('administrator')
    await administrator.send(scheduleChecks, { body: { every: 'hourly' } })
    for (const round of [1, 2, 3]) {
      for (const server of servers) server.advance(hour + 1)
      // The second gives what was begun its turn.
      await tick()
      await tick()
      await settled()
      expect(await runs()).toHaveLength(round)
    }
  })

  test('of several who begin one at once by hand, all get the same', async () => {
    const { servers, runs } = await several()
    const administrator = await servers[0]!.as('administrator')
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => servers[i % servers.length]!.with(administrator.headers).send(checkAll)))
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
    expect(await runs()).toHaveLength(1)
  })

  test('a lease is with one server; given back it is with the next, and without that when its time is over', async ({ skip }) => {
    if (dialect === 'sqlite') return skip('one server, which always holds it')
    const { servers } = await several()
    const life = 2000
    const leases = servers.map(({ host, store }) => createLease(host, store, 'test', life))
    const holders = async () => (await Promise.all(leases.map((lease) => lease.hold()))).flatMap((held, i) => (held ? [i] : []))
    const first = await holders()
    expect(first).toHaveLength(1)
    await leases[first[0]!]!.release()
    leases.splice(first[0]!, 1)
    // Of those left one gets it, and the other never beside it; this one then dies.
    await expect.poll(holders).toHaveLength(1)
    const [second] = await holders()
    if (second !== undefined) leases.splice(second, 1)
    await expect.poll(holders).toEqual([0])
  })
})
