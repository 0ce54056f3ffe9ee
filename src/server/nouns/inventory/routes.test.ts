import fc from 'fast-check'
import { expect, test } from 'vitest'
import { listApiKeys, rotateApiKey } from '#contract/api-keys.ts'
import { createAuthKey, listAuthKeys } from '#contract/auth-keys.ts'
import { listCertcentralKeys } from '#contract/certcentral-keys.ts'
import { createConnector, listConnectors, type CheckLine } from '#contract/connectors.ts'
import { attentionCounts, getInventory, Inventory, inventoryKinds, namedMax, type InventoryCount, type InventoryKind } from '#contract/inventory.ts'
import { listOneTokens } from '#contract/one-tokens.ts'
import { createTsigKey, setTsigRotation, listTsigKeys } from '#contract/tsig-keys.ts'
import { disableUser } from '#contract/users.ts'
import { onEachStore } from '../../testing/store.ts'
import { day, hour, testApp, type Caller, type TestApp } from '../../testing/app.ts'

const lists = {
  'api-key': listApiKeys,
  'certcentral-key': listCertcentralKeys,
  'auth-key': listAuthKeys,
  'one-token': listOneTokens,
  'tsig-key': listTsigKeys,
  connector: listConnectors,
}

const ask = async (by: Caller) => {
  const { status, body } = await by.send(getInventory)
  expect(status).toBe(200)
  return Inventory.parse(body)
}

/** When a thing ends and when it was last used, in hours from now; near the edges of 0, 7, 30 and 90 days as well as between them. */
const ends = fc.option(fc.oneof(fc.integer({ min: -100 * 24, max: 200 * 24 }), fc.constantFrom(-1, 1, 7 * 24, 7 * 24 + 24, 30 * 24, 90 * 24, 91 * 24)), {
  nil: null,
})
const used = fc.option(fc.oneof(fc.integer({ min: -200 * 24, max: 0 }), fc.constantFrom(-90 * 24 - 24, -90 * 24, -91 * 24)), { nil: null })
/** What the last check said: of TSIG keys a verdict, or that it is not enforced; of connectors the state of their one line; `null`: there was none. */
const checked = fc.constantFrom(null, 'accepted', 'bad-time', 'timeout', 'not-enforced')
const thing = fc.record({
  of: fc.constantFrom('user', 'admin', 'left'),
  ends,
  used,
  on: fc.boolean(),
  restriction: fc.constantFrom(0, 100),
  legacy: fc.boolean(),
  checked,
  made: fc.constantFrom(0, -29 * 24, -30 * 24, -31 * 24, -400 * 24),
})
const world = fc.record({
  'api-key': fc.array(thing, { maxLength: 4 }), 'certcentral-key': fc.array(thing, { maxLength: 5 }), 'auth-key': fc.array(thing, { maxLength: 4 }),
  'one-token': fc.array(thing, { maxLength: 5 }), 'tsig-key': fc.array(thing, { maxLength: 3 }), connector: fc.array(thing, { maxLength: 3 }),
})
/** Expired and never used: counted as the first and not as the second. */
const over: Thing = { of: 'user', ends: -1, used: null, on: true, restriction: 0, legacy: true, checked: 'timeout', made: -40 * 24 }
/** Of somebody who has left. */
const orphan: Thing = { ...over, of: 'left', ends: 24, checked: null }
type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never

/** After so many days keys are due. */
const rotateDays = 45

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
    'never-used-30': many((one) => usable(one) && one.used === null && dayOf(at(one.made)) < dayOf(now) - 30),
    'unused-90': many((one) => usable(one) && one.used !== null && dayOf(at(one.used)) < dayOf(now) - 90),
  })
  const left = (usable: (one: Thing) => boolean) => ({ 'owner-disabled': many((one) => usable(one) && one.of === 'left') })
  const failing = { 'check-failed': many((one) => one.checked !== null && one.checked !== 'accepted') }
  switch (kind) {
    case 'api-key': return { ...life, 'old-value-works': 0, ...use((one) => !over(one)), ...left((one) => !over(one)) }
    case 'certcentral-key': return { ...use(({ on }) => on), unrestricted: many(({ on, restriction }) => on && restriction === 0), ...left(({ on }) => on) }
    case 'auth-key': return { ...life, 'no-expiry': many((one) => one.ends === null) }
    case 'one-token': return {
      ...life, 'no-expiry': many((one) => one.on && one.ends === null), ...use((one) => one.on && !over(one)), ...left((one) => one.on && !over(one)),
    }
    case 'tsig-key': return {
      'legacy-algorithm': many(({ legacy }) => legacy), 'rotation-due': many(({ made }) => dayOf(at(made) + rotateDays * day) <= dayOf(now)), ...failing,
    }
    default: return failing
  }
}

