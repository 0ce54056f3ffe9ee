import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { createAuthKey, listAuthKeys } from '#contract/auth-keys.ts'
import { listCertcentralKeys } from '#contract/certcentral-keys.ts'
import { getInventory, Inventory, inventoryKinds, type InventoryCount, type InventoryKind } from '#contract/inventory.ts'
import { listOneTokens } from '#contract/one-tokens.ts'
import { createTsigKey, listTsigKeys } from '#contract/tsig-keys.ts'
import { onEachStore } from './db/test-store.ts'
import { day, hour, testApp, type Caller, type TestApp } from './test-app.ts'

const lists = { 'api-key': listApiKeys, 'certcentral-key': listCertcentralKeys, 'auth-key': listAuthKeys, 'one-token': listOneTokens, 'tsig-key': listTsigKeys }

const ask = async (by: Caller) => {
  const { status, body } = await by.send(getInventory)
  expect(status).toBe(200)
  return Inventory.parse(body)
}

/** When a thing ends and when it was last used, in hours from now; near the edges of 0, 7, 30 and 90 days as well as between them. */
const ends = fc.option(fc.oneof(fc.integer({ min: -100 * 24, max: 200 * 24 }), fc.constantFrom(-1, 1, 7 * 24, 7 * 24 + 24, 30 * 24, 90 * 24, 91 * 24)), { nil: null })
const used = fc.option(fc.oneof(fc.integer({ min: -200 * 24, max: 0 }), fc.constantFrom(-90 * 24 - 24, -90 * 24, -91 * 24)), { nil: null })
const thing = fc.record({ mine: fc.boolean(), ends, used, on: fc.boolean(), restriction: fc.constantFrom(0, 100), legacy: fc.boolean() })
const world = fc.record({
  'api-key': fc.array(thing, { maxLength: 4 }), 'certcentral-key': fc.array(thing, { maxLength: 5 }), 'auth-key': fc.array(thing, { maxLength: 4 }),
  'one-token': fc.array(thing, { maxLength: 5 }), 'tsig-key': fc.array(thing, { maxLength: 3 }),
})
/** Expired and never used: counted as the first and not as the second. */
const over: Thing = { mine: true, ends: -1, used: null, on: true, restriction: 0, legacy: true }
type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never

/** What each number must be, counted here by hand and not by any filter. */
function reckoned(kind: InventoryKind, things: readonly Thing[], now: number): Partial<Record<InventoryCount, number>> {
  const at = (hours: number) => now + hours * hour
  const dayOf = (instant: number) => Math.floor(instant / day)
  const many = (test: (one: Thing) => boolean) => things.filter(test).length
  const over = ({ ends: end }: Thing) => end !== null && at(end) <= now
  const within = (days: number) => many((one) => one.ends !== null && !over(one) && dayOf(at(one.ends)) <= dayOf(now) + days)
  const life = { expired: many(over), 'expires-7': within(7), 'expires-30': within(30), 'expires-90': within(90) }
  const use = (usable: (one: Thing) => boolean) => ({
    'never-used': many((one) => usable(one) && one.used === null),
    'unused-90': many((one) => usable(one) && one.used !== null && dayOf(at(one.used)) < dayOf(now) - 90),
  })
  switch (kind) {
    case 'api-key': return { ...life, ...use((one) => !over(one)) }
    case 'certcentral-key': return { ...use(({ on }) => on), unrestricted: many(({ on, restriction }) => on && restriction === 0) }
    case 'auth-key': return life
    case 'one-token': return { ...life, ...use((one) => one.on && !over(one)) }
    default: return { 'legacy-algorithm': many(({ legacy }) => legacy) }
  }
}

