import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createApiKey, deleteApiKey, deleteApiKeys, endOldValue, rotateApiKey, updateApiKey } from '#contract/api-keys.ts'
import { confirmSession, endSession, signIn, signOut, updateMe, updatePassword } from '#contract/sessions.ts'
import { createUser, disableUser, enableUser, inviteUser, updateUser } from '#contract/users.ts'
import { createAudit, type AuditVerdict } from './audit.ts'
import type { Store } from '../db/store.ts'
import { onEachStore } from '../testing/store.ts'
import { deriveKeys } from '../secrets/keys.ts'
import { csrf, minute, password, testApp, type TestApp } from '../testing/app.ts'

const absent = '01900000-0000-7000-8000-000000000000'
const rowsOf = (server: TestApp) => server.store.db.selectFrom('audit').selectAll().orderBy('seq').execute()

/** Takes the triggers away, as a thief of the database could. */
async function lift(store: Store): Promise<void> {
  await store.write(async (tx) => {
    if (store.dialect === 'postgres') await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx)
    else for (const name of ['audit_no_update', 'audit_no_delete']) await sql`DROP TRIGGER ${sql.ref(name)}`.execute(tx)
  })
}

class Undone extends Error {
  readonly verdict: AuditVerdict
  constructor(verdict: AuditVerdict) {
    super('undone')
    this.verdict = verdict
  }
}

