import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { AuditStatement, makeStatement } from '#contract/audit-statement.ts'
import { exportAudit, listAudit } from '#contract/audit.ts'
import { rotateApiKey } from '#contract/api-keys.ts'
import { getInventory } from '#contract/inventory.ts'
import { createTsigKey, exportTsigKey, revealTsigSecret } from '#contract/tsig-keys.ts'
import { createChain } from '../../audit/chain.ts'
import { verifyStatement } from '../../audit/statement.ts'
import { deriveKeys } from '../../secrets/keys.ts'
import { day, hour, minute, start, testApp, type Caller, type TestApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'
import { turnsOf } from '../../testing/turns.ts'

const at = (instant: number) => new Date(instant).toISOString()
const whole = { from: at(start - day), to: at(start + day) }

async function stated(by: Caller, query: { from: string; to: string }): Promise<AuditStatement> {
  const { status, body } = await by.send(makeStatement, { query })
  expect(status).toBe(200)
  return AuditStatement.parse(body.statement)
}

const verified = (server: TestApp, text: string, trail?: readonly string[], byte = 7) =>
  verifyStatement(text, createChain(server.host.crypto, deriveKeys(server.host, new Uint8Array(32).fill(byte)).audit), trail)

const exported = async (server: TestApp, by: Caller) =>
  (await (await server.fetch(`${exportAudit.path}?format=ndjson`, { headers: by.headers })).text()).split('\n').slice(0, -1)

onEachStore('a statement for an auditor', ({ fresh, dialect }) => {
  async function cast() {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { body: key } = await admin.send(createTsigKey, { body: { name: 'axfr.example', algorithm: 'HMAC-SHA224' } })
    const params = { tsigId: key.id }
    return { server, admin, key, reveal: () => admin.send(revealTsigSecret, { params }), params }
  }

  test('says how far the chain holds, keys by risk, and who revealed what in the period', async () => {
    const { server, admin, key, reveal, params } = await cast()
    const user = await server.as('user')
    await reveal()
    server.advance(minute)
    await admin.send(exportTsigKey, { params, body: { format: 'bind' } })
    expect((await user.send(revealTsigSecret, { params })).code).toBe('not-allowed')
    const rotated = await server.key(user, { name: 'turning' })
    await user.send(rotateApiKey, { params: { apiKeyId: rotated.id }, body: { graceSeconds: 3600 } })
    await server.oneToken(user, { name: 'for ever' })
    const statement = await stated(admin, whole)
    const { total } = (await admin.send(listAudit)).body
    expect(statement).toMatchObject({
      made: at(start + minute), by: { id: admin.person.id, name: 'alice' }, period: whole,
      chain: { holds: true, rows: total - 1, from: at(start), to: at(start + minute), broken: 0, breaks: [], end: { row: total - 1 } },
      reveals: {
        total: 2, refused: 1, listed: [
          {
            time: at(start), actor: { id: admin.person.id, name: 'alice' }, action: 'tsig-key.reveal',
            object: { kind: 'tsig-key', id: key.id, name: 'axfr.example' },
          },
          { time: at(start + minute), action: 'tsig-key.export', address: '192.0.2.1' },
        ],
      },
    })
    const count = (kind: string, name: string) => statement.keys.find((one) => one.kind === kind)!.counts.find((one) => one.name === name)!.count
    expect([count('api-key', 'old-value-works'), count('one-token', 'no-expiry'), count('tsig-key', 'legacy-algorithm'), count('api-key', 'never-used')])
      .toEqual([1, 1, 1, 1])
    const last = (await admin.send(listAudit, { query: { size: '1' } })).body.data[0]!
    expect(last).toMatchObject({
      action: 'audit.statement', actor: { name: 'alice' }, object: { kind: 'audit', name: 'statement' },
      detail: { ...whole, row: total - 1, seal: statement.seal },
    })
    // `to` is without: what came in that minute belongs to the next period.
    expect((await stated(admin, { from: whole.from, to: at(start + minute) })).reveals).toMatchObject({ total: 1, refused: 0 })
    expect((await stated(admin, { from: at(start + minute), to: whole.to })).reveals).toMatchObject({ total: 1, refused: 1 })
  })

  test('is for administrators who said once more who they are, and of a period that there is', async () => {
    const { server, admin } = await cast()
    const user = await server.as('user')
    expect((await user.send(makeStatement, { query: whole })).code).toBe('not-allowed')
    expect((await admin.send(makeStatement, { query: { from: whole.to, to: whole.from } })).code).toBe('invalid-value')
    expect((await admin.send(makeStatement, { query: { from: whole.from, to: 'tomorrow' } })).status).toBe(400)
    server.advance(6 * minute)
    expect((await admin.send(makeStatement, { query: whole })).code).toBe('confirmation-required')
  })

  test('comes in parts where the caller likes to see how far it is', async () => {
    const { server, admin, reveal } = await cast()
    for (let i = 0; i < 12; i++) await reveal()
    const seen: number[] = []
    let after: string | undefined
    let statement: AuditStatement | null = null
    while (!statement) {
      const { body } = await admin.send(makeStatement, { query: { ...whole, rows: '5', ...(after === undefined ? {} : { after }) } })
      seen.push(body.through)
      ;({ statement } = body)
      after = body.next ?? undefined
    }
    expect(seen.length).toBeGreaterThan(2)
    expect(statement.reveals.total).toBe(12)
    expect((await verified(server, JSON.stringify(statement))).holds).toBe(true)
    expect((await admin.send(makeStatement, { query: { ...whole, after: 'made.up' } })).code).toBe('invalid-cursor')
  })

  test('that the password was asked for first is no refused reveal, nor is it told as activity', async () => {
    const { server, reveal } = await cast()
    server.advance(6 * minute)
    expect((await reveal()).code).toBe('confirmation-required')
    const root = await server.as('administrator', 'root')
    expect((await stated(root, whole)).reveals).toMatchObject({ total: 0, refused: 0 })
    const { body } = await root.send(listAudit, { query: { filter: 'action equals tsig-key.reveal' } })
    expect(body.data.map(({ outcome }) => outcome)).toEqual(['asked: confirmation-required'])
    expect((await root.send(getInventory)).body.activity.map(({ action }) => action)).not.toContain('tsig-key.reveal')
  })

  test('is verified without the server; changed in any word, of another period or of another server it is not', async () => {
    const { server, admin, reveal } = await cast()
    await reveal()
    await reveal()
    const statement = await stated(admin, whole)
    const text = JSON.stringify(statement, null, 2)
    const good = await verified(server, text)
    expect(good.holds).toBe(true)
    expect(good.said).toMatch(/as http:\/\/\S+ made it for alice on 2026-11-21T[^]*The chain holds: 4 rows[^]*2 secrets were revealed/)
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(statement).reverse()))
    expect((await verified(server, reordered)).holds, 'the order of fields is no content').toBe(true)
    const [first, second] = statement.reveals.listed
    const changes: readonly [what: string, changed: unknown][] = [
      ['the period', { ...statement, period: { ...statement.period, from: at(start - 2 * day) } }],
      ['the day', { ...statement, made: at(start + day) }],
      ['the maker', { ...statement, by: { ...statement.by, name: 'mallory' } }],
      ['the server', { ...statement, origin: 'https://elsewhere.example' }],
      ['a number', { ...statement, chain: { ...statement.chain, rows: 3 } }],
      ['the end', { ...statement, chain: { ...statement.chain, end: { row: 4, hash: 'x' } } }],
      ['the verdict', { ...statement, chain: { ...statement.chain, holds: false } }],
      ['a count of keys', { ...statement, keys: statement.keys.map((kind) => ({ ...kind, total: 0 })) }],
      ['a reveal less', { ...statement, reveals: { ...statement.reveals, listed: [first] } }],
      ['a reveal less and its number', { ...statement, reveals: { total: 1, refused: 0, listed: [first] } }],
      ['reveals swapped', { ...statement, reveals: { ...statement.reveals, listed: [second, first] } }],
      ['who revealed', { ...statement, reveals: { ...statement.reveals, listed: [first, { ...second!, actor: { id: null, name: 'nobody' } }] } }],
      ['the seal', { ...statement, seal: `${statement.seal.startsWith('A') ? 'B' : 'A'}${statement.seal.slice(1)}` }],
      ['the seal of another statement', { ...statement, seal: (await stated(admin, { ...whole, to: at(start + hour) })).seal }],
    ]
    for (const [what, changed] of changes)
      expect([what, (await verified(server, JSON.stringify(changed))).said]).toEqual([what, expect.stringContaining('The seal is not of this text')])
    for (const odd of ['{', '[]', 'null', '{"statement":null}', JSON.stringify({ ...statement, more: 1 })])
      expect([odd.slice(0, 20), (await verified(server, odd)).said]).toEqual([odd.slice(0, 20), expect.stringMatching(/^This is no statement/)])
    expect((await verified(server, text, undefined, 8)).said, 'another root key').toContain('another server made it')
  })

  test('is compared with an export of the same trail, and not taken for one of another', async () => {
    const { server, admin, reveal } = await cast()
    await reveal()
    const text = JSON.stringify(await stated(admin, whole))
    const trail = await exported(server, admin)
    const compared = await verified(server, text, trail)
    expect([compared.holds, compared.said]).toEqual([true, expect.stringContaining('The export has its row 3 and the reveals that it names.')])
    expect((await verified(server, text, trail.map((line) => line.replace('axfr.example', 'other.example')))).holds).toBe(false)
    expect((await verified(server, text, trail.filter((line) => !line.includes('tsig-key.reveal')))).holds).toBe(false)
    const another = await testApp(await fresh())
    const other = await exported(another, await another.as('administrator'))
    expect((await verified(server, text, other)).said).toContain('not of the same trail, or older')
  })

  test('of a broken trail says so and where, and is genuine all the same', async () => {
    const { server, admin, reveal } = await cast()
    await reveal()
    await server.store.write(async (tx) => {
      if (dialect === 'postgres') await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx)
      else await sql`DROP TRIGGER audit_no_update`.execute(tx)
      await tx.updateTable('audit').set({ actor_name: 'somebody else' }).where('seq', '=', 2).execute()
    })
    const statement = await stated(admin, whole)
    expect(statement.chain).toMatchObject({ holds: false, rows: 1, broken: 1, breaks: [{ at: 2 }] })
    const { holds, said } = await verified(server, JSON.stringify(statement))
    expect([holds, said]).toEqual([false, expect.stringMatching(/^The statement is as[^]*the trail is broken in 1 place\.\nAt row 2: /)])
    const mended = { ...statement, chain: { ...statement.chain, holds: true, broken: 0, breaks: [] } }
    expect((await verified(server, JSON.stringify(mended))).said).toContain('The seal is not')
  })

  test('of many reveals names the first, counts all, and keeps nobody waiting', async () => {
    const { server, admin } = await cast()
    const entry = (i: number) => ({
      time: start, actor: { id: null, name: `person ${i}` }, credential: 'none', address: '192.0.2.9', action: 'auth-key.reveal',
      object: { kind: 'auth-key', id: `k${i}`, name: 'x'.repeat(200) }, outcome: 'done', detail: {}, requestId: '',
    })
    for (let i = 0; i < 2500; i += 500)
      await server.store.write((tx) => server.app.audit.append(tx, ...Array.from({ length: 500 }, (_, more) => entry(i + more))))
    let statement: AuditStatement | undefined
    const turns = await turnsOf(async () => void (statement = await stated(admin, whole)))
    expect([statement!.reveals.total, statement!.reveals.listed.length, statement!.reveals.listed.at(-1)!.actor.name]).toEqual([2500, 2000, 'person 1999'])
    expect((await verified(server, JSON.stringify(statement))).holds).toBe(true)
    expect(turns).toBeGreaterThan(12)
  })
})
