import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { exportAudit, getAuditState, verifyAudit } from '#contract/audit.ts'
import { makeStatement } from '#contract/audit-statement.ts'
import { updateMe } from '#contract/sessions.ts'
import { createChain } from '#server/audit/chain.ts'
import { verifyExport } from '#server/audit/file.ts'
import { verifyStatement } from '#server/audit/statement.ts'
import { openReader } from '#server/db/node-copy.ts'
import type { Store } from '#server/db/store.ts'
import { deriveKeys } from '#server/secrets/keys.ts'
import { day, start, testApp, type TestApp } from '#server/testing/app.ts'
import { onEachStore, temporaryFile } from '#server/testing/store.ts'
import { nodeHost } from '#server/node/host.ts'
import { writeArchive } from './audit-archive.ts'

const chain = createChain(nodeHost('silent').crypto, deriveKeys(nodeHost('silent'), new Uint8Array(32).fill(7)).audit)
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1)

onEachStore('an archive of the trail', ({ dialect, place, open }) => {
  async function begin() {
    const where = await place()
    const server = await testApp(await open(where))
    const admin = await server.as('administrator')
    const work = async (times: number) => {
      for (let i = 0; i < times; i++) await admin.send(updateMe, { body: { name: `Name ${server.now()} ${i}` } })
    }
    const folder = dirname(await temporaryFile())
    const archive = async (name: string, before: number) => {
      const raw = await openReader(dialect === 'sqlite' ? { file: where } : { databaseUrl: where, file: '' })
      try {
        const path = join(folder, name)
        const made = await writeArchive(raw, chain, path, before)
        await server.app.administer({ command: 'archive-audit', account: 'ops', ...made })
        return { path, made }
      } finally {
        await raw.close()
      }
    }
    const again = async () => (await server.signIn(admin.person)).send(verifyAudit)
    const exported = async () => {
      const { headers } = await server.signIn(admin.person)
      return (await (await server.fetch(`${exportAudit.path}?format=ndjson`, { headers })).text()).split('\n').slice(0, -1)
    }
    const archived = async () => (await (await server.signIn(admin.person)).send(getAuditState)).body.archived
    return { server, admin, work, archive, again, exported, archived }
  }
  const rows = async ({ store }: TestApp) => (await store.db.selectFrom('audit').select('seq').orderBy('seq').execute()).map(({ seq }) => seq)
  const setBase = (store: Store, value: string | null) => store.write(async (tx) => {
    await (value === null ? tx.deleteFrom('meta').where('key', '=', 'audit-base').execute()
      : tx.updateTable('meta').set({ value }).where('key', '=', 'audit-base').execute())
  })

  test('takes the old rows along; what stays and what went verify, by themselves and one behind the other', async () => {
    const { server, work, archive, again, exported, archived } = await begin()
    expect(await archived()).toBeNull()
    await work(8)
    server.advance(40 * day)
    await work(5)
    const first = await archive('1.ndjson', start + day)
    const last = first.made.seq
    // Not removed yet, as after a kill: they count no more.
    expect((await rows(server))[0]).toBe(1)
    expect((await again()).body).toMatchObject({ holds: true, broken: 0 })
    while (await server.app.audit.removeArchived());
    expect((await rows(server))[0]).toBe(last + 1)
    expect((await again()).body).toMatchObject({ holds: true, broken: 0 })
    expect(await verifyExport(linesOf(first.path), chain)).toMatchObject({ holds: true, begins: { seq: 0 }, ends: { seq: last, hash: first.made.hash } })
    expect(await verifyExport(await exported(), chain)).toMatchObject({ holds: true, begins: { seq: last, hash: first.made.hash } })

    server.advance(40 * day)
    await work(3)
    const second = await archive('2.ndjson', start + 60 * day)
    while (await server.app.audit.removeArchived());
    expect(second.made.first).toBe(last + 1)
    expect(await verifyExport(linesOf(second.path), chain)).toMatchObject({ holds: true, begins: { seq: last }, ends: { seq: second.made.seq } })
    expect((await again()).body).toMatchObject({ holds: true, broken: 0 })
    expect(await archived()).toEqual({
      through: second.made.seq, until: new Date(second.made.time).toISOString(),
      last: { file: '2.ndjson', first: last + 1, from: new Date(second.made.from).toISOString() },
    })
    // A server that starts now knows where to begin.
    expect((await (await testApp(server.store)).app.audit.verify()).holds).toBe(true)
    const told = await server.store.db.selectFrom('audit').select('detail').where('action', '=', 'audit.archive').execute()
    expect(told.map(({ detail }) => JSON.parse(detail) as unknown)).toEqual([expect.objectContaining({ to: second.made.seq, sha256: second.made.sha256 })])
  })

  test('an archive that was changed, cut, or goes on at another place does not verify', async () => {
    const { server, work, archive } = await begin()
    await work(6)
    server.advance(40 * day)
    await work(2)
    const { path } = await archive('1.ndjson', start + day)
    const lines = linesOf(path)
    for (const [what, given] of [
      ['changed', lines.map((line, at) => (at === 3 ? line.replace('Name', 'Nome') : line))],
      ['cut', lines.slice(0, -1)],
      ['a row less at its end', [...lines.slice(0, -2), lines.at(-1)!]],
      ['a row less at its beginning', lines.slice(1)],
      ['a beginning of somebody', ['{"base":"3.hash.1.mac"}', ...lines.slice(3)]],
    ] as const) expect([what, (await verifyExport(given, chain)).holds]).toEqual([what, false])
  })

  test('rows leave for a sealed beginning only, and a broken trail is kept whole', async () => {
    const { server, work, archive, again } = await begin()
    await work(6)
    server.advance(40 * day)
    await work(4)
    const { store } = server
    const remove = (upTo: number) => store.write((tx) => tx.deleteFrom('audit').where('seq', '<=', upTo).execute())
    await expect(remove(3)).rejects.toThrow(/audit-append-only/)
    const { made: { seq } } = await archive('1.ndjson', start + day)
    await expect(remove(seq + 1)).rejects.toThrow(/audit-append-only/)
    await expect(store.write((tx) => tx.updateTable('audit').set({ actor_name: 'x' }).where('seq', '=', 1).execute())).rejects.toThrow(/audit-append-only/)
    while (await server.app.audit.removeArchived());
    const { value } = await store.db.selectFrom('meta').select('value').where('key', '=', 'audit-base').executeTakeFirstOrThrow()
    await setBase(store, null)
    const verdict = await server.app.audit.verify()
    expect([verdict.holds, verdict.breaks[0]?.why]).toEqual([false, expect.stringMatching(/Rows 1 to \d+ are missing/)])
    await store.write((tx) => tx.insertInto('meta').values({ key: 'audit-base', value }).execute())
    // What was found stays told: nothing is archived any more.
    expect((await again()).body.holds).toBe(false)
    await expect(archive('2.ndjson', start + 60 * day)).rejects.toThrow(/broken|does not hold/)
  })

  test('a beginning that somebody moved on is a break, with the rows gone or there', async () => {
    const { server, work, archive } = await begin()
    await work(6)
    server.advance(40 * day)
    await work(4)
    const { made: { seq } } = await archive('1.ndjson', start + day)
    const { value } = await server.store.db.selectFrom('meta').select('value').where('key', '=', 'audit-base').executeTakeFirstOrThrow()
    await setBase(server.store, value.replace(/^\d+/, String(seq + 2)))
    const verdict = await server.app.audit.verify()
    expect([verdict.holds, verdict.breaks[0]?.why]).toEqual([false, 'The sealed beginning of the trail was changed.'])
    expect(await server.app.audit.removeArchived()).toBe(false)
    expect((await rows(server))[0]).toBe(1)
  })

  test('a statement of a time that is in an archive is refused, not made without it', async () => {
    const { server, admin, work, archive } = await begin()
    await work(2)
    server.advance(40 * day)
    await work(2)
    await archive('1.ndjson', start + day)
    const signed = await server.signIn(admin.person)
    const of = (from: number) => signed.send(makeStatement, { query: { from: new Date(from).toISOString(), to: new Date(start + 90 * day).toISOString() } })
    expect((await of(start - day)).problem).toMatchObject({ status: 400, code: 'invalid-value' })
    const stated = await of(start + 2 * day)
    expect([stated.status, stated.body.statement?.chain.archived]).toEqual([200, expect.objectContaining({ last: expect.objectContaining({ first: 1 }) })])
    expect(await verifyStatement(JSON.stringify(stated.body.statement), chain)).toMatchObject({ holds: true })
    expect(await verifyStatement(JSON.stringify(stated.body.statement).replace('1.ndjson', '2.ndjson'), chain)).toMatchObject({ holds: false })
  })
})
