import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { exportAudit, getAuditState, listAudit, verifyAudit } from '#contract/audit.ts'
import { updateMe } from '#contract/sessions.ts'
import { createChain } from './chain.ts'
import { verifyExport } from './file.ts'
import { createAudit, type Audit } from './audit.ts'
import type { Store, Tx } from '../db/store.ts'
import { onEachStore } from '../testing/store.ts'
import { deriveKeys } from '../secrets/keys.ts'
import { minute, testApp, type Caller, type TestApp } from '../testing/app.ts'
import { turnsOf } from '../testing/turns.ts'

/*
 * A trail that somebody cut does not heal: whatever is done to rows and head by who lacks the root key, it is told by whatever
 * writes next, by a start, or by Verify, and stays for ever. Every test here failed while `append` hung the next row on the
 * newest one it found and sealed that.
 */

const rootKey = new Uint8Array(32).fill(7)

/** As a writer of the database: without the triggers. */
async function tamper(store: Store, ...statements: string[]): Promise<void> {
  await store.write(async (tx) => {
    if (store.dialect === 'postgres') await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx)
    else for (const name of ['audit_no_update', 'audit_no_delete']) await sql`DROP TRIGGER IF EXISTS ${sql.ref(name)}`.execute(tx)
    for (const statement of statements) await sql.raw(statement).execute(tx)
  })
}

const copyOf = (from: number, to: number | string) =>
  `INSERT INTO audit SELECT ${to}, time, actor_id, actor_name, credential, address, action, object_kind, object_id, object_name, outcome, detail, ` +
  `request_id, hash FROM audit WHERE seq = ${from}`
const noHead = `DELETE FROM meta WHERE key = 'audit-head'`

/** On a trail of ten rows: what is done, the first row that cannot be relied on, and why. */
const cases: readonly [what: string, statements: string[], at: number, why: RegExp][] = [
  ['the newest row deleted', ['DELETE FROM audit WHERE seq = 10'], 10, /^Row 10 is missing/],
  ['the last five deleted', ['DELETE FROM audit WHERE seq > 5'], 6, /^Rows 6 to 10 are missing/],
  ['all deleted', ['DELETE FROM audit'], 1, /^Rows 1 to 10 are missing/],
  ['all deleted, the head too', ['DELETE FROM audit', noHead], 1, /^The trail is empty|^Rows 1 to 10 are missing/],
  ['the last five deleted, the head too', ['DELETE FROM audit WHERE seq > 5', noHead], 6, /sealed end of the trail is missing|^Rows 6 to 10 are missing/],
  ['the head deleted', [noHead], 11, /sealed end of the trail is missing/],
  [
    'the head changed',
    [`UPDATE meta SET value = '10' || substr(value, 3, 43) || 'x' || substr(value, 47) WHERE key = 'audit-head'`],
    11,
    /sealed end of the trail was changed/,
  ],
  ['the newest row edited', [`UPDATE audit SET actor_name = 'mallory' WHERE seq = 10`], 10, /^Row 10 or the one before it was changed/],
  ['its hash edited', [`UPDATE audit SET hash = 'x' || hash WHERE seq = 10`], 10, /^Row 10 or the one before it was changed/],
  ['the hash before it edited', [`UPDATE audit SET hash = 'x' || hash WHERE seq = 9`], 9, /^Row 9 or the one before it was changed/],
  ['a row added', [copyOf(10, 11)], 11, /^Row 11 stands behind the sealed end/],
  ['a row added far off', [copyOf(10, 2 ** 31)], 11, /^Row 2147483648 stands behind the sealed end/],
  ['a time that is none', ['UPDATE audit SET time = 9223372036854775807 WHERE seq = 10'], 10, /^Row 10 or the one before it was changed/],
  ['a detail that is none', [`UPDATE audit SET detail = 'null' WHERE seq = 10`], 10, /^Row 10 or the one before it was changed/],
]

