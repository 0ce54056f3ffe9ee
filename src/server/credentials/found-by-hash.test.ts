import { expect, test } from 'vitest'
import { login, whoami } from '#contract/auth-tokens.ts'
import { lookupValue } from '#contract/lookup.ts'
import { onEachStore } from '../testing/store.ts'
import { testApp } from '../testing/app.ts'
import { hintOf, mint } from './format.ts'

onEachStore('how a value is found', ({ fresh }) => {
  // Fails when a value is looked up by its hint, which many values share and everybody sees: the row says then whose it is.
  test('by its hash and by nothing else: a hint that fits opens nothing, and one that does not hides nothing', async () => {
    const server = await testApp(await fresh())
    const [user, other] = [await server.as('user'), await server.as('administrator')]
    const [one, two] = [await server.key(user), await server.key(other)]
    const token = await server.token(one.apiKey)
    const guess = mint(server.host, 'api-key')
    const hint = (value: string) => ({ hint_start: hintOf(value).start, hint_last4: hintOf(value).last4 })
    const put = (credentialId: string, value: string) => server.store.write(async (tx) => {
      await tx.updateTable('credential_values').set(hint(value)).where('credential_id', '=', credentialId).execute()
      await tx.updateTable('credentials').set(hint(value)).where('id', '=', credentialId).execute()
    })
    // The hint of a value that nobody was given.
    await put(one.id, guess)
    expect((await server.bearer(guess).send(login)).status).toBe(401)
    expect((await server.bearer(one.apiKey).send(login)).status).toBe(200)
    // Each has the other's.
    await put(one.id, two.apiKey)
    await put(two.id, one.apiKey)
    const whose = async (value: string) => (await other.send(lookupValue, { body: { value } })).body.found?.id
    expect([await whose(one.apiKey), await whose(two.apiKey), await whose(guess), await whose(token)]).toEqual([one.id, two.id, undefined, one.id])
    for (const [key, { person }] of [[one, user], [two, other]] as const) {
      const bought = await server.bearer(key.apiKey).send(login)
      const { body } = await server.bearer(bought.body.token).send(whoami)
      expect([body.user.id, body.apiKey?.id]).toEqual([person.id, key.id])
    }
    // The vendors' doors look in the same place.
    const [devKey, oneToken] = [await server.devKey(other), await server.oneToken(other)]
    for (const [id, value, ask] of [
      [devKey.id, mint(server.host, 'certcentral-key'), '/services/v2/user/me'],
      [oneToken.id, mint(server.host, 'one-token'), '/account/api/v1/user/me'],
    ] as const) {
      await put(id, value)
      const header = ask.startsWith('/services') ? 'X-DC-DEVKEY' : 'x-api-key'
      expect([401, 403]).toContain((await server.fetch(ask, { headers: { [header]: value } })).status)
    }
  })
})
