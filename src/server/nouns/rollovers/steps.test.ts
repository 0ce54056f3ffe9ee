import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tsigPurposes } from '#contract/nameservers.ts'
import { uuidv7 } from '../../bytes.ts'
import type { Store } from '../../db/store.ts'
import type { Host } from '../../host.ts'
import { nodeHost } from '../../node/host.ts'
import { onEachStore } from '../../testing/store.ts'
import { createWanted, draftOf, meets, type Draft } from '../nameservers/wanted.ts'
import { answers, type Plan } from './plan.ts'
import type { RolloverRow } from './rows.ts'
import { createSteps, type AskServer } from './steps.ts'

/*
 * A world of nameservers that take their files when they please. At any moment those who ask do so with the key that the file they
 * have loaded says, and whoever answers does so by the file that it has loaded: no transfer, update or notify may ever fail for a key.
 */

interface World {
  host: Host
  store: Store
  now: () => number
  servers: readonly string[]
  loaded: Map<string, Draft>
  load(id: string): Promise<void>
  steps: ReturnType<typeof createSteps>
  row(): Promise<RolloverRow>
  press(): Promise<void>
  undo(): Promise<void>
}

const oldKey = 'old'
type Uses = { server: number; purpose: (typeof tsigPurposes)[number]; zone: '' | 'a.example' | 'b.example' }[]

async function worldOf(store: Store, uses: Uses): Promise<World> {
  let time = Date.parse('2026-11-30T00:00:00Z')
  const host = { ...nodeHost('silent'), now: () => ++time }
  const { refresh } = createWanted(host, store)
  const servers = ['ns0', 'ns1', 'ns2', 'ns3']
  const key = (id: string) => ({
    id, name: id, name_order: id, algorithm: 'HMAC-SHA256' as const, secret: 'x', secret_version: 1, secret_bits: 256, fingerprint: id, note: null, tags: null,
    used_by: null,
    created_at: 0, updated_at: 0, check_verdict: null, checked_at: null, check_worse: 0, version: 1, secret_at: 0, rotate_days: null,
  })
  await store.write(async (tx) => {
    await tx.insertInto('tsig_keys').values([key(oldKey), key('new')]).execute()
    for (const id of servers)
      await tx.insertInto('nameservers').values({
        id, name: id, name_key: id, kind: 'bind', addresses: '192.0.2.1', port: 53, note: null, created_at: 0, updated_at: 0, version: 1, way: 'pull',
        api_key_version: 0, wanted: 0, wanted_digest: '', wanted_at: 0,
      }).execute()
    for (const { server, purpose, zone } of uses)
      await tx.insertInto('tsig_uses').values({
        id: uuidv7(host.now(), host.random), tsig_key_id: oldKey, nameserver_id: servers[server]!, zone, purpose, created_at: host.now(),
      }).onConflict((already) => already.doNothing()).execute()
    await refresh(tx, host.now(), { nameservers: servers })
    const planned = await tx.selectFrom('tsig_uses').selectAll().orderBy('id').execute()
    const plan: Plan = {
      uses: planned.map(({ id, nameserver_id: nameserverId, zone, purpose, created_at: createdAt }) => ({ id, nameserverId, zone, purpose, createdAt })),
    }
    await tx.insertInto('rollovers').values({
      id: 'r', old_key_id: oldKey, new_key_id: 'new', old_name: oldKey, new_name: 'new', old_algorithm: 'HMAC-SHA256', algorithm: 'HMAC-SHA256',
      state: 'running',
      step: 1, automatic: 1, plan: JSON.stringify(plan), proofs: '{}', fault: null, started_by: 'admin', started_at: 0, updated_at: 0, finished_at: null,
      version: 1,
    }).execute()
  })
  const loaded = new Map<string, Draft>()
  const row = () => store.db.selectFrom('rollovers').selectAll().where('id', '=', 'r').executeTakeFirstOrThrow()

  /** What a server answers: by what it has loaded. */
  const ask: AskServer = async ({ tsigId, nameserverId, zone, purpose }) => {
    const { keys, file } = loaded.get(nameserverId)!
    if (!keys.some(({ id }) => id === tsigId)) return { verdict: 'unknown-key', records: null, says: 'no such key' }
    const lists = purpose === 'answers-transfers' ? file.transfers : purpose === 'takes-updates' ? file.updates : undefined
    const let_in = lists === undefined || lists.some((one) => meets(one.zone, zone) && one.keys.includes(tsigId))
    return { verdict: let_in ? 'accepted' : 'refused', records: 3, says: let_in ? null : 'refused' }
  }
  const steps = createSteps({ host, store, ask, refresh })
  const world: World = {
    host, store, now: host.now, servers, loaded, steps, row,
    async load(id) {
      const ns = await store.db.selectFrom('nameservers').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
      loaded.set(id, await draftOf(store.db, ns))
      await store.write(async (tx) => {
        await tx.updateTable('nameservers').set({ running: ns.wanted, running_at: time, outcome: 'running', outcome_of: ns.wanted, outcome_at: time })
          .where('id', '=', id).execute()
      })
    },
    async press() {
      const before = await row()
      if (before.state !== 'running' && before.state !== 'paused') return
      const heard = before.step === 1 ? {} : await steps.hear(before, true, AbortSignal.timeout(5_000))
      await store.write(async (tx) => {
        if (before.step === 1) await steps.enter(tx, { ...before, state: 'running' }, 2, host.now())
        else await steps.settle(tx, { ...before, state: 'running' }, heard, host.now(), null)
      })
    },
    async undo() {
      const before = await row()
      if (before.state !== 'running' && before.state !== 'paused') return
      await store.write(async (tx) => {
        if (before.step > 1 && before.step < 5 && (await steps.behind(tx, before)).length === 0) await steps.undo(tx, before, host.now())
      })
    },
  }
  for (const id of servers) await world.load(id)
  return world
}

