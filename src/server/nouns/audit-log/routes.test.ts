import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { AuditEvent, exportAudit, listAudit, verifyAudit } from '#contract/audit.ts'
import { updateApiKey } from '#contract/api-keys.ts'
import { updateMe } from '#contract/sessions.ts'
import { onEachStore } from '../../testing/store.ts'
import { minute, start, testApp, type Caller, type TestApp } from '../../testing/app.ts'
import { turnsOf } from '../../testing/turns.ts'

/** The text of an export. `query` as it stands in the address. */
const exported = async (server: TestApp, by: Caller, query: string) => (await server.fetch(`${exportAudit.path}?${query}`, { headers: by.headers })).text()
const linesOf = (text: string) => text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>)

onEachStore('audit log', ({ fresh, dialect }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    return { server, admin, user }
  }

  test('administrators read it newest first, with before and after; others may not', async () => {
    const { server, admin, user } = await cast()
    const key = await server.key(user, { name: 'build' })
    server.advance(minute)
    await user.send(updateApiKey, { params: { apiKeyId: key.id }, body: { note: 'nightly' } })
    const { status, body } = await admin.send(listAudit)
    expect(status).toBe(200)
    expect(body.data.map(({ seq }) => seq)).toEqual([...body.data.keys()].map((at) => body.total - at))
    expect(AuditEvent.parse(body.data[0])).toMatchObject({
      time: new Date(start + minute).toISOString(), actor: { id: user.person.id, name: 'bob' }, action: 'api-key.update', outcome: 'done', address: '192.0.2.1',
      object: { kind: 'api-key', id: key.id, name: 'build' }, detail: { before: { note: null }, after: { note: 'nightly' } },
    })
    for (const endpoint of [listAudit, verifyAudit]) expect((await user.send(endpoint)).code).toBe('not-allowed')
    expect((await user.send(exportAudit, { query: { format: 'csv' } })).code).toBe('not-allowed')
  })

  test('every column filters, and the search finds ids, people and addresses', async () => {
    const { server, admin, user } = await cast()
    const key = await server.key(user, { name: 'build' })
    await user.send(updateApiKey, { params: { apiKeyId: '01900000-0000-7000-8000-000000000000' }, body: { note: 'x' } })
    const found = async (query: Record<string, string>) =>
      (await admin.send(listAudit, { query })).body.data.map(({ action, outcome }) => `${action} ${outcome}`)
    expect(await found({ filter: 'object.name equals build' })).toEqual(['api-key.create done'])
    expect(await found({ filter: 'outcome starts with denied' })).toEqual(['api-key.update denied: not-found'])
    expect(await found({ filter: 'actor.name equals bob;action contains session' })).toEqual(['session.create done'])
    expect(await found({ filter: `object.id equals ${key.id}` })).toEqual(['api-key.create done'])
    expect(await found({ filter: `actor.id equals ${admin.person.id}` })).toEqual(['session.create done'])
    expect(await found({ filter: 'actor.id is empty' })).toEqual([])
    expect(await found({ filter: 'time is before 2026-11-21' })).toEqual([])
    expect(await found({ filter: 'time is 2026-11-21', sort: 'time', size: '1' })).toHaveLength(1)
    expect(await found({ search: key.id })).toEqual(['api-key.create done'])
    expect(await found({ search: '192.0.2.', sort: 'action', size: '2' })).toEqual(['api-key.create done', 'api-key.update denied: not-found'])
    expect((await admin.send(listAudit, { query: { filter: 'detail contains x' } })).code).toBe('invalid-filter')
  })

  test('the chain holds from the first row to the last; an edited row is named', async () => {
    const { server, admin, user } = await cast()
    server.advance(minute)
    await user.send(updateMe, { body: { name: 'Robert' } })
    const before = await admin.send(verifyAudit)
    expect(before.body).toEqual({
      holds: true,
      rows: 3,
      from: new Date(start).toISOString(),
      to: new Date(start + minute).toISOString(),
      brokenAt: null,
      why: null,
      breaks: [],
      broken: 0,
      through: 3,
      last: 3,
      next: null,
    })
    await server.store.write(async (tx) => {
      if (dialect === 'postgres') await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx)
      else await sql`DROP TRIGGER audit_no_update`.execute(tx)
      await tx.updateTable('audit').set({ actor_name: 'somebody else' }).where('seq', '=', 2).execute()
    })
    expect((await admin.send(verifyAudit)).body).toEqual({
      holds: false, rows: 1, from: new Date(start).toISOString(), to: new Date(start).toISOString(), brokenAt: 2,
      why: 'Row 2 or the one before it was changed.',
      breaks: [{ at: 2, why: 'Row 2 or the one before it was changed.' }], broken: 1, through: 3, last: 3, next: null,
    })
  })

  test('verifying while others write never cries wolf', async () => {
    const { admin, user } = await cast()
    const write = async () => {
      for (let i = 0; i < 40; i++) await user.send(updateMe, { body: { name: `Name ${i}` } })
    }
    const state = { writing: true }
    const written = Promise.all([write(), write(), write()]).finally(() => void (state.writing = false))
    const verdicts = []
    while (state.writing) {
      verdicts.push((await admin.send(verifyAudit)).body)
      // node:sqlite answers at once: without this nobody else gets a turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
    await written
    expect(verdicts.length).toBeGreaterThan(3)
    expect(verdicts.filter(({ holds }) => !holds)).toEqual([])
  })

  test('CSV has a line a row, oldest first, and runs nothing in a spreadsheet', async () => {
    const { server, admin, user } = await cast()
    await server.key(user, { name: "0=cmd|'/C calc'!A0".replaceAll(/[=|'!]/g, '-') })
    await server.store.write((tx) =>
      server.app.audit.append(tx, {
        time: start,
        actor: { id: null, name: '=1+1' },
        credential: 'none',
        address: '',
        action: 'test',
        object: { kind: '', id: '', name: '@sum(a,"b")' },
        outcome: 'done',
        detail: {},
        requestId: '',
      }),
    )
    const response = await server.fetch(`${exportAudit.path}?format=csv`, { headers: admin.headers })
    expect([response.status, response.headers.get('Content-Type'), response.headers.get('Content-Disposition'), response.headers.get('Cache-Control')])
      .toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="countersign-audit.csv"', 'no-store'])
    const lines = (await response.text()).split('\r\n')
    expect(lines[0]).toBe('seq,time,actor,action,object kind,object id,object,outcome,address,credential,detail,request id,hash')
    expect(lines.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual([1, 2, 3, 4, 5])
    expect(lines[4]).toContain(`,"'=1+1",test,`)
    expect(lines[4]).toContain(`"'@sum(a,""b"")"`)
    expect(lines.at(-1)).toBe('')
  })

  test('an export can be filtered, is itself in the trail, and refuses what it cannot read', async () => {
    const { server, admin, user } = await cast()
    await user.send(updateMe, { body: { name: 'Robert' } })
    const filter = 'action equals profile.update'
    const text = await exported(server, admin, new URLSearchParams({ format: 'csv', filter }).toString())
    expect(text.split('\r\n')).toHaveLength(3)
    const last = (await admin.send(listAudit, { query: { size: '1' } })).body.data[0]!
    expect(last).toMatchObject({ action: 'audit.export', actor: { name: 'alice' }, object: { kind: 'audit', name: 'csv' }, detail: { filter } })
    for (const query of ['format=xml', 'format=csv&filter=nonsense', 'filter=', 'format=csv&format=ndjson'])
      expect([query, (await server.fetch(`${exportAudit.path}?${query}`, { headers: admin.headers })).status]).toEqual([query, 400])
  })

  test('NDJSON has every row with its hash and ends with the sealed head, also over more than one chunk', async () => {
    const { server, admin } = await cast()
    await server.store.write(async (tx) => {
      for (let i = 0; i < 1100; i++)
        await server.app.audit.append(tx, {
          time: start + i,
          actor: { id: null, name: 'load' },
          credential: 'none',
          address: '',
          action: 'test',
          object: { kind: '', id: '', name: '' },
          outcome: 'done',
          detail: {},
          requestId: '',
        })
    })
    const lines = linesOf(await exported(server, admin, 'format=ndjson'))
    const head = lines.pop()!
    // Two sign-ins, the load, and the export itself.
    expect(lines.map(({ seq }) => seq)).toEqual(Array.from({ length: 1103 }, (_, at) => at + 1))
    expect(head).toEqual({ head: (await server.app.audit.head()).sealed })
    for (const { hash, ...event } of lines) {
      expect(hash).toMatch(/^[\w-]{43}$/)
      AuditEvent.parse(event)
    }
  })

  // Fails without a turn between two slices (nothing else ran before the last line was out), and with slices counted in rows of
  // the export (a filter that lets nothing through read the whole trail in one statement).
  test('an export lets others run, whatever its filter lets through', async () => {
    const { server, admin } = await cast()
    await server.store.write((tx) =>
      server.app.audit.append(
        tx,
        ...Array.from({ length: 2000 }, (_, i) => ({
          time: start + i,
          actor: { id: null, name: 'load' },
          credential: 'none',
          address: '',
          action: 'test',
          object: { kind: '', id: '', name: '' },
          outcome: 'done',
          detail: {},
          requestId: '',
        })),
      ),
    )
    for (const query of ['format=ndjson', 'format=csv&filter=action equals nothing']) {
      const turns = await turnsOf(() => exported(server, admin, query))
      expect([query, turns > 6]).toEqual([query, true])
    }
  })
})
