import { sql } from 'kysely'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { createAudit, type Audit } from './audit.ts'
import type { AuditEntry } from './entry.ts'
import { openPostgres } from '../db/postgres.ts'
import type { Store } from '../db/store.ts'
import { nodeHost } from '../node/host.ts'
import { deriveKeys } from '../secrets/keys.ts'
import { createDatabase } from '../testing/postgres.ts'

describe.skipIf(inject('postgresUrl') === undefined)('the trail of changes that share transactions', () => {
  const host = nodeHost('silent')
  const keys = deriveKeys(host, new Uint8Array(32).fill(7))
  interface Server { store: Store; audit: Audit }

  /** Servers on one database, each with connections of its own. */
  async function servers(count: number): Promise<Server[]> {
    const url = await createDatabase(inject('postgresUrl')!, inject('postgresTemplate'))
    const opened: Server[] = []
    for (let at = 0; at < count; at++) {
      const store = await openPostgres(url)
      onTestFinished(() => store.close())
      opened.push({ store, audit: createAudit(host, store, keys) })
    }
    await opened[0]!.audit.begin()
    for (const { audit } of opened) await audit.check()
    return opened
  }

  const entry = (name: string): AuditEntry => ({
    time: 1, actor: { id: null, name: '' }, credential: 'none', address: '', action: 'test', object: { kind: 'test', id: name, name }, outcome: 'done',
    detail: {}, requestId: '',
  })

  const change = ({ audit }: Server, name: string) => audit.change(async (tx) => {
    await tx.insertInto('meta').values({ key: `k-${name}`, value: '' }).execute()
    await audit.append(tx, entry(name))
    if (name.includes('refused')) throw new Error('refused')
    if (name.includes('twice')) await audit.append(tx, entry(name))
  })

  /** The trail: what its rows tell of, and how many transactions wrote them. */
  async function trail({ store }: Server) {
    const { rows } = await sql<{ object_id: string; by: string }>`SELECT object_id, xmin::text AS by FROM audit ORDER BY seq`.execute(store.db)
    const changed = await store.db.selectFrom('meta').select('key').where('key', 'like', 'k-%').execute()
    return {
      told: rows.map((row) => row.object_id),
      changed: changed.map(({ key }) => key.slice(2)).toSorted(),
      transactions: new Set(rows.map(({ by }) => by)).size,
    }
  }

  // Fails when a row that a failed work left goes into the chain, and when each change takes its own turn at it.
  test('each change has its row and each row its change, and many stand in one commit', async () => {
    const [server] = await servers(1) as [Server]
    const names = Array.from({ length: 60 }, (_, at) => `${at}${at % 7 === 6 ? ' refused' : at % 11 === 5 ? ' twice' : ''}`)
    const outcomes = await Promise.allSettled(names.map((name) => change(server, name)))
    expect(outcomes.map(({ status }) => status)).toEqual(names.map((name) => (name.includes('refused') ? 'rejected' : 'fulfilled')))
    const made = names.filter((name) => !name.includes('refused'))
    const { told, changed, transactions } = await trail(server)
    expect(changed).toEqual(made.toSorted())
    expect(told.toSorted()).toEqual(made.flatMap((name) => (name.includes('twice') ? [name, name] : [name])).toSorted())
    expect(transactions).toBeLessThan(made.length / 2)
    expect(await server.audit.verify()).toMatchObject({ holds: true, rows: told.length })
  })

  // Fails when two ends are at the chain at once: both hang their rows on the same one.
  test('servers on one database take turns, also with changes that have a transaction to themselves, and one chain comes of it', async () => {
    const both = await servers(2)
    const works = both.flatMap((server, which) => Array.from({ length: 40 }, async (_, at) => {
      const name = `${which} ${at}${at % 9 === 8 ? ' refused' : ''}`
      if (at % 10 === 3) await server.audit.check()
      if (at % 5 !== 4) return change(server, name)
      return server.audit.remembering(server.store).write(async (tx) => {
        await tx.insertInto('meta').values({ key: `k-${name}`, value: '' }).execute()
        await server.audit.append(tx, entry(name))
      })
    }))
    await Promise.allSettled(works)
    const { told, changed } = await trail(both[0]!)
    expect(told.toSorted()).toEqual(changed)
    expect(changed.length).toBeGreaterThan(60)
    for (const { audit } of [...both, ...both]) {
      await audit.check()
      expect(audit.broken()).toBe(0)
      expect(await audit.verify()).toMatchObject({ holds: true, rows: told.length })
    }
  })

  test('a change whose row PostgreSQL refuses fails alone', async () => {
    const [server] = await servers(1) as [Server]
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, at) => server.audit.change(async (tx) => {
      await tx.insertInto('meta').values({ key: `k-${at}`, value: '' }).execute()
      await server.audit.append(tx, entry(at === 9 ? 'U+0000: \u0000' : String(at)))
    })))
    expect(outcomes.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []))).toEqual([9])
    const { told, changed } = await trail(server)
    expect([told.length, told.toSorted()]).toEqual([19, changed])
    expect((await server.audit.verify()).holds).toBe(true)
  })

  test('a trail that was cut between two transactions is told of by the next, once', async () => {
    const [server] = await servers(1) as [Server]
    await Promise.all(['a', 'b', 'c'].map((name) => change(server, name)))
    await server.store.write(async (tx) => {
      await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx)
      await sql`DELETE FROM audit WHERE seq = 3`.execute(tx)
    })
    await Promise.all(Array.from({ length: 12 }, (_, at) => change(server, `later ${at}`)))
    expect(server.audit.broken()).toBe(1)
    expect((await server.audit.told()).map(({ at }) => at)).toEqual([3])
    expect((await server.audit.verify()).holds).toBe(false)
  })
})