onEachStore('inventory', ({ fresh, dialect }) => {
  /** Makes the things by the doors of the server, then moves their times where they are wanted. */
  async function fill(server: TestApp, things: Record<InventoryKind, Thing[]>, by: Record<Thing['of'], Caller>) {
    const { admin } = by
    const set = (id: string, row: Record<string, unknown>) => server.store.write((tx) => tx.updateTable('credentials').set(row).where('id', '=', id).execute())
    const moved = ({ ends: end, used: last, on, made }: Thing) => ({
      created_at: server.now() + made * hour,
      expires_at: end === null ? null : server.now() + end * hour, last_used_at: last === null ? null : server.now() + last * hour, enabled: on ? 1 : 0,
    })
    for (const one of things['api-key']) await set((await server.key(by[one.of])).id, { ...moved(one), enabled: 1 })
    for (const one of things['one-token']) await set((await server.oneToken(by[one.of])).id, moved(one))
    for (const one of things['certcentral-key'])
      await set((await server.devKey(by[one.of], { restrictedToRoleId: one.restriction })).id, { ...moved(one), expires_at: null })
    for (const one of things['auth-key']) {
      const { body } = await admin.send(createAuthKey, { body: one.ends === null ? {} : { days: 1 } })
      if (one.ends !== null)
        await server.store.write((tx) =>
          tx
            .updateTable('auth_keys')
            .set({ expires_at: server.now() + one.ends! * hour })
            .where('id', '=', body.id)
            .execute(),
        )
    }
    expect((await admin.send(setTsigRotation, { body: { days: rotateDays } })).status).toBe(200)
    for (const [i, one] of things['tsig-key'].entries()) {
      const { body } = await admin.send(createTsigKey, { body: { name: `key${i}.example`, algorithm: one.legacy ? 'HMAC-SHA224' : 'HMAC-SHA256' } })
      const [verdict, enforced] = one.checked === 'not-enforced' ? ['accepted', 0] : [one.checked, 1]
      const checked = verdict === null ? {} : { check_verdict: verdict, check_enforced: enforced, checked_at: server.now() }
      await server.store.write((tx) =>
        tx.updateTable('tsig_keys').set({ secret_at: server.now() + one.made * hour, ...checked }).where('id', '=', body.id).execute(),
      )
    }
    for (const [i, one] of things.connector.entries()) {
      const { body, status } = await admin.send(createConnector, { body: { name: `connector ${i}`, apiKey: 'a-key-of-CertCentral', region: 'own' } })
      expect(status).toBe(201)
      // Not ready in both ways: a line that failed, and a first line that could not be checked.
      const line: CheckLine = {
        prerequisite: 'account',
        state: one.checked === 'accepted' ? 'warning' : one.checked === 'timeout' ? 'not-checked' : 'failed',
        evidence: '',
        remedy: null,
      }
      // The check before it says the opposite: only the last one counts.
      const before: CheckLine = { ...line, state: line.state === 'warning' ? 'failed' : 'passed' }
      const rows = [before, line].map((lines, at) => ({
        id: `${i}-${at}`,
        connector_id: body.id,
        checked_at: server.now() + at,
        lines: JSON.stringify([lines]),
      }))
      if (one.checked !== null) await server.store.write((tx) => tx.insertInto('connector_checks').values(rows).execute())
    }
    const left = by.left.person.id
    expect((await admin.send(disableUser, { params: { userId: left } })).status).toBe(200)
  }

  // Seen to fail: with `is before` for `is on or before`, with expired ones among the unused.
  test('every number is the total of the list that its filter leads to, over random inventories', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (random) => {
        const server = await testApp(await fresh())
        const by = { admin: await server.as('administrator'), user: await server.as('user'), left: await server.as('user', 'carol') }
        // Two API keys a person at most, and each has its end.
        const keys = (['user', 'admin', 'left'] as const)
          .flatMap((of) => random['api-key'].filter((one) => one.of === of).slice(0, 2))
          .map((one) => ({ ...one, ends: one.ends ?? 24 }))
        // And at most one AuthKey is permanent.
        const authKeys = random['auth-key'].map((one, i) => ({ ...one, ends: i === 0 ? one.ends : (one.ends ?? 24) }))
        const things: Record<InventoryKind, Thing[]> = { ...random, 'api-key': keys, 'auth-key': authKeys }
        await fill(server, things, by)
        for (const caller of [by.admin, by.user]) {
          const { kinds } = await ask(caller)
          expect(kinds.map(({ kind }) => kind)).toEqual(inventoryKinds.filter((kind) => caller === by.admin || kind !== 'connector'))
          for (const { kind, total, counts } of kinds) {
            const all = kind === 'auth-key' || kind === 'tsig-key' || caller === by.admin
            const seen = things[kind].filter(({ of }) => all || of === 'user')
            expect([kind, total, Object.fromEntries(counts.map(({ name, count }) => [name, count]))]).toEqual([
              kind,
              seen.length,
              reckoned(kind, seen, server.now()),
            ])
            for (const { name, count, filter, things: named } of counts) {
              const { body } = await caller.send(lists[kind], { query: { filter, size: '10' } })
              expect([kind, name, count]).toEqual([kind, name, body.total])
              const few = (attentionCounts as readonly string[]).includes(name) && count <= namedMax
              expect([kind, name, named.map(({ id }) => id).toSorted()]).toEqual([kind, name, few ? body.data.map(({ id }) => id).toSorted() : []])
            }
          }
        }
      }),
      {
        numRuns: dialect === 'sqlite' ? 12 : 5,
        examples: [
          [
            {
              'api-key': [over, orphan],
              'certcentral-key': [over, orphan, { ...over, on: false }],
              'auth-key': [over],
              'one-token': [over, orphan, { ...over, on: false, ends: 24 }],
              'tsig-key': [over],
              connector: [over, { ...over, checked: 'accepted' }],
            },
          ],
        ],
      },
    )
  })

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
    const seen = async (by: Caller) =>
      (await ask(by)).timeline.map(({ name, kind, owner, what }) => (kind === 'auth-key' ? kind : `${name} of ${owner} ${what}`))
    expect(await seen(admin)).toEqual(['turning of alice old-value-ends', 'auth-key', 'mine of bob expires', 'token of bob expires'])
    expect(await seen(user)).toEqual(['auth-key', 'mine of bob expires', 'token of bob expires'])
    server.advance(8 * day)
    const later = await ask(await server.signIn(user.person))
    expect(later.timeline.map(({ id, kind, at }) => [kind, kind === 'api-key' ? id : '', Date.parse(at) > server.now()])).toEqual([
      ['auth-key', '', false],
      ['api-key', mine.id, false],
      ['one-token', '', true],
    ])
  })

  test('recent activity is everybody\'s for an administrator and one\'s own for others, newest first', async () => {
    const server = await testApp(await fresh())
    const [admin, user] = [await server.as('administrator'), await server.as('user')]
    await server.key(user, { name: 'mine' })
    await server.key(admin, { name: 'theirs' })
    await user.send(createAuthKey, { body: { days: 3 } })
    const seen = async (by: Caller) => (await ask(by)).activity.map(({ actor, action, object, outcome }) => `${actor} ${action} ${object.name} ${outcome}`)
    expect((await seen(admin)).slice(0, 3)).toEqual([
      'bob auth-key.create  denied: not-allowed',
      'alice api-key.create theirs done',
      'bob api-key.create mine done',
    ])
    // Without the condition on who acted a user reads here what everybody does.
    expect((await seen(user)).filter((line) => !line.startsWith('bob '))).toEqual([])
    expect((await seen(user)).slice(0, 2)).toEqual(['bob auth-key.create  denied: not-allowed', 'bob api-key.create mine done'])
    expect((await seen(admin)).filter((line) => line.includes('session.create'))).toEqual([])
  })

  test('nobody without a session reads it', async () => {
    const server = await testApp(await fresh())
    const key = await server.key(await server.as('administrator'))
    expect((await server.anonymous.send(getInventory)).status).toBe(401)
    expect((await server.bearer(await server.token(key.apiKey)).send(getInventory)).status).toBe(401)
  })
})
