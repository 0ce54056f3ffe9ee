import { expect, test } from 'vitest'
import { createTsigKey, listTsigKeys } from '#contract/tsig-keys.ts'
import { testApp } from '../../testing/app.ts'
import { onEachStore } from '../../testing/store.ts'

/* Names are kept without their final dot; a domain name is sought as people write it (docs/api.md: Filter). */

onEachStore('final dots', ({ fresh }) => {
  test('a domain name is found with its final dot as without, by filter and search', async () => {
    const admin = await (await testApp(await fresh())).as('administrator')
    for (const [name, usedBy] of [['a.example.net', ['zone.example.org', 'ns1']], ['b.example.com', []]] as const)
      expect((await admin.send(createTsigKey, { body: { name, usedBy: [...usedBy] } })).status).toBe(201)
    const found = async (query: Record<string, string>) => (await admin.send(listTsigKeys, { query })).body.data.map(({ name }) => name)
    for (const filter of [
      'name equals A.example.net.', 'name is any of (a.example.net., x.)', 'name contains example.net.', 'name ends with net.',
      'name starts with a.example.net.', 'name does not equal b.example.com.', 'usedBy contains zone.example.org.', 'name starts with a.',
    ])
      expect([filter, await found({ filter })]).toEqual([filter, ['a.example.net']])
    expect(await found({ filter: 'name starts with a.exam.' })).toEqual([])
    expect(await found({ search: 'example.net.' })).toEqual(['a.example.net'])
    expect(await found({ search: 'zone.example.org.' })).toEqual(['a.example.net'])
  })
})
