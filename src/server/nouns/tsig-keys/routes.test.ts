import { expect, test } from 'vitest'
import { tsigAlgorithmNames, tsigAlgorithms } from '#contract/tsig-algorithms.ts'
import { createTsigKey, deleteTsigKey, getTsigKey, getTsigRotation, listTsigKeys, setTsigRotation, updateTsigKey } from '#contract/tsig-keys.ts'
import { addUse, createNameserver } from '#contract/nameservers.ts'
import { onEachStore } from '../../testing/store.ts'
import { hour, testApp } from '../../testing/app.ts'

const secretOf = (octets: number, fill = 7) => Buffer.alloc(octets, fill).toString('base64')
const secret = secretOf(32)

onEachStore('TSIG keys', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const make = async (body: Record<string, unknown>) => {
      const answer = await admin.send(createTsigKey, { body })
      if (answer.status !== 201) throw new Error(answer.text)
      return answer.body
    }
    const trail = () =>
      server.store.db
        .selectFrom('audit')
        .select(['action', 'object_id', 'object_name', 'outcome', 'detail'])
        .where('object_kind', '=', 'tsig-key')
        .orderBy('seq')
        .execute()
    return { server, admin, user, make, trail }
  }

  test('without a secret one of the digest\'s length is made, another each time, and only this answer has it', async () => {
    const { server, admin, make } = await filled()
    const seen = new Set<string>()
    for (const algorithm of tsigAlgorithmNames) {
      for (const n of [1, 2]) {
        const key = await make({ name: `${algorithm}-${n}.example`, algorithm })
        expect(Buffer.from(key.secret, 'base64')).toHaveLength(tsigAlgorithms[algorithm].digestOctets)
        expect(Buffer.from(key.secret, 'base64').toString('base64')).toBe(key.secret)
        expect([key.algorithm, key.secretBits]).toEqual([algorithm, tsigAlgorithms[algorithm].digestOctets * 8])
        seen.add(key.secret)
        const read = await admin.send(getTsigKey, { params: { tsigId: key.id } })
        const { secret: _, ...open } = key
        expect(read.body).toEqual(open)
        expect(read.headers.get('ETag')).toBe('"1"')
      }
    }
    expect(seen.size).toBe(8)
    const list = await admin.send(listTsigKeys)
    for (const value of seen) expect(list.text + (await server.logged())).not.toContain(value)
    expect((await make({ name: 'default.example' })).algorithm).toBe('HMAC-SHA256')
  })

  test('a secret is kept sealed: neither it nor its octets are in the row, nor in the trail', async () => {
    const { server, make, trail } = await filled()
    await make({ name: 'a.example', secret: ` ${secret.slice(0, 10)} \r\n${secret.slice(10)} ` })
    const row = await server.store.db.selectFrom('tsig_keys').selectAll().executeTakeFirstOrThrow()
    for (const text of [JSON.stringify(row), JSON.stringify(await trail())]) {
      for (const form of [secret, Buffer.from(secret, 'base64').toString('hex'), secret.slice(3, 20)]) expect(text).not.toContain(form)
    }
    expect(row.secret).toMatch(/^v1\./)
  })

  test('standard users list and read; changing is for administrators', async () => {
    const { user, make } = await filled()
    const key = await make({ name: 'a.example', note: 'n', tags: ['x', 'x', 'y'], usedBy: ['ns1.example'] })
    const list = await user.send(listTsigKeys)
    expect(list.body.data).toMatchObject([
      { id: key.id, name: 'a.example', note: 'n', tags: ['x', 'y'], usedBy: ['ns1.example'], lastCheck: null, fingerprint: key.fingerprint },
    ])
    expect(list.text).not.toContain(key.secret)
    expect((await user.send(getTsigKey, { params: { tsigId: key.id } })).status).toBe(200)
    const params = { tsigId: key.id }
    for (const [endpoint, ask] of [
      [createTsigKey, { body: { name: 'b.example' } }],
      [updateTsigKey, { params, body: { note: 'x' } }],
      [deleteTsigKey, { params }],
    ] as const) {
      expect((await user.send(endpoint, ask)).code).toBe('not-allowed')
    }
  })

  test('names are domain names, in one form, there once', async () => {
    const { admin, make } = await filled()
    expect((await make({ name: ' AXFR.Example. ' })).name).toBe('axfr.example')
    const long = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`
    expect((await make({ name: `${long}.` })).name).toBe(long)
    const code = async (name: string) => (await admin.send(createTsigKey, { body: { name } })).problem
    expect(await code('axfr.example.')).toMatchObject({ code: 'name-taken', errors: [{ pointer: '/name' }] })
    for (const name of ['', '.', ' ']) expect([name, (await code(name)).code]).toEqual([name, 'required'])
    for (const name of ['a..b', '.a', '*', 'a b', 'a"; }; key "evil', 'ключ', 'a/b', 'a\\b', '\ufeffkey', '\u212aey', 'key\u0000', 'a..'])
      expect([name, (await code(name)).code]).toEqual([name, 'invalid-value'])
    for (const name of ['a'.repeat(64), `${long}x`]) expect([name, (await code(name)).code]).toEqual([name, 'too-long'])
  })

  test('what is no secret is refused with its own code, by pointer, and never said again', async () => {
    const { admin } = await filled()
    const wrong: [string, string][] = [
      ['', 'required'], [secretOf(15), 'secret-too-short'], [secretOf(513), 'secret-too-long'], ['A'.repeat(5000), 'secret-too-long'],
      [Buffer.alloc(32, 0xfb).toString('base64url'), 'secret-not-base64'], [secret.slice(0, -1), 'secret-not-base64'],
      ['YWJjZGVmZ2hpamtsbW5vcA=A', 'secret-not-base64'], [`${secretOf(16).slice(0, -3)}B==`, 'secret-not-base64'],
      ['not base64!!', 'secret-not-base64'], ['correct horse battery staple', 'secret-not-base64'], [`${secret}\u00a0`, 'secret-not-base64'],
    ]
    for (const [value, code] of wrong) {
      const { status, problem, text } = await admin.send(createTsigKey, { body: { name: 'a.example', secret: value } })
      // Once it stood there twice, under a detail that said only how often.
      expect([value, status, problem.code, problem.errors.map(({ pointer }) => pointer)]).toEqual([value, 400, code, ['/secret']])
      expect(problem.detail).toBe(problem.errors[0]!.message)
      if (value.length > 2) expect(text).not.toContain(value)
    }
    const half = await admin.send(createTsigKey, { body: { name: 'a.example', secret: '0123456789abcdef0123456789abcde', secretIs: 'hex' } })
    expect([half.code, half.problem.errors.map(({ message }) => message.slice(0, 14))]).toEqual(['invalid-value', ['This is said t']])
    for (const octets of [16, 512])
      expect((await admin.send(createTsigKey, { body: { name: `k${octets}.example`, secret: secretOf(octets) } })).status).toBe(201)
  })

  test('algorithms are taken by the names of the RFC too; tags and servers are plain words', async () => {
    const { admin, make } = await filled()
    for (const [i, name] of ['hmac-sha512', 'HMAC-SHA512.', 'sha512', 'hmac_sha512'].entries())
      expect((await make({ name: `k${i}.example`, algorithm: name })).algorithm).toBe('HMAC-SHA512')
    for (const algorithm of ['hmac-md5', 'HMAC-SHA1', '', null, 7])
      expect((await admin.send(createTsigKey, { body: { name: 'x.example', algorithm } })).problem.errors[0]!.pointer).toBe('/algorithm')
    for (const tags of [['a, b'], ['a b'], [''], ['x'.repeat(41)], ['\u3164'], ['\u202e'], ['a\u200db'], Array.from({ length: 21 }, (_, i) => `t${i}`), 'x']) {
      expect([tags, (await admin.send(createTsigKey, { body: { name: 'x.example', tags } })).problem.errors[0]!.pointer.startsWith('/tags')]).toEqual([
        tags,
        true,
      ])
    }
    expect((await make({ name: 'y.example', tags: ['e\u0301'] })).tags).toEqual(['é'])
    expect((await admin.send(createTsigKey, { body: { name: 'x.example', secret, note: `it is ${secret}` } })).problem).toMatchObject({
      code: 'invalid-value',
      errors: [{ pointer: '/note' }],
    })
    expect(
      (await admin.send(createTsigKey, { body: { name: 'x.example', note: 'csn_ak_00000000000000000000000000000000000000' } })).problem.errors[0]!.pointer,
    ).toBe('/note')
  })

  test('another algorithm demands another secret, and says so at the secret', async () => {
    const { admin, make, trail } = await filled()
    const key = await make({ name: 'a.example', secret })
    const update = (body: Record<string, unknown>) => admin.send(updateTsigKey, { params: { tsigId: key.id }, body })
    for (const body of [{ algorithm: 'HMAC-SHA512' }, { algorithm: 'HMAC-SHA512', secret }]) {
      const { status, problem } = await update(body)
      expect([status, problem.code, problem.errors]).toEqual([400, 'secret-required', [expect.objectContaining({ field: 'secret', pointer: '/secret' })]])
    }
    expect((await update({ algorithm: 'hmac-sha256' })).status).toBe(200)
    const { body: changed, text } = await update({ algorithm: 'HMAC-SHA512', secret: secretOf(64) })
    expect(changed).toMatchObject({ algorithm: 'HMAC-SHA512', secretBits: 512 })
    expect(changed.fingerprint).not.toBe(key.fingerprint)
    expect(text).not.toContain(secretOf(64))
    expect(JSON.parse((await trail()).at(-1)!.detail)).toEqual({
      before: { algorithm: 'HMAC-SHA256', secretBits: 256, fingerprint: key.fingerprint },
      after: { algorithm: 'HMAC-SHA512', secretBits: 512, fingerprint: changed.fingerprint },
    })
  })

  test('a change says what changed, and one that changes nothing leaves version and trail alone', async () => {
    const { server, admin, make, trail } = await filled()
    const key = await make({ name: 'a.example', secret, tags: ['x'] })
    const update = (body: Record<string, unknown>) => admin.send(updateTsigKey, { params: { tsigId: key.id }, body })
    const rows = async () => server.store.db.selectFrom('tsig_keys').select(['secret', 'secret_version', 'version']).executeTakeFirstOrThrow()
    const before = await rows()
    expect((await update({ name: 'A.example.', tags: ['x'], note: '  ' })).headers.get('ETag')).toBe('"1"')
    expect(await trail()).toHaveLength(1)
    server.advance(1000)
    const { body } = await update({ note: 'hello', usedBy: ['z1.example', 'z2.example'], tags: [] })
    expect(body).toMatchObject({ note: 'hello', usedBy: ['z1.example', 'z2.example'], tags: [], name: 'a.example' })
    expect(body.updatedAt > body.createdAt).toBe(true)
    expect(await rows()).toEqual({ ...before, version: 2 })
    expect(JSON.parse((await trail()).at(-1)!.detail)).toEqual({
      before: { note: null, tags: ['x'], usedBy: [] },
      after: { note: 'hello', tags: [], usedBy: ['z1.example', 'z2.example'] },
    })
    // The same secret once more is sealed anew: somebody meant to set it.
    await update({ secret })
    expect(await rows()).toMatchObject({ secret_version: 2, version: 3 })
    expect(JSON.parse((await trail()).at(-1)!.detail)).toEqual({ before: { fingerprint: key.fingerprint }, after: { fingerprint: key.fingerprint } })
  })

  test('of two editors one learns that the other was quicker', async () => {
    const { admin, make } = await filled()
    const params = { tsigId: (await make({ name: 'a.example' })).id }
    const put = (note: string) => admin.send(updateTsigKey, { params, body: { note }, headers: { 'If-Match': '"1"' } })
    const statuses = (await Promise.all(['one', 'two', 'three', 'four'].map(put))).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([200, 412, 412, 412])
    expect((await admin.send(deleteTsigKey, { params, headers: { 'If-Match': '"1"' } })).status).toBe(412)
    expect((await admin.send(deleteTsigKey, { params, headers: { 'If-Match': '"2"' } })).status).toBe(204)
    expect((await admin.send(deleteTsigKey, { params })).status).toBe(404)
  })

  // Without the unique index, or with a look before the insert only, PostgreSQL lets several in.
  test('of many who take one name at once one gets it', async () => {
    const { server, admin, make } = await filled()
    const created = await Promise.all(Array.from({ length: 12 }, () => admin.send(createTsigKey, { body: { name: 'race.example' } })))
    expect(created.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 11 }, () => 409)])
    const others = await Promise.all([1, 2, 3, 4].map((n) => make({ name: `other${n}.example` })))
    const renamed = await Promise.all(others.map(({ id }) => admin.send(updateTsigKey, { params: { tsigId: id }, body: { name: 'second.example' } })))
    expect(renamed.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409])
    expect(await server.store.db.selectFrom('tsig_keys').select('id').execute()).toHaveLength(5)
  })

  test('the list filters, sorts and walks by cursor; secret lengths sort by size', async () => {
    const { admin, user, make } = await filled()
    for (const [i, octets] of [16, 32, 64, 128, 28].entries())
      await make({ name: `k${i}.example`, secret: secretOf(octets, i), tags: i % 2 === 0 ? ['even', 'all'] : ['all'] })
    const names = async (query: Record<string, string>) => (await admin.send(listTsigKeys, { query })).body.data.map(({ name }) => name[1])
    expect(await names({})).toEqual(['0', '1', '2', '3', '4'])
    expect(await names({ sort: 'secretBits' })).toEqual(['0', '4', '1', '2', '3'])
    expect(await names({ filter: 'secretBits equals 1024' })).toEqual(['3'])
    expect(await names({ filter: 'secretBits contains 2', sort: '-secretBits' })).toEqual(['3', '2', '1', '4', '0'])
    expect(await names({ filter: 'secretBits is empty' })).toEqual([])
    expect(await names({ filter: 'tags contains EVEN;algorithm is HMAC-SHA256' })).toEqual(['0', '2', '4'])
    expect(await names({ search: 'k3.ex' })).toEqual(['3'])
    const walked: string[] = []
    let after: string | undefined
    do {
      const { body } = await admin.send(listTsigKeys, { query: { size: '2', sort: '-secretBits', ...(after === undefined ? {} : { after }) } })
      walked.push(...body.data.map(({ name }) => name[1]!))
      expect(body.total).toBe(5)
      if (after !== undefined) expect((await user.send(listTsigKeys, { query: { size: '2', sort: '-secretBits', after } })).code).toBe('invalid-cursor')
      after = body.next ?? undefined
    } while (after !== undefined)
    expect(walked).toEqual(['3', '2', '1', '4', '0'])
    const fingerprint = (await admin.send(listTsigKeys)).body.data[0]!.fingerprint
    expect(await names({ search: fingerprint.toUpperCase() })).toEqual(['0'])
  })

  test('a key is due by its own number of days or by that of all, counted from its secret; where it is used is for administrators', async () => {
    const { server, admin, user, make } = await filled()
    const [own, all, never] = [await make({ name: 'own' }), await make({ name: 'all' }), await make({ name: 'never' })]
    expect((await admin.send(getTsigRotation)).body).toEqual({ days: null })
    expect((await admin.send(setTsigRotation, { body: { days: 90 } })).body).toEqual({ days: 90 })
    expect((await admin.send(setTsigRotation, { body: { days: 0 } })).status).toBe(400)
    expect((await user.send(setTsigRotation, { body: { days: 1 } })).status).toBe(403)
    await admin.send(updateTsigKey, { params: { tsigId: own.id }, body: { rotateDays: 10 } })
    await admin.send(updateTsigKey, { params: { tsigId: never.id }, body: { rotateDays: 0 } })
    server.advance(hour / 4)
    // Another secret begins the time anew.
    await admin.send(updateTsigKey, { params: { tsigId: own.id }, body: { secret } })
    const due = async () => (await admin.send(listTsigKeys, { query: { sort: 'name' } })).body.data.map(({ name, rotateDueAt, secretAt }) =>
      [name, rotateDueAt === null ? null : (Date.parse(rotateDueAt) - Date.parse(secretAt)) / (24 * hour)])
    expect(await due()).toEqual([['all', 90], ['never', null], ['own', 10]])
    const when = new Date(server.now() + 20 * 24 * hour).toISOString()
    expect((await admin.send(listTsigKeys, { query: { filter: `rotateDueAt is before ${when}` } })).body.data.map(({ name }) => name)).toEqual(['own'])
    const atOnce = await Promise.all([30, 60, null, 90, 120].map((days) => admin.send(setTsigRotation, { body: { days } })))
    expect(atOnce.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await admin.send(setTsigRotation, { body: { days: null } })
    expect(await due()).toEqual([['all', null], ['never', null], ['own', 10]])

    const ns = (await admin.send(createNameserver, { body: { name: 'ns1', kind: 'bind', addresses: ['192.0.2.1'] } })).body.id
    for (const zone of ['a.example', 'b.example'])
      await admin.send(addUse, { params: { nameserverId: ns }, body: { tsigId: all.id, zone, purpose: 'answers-transfers' } })
    const seen = async (who: typeof admin) => {
      const { uses, usedAt } = (await who.send(getTsigKey, { params: { tsigId: all.id } })).body
      return [uses, usedAt]
    }
    expect([await seen(admin), await seen(user)]).toEqual([[2, ['ns1']], [2, []]])
    expect((await admin.send(listTsigKeys, { query: { filter: 'uses equals 0' } })).body.data.map(({ name }) => name)).toEqual(['never', 'own'])
    const refused = await admin.send(deleteTsigKey, { params: { tsigId: all.id } })
    expect([refused.code, refused.problem?.detail]).toEqual(['tsig-key-in-use', expect.stringContaining('ns1 uses all (answers transfers of a.example)')])
  })

  test('the same request again gives the same key and secret', async () => {
    const { server, admin } = await filled()
    const ask = { body: { name: 'a.example' }, headers: { 'Idempotency-Key': 'once' } }
    const [first, second] = [await admin.send(createTsigKey, ask), await admin.send(createTsigKey, ask)]
    expect(second.text).toBe(first.text)
    server.advance(hour)
    expect(await server.store.db.selectFrom('tsig_keys').select('id').execute()).toHaveLength(1)
  })
})
