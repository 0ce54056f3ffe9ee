import { createApiKey } from '#contract/api-keys.ts'
import { listSessions } from '#contract/sessions.ts'
import { createUser } from '#contract/users.ts'
import type { Caller, TestApp } from '../src/server/test-app.ts'
import type { Random } from './fuzz-random.ts'

/** Callers of every kind, and things that are there to ask about. Made anew every few hundred requests: much of it gets deleted. */
export interface World {
  callers: readonly { name: string; headers: Record<string, string> }[]
  /** Real values of path parameters and ids, by parameter name. */
  ids: Readonly<Record<string, readonly string[]>>
  values: readonly string[]
}

let made = 0

export async function makeWorld(server: TestApp, random: Random): Promise<World> {
  const round = ++made
  const [admin, user, other] = await Promise.all((['administrator', 'user', 'user'] as const).map(async (role, i) => server.signIn(await server.person(role, `fuzz${round}x${i}`)))) as [Caller, Caller, Caller]
  const keys = await Promise.all([admin, user, user, other].map((owner, i) => server.key(owner, { name: `key ${round} ${i}`, expiresAt: new Date(server.now() + (1 + random.below(400)) * 86_400_000).toISOString() })))
  const [adminToken, userToken] = [await server.token(keys[0]!.apiKey), await server.token(keys[1]!.apiKey)]
  const replyKey = `world-${round}`
  await other.send(createApiKey, { body: { name: 'stored reply' }, headers: { 'Idempotency-Key': replyKey } })
  const { body: invited } = await admin.send(createUser, { body: { email: `invited${round}@example.org`, name: 'Invited', role: 'user' } })
  const sessions = await Promise.all([admin, user].map(async (caller) => (await caller.send(listSessions)).body.data.map(({ id }) => id)))
  const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })
  const withoutCsrf = { Cookie: user.headers.Cookie! }
  return {
    callers: [
      { name: 'nobody', headers: {} }, { name: 'a session of a user', headers: user.headers }, { name: 'a session of an administrator', headers: admin.headers }, { name: 'a session of an administrator', headers: admin.headers },
      { name: 'a session without the CSRF header', headers: withoutCsrf }, { name: 'a token of a user', headers: bearer(userToken) }, { name: 'a token of an administrator', headers: bearer(adminToken) },
      { name: 'an API key', headers: bearer(keys[2]!.apiKey) }, { name: 'a dead token', headers: bearer('csn_at_00000000000000000000000000000000000000') }, { name: 'a page of the console', headers: { 'X-Countersign-CSRF': '1', 'Sec-Fetch-Site': 'same-origin' } },
    ],
    ids: {
      apiKeyId: keys.map(({ id }) => id), ids: keys.map(({ id }) => id), userId: [admin, user, other].map(({ person }) => person.id), sessionId: sessions.flat(), key: [replyKey],
      code: [new URL(invited.invitation!.url).hash.slice(1)], email: [user.person.email], password: ['gravel lantern orbit'], current: ['gravel lantern orbit'],
    },
    values: [userToken, adminToken, ...keys.map(({ apiKey }) => apiKey)],
  }
}