onEachStore('a broken audit trail', ({ fresh, dialect }) => {
  const audited = (server: TestApp): Audit => server.app.audit
  const next = (by: Caller, name: string) => by.send(updateMe, { body: { name } })

  /** A trail of ten rows, by a server that may go on living. */
  async function cast() {
    const store = await fresh()
    const server = await testApp(store)
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    for (let i = 3; i <= 10; i++) await next(user, `Name ${i}`)
    return { store, server, admin, user }
  }

  /** What an export says without the server. */
  async function offline(server: TestApp, admin: Caller) {
    const text = await (await server.fetch(`${exportAudit.path}?format=ndjson`, { headers: admin.headers })).text()
    return verifyExport(text.split('\n').slice(0, -1), createChain(server.host.crypto, deriveKeys(server.host, rootKey).audit))
  }

  for (const [what, statements, at, why] of cases) {
    test(`${what}: told at once by the next row and by a start, and never forgotten`, async () => {
      for (const restarted of [false, true]) {
        const { store, server: first, admin, user } = await cast()
        await tamper(store, ...statements)
        const server = restarted ? await testApp(store) : first
        const by = restarted ? server.with(user.headers, user.person) : user
        // A start tells by itself, a live server when it next writes.
        if (!restarted) expect((await next(by, 'Afterwards')).status).toBe(200)
        const logged = await server.logged()
        // What stands before the end is for Verify to find.
        const atEnd = !what.includes('before it')
        if (atEnd) expect(logged).toContain('"level":"error","message":"audit trail broken"')
        for (let i = 0; i < 3; i++) expect((await next(by, `Later ${i}`)).status).toBe(200)

        const reader = server.with(admin.headers, admin.person)
        const verdict = (await reader.send(verifyAudit)).body
        expect([what, restarted, verdict]).toEqual([what, restarted, expect.objectContaining({ holds: false, brokenAt: at, rows: at - 1, next: null })])
        expect(verdict.why).toMatch(why)
        if (atEnd) expect([what, verdict.broken]).toEqual([what, 1])
        if (atEnd) expect((await reader.send(getAuditState)).body).toMatchObject({ broken: 1, breaks: [{ at }] })
        const file = await offline(server, reader)
        expect([what, restarted, file.holds]).toEqual([what, restarted, false])
        expect((await reader.send(listAudit)).status).toBe(200)

        // What is done once is told once, and is known to whoever starts later.
        const told = await store.db.selectFrom('audit').select('seq').where('action', '=', 'audit.break').execute()
        expect([what, told.length]).toEqual([what, atEnd ? 1 : 2])
        const later = await testApp(store)
        expect(audited(later).broken()).toBe(told.length)
        expect((await audited(later).verify()).holds).toBe(false)
        await store.close()
      }
    })
  }

  test('everything deleted, people too: a start on what is left says so', async () => {
    const { store } = await cast()
    await tamper(store, 'DELETE FROM audit', noHead)
    await store.write(async (tx) => {
      for (const trigger of ['users_last_administrator_delete'])
        await sql.raw(dialect === 'postgres' ? 'ALTER TABLE users DISABLE TRIGGER USER' : `DROP TRIGGER ${trigger}`).execute(tx)
      await tx.deleteFrom('users').execute()
    })
    const later = await testApp(store)
    const admin = await later.as('administrator', 'mallory')
    const verdict = (await admin.send(verifyAudit)).body
    expect(verdict).toMatchObject({ holds: false, brokenAt: 1 })
    expect(verdict.why).toMatch(/^The trail is empty, although this database has been in use\./)
  })

  test('an earlier state of rows and head, put back under a live server, is noticed', async () => {
    const { store, server, user } = await cast()
    const head = (await store.db.selectFrom('meta').select('value').where('key', '=', 'audit-head').executeTakeFirstOrThrow()).value
    for (let i = 11; i <= 15; i++) await next(user, `Name ${i}`)
    await tamper(store, 'DELETE FROM audit WHERE seq > 10', `UPDATE meta SET value = '${head}' WHERE key = 'audit-head'`)
    await Promise.all(['a', 'b', 'c'].map((name) => next(user, name)))
    const verdict = await audited(server).verify()
    expect(verdict).toMatchObject({ holds: false, broken: 1, breaks: [{ at: 11 }] })
    // One row says so, however many writers came at once, and it stands where the trail had got to.
    const rows = await store.db.selectFrom('audit').select(['seq', 'action']).where('seq', '>', 10).orderBy('seq').execute()
    expect(rows).toEqual([{ seq: 16, action: 'audit.break' }, ...[17, 18, 19].map((seq) => ({ seq, action: 'profile.update' }))])
  })

  test('a quiet server notices within a minute, and Verify at once', async () => {
    const { store, server, admin } = await cast()
    await server.app.tick()
    await tamper(store, 'DELETE FROM audit WHERE seq > 8')
    server.advance(minute)
    await server.app.tick()
    expect(await server.logged()).toContain('Rows 9 to 10 are missing.')
    await tamper(store, `UPDATE audit SET actor_name = 'mallory' WHERE seq = 4`)
    expect((await admin.send(verifyAudit)).body).toMatchObject({ broken: 2, brokenAt: 4 })
    // Put right again by who did it: it is remembered.
    await tamper(store, `UPDATE audit SET actor_name = 'Name 3' WHERE seq = 4`)
    const again = (await admin.send(verifyAudit)).body
    expect(again.breaks.find(({ at }) => at === 4)?.why).toContain('(row 12)')
    expect(again).toMatchObject({ broken: 2, brokenAt: 9, rows: 8 })
    expect((await admin.send(getAuditState)).body).toMatchObject({ broken: 2, breaks: [{ at: 9, row: 11 }, { at: 4, row: 12 }] })
  })

  // Cried wolf while what an append wrote counted as written before its commit.
  test('a change that is undone is no break', async () => {
    const { store, server, user } = await cast()
    const undone = (n: number) => audited(server).remembering(store).write(async (tx: Tx) => {
      await audited(server).append(tx, {
        time: server.now(),
        actor: { id: null, name: '' },
        credential: '',
        address: '',
        action: `undone ${n}`,
        object: { kind: '', id: '', name: '' },
        outcome: 'done',
        detail: {},
        requestId: '',
      })
      throw new Error('undone')
    }).catch(() => undefined)
    await Promise.all([undone(1), next(user, 'a'), undone(2), next(user, 'b'), undone(3)])
    await undone(4)
    await next(user, 'c')
    expect(await audited(server).verify()).toMatchObject({ holds: true, rows: 13 })
    expect(audited(server).broken()).toBe(0)
  })

  test('several servers write one trail without crying wolf, and each knows what it has seen', async () => {
    const { store, server, admin, user } = await cast()
    const second = await testApp(store)
    const there = second.with(user.headers, user.person)
    for (let i = 0; i < 10; i++) await Promise.all([next(user, `a${i}`), next(there, `b${i}`)])
    await Promise.all([audited(server).check(), audited(second).check()])
    expect(await audited(second).verify()).toMatchObject({ holds: true, rows: 30 })
    await tamper(store, 'DELETE FROM audit WHERE seq > 20')
    await next(there, 'afterwards')
    await next(user, 'afterwards')
    await audited(server).check()
    expect((await admin.send(getAuditState)).body).toMatchObject({ breaks: [{ at: 21, why: 'Rows 21 to 30 are missing.' }] })
    expect(audited(server).broken()).toBeGreaterThan(0)
  })

  test('a walk in parts comes to the same verdict, and takes no cursor but its own', async () => {
    const { server, admin } = await cast()
    const whole = (await admin.send(verifyAudit)).body
    const parts = []
    for (let after: string | null = null; ;) {
      const { body }: { body: typeof whole } = await admin.send(verifyAudit, { query: after === null ? { rows: '4' } : { rows: '4', after } })
      parts.push(body)
      after = body.next
      if (after === null) break
    }
    expect(parts.map(({ through, last }) => [through, last])).toEqual([[4, 10], [8, 10], [10, 10]])
    expect(parts.at(-1)).toEqual(whole)
    // A cursor that somebody makes up would make a break that stays for ever.
    const cursor = parts[0]!.next!
    const forged = `${cursor.slice(0, 10)}${cursor[10] === 'A' ? 'B' : 'A'}${cursor.slice(11)}`
    for (const after of [forged, 'x', `${cursor}x`, cursor.split('.')[0]!])
      expect((await admin.send(verifyAudit, { query: { after } })).code).toBe('invalid-cursor')
    expect(audited(server).broken()).toBe(0)
  })

  // Read every row and hashed it anew in one turn of the event loop: 24 s for a million.
  test('a walk lets others run, and ends when nobody waits for it', async () => {
    const { server } = await cast()
    await server.store.write((tx) =>
      audited(server).append(
        tx,
        ...Array.from({ length: 3000 }, () => ({
          time: server.now(),
          actor: { id: null, name: 'load' },
          credential: '',
          address: '',
          action: 'test',
          object: { kind: '', id: '', name: '' },
          outcome: 'done',
          detail: {},
          requestId: '',
        })),
      ),
    )
    expect(await turnsOf(() => audited(server).verify())).toBeGreaterThan(12)
    const gone = new AbortController()
    const walk = audited(server).verify({ signal: gone.signal })
    setImmediate(() => gone.abort())
    await expect(walk).rejects.toThrow('abort')
  })

  test('a head of another database is none of this one', async () => {
    const [{ store, user, server }, other] = [await cast(), await cast()]
    const foreign = (await other.store.db.selectFrom('meta').select('value').where('key', '=', 'audit-head').executeTakeFirstOrThrow()).value
    await tamper(store, `UPDATE meta SET value = '${foreign}' WHERE key = 'audit-head'`)
    await next(user, 'afterwards')
    expect((await audited(server).verify()).holds).toBe(false)
    expect(audited(server).broken()).toBe(1)
    // And what another root key sealed is no head at all.
    expect(createAudit(server.host, store, deriveKeys(server.host, new Uint8Array(32).fill(8))).broken()).toBe(0)
  })
})
