import { expect, test } from 'vitest'
import { onEachStore } from '../testing/store.ts'
import type { Store } from '../db/store.ts'
import { deriveKeys } from './keys.ts'
import { nodeHost } from '../node/host.ts'
import { day, start, testApp } from '../testing/app.ts'
import { CannotDecrypt, openVault, WrongRootKey, type Place } from './vault.ts'

const machine = nodeHost('silent')
const place: Place = { table: 'replies', column: 'sealed', row: 'row-1', owner: 'owner-1', version: 3 }
const rootKey = new Uint8Array(32).fill(7)
const vaultOf = (store: Store, { root = rootKey, now = start } = {}) => openVault({ ...machine, now: () => now }, store, deriveKeys(machine, root))

onEachStore('vault', ({ fresh }) => {
  test('what was sealed opens at its place, and two seals of one text share nothing', async () => {
    const vault = await vaultOf(await fresh())
    for (const text of ['', 'secret', 'ünï🔑\u0000', 'x'.repeat(100_000)]) {
      const [one, two] = [vault.seal(place, text), vault.seal(place, text)]
      expect(await vault.open(place, one)).toBe(text)
      expect(one.split('.').slice(2)).not.toEqual(two.split('.').slice(2))
      if (text.length > 5) expect(one).not.toContain(text)
    }
  })

  test('of 10,000 changed, cut, lengthened and spliced texts none opens', async () => {
    const vault = await vaultOf(await fresh())
    const [sealed, other] = [vault.seal(place, 'a secret of some length, with a tail'), vault.seal(place, 'another secret')]
    const parts = sealed.split('.')
    const bytes = (text: string) => Buffer.from(text, 'base64url')
    const write = (iv: Uint8Array, body: Uint8Array, id = parts[1]!) =>
      ['v1', id, Buffer.from(iv).toString('base64url'), Buffer.from(body).toString('base64url')].join('.')
    const [iv, body] = [bytes(parts[2]!), bytes(parts[3]!)]
    const attempts: string[] = []
    for (const [index, source] of [iv, body].entries()) {
      for (let bit = 0; bit < source.length * 8; bit++) {
        const changed = Buffer.from(source)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        attempts.push(index === 0 ? write(changed, body) : write(iv, changed))
      }
    }
    // A tag of 0 to 15 bytes. Node alone would open those of 4, 8 and 12 to 15; here the last 16 bytes are the tag, whatever is cut.
    for (let length = 0; length <= 15; length++) attempts.push(write(iv, body.subarray(0, body.length - 16 + length)))
    for (let length = 0; length < body.length; length++)
      attempts.push(write(iv, body.subarray(0, length)), write(iv, Buffer.concat([body, machine.random(length + 1)])))
    for (let i = 0; i < sealed.length; i++)
      attempts.push(sealed.slice(0, i), sealed.slice(0, i) + sealed.slice(i + 1), `${sealed.slice(0, i)}!${sealed.slice(i + 1)}`)
    const [, , otherIv, otherBody] = other.split('.')
    attempts.push(
      `v1.${parts[1]}.${otherIv}.${parts[3]}`,
      `v1.${parts[1]}.${parts[2]}.${otherBody}`,
      `v2.${parts.slice(1).join('.')}`,
      `v1.none.${parts[2]}.${parts[3]}`,
      `${sealed}.x`,
      'null',
      '{}',
    )
    while (attempts.length < 10_000) attempts.push(write(machine.random(12), machine.random(16 + (attempts.length % 40))))
    let opened = 0
    for (const attempt of attempts) {
      try {
        await vault.open(place, attempt)
        opened++
      } catch (error) {
        expect(error).toBeInstanceOf(CannotDecrypt)
      }
    }
    expect(attempts.length).toBeGreaterThanOrEqual(10_000)
    expect(opened).toBe(0)
  })

  test('a text moved to another table, column, row, owner or version does not open', async () => {
    const vault = await vaultOf(await fresh())
    const sealed = vault.seal(place, 'secret')
    const moved: Partial<Place>[] = [
      { table: 'tsig_keys' },
      { column: 'other' },
      { row: 'row-2' },
      { owner: 'owner-2' },
      { version: 2 },
      { row: 'row-1|owner-1', owner: '' },
      { table: 'replies|sealed' as Place['table'], column: '' },
    ]
    for (const change of moved) await expect(vault.open({ ...place, ...change }, sealed)).rejects.toThrow(CannotDecrypt)
  })

  test('another root key is refused at the start, and nothing is written', async () => {
    const store = await fresh()
    await testApp(store)
    const before = await store.db.selectFrom('vault_keys').selectAll().execute()
    await expect(testApp(store, { rootKey: new Uint8Array(32).fill(8) })).rejects.toThrow(WrongRootKey)
    await expect(testApp(store, { rootKey: new Uint8Array(31) })).rejects.toThrow('32')
    expect(await store.db.selectFrom('vault_keys').selectAll().execute()).toEqual(before)
  })

  test('a data key is used for 90 days; old ones still open, and so do those that another server made since', async () => {
    const store = await fresh()
    const old = await vaultOf(store)
    const sealed = old.seal(place, 'old')
    const same = await vaultOf(store, { now: start + 90 * day })
    expect(same.seal(place, 'x').split('.')[1]).toBe(sealed.split('.')[1])
    const next = await vaultOf(store, { now: start + 91 * day })
    const newer = next.seal(place, 'new')
    expect(newer.split('.')[1]).not.toBe(sealed.split('.')[1])
    expect(await next.open(place, sealed)).toBe('old')
    // This one was opened before that key was made.
    expect(await old.open(place, newer)).toBe('new')
    expect(await store.write((tx) => old.open(place, newer, tx))).toBe('new')
  })

  // Fails when nonces are counted from the start of the process: under one key two texts then share a nonce, and GCM with them.
  test('a nonce is drawn anew each time: no two are equal, over any number of starts', async () => {
    const store = await fresh()
    const nonces: string[] = []
    for (let start = 0; start < 5; start++) {
      const vault = await vaultOf(store)
      for (let i = 0; i < 200; i++) nonces.push(vault.seal(place, 'the same text').split('.')[2]!)
    }
    expect(new Set(nonces).size).toBe(1000)
    const octets = nonces.map((nonce) => Buffer.from(nonce, 'base64url'))
    expect(octets.every(({ length }) => length === 12)).toBe(true)
    // Random ones differ in every octet; a counter, and a prefix of the process, repeat theirs.
    for (let at = 0; at < 12; at++) expect(new Set(octets.map((nonce) => nonce[at])).size, `octet ${at}`).toBeGreaterThan(200)
  })

  test('where no data key opens, it is another root key; where one of several does not, that one was damaged', async () => {
    const store = await fresh()
    const first = await vaultOf(store)
    const older = first.seal(place, 'older')
    const newer = (await vaultOf(store, { now: start + 91 * day })).seal(place, 'newer')
    const [one, two] = await store.db.selectFrom('vault_keys').selectAll().orderBy('created_at').execute()
    await store.write((tx) => tx.updateTable('vault_keys').set({ wrapped: two!.wrapped }).where('id', '=', one!.id).execute())
    const left = await vaultOf(store)
    expect(await left.open(place, newer)).toBe('newer')
    await expect(left.open(place, older)).rejects.toThrow(CannotDecrypt)
    // A server that runs and comes upon a damaged key that another made refuses that text, and goes on.
    const running = await vaultOf(store)
    await store.write((tx) => tx.insertInto('vault_keys').values({ id: 'another', wrapped: 'AAAA', created_at: start + 92 * day }).execute())
    await expect(running.open(place, newer.replace(two!.id, 'another'))).rejects.toThrow(CannotDecrypt)
    expect(await running.open(place, newer)).toBe('newer')
    await store.write((tx) => tx.updateTable('vault_keys').set({ wrapped: 'AAAA' }).execute())
    await expect(vaultOf(store)).rejects.toThrow(WrongRootKey)
  })
})
