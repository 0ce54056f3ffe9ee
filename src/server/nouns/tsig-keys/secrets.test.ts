import { expect, test } from 'vitest'
import { confirmSession } from '#contract/sessions.ts'
import { createTsigKey, exportTsigKey, previewTsigExport, revealTsigSecret, tsigExportFormats, updateTsigKey } from '#contract/tsig-keys.ts'
import { onEachStore } from '../../testing/store.ts'
import type { TsigKeyTable } from '../../db/tables-of-dns.ts'
import { cookieOf, csrf, minute, password, testApp, type Caller } from '../../testing/app.ts'

onEachStore('TSIG secrets', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const make = async (name: string, body: Record<string, unknown> = {}) => (await admin.send(createTsigKey, { body: { name, ...body } })).body
    const reveal = (by: Caller, tsigId: string) => by.send(revealTsigSecret, { params: { tsigId } })
    const trail = () =>
      server.store.db
        .selectFrom('audit')
        .select(['action', 'object_id', 'object_name', 'outcome', 'credential', 'detail'])
        .where('object_kind', '=', 'tsig-key')
        .where('action', '!=', 'tsig-key.create')
        .orderBy('seq')
        .execute()
    return { server, admin, make, reveal, trail }
  }

  test('a session shows a secret for five minutes after the password, and each time the trail says so', async () => {
    const { server, admin, make, reveal, trail } = await filled()
    const key = await make('a.example')
    const shown = await reveal(admin, key.id)
    expect([shown.status, shown.body, shown.headers.get('Cache-Control')]).toEqual([200, { secret: key.secret }, 'no-store'])
    server.advance(5 * minute)
    const refused = await reveal(admin, key.id)
    expect([refused.status, refused.code]).toEqual([403, 'confirmation-required'])
    expect(refused.text).not.toContain(key.secret)
    const confirmed = await admin.send(confirmSession, { body: { password } })
    const renewed = server.with({ Cookie: cookieOf(confirmed.headers), ...csrf }, admin.person)
    server.advance(5 * minute - 1)
    expect((await reveal(renewed, key.id)).body.secret).toBe(key.secret)
    server.advance(1)
    expect((await reveal(renewed, key.id)).code).toBe('confirmation-required')
    const rows = await trail()
    expect(rows.map(({ action, outcome, object_id: id }) => [action, outcome, id])).toEqual(
      ['done', 'asked: confirmation-required', 'done', 'asked: confirmation-required'].map((outcome) => ['tsig-key.reveal', outcome, key.id]),
    )
    expect(JSON.parse(rows[0]!.detail)).toEqual({ fingerprint: key.fingerprint })
    expect(JSON.stringify(rows) + (await server.logged())).not.toContain(key.secret)
  })

  test('every format is text: masked for a look, with the secret after a confirmation, audited and never stored', async () => {
    const { server, admin, make, trail } = await filled()
    const key = await make('axfr.example', { usedBy: ['ns1.example', '192.0.2.1'] })
    const params = { tsigId: key.id }
    const formats = Object.keys(tsigExportFormats)
    for (const format of formats) {
      const masked = await admin.send(previewTsigExport, { params, query: { format } })
      const whole = await admin.send(exportTsigKey, { params, body: { format } })
      for (const { status, headers } of [masked, whole]) {
        expect([format, status, headers.get('Content-Type'), headers.get('Cache-Control')]).toEqual([format, 200, 'text/plain; charset=utf-8', 'no-store'])
        expect(headers.get('Content-Disposition')).toMatch(/^attachment; filename="[a-z0-9.-]+"$/)
      }
      expect(masked.text).toContain('••••••••')
      expect(masked.text).not.toContain(key.secret.slice(0, 12))
      // Kubernetes takes secrets in base64 once more.
      expect([key.secret, btoa(key.secret)].some((secret) => whole.text.includes(secret))).toBe(true)
    }
    expect((await admin.send(previewTsigExport, { params, query: { format: 'windows' } })).status).toBe(400)
    server.advance(5 * minute)
    expect((await admin.send(previewTsigExport, { params, query: { format: 'bind' } })).status).toBe(200)
    expect((await admin.send(exportTsigKey, { params, body: { format: 'bind' } })).code).toBe('confirmation-required')
    const rows = await trail()
    expect(rows.map(({ action, outcome }) => [action, outcome])).toEqual([
      ...formats.map(() => ['tsig-key.export', 'done']),
      ['tsig-key.export', 'asked: confirmation-required'],
    ])
    expect(JSON.parse(rows[0]!.detail)).toEqual({ format: 'bind', fingerprint: key.fingerprint })
    const user = await server.as('user')
    expect([
      (await user.send(previewTsigExport, { params, query: { format: 'bind' } })).code,
      (await user.send(exportTsigKey, { params, body: { format: 'bind' } })).code,
    ]).toEqual(['not-allowed', 'not-allowed'])
    expect(JSON.stringify(rows) + (await server.logged())).not.toContain(key.secret)
  })

  test('an administrator\'s token needs no confirmation and is in the trail too; a standard user is refused with either', async () => {
    const { server, admin, make, reveal, trail } = await filled()
    const key = await make('a.example')
    const user = await server.as('user')
    const [byToken, byUserToken] = (await Promise.all(
      [admin, user].map(async (who) => server.bearer(await server.token((await server.key(who)).apiKey), who.person)),
    )) as [Caller, Caller]
    server.advance(20 * minute)
    expect((await reveal(byToken, key.id)).body).toEqual({ secret: key.secret })
    for (const caller of [user, byUserToken]) expect((await reveal(caller, key.id)).code).toBe('not-allowed')
    const rows = await trail()
    expect(rows.map(({ outcome }) => outcome)).toEqual(['done', 'denied: not-allowed', 'denied: not-allowed'])
    expect(rows[0]!.credential).toMatch(/^api-key:/)
  })

  // Fails when the place names no row, or the row's version in place of the secret's: then a note would make the secret unreadable.
  test('a secret of another key, or one that this key had before, does not open; one that was changed neither', async () => {
    const { server, admin, make, reveal } = await filled()
    const [one, two] = [await make('one.example'), await make('two.example')]
    const row = (id: string) => server.store.db.selectFrom('tsig_keys').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const put = (id: string, set: Partial<TsigKeyTable>) =>
      server.store.write(async (tx) => {
        await tx.updateTable('tsig_keys').set(set).where('id', '=', id).execute()
      })
    const [first, second] = [await row(one.id), await row(two.id)]
    const stays = async (id: string, secret: string) => expect((await reveal(admin, id)).body).toEqual({ secret })
    const shut = async (id: string) => {
      const { status, text, code } = await reveal(admin, id)
      expect([status, code]).toEqual([409, 'secret-unreadable'])
      for (const secret of [one.secret, two.secret]) expect(text).not.toContain(secret)
    }
    await put(one.id, { secret: second.secret })
    await shut(one.id)
    await put(one.id, { secret: first.secret.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) })
    await shut(one.id)
    await put(one.id, { secret: first.secret.slice(0, -4) })
    await shut(one.id)
    await put(one.id, { secret: first.secret })
    await stays(one.id, one.secret)

    await admin.send(updateTsigKey, { params: { tsigId: one.id }, body: { note: 'a note seals nothing anew', name: 'three.example' } })
    await stays(one.id, one.secret)
    const next = Buffer.alloc(32, 9).toString('base64')
    await admin.send(updateTsigKey, { params: { tsigId: one.id }, body: { secret: next } })
    await stays(one.id, next)
    await put(one.id, { secret: first.secret })
    await shut(one.id)
    await stays(two.id, two.secret)
  })

  test('a fingerprint tells the secret whatever the name and algorithm, on this server only', async () => {
    const { make } = await filled()
    const secret = Buffer.alloc(32, 3).toString('base64')
    const [a, b, c] = [await make('a.example', { secret }), await make('b.example', { secret, algorithm: 'HMAC-SHA512' }), await make('c.example')]
    expect(a.fingerprint).toMatch(/^([0-9a-f]{2}:){4}[0-9a-f]{2}$/)
    expect(b.fingerprint).toBe(a.fingerprint)
    expect(c.fingerprint).not.toBe(a.fingerprint)
    const other = await testApp(await fresh(), { rootKey: new Uint8Array(32).fill(9) })
    const there = (await (await other.as('administrator')).send(createTsigKey, { body: { name: 'a.example', secret } })).body
    expect(there.fingerprint).not.toBe(a.fingerprint)
  })
})
