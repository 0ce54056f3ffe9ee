import { expect, test } from 'vitest'
import { onEachStore } from '../db/test-store.ts'
import { testApp } from '../test-app.ts'
import { hintOf, mint } from './format.ts'

onEachStore('credentials', ({ fresh }) => {
  // A hint has eight of a value's characters, and every list shows it. Fails when values are looked up by it, or by half of their hash.
  test('a value is found by the whole of it, not by what is shown of it', async () => {
    const server = await testApp(await fresh(), { limits: false })
    const user = await server.as('user')
    const key = await server.key(user)
    const other = mint(server.host, 'api-key')
    // As if the key's own value had these: the worst that can be.
    const { start, last4 } = hintOf(other)
    await server.store.write(async (tx) => {
      await tx.updateTable('credential_values').set({ hint_start: start, hint_last4: last4 }).where('credential_id', '=', key.id).execute()
      await tx.updateTable('credentials').set({ hint_start: start, hint_last4: last4 }).where('id', '=', key.id).execute()
    })
    expect((await server.fetch('/auth/login', { method: 'POST', headers: { Authorization: `Bearer ${other}` } })).status).toBe(401)
    expect(await server.token(key.apiKey)).toMatch(/^csn_at_/)
  })
})
