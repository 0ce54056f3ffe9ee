import { expect, test } from 'vitest'
import { getInventory } from '#contract/inventory.ts'
import { failingChecks, isFailingCheck, tsigSaying, tsigSayings, tsigVerdicts } from '#contract/lists-of-dns.ts'
import { createNameserver, listNameservers } from '#contract/nameservers.ts'
import { createTsigKey, listTsigKeys } from '#contract/tsig-keys.ts'
import { onEachStore } from '../../testing/store.ts'
import { testApp } from '../../testing/app.ts'

/** The whole table of verdicts (api.md: What a check of a TSIG key says), each with all that may be known of whether the key is needed. */
const all = tsigVerdicts.flatMap((verdict) => [null, true, false].map((enforced) => ({ verdict, enforced })))
const failing = all.filter((check) => tsigSaying(check) !== 'accepted')

test('a check fails unless it says accepted, and where the key protects nothing it does not say so', () => {
  expect(all.filter((check) => !isFailingCheck(check))).toEqual([{ verdict: 'accepted', enforced: null }, { verdict: 'accepted', enforced: true }])
  expect(new Set(all.map(tsigSaying))).toEqual(new Set(tsigSayings))
  expect(isFailingCheck({ verdict: null, enforced: null }), 'It was not made.').toBe(false)
})

onEachStore('failing checks', ({ fresh }) => {
  test('every verdict is counted and found alike, of keys and of nameservers', async () => {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    for (const [i, { verdict, enforced }] of all.entries()) {
      const name = `n${i}`
      const key = await admin.send(createTsigKey, { body: { name } })
      const ns = await admin.send(createNameserver, { body: { name, kind: 'bind', addresses: ['192.0.2.53'] } })
      const set = { check_verdict: verdict, check_enforced: enforced === null ? null : enforced ? 1 : 0, checked_at: server.now() }
      await server.store.write(async (tx) => {
        await tx.updateTable('tsig_keys').set(set).where('id', '=', key.body.id).execute()
        await tx.updateTable('nameservers').set(set).where('id', '=', ns.body.id).execute()
      })
    }
    // Never checked.
    await admin.send(createTsigKey, { body: { name: 'none' } })
    await admin.send(createNameserver, { body: { name: 'none', kind: 'bind', addresses: ['192.0.2.53'] } })

    const { kinds } = (await admin.send(getInventory)).body
    const counted = kinds.find(({ kind }) => kind === 'tsig-key')!.counts.find(({ name }) => name === 'check-failed')!
    expect([counted.count, counted.filter]).toEqual([failing.length, failingChecks])
    for (const list of [listTsigKeys, listNameservers]) {
      const shown = async (filter: string) => {
        const { body, status } = await admin.send(list, { query: { filter, sort: 'name', size: '100' } })
        expect(status, filter).toBe(200)
        return body.data.map(({ name, lastCheck }) => {
          const { says, verdict, enforced } = lastCheck!
          return { i: Number(name.slice(1)), says, verdict, enforced }
        }).sort((a, b) => a.i - b.i)
      }
      const expected = (test: (check: (typeof all)[number]) => boolean) =>
        all.flatMap((check, i) => (test(check) ? [{ i, says: tsigSaying(check), ...check }] : []))
      expect(await shown(failingChecks)).toEqual(expected(isFailingCheck))
      for (const says of tsigSayings) expect(await shown(`lastCheck.says is ${says}`), says).toEqual(expected((check) => tsigSaying(check) === says))
      expect(await shown('lastCheck.verdict is accepted;lastCheck.enforced is false')).toEqual(expected((check) => tsigSaying(check) === 'not-enforced'))
      expect(await shown('lastCheck.enforced is true')).toEqual(expected(({ enforced }) => enforced === true))
    }
  })
})