/** What does not work just now, by the files that the servers have loaded. */
function failures({ servers, loaded }: World): string[] {
  return servers.flatMap((id) => {
    const { file } = loaded.get(id)!
    const transfers = file.asks.flatMap(({ zone, key, peers }) =>
      peers.filter((peer) => !loaded.get(peer.id)!.file.transfers.some((one) => meets(one.zone, zone) && one.keys.includes(key)))
        .map((peer) => `${id} asks ${peer.id} for ${zone || 'all'} with ${key}`),
    )
    const notifies = file.notifies.flatMap(({ zone, key, peers }) =>
      peers
        .filter((peer) => !loaded.get(peer.id)!.keys.some(({ name }) => name === key))
        .map((peer) => `${id} notifies ${peer.id} of ${zone || 'all'} with ${key}`),
    )
    return [...transfers, ...notifies]
  })
}

const use = fc.record({
  server: fc.integer({ min: 0, max: 3 }),
  purpose: fc.constantFrom(...tsigPurposes),
  zone: fc.constantFrom('', 'a.example', 'b.example'),
})
/** A primary, two that ask it, one that takes updates: the ordinary case among the random ones. */
const ordinary: Uses = [
  { server: 0, purpose: 'answers-transfers', zone: 'a.example' }, { server: 0, purpose: 'signs-notify', zone: 'a.example' },
  { server: 1, purpose: 'asks-for-transfers', zone: 'a.example' }, { server: 2, purpose: 'asks-for-transfers', zone: 'a.example' },
  { server: 3, purpose: 'takes-updates', zone: 'a.example' },
]
const move = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 3 }).map((server) => ({ load: server })) },
  { weight: 4, arbitrary: fc.constant('press' as const) },
  { weight: 1, arbitrary: fc.constant('undo' as const) },
)