onEachStore('inventory', ({ fresh, dialect }) => {
  /** Makes the things by the doors of the server, then moves their times where they are wanted. */
  async function fill(server: TestApp, things: Record<InventoryKind, Thing[]>, admin: Caller, user: Caller) {
    const set = (id: string, row: Record<string, unknown>) => server.store.write((tx) => tx.updateTable('credentials').set(row).where('id', '=', id).execute())
    const moved = ({ ends: end, used: last, on }: Thing) => ({
      expires_at: end === null ? null : server.now() + end * hour, last_used_at: last === null ? null : server.now() + last * hour, enabled: on ? 1 : 0,
    })
    for (const one of things['api-key']) await set((await server.key(one.mine ? user : admin)).id, { ...moved(one), enabled: 1 })
    for (const one of things['one-token']) await set((await server.oneToken(one.mine ? user : admin)).id, moved(one))
    for (const one of things['certcentral-key']) await set((await server.devKey(one.mine ? user : admin, { restrictedToRoleId: one.restriction })).id, { ...moved(one), expires_at: null })
    for (const one of things['auth-key']) {
      const { body } = await admin.send(createAuthKey, { body: one.ends === null ? {} : { days: 1 } })
      if (one.ends !== null) await server.store.write((tx) => tx.updateTable('auth_keys').set({ expires_at: server.now() + one.ends! * hour }).where('id', '=', body.id).execute())
    }
    for (const [i, one] of things['tsig-key'].entries()) await admin.send(createTsigKey, { body: { name: `key${i}.example`, algorithm: one.legacy ? 'HMAC-SHA224' : 'HMAC-SHA256' } })
  }

  // Seen to fail: with `is before` for `is on or before`, with expired ones among the unused.
  test('every number is the total of the list that its filter leads to, over random inventories', async () => {
    await fc.assert(fc.asyncProperty(world, async (random) => {
      const server = await testApp(await fresh())
      const [admin, user] = [await server.as('administrator'), await server.as('user')]
      // Two API keys a person at most, and each has its end.
      const keys = [true, false].flatMap((mine) => random['api-key'].filter((one) => one.mine === mine).slice(0, 2)).map((one) => ({ ...one, ends: one.ends ?? 24 }))
      // And at most one AuthKey is permanent.
      const authKeys = random['auth-key'].map((one, i) => ({ ...one, ends: i === 0 ? one.ends : (one.ends ?? 24) }))
      const things: Record<InventoryKind, Thing[]> = { ...random, 'api-key': keys, 'auth-key': authKeys }
      await fill(server, things, admin, user)
      for (const by of [admin, user]) {
        const { kinds } = await ask(by)
        expect(kinds.map(({ kind }) => kind)).toEqual(inventoryKinds)
        for (const { kind, total, counts } of kinds) {
          const all = kind === 'auth-key' || kind === 'tsig-key' || by === admin
          const seen = things[kind].filter(({ mine }) => all || mine)
          expect([kind, total, Object.fromEntries(counts.map(({ name, count }) => [name, count]))]).toEqual([kind, seen.length, reckoned(kind, seen, server.now())])
          for (const { name, count, filter } of counts) {
            const { body } = await by.send(lists[kind], { query: { filter, size: '1' } })
            expect([kind, name, count]).toEqual([kind, name, body.total])
          }
        }
      }
    }), { numRuns: dialect === 'sqlite' ? 12 : 5, examples: [[{ 'api-key': [over], 'certcentral-key': [over, { ...over, on: false }], 'auth-key': [over], 'one-token': [over, { ...over, on: false, ends: 24 }], 'tsig-key': [over] }]] })
  }, 120_000)

  test('the timeline has what ends, soonest first, and only what the caller may see', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    const day7 = new Date(server.now() + 7 * day).toISOString()
    const mine = await server.key(user, { name: 'mine', expiresAt: day7 })
    await server.key(admin, { name: 'far', expiresAt: new Date(server.now() + 120 * day).toISOString() })
    const rotated = await server.key(admin, { name: 'turning' })
    await admin.send(rotateApiKey, { params: { apiKeyId: rotated.id }, body: { graceSeconds: 3600 } })
    await server.oneToken(user, { name: 'token', end_date: new Date(server.now() + 30 * day).toISOString().slice(0, 10) })
    await admin.send(createAuthKey, { body: { days: 3 } })
    const seen = async (by: Caller) => (await ask(by)).timeline.map(({ name, kind, owner, what }) => (kind === 'auth-key' ? kind : `${name} of ${owner} ${what}`))
    expect(await seen(admin)).toEqual(['turning of alice old-value-ends', 'auth-key', 'mine of bob expires', 'token of bob expires'])
    expect(await seen(user)).toEqual(['auth-key', 'mine of bob expires', 'token of bob expires'])
    server.advance(8 * day)
    const later = await ask(await server.signIn(user.person))
    expect(later.timeline.map(({ id, kind, at }) => [kind, kind === 'api-key' ? id : '', Date.parse(at) > server.now()])).toEqual([['auth-key', '', false], ['api-key', mine.id, false], ['one-token', '', true]])
  })

  test('nobody without a session reads it', async () => {
    const server = await testApp(await fresh())
    const key = await server.key(await server.as('administrator'))
    expect((await server.anonymous.send(getInventory)).status).toBe(401)
    expect((await server.bearer(await server.token(key.apiKey)).send(getInventory)).status).toBe(401)
  })
})
