import { expect, test } from 'vitest'
import { deleteApiKey, rotateApiKey } from '#contract/api-keys.ts'
import { createAuthKey } from '#contract/auth-keys.ts'
import type { MintedKind } from '#contract/credential-kinds.ts'
import { Lookup, lookupValue } from '#contract/lookup.ts'
import { setDelivery } from '#contract/nameserver-delivery.ts'
import { createNameserver } from '#contract/nameservers.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { disableUser } from '#contract/users.ts'
import { mint } from '../../credentials/format.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, hour, testApp, type Caller } from '../../testing/app.ts'

const look = async (by: Caller, value: string) => (await by.send(lookupValue, { body: { value } })).body.found

onEachStore('lookup', ({ fresh }) => {
  const cast = async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const key = await server.key(user, { name: 'build' })
    return { server, admin, user, key, token: await server.token(key.apiKey) }
  }

  test('a pasted key or token says whose it is: to its owner and to administrators, to nobody else', async () => {
    const { server, admin, user, key, token } = await cast()
    const { id, name, email } = user.person
    for (const [kind, value] of [['api-key', key.apiKey], ['auth-token', token]] as const) {
      for (const by of [user, admin]) {
        const { body } = await by.send(lookupValue, { body: { value: ` ${value}\n` } })
        expect(Lookup.parse(body).found).toEqual({ kind, id: key.id, name: 'build', owner: { id, name, email }, live: true, old: false })
      }
      expect(await look(await server.as('user', 'eve'), value)).toBe(null)
    }
  })

  test('what is unknown, mistyped or no credential of ours is not found', async () => {
    const { server, admin, key } = await cast()
    const typo = key.apiKey.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))
    for (const value of [mint(server.host, 'api-key'), mint(server.host, 'auth-token'), typo, 'build', "' OR 1=1 --", '%', 'x'.repeat(4096)])
      expect([value, await look(admin, value)]).toEqual([value, null])
    expect((await admin.send(lookupValue, { body: { value: 'x'.repeat(4097) } })).code).toBe('too-long')
    expect((await admin.send(lookupValue, { body: { value: '' } })).status).toBe(400)
  })

  test('a pasted AuthKey and a pasted TSIG secret are known again, by everybody who may list them', async () => {
    const { server, admin, user } = await cast()
    const authKey = (await admin.send(createAuthKey, { body: { days: 3 } })).body
    const tsig = (await admin.send(createTsigKey, { body: { name: 'axfr.example', algorithm: 'HMAC-SHA256' } })).body
    for (const by of [admin, user]) {
      expect(await look(by, authKey.authKey)).toEqual({ kind: 'auth-key', id: authKey.id, name: authKey.id, owner: null, live: true, old: false })
      expect(await look(by, tsig.secret)).toEqual({ kind: 'tsig-key', id: tsig.id, name: 'axfr.example', owner: null, live: true, old: false })
    }
    // The last four alone do not make it one: seen to be found so when what is sealed is not compared.
    expect(await look(admin, 'a'.repeat(44) + authKey.authKey.slice(-4))).toBe(null)
    expect(await look(admin, `${tsig.secret.startsWith('A') ? 'B' : 'A'}${tsig.secret.slice(1)}`)).toBe(null)
    server.advance(4 * day)
    expect(await look(await server.signIn(user.person), authKey.authKey)).toMatchObject({ live: false })
  })

  test('a pasted server credential says which nameserver\'s it is, to administrators alone, until another takes its place', async () => {
    const { admin, user } = await cast()
    const { body: ns } = await admin.send(createNameserver, { body: { name: 'ns1.example', kind: 'bind', addresses: ['192.0.2.53'] } })
    const made = async () => (await admin.send(setDelivery, { params: { nameserverId: ns.id }, body: { way: 'pull' } })).body.credential!
    const first = await made()
    expect(await look(admin, first)).toEqual({ kind: 'server-credential', id: ns.id, name: 'ns1.example', owner: null, live: true, old: false })
    expect(await look(user, first)).toBe(null)
    const next = await made()
    expect([await look(admin, first), (await look(admin, next))?.name]).toEqual([null, 'ns1.example'])
  })

  // A sixth kind was minted for a while, and nothing that was pasted of it was known.
  test('every kind of value that is made here is known again', async () => {
    const { server, admin, user, key, token } = await cast()
    const { body: ns } = await admin.send(createNameserver, { body: { name: 'ns1.example', kind: 'bind', addresses: ['192.0.2.53'] } })
    const values: Record<MintedKind, string> = {
      'api-key': key.apiKey, 'auth-token': token, 'certcentral-key': (await server.devKey(user)).api_key, 'one-token': (await server.oneToken(user)).token,
      'server-credential': (await admin.send(setDelivery, { params: { nameserverId: ns.id }, body: { way: 'pull' } })).body.credential!,
    }
    for (const [kind, value] of Object.entries(values)) expect([kind, (await look(admin, value))?.kind]).toEqual([kind, kind])
  })

  test('it tells a live value from an old, an expired and a disabled one, and forgets a deleted one', async () => {
    const { server, admin, user, key, token } = await cast()
    const params = { apiKeyId: key.id }
    const rotated = (await user.send(rotateApiKey, { params, body: { graceSeconds: hour / 1000 } })).body
    expect(await look(user, key.apiKey)).toMatchObject({ live: true, old: true })
    expect(await look(user, rotated.apiKey)).toMatchObject({ live: true, old: false })
    server.advance(hour)
    const again = await server.signIn(admin.person)
    expect(await look(again, key.apiKey)).toMatchObject({ live: false, old: true })
    expect(await look(again, token), 'after its hour').toMatchObject({ kind: 'auth-token', live: false })
    await again.send(disableUser, { params: { userId: user.person.id } })
    expect(await look(again, rotated.apiKey)).toMatchObject({ live: false, old: false })
    server.advance(366 * day)
    const later = await server.signIn(admin.person)
    expect(await look(later, rotated.apiKey)).toMatchObject({ live: false })
    await later.send(deleteApiKey, { params })
    expect(await look(later, rotated.apiKey)).toBe(null)
  })

  test('the value goes nowhere: not to the log, not to the trail, not into the answer, and not from a URL', async () => {
    const { server, admin, key, token } = await cast()
    for (const value of [key.apiKey, token]) {
      const { text, headers } = await admin.send(lookupValue, { body: { value } })
      expect([text.includes(value), headers.get('Cache-Control')]).toEqual([false, 'no-store'])
      expect(JSON.stringify(await server.store.db.selectFrom('audit').selectAll().execute())).not.toContain(value)
      expect(await server.logged()).not.toContain(value)
    }
    const inUrl = await server.fetch(`/api/v1/users?search=${key.apiKey}`, { headers: admin.headers })
    expect([inUrl.status, ((await inUrl.json()) as { code: string }).code]).toEqual([400, 'credential-in-url'])
  })
})
