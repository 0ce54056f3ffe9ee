import { expect, test } from 'vitest'
import { onEachStore } from '../../testing/store.ts'
import { countKeys } from './key-counts.ts'
import { day, second, start, testApp } from '../../testing/app.ts'

// Fails with `<` for `<=` at either end: a key whose last moment is now has expired, and one of exactly 30 days is expiring.
onEachStore('keys that end', ({ fresh }) => {
  test('are counted by kind, at the very ends of their time too', async () => {
    const server = await testApp(await fresh())
    const [root, ...owners] = [await server.as('administrator'), ...await Promise.all([1, 2, 3].map(() => server.as('user', `owner${Math.random()}`)))]
    const at = (moment: number) => new Date(moment).toISOString()
    await server.key(owners[0]!, { expiresAt: at(start + day) })
    await server.key(owners[0]!, { expiresAt: at(start + 30 * day) })
    await server.key(owners[1]!, { expiresAt: at(start + 30 * day + second) })
    await server.key(owners[2]!, {})
    await server.oneToken(root)
    const of = async (now: number) =>
      Object.fromEntries((await countKeys(server.store.db, now)).map(({ kind, expiring, expired }) => [kind, [expiring, expired]]))
    expect(await of(start)).toEqual({ 'api-key': [2, 0], 'one-token': [0, 0], 'auth-key': [0, 0] })
    expect(await of(start + day)).toEqual({ 'api-key': [2, 1], 'one-token': [0, 0], 'auth-key': [0, 0] })
    expect(await of(start + 31 * day)).toEqual({ 'api-key': [0, 3], 'one-token': [0, 0], 'auth-key': [0, 0] })
  })
})
