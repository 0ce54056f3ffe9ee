import { expect, test } from 'vitest'
import { createOneToken } from '#contract/one-tokens.ts'
import { onEachStore } from '../testing/store.ts'
import { testApp } from '../testing/app.ts'
import { renewSkeletons } from './skeletons.ts'

onEachStore('stored skeletons', ({ fresh }) => {
  // A name that was stored under an earlier rule was not seen to be resembled by a new one.
  test('those of an earlier rule are made anew at the next start, once', async () => {
    const store = await fresh()
    const first = await testApp(store)
    const user = await first.as('user')
    for (const name of ['modern', 'DNS-SS', 'plain']) expect((await user.send(createOneToken, { body: { name } })).status).toBe(201)
    // As they were when rn was rn, and the database did not know of any rule.
    await store.write(async (tx) => {
      await tx.updateTable('credentials').set({ name_skeleton: 'modern' }).where('name', '=', 'modern').execute()
      await tx.deleteFrom('meta').where('key', '=', 'skeletons').execute()
    })
    expect((await user.send(createOneToken, { body: { name: 'modem' } })).status, 'taken for another').toBe(201)
    await store.write((tx) => tx.deleteFrom('credentials').where('name', '=', 'modem').execute())

    const again = await testApp(store)
    const same = again.with(user.headers, user.person)
    for (const name of ['modem', 'DNS-5S', 'DN5-SS'])
      expect((await same.send(createOneToken, { body: { name } })).problem).toMatchObject({
        status: 400,
        code: 'looks-like-existing',
        errors: [{ field: 'name' }],
      })
    for (const name of ['modern-2', 'plain2']) expect((await same.send(createOneToken, { body: { name } })).status).toBe(201)
    expect(await renewSkeletons(store)).toBe(0)
  })
})
