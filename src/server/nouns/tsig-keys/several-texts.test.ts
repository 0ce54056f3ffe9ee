import { expect, test } from 'vitest'
import { createTsigKey, listTsigKeys } from '#contract/tsig-keys.ts'
import { testApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

/* Of fields that hold several texts a term holds where it does of one of them (docs/api.md: Filter). */

onEachStore('fields of several texts', ({ fresh }) => {
  test('each text is asked for itself, and no two at once', async () => {
    const admin = await (await testApp(await fresh())).as('administrator')
    for (const [name, usedBy, tags] of [['a', ['192.0.2.53', 'ns.example.net.'], ['T1', 'zz']], ['b', ['10.0.0.1'], ['zzz']], ['c', [], []]] as const)
      expect((await admin.send(createTsigKey, { body: { name, usedBy: [...usedBy], tags: [...tags] } })).status).toBe(201)
    const found = async (query: Record<string, string>) => (await admin.send(listTsigKeys, { query })).body.data.map(({ name }) => name).sort().join('')
    for (const [filter, names] of [
      ['usedBy equals ns.example.net', 'a'], ['usedBy equals NS.example.net.', 'a'], ['usedBy is any of (ns.example.net, 10.0.0.1)', 'ab'],
      ['usedBy starts with ns.', 'a'], ['usedBy ends with .53', 'a'], ['usedBy ends with net.', 'a'], ['usedBy does not equal ns.example.net', 'bc'],
      ['usedBy equals "192.0.2.53, ns.example.net"', ''], ['tags equals zz', 'a'], ['tags is any of (zz, T9)', 'a'], ['tags contains zz', 'ab'],
      ['tags contains "1, z"', ''], ['tags contains "1,"', ''], ['tags does not contain z', 'c'], ['tags does not equal t1', 'bc'], ['tags is empty', 'c'],
    ] as const)
      expect([filter, await found({ filter })]).toEqual([filter, names])
    expect([await found({ search: '53, ns' }), await found({ search: 'ns.example' })]).toEqual(['', 'a'])
  })
})
