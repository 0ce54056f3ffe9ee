import { expect, test } from 'vitest'
import { second } from '../../testing/app.ts'
import { refusal } from '../../testing/refusals.ts'
import { onEachStore } from '../../testing/store.ts'
import { base, vendorCaller } from '../../testing/vendor-caller.ts'

/* How often a key may ask, and what it is given when it asks again. */
onEachStore('CertCentral API, asked often', ({ fresh }) => {
  const filled = async () => vendorCaller(await fresh())

  // Fails for a bucket that is refilled at once, and for one window only.
  test('100 calls in 5 seconds and 1000 in 3 minutes, rolling, for each key by itself', async () => {
    const { server, admin, headers, call } = await filled()
    const times = async (count: number, by = headers) => {
      const answers = await Promise.all(Array.from({ length: count }, () => call('GET', '/key/api-roles', undefined, by)))
      return { passed: answers.filter(({ ok }) => ok).length, refused: answers.filter(({ status }) => status === 429) }
    }
    expect((await times(60)).passed).toBe(60)
    server.advance(3 * second)
    const burst = await times(60)
    expect([burst.passed, burst.refused.length]).toEqual([40, 20])
    expect([...(await refusal(burst.refused[0]!)), burst.refused[0]!.headers.get('Retry-After')]).toEqual([429, 'request_limit_exceeded', '2'])
    expect((await times(1, { 'X-DC-DEVKEY': (await server.devKey(admin)).api_key })).passed).toBe(1)
    server.advance(2 * second)
    // The first 60 have left the window, the 40 have not: a fixed window would now let 100 through.
    expect((await times(100)).passed).toBe(60)
    for (let i = 0; i < 8; i++) {
      server.advance(5 * second)
      await times(100)
    }
    server.advance(5 * second)
    const last = await times(100)
    expect([last.passed, last.refused[0]?.headers.get('Retry-After')]).toEqual([40, String(180 - 50)])
    server.advance(130 * second)
    expect((await times(61)).passed).toBe(60)
  })

  test('an Idempotency-Key gives the same key again, to the same credential only', async () => {
    const { server, admin, numberOf } = await filled()
    const number = await numberOf(admin.person.id)
    const [one, two] = [await server.devKey(admin), await server.devKey(admin, { restrictedToRoleId: 103 })]
    const post = async (value: string) => {
      const response = await server.fetch(`${base}/key/user/${number}`, {
        method: 'POST',
        headers: { 'X-DC-DEVKEY': value, 'Idempotency-Key': 'again' },
        body: '{"name":"once"}',
      })
      return [response.status, await response.text()]
    }
    const first = await post(one.api_key)
    expect(await post(one.api_key)).toEqual(first)
    // Seen to fail with replies kept by user: the restricted key was given the unrestricted one's new value.
    expect((await post(two.api_key))[0]).toBe(403)
  })
})