onEachStore('audit trail', ({ fresh }) => {
  test('every change leaves one row that says who, what, with what and from where', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const before = (await rowsOf(server)).length
    const key = await server.key(user, { name: 'first' })
    const token = server.bearer(await server.token(key.apiKey), user.person)
    const params = { apiKeyId: key.id }
    await token.send(updateApiKey, { params, body: { note: 'changed' } })
    await admin.send(rotateApiKey, { params, body: { graceSeconds: 60 } })
    await admin.send(endOldValue, { params })
    await admin.send(deleteApiKey, { params })
    const two = [await server.key(user), await server.key(user)].map(({ id }) => id)
    await user.send(deleteApiKeys, { body: { ids: two, dryRun: true } })
    await user.send(deleteApiKeys, { body: { ids: two } })
    const made = (await admin.send(createUser, { body: { email: 'dora@example.org', name: 'Dora', role: 'user' } })).body
    const of = { params: { userId: made.id } }
    await admin.send(inviteUser, of)
    await admin.send(updateUser, { ...of, body: { role: 'administrator' } })
    await admin.send(disableUser, of)
    await admin.send(enableUser, of)
    await user.send(updateMe, { body: { name: 'Robert' } })
    await user.send(signOut)
    const again = await server.signIn(user.person)
    await again.send(confirmSession, { body: { password: 'wrong' } })
    const rows = (await rowsOf(server)).slice(before)
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'api-key.create done', 'api-key.update done', 'api-key.rotate done', 'api-key.end-old-value done', 'api-key.delete done', 'api-key.create done',
      'api-key.create done',
      'api-key.delete done', 'api-key.delete done', 'user.create done', 'user.invite done', 'user.update done', 'user.disable done', 'user.enable done',
      'profile.update done',
      'session.end done', 'session.create done', 'session.confirm denied: wrong-password',
    ])
    expect(rows[1]).toMatchObject({
      time: server.now(), actor_id: user.person.id, actor_name: 'bob', credential: `api-key:${key.id}`, address: '192.0.2.1', object_kind: 'api-key',
      object_id: key.id, object_name: 'first',
    })
    expect(JSON.parse(rows[1]!.detail)).toMatchObject({ before: { note: null }, after: { note: 'changed' } })
    expect(rows[2]!.credential).toMatch(/^session:/)
    expect(await server.app.audit.verify()).toMatchObject({ holds: true, rows: before + rows.length })
  })

  test('every denied change leaves a row, with the reason', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const [own, foreign] = [await server.key(user), await server.key(admin)]
    const before = (await rowsOf(server)).length
    await user.send(deleteApiKey, { params: { apiKeyId: foreign.id } })
    await user.send(rotateApiKey, { params: { apiKeyId: absent } })
    await user.send(updateApiKey, { params: { apiKeyId: own.id }, body: { note: 'x' }, headers: { 'If-Match': '"9"' } })
    await user.send(createApiKey, { body: { name: own.name } })
    await user.send(createApiKey, { body: { name: 'for you', userId: admin.person.id } })
    await user.send(createUser, { body: {} })
    await user.send(disableUser, { params: { userId: admin.person.id } })
    await server.with({ Cookie: user.headers.Cookie! }, user.person).send(updateMe, { body: { name: 'Eve' } })
    await admin.send(disableUser, { params: { userId: admin.person.id } })
    await user.send(endSession, { params: { sessionId: absent } })
    await user.send(updatePassword, { body: { current: 'wrong', next: 'thimble quarry north' } })
    await server.anonymous.send(signIn, { body: { email: 'bob@example.org', password: 'wrong' }, headers: csrf })
    server.advance(6 * minute)
    await admin.send(updateUser, { params: { userId: user.person.id }, body: { role: 'administrator' } })
    const rows = (await rowsOf(server)).slice(before)
    expect(rows.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'api-key.delete denied: not-found', 'api-key.rotate denied: not-found', 'api-key.update denied: changed-meanwhile', 'api-key.create denied: name-taken',
      'api-key.create denied: not-allowed', 'user.create denied: not-allowed', 'user.disable denied: not-allowed', 'profile.update denied: csrf',
      'user.disable denied: last-administrator',
      'session.end denied: not-found', 'password.update denied: wrong-password', 'session.create denied: invalid-credential',
      'user.update asked: confirmation-required',
    ])
    expect(rows[0]).toMatchObject({ actor_id: user.person.id, object_kind: 'api-key', object_id: foreign.id, object_name: '' })
    expect(await server.app.audit.verify()).toMatchObject({ holds: true })
  })

  test('a denied change whose path holds anything at all is still refused and recorded', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    const noCsrf = { Cookie: user.headers.Cookie! }
    // U+0000 in the path went into the trail as it stood: PostgreSQL refuses it (22021), and the answer was 500.
    for (const id of ['%00', '%E2%80%AE', 'x'.repeat(8000), '%0A%1B[31m', '%ff']) {
      expect((await server.fetch(`/api/v1/users/${id}/disable`, { method: 'POST', headers: user.headers })).status).toBe(403)
      expect((await server.fetch(`/accessmanagement/api-key/${id}`, { method: 'DELETE', headers: noCsrf })).status).toBe(403)
    }
    await server.app.close()
    const rows = await rowsOf(server)
    for (const row of rows) expect(row.object_id + row.detail).toMatch(/^[\x20-\x7e]{0,300}$/)
    const denied = rows.filter(({ outcome }) => outcome.startsWith('denied'))
    expect(denied.map(({ action, detail }) => [action, (JSON.parse(detail) as { count?: number }).count])).toEqual([
      ['user.disable', undefined],
      ['api-key.delete', undefined],
      ['user.disable', 4],
      ['api-key.delete', 4],
    ])
  })

  test('the row stands in the transaction of its change: without it there is no change', async () => {
    const server = await testApp(await fresh())
    const user = await server.as('user')
    await server.store.write((tx) => sql`ALTER TABLE audit RENAME TO audit_away`.execute(tx))
    const answer = await user.send(createApiKey, { body: { name: 'unseen' } })
    expect(answer.status).toBe(500)
    expect(answer.text).not.toMatch(/audit_away|relation|no such table|csn_/)
    expect(await server.store.db.selectFrom('credentials').select('id').execute()).toEqual([])
  })

  test('rows are neither changed nor deleted, not even by the server itself', async () => {
    const server = await testApp(await fresh())
    await server.as('user')
    await expect(server.store.write((tx) => tx.updateTable('audit').set({ outcome: 'x' }).execute())).rejects.toThrow('audit-append-only')
    await expect(server.store.write((tx) => tx.deleteFrom('audit').execute())).rejects.toThrow('audit-append-only')
    if (server.store.dialect === 'postgres') await expect(server.store.write((tx) => sql`TRUNCATE audit`.execute(tx))).rejects.toThrow('audit-append-only')
    else await expect(server.store.write((tx) => sql`INSERT OR REPLACE INTO audit SELECT * FROM audit`.execute(tx))).rejects.toThrow('audit-append-only')
  })

  test('secrets are in no row', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const key = await server.key(user)
    const rotated = (await user.send(rotateApiKey, { params: { apiKeyId: key.id }, body: { graceSeconds: 60 } })).body
    const made = (await admin.send(createUser, { body: { email: 'dora@example.org', name: 'Dora', role: 'user', password } })).body
    const link = (await admin.send(inviteUser, { params: { userId: made.id } })).body
    const text = JSON.stringify(await rowsOf(server))
    for (const secret of [key.apiKey, rotated.apiKey, password, link.url.split('#')[1]!, user.headers.Cookie!.split('=')[1]!])
      expect(text).not.toContain(secret)
  })

  test('edits, deletions, swaps and cut tails are detected, at once, after more rows, after a restart, and by a live server', async () => {
    const server = await testApp(await fresh())
    const { store } = server
    const user = await server.as('user')
    for (let i = 0; i < 20; i++) await user.send(updateMe, { body: { name: `Name ${i}` } })
    const rows = await rowsOf(server)
    const columns = [
      'time',
      'actor_id',
      'actor_name',
      'credential',
      'address',
      'action',
      'object_kind',
      'object_id',
      'object_name',
      'outcome',
      'detail',
      'request_id',
      'hash',
    ] as const
    // A generator of its own: the run can be had again.
    let seed = 20_261_121
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
      return Math.floor((seed / 2 ** 32) * below)
    }
    let edited = 0
    const tamperings: ((seq: number) => string[])[] = [
      (seq) => {
        // In turn: left to chance, one of them was never edited, and its absence from the chain not seen.
        const column = columns[edited++ % columns.length]!
        return [
          column === 'time'
            ? `UPDATE audit SET time = time + ${random(9) + 1} WHERE seq = ${seq}`
            : `UPDATE audit SET ${column} = COALESCE(${column}, '') || '${String.fromCharCode(97 + random(26))}' WHERE seq = ${seq}`,
        ]
      },
      (seq) => [`DELETE FROM audit WHERE seq = ${seq}`],
      (seq) => [`DELETE FROM audit WHERE seq >= ${seq}`],
      (seq) => [`DELETE FROM audit WHERE seq <= ${seq}`],
      (seq) => {
        const other = rows[(seq + random(rows.length - 1)) % rows.length]!.seq
        return [[seq, -1], [other, seq], [-1, other]].map(([from, to]) => `UPDATE audit SET seq = ${to} WHERE seq = ${from}`)
      },
      (seq) => [`DELETE FROM audit WHERE seq = ${seq}`, `UPDATE audit SET seq = -seq WHERE seq > ${seq}`, 'UPDATE audit SET seq = -seq - 1 WHERE seq < 0'],
      () => [
        `INSERT INTO audit SELECT seq + 1, time, actor_id, actor_name, credential, address, action, object_kind, object_id, object_name, outcome, detail, ` +
          `request_id, hash FROM audit WHERE seq = ${rows.length}`,
      ],
      () => [`UPDATE meta SET value = value || 'x' WHERE key = 'audit-head'`],
      () => [`DELETE FROM meta WHERE key = 'audit-head'`],
    ]
    await lift(store)
    const keys = deriveKeys(server.host, new Uint8Array(32).fill(7))
    const more = {
      time: server.now(),
      actor: { id: null, name: 'later' },
      credential: 'none',
      address: '',
      action: 'test',
      object: { kind: '', id: '', name: '' },
      outcome: 'done',
      detail: {},
      requestId: '',
    }
    const undetected: string[] = []
    const runs = store.dialect === 'sqlite' ? 216 : 144
    for (let i = 0; i < runs; i++) {
      const way = ['as it is', 'rows appended', 'restart', 'live'][i % 4]!
      const statements = tamperings[Math.floor(i / 4) % tamperings.length]!(random(rows.length) + 1)
      // Looked at within the transaction, which is then undone: each run starts from the whole trail.
      const verdict = await store.write(async (tx) => {
        const inside: Store = { ...store, db: tx, write: (work) => work(tx) }
        const audit = () => createAudit(server.host, inside, keys)
        const live = audit()
        if (way === 'live') await live.check()
        for (const statement of statements) await sql.raw(statement).execute(tx)
        const after = way === 'live' ? live : audit()
        if (way === 'restart') await after.check()
        if (way !== 'as it is') for (let row = 0; row < 3; row++) await inside.write((of) => after.append(of, more))
        throw new Undone(await audit().verify())
      }).catch((error: unknown) => (error instanceof Undone ? error.verdict : Promise.reject(error as Error)))
      if (verdict.holds) undetected.push(`${way}: ${statements.join('; ')}`)
    }
    expect(undetected).toEqual([])
    expect((await server.app.audit.verify()).holds).toBe(true)
  })
})
