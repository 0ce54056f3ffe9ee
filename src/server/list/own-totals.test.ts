import { expect, test } from 'vitest'
import { listApiKeys } from '#contract/api-keys.ts'
import { listVendorKeys } from '#contract/certcentral-keys-v2.ts'
import { listCertcentralKeys, listCertcentralUsers } from '#contract/certcentral-keys.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { listVendorTokens } from '#contract/one-tokens-v1.ts'
import { listOneTokens } from '#contract/one-tokens.ts'
import { onEachStore } from '../testing/store.ts'
import { testApp, type Caller } from '../testing/app.ts'

/*
 * What a standard user's list counts is theirs, on a page of one as on a page of all. A count is a query of its own and is asked
 * only where rows are left: a page that holds everything never showed that it was made over everybody's. Seen to fail for each
 * list: the count without the owner.
 */

onEachStore('totals of a standard user', ({ fresh }) => {
  test('are of their own rows, however few a page holds, filtered, searched and by cursor', async () => {
    const server = await testApp(await fresh())
    const [root, user] = [await server.as('administrator'), await server.as('user')]
    for (const name of ['carol', 'dave', 'erin']) {
      const { person } = await server.as('user', name)
      for (const at of [1, 2]) await server.key(root, { userId: person.id, name: `key ${at}` })
      await server.devKey(root, { userId: person.id, name: 'key' })
      await server.oneToken(await server.as('user', name), { name: 'key' })
    }
    for (const at of [1, 2]) {
      await server.key(user, { name: `key ${at}` })
      await server.devKey(user, { name: `key ${at}` })
      await server.oneToken(user, { name: `key ${at}` })
    }
    const total = async (by: Caller, endpoint: Endpoint, query: Record<string, string>) =>
      (await by.send(endpoint, { query })).body as unknown as { total: number; next: string | null; data: unknown[] }
    for (const [endpoint, own, all] of [
      [listApiKeys, 2, 8],
      [listCertcentralKeys, 2, 5],
      [listOneTokens, 2, 5],
      [listCertcentralUsers, 1, 5],
    ] as [Endpoint, number, number][]) {
      const owner =
        endpoint === listCertcentralUsers ? { filter: 'email contains example', search: 'example' } : { filter: 'name starts with key', search: 'key' }
      const queries: Record<string, string>[] = [{}, { filter: owner.filter }, { search: owner.search }, { sort: 'name' }]
      for (const query of queries) {
        const first = await total(user, endpoint, { ...query, size: '1' })
        expect([endpoint.path, query, first.total, first.data.length]).toEqual([endpoint.path, query, own, 1])
        expect((await total(root, endpoint, { ...query, size: '1' })).total, endpoint.path).toBe(all)
        if (first.next) expect((await total(user, endpoint, { ...query, size: '1', after: first.next })).total).toBe(own)
      }
    }
    const dev = server.withDevKey((await server.devKey(user)).api_key)
    expect((await dev.send(listVendorKeys, { query: { limit: '1' } })).body.page?.total).toBe(3)
    const one = server.withOneToken((await server.oneToken(user)).token)
    expect((await one.send(listVendorTokens, { query: { user_id: user.person.id, limit: '1' } })).body.total).toBe(3)
  })
})