const load = (server: number) => ({ load: server })
/** Back to the first step at once, while one still asks with the new key. */
const undoTwice = ['press', load(0), load(3), 'press', load(1), 'undo', 'undo', load(0)] as const
/** Back from notify that is signed with the new key: who takes it goes back first. */
const undoNotify = ['press', load(0), load(3), 'press', load(1), load(2), 'press', load(0), 'undo', load(1)] as const

onEachStore('rollover', ({ fresh, dialect }) => {
  // Seen to fail: an undo right after another; notify taken back with those who ask; step 3 without waiting for 2, step 4 for
  // 3; the older key asked with; notify switched with those who ask; undo with new ids.
  test('whatever the order in which servers take their files, nothing fails, and in the end the old key is gone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(use, { minLength: 1, maxLength: 8 }), fc.array(move, { maxLength: 60 }), async (uses, moves) => {
        const world = await worldOf(await fresh(), uses)
        const atFirst = failures(world)
        for (const next of moves) {
          if (next === 'press') await world.press()
          else if (next === 'undo') await world.undo()
          else await world.load(world.servers[next.load]!)
          // What never worked is nobody's fault; nothing new fails.
          expect(failures(world).map((said) => said.replace(/with new$/, 'with old')).filter((said) => !atFirst.includes(said))).toEqual([])
        }
        for (let i = 0; i < 20; i++) {
          await world.press()
          for (const id of world.servers) await world.load(id)
        }
        const { state } = await world.row()
        if (state === 'undone') {
          for (const { keys } of world.loaded.values()) expect(keys.map(({ id }) => id)).not.toContain('new')
          return
        }
        expect(state).toBe('finished')
        for (const { keys } of world.loaded.values()) expect(keys.map(({ id }) => id)).not.toContain(oldKey)
        const uses_ = await world.store.db.selectFrom('tsig_uses').select(['tsig_key_id', 'nameserver_id', 'zone', 'purpose']).execute()
        expect(new Set(uses_.map((one) => `${one.nameserver_id} ${one.zone} ${one.purpose} ${one.tsig_key_id}`))).toEqual(
          new Set(uses.map((one) => `ns${one.server} ${one.zone} ${one.purpose} new`)),
        )
      }),
      { numRuns: dialect === 'sqlite' ? 40 : 8, examples: [[[...ordinary], []], [[...ordinary], [...undoTwice]], [[...ordinary], [...undoNotify]]] },
    )
  })

  test('one that waits for a server goes no further, and answers say for what', async () => {
    const world = await worldOf(await fresh(), ordinary)
    await world.press()
    for (let i = 0; i < 3; i++) await world.press()
    expect((await world.row()).step).toBe(2)
    await world.load('ns0')
    await world.press()
    expect((await world.row()).step).toBe(2)
    await world.load('ns3')
    await world.press()
    expect((await world.row()).step).toBe(3)
  })

  test('undone to the beginning, all is as it was', async () => {
    const world = await worldOf(await fresh(), ordinary)
    const uses = () => world.store.db.selectFrom('tsig_uses').selectAll().orderBy('id').execute()
    const before = await uses()
    await world.press()
    for (let i = 0; i < 9 && (await world.row()).step < 4; i++) {
      for (const id of world.servers) await world.load(id)
      await world.press()
    }
    expect((await world.row()).step).toBe(4)
    // Asked with the new key, while notify is still taken by both.
    const { asks, accepts } = world.loaded.get('ns1')!.file
    expect([asks.map(({ key }) => key), accepts.map(({ key }) => key)]).toEqual([['new'], ['new', 'old']])
    for (let i = 0; i < 9 && (await world.row()).state !== 'undone'; i++) {
      for (const id of world.servers) await world.load(id)
      await world.undo()
    }
    expect([(await world.row()).state, await uses()]).toEqual(['undone', before])
    expect(await world.store.db.selectFrom('tsig_keys').select('id').execute()).toEqual([{ id: oldKey }])
  })
})

test('the purposes that are answered', () => expect(tsigPurposes.filter(answers)).toEqual(['answers-transfers', 'takes-updates']))
