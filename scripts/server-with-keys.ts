import { expect } from 'vitest'
import { ask, bySession, json, makeKey, signIn } from '../checks/client.ts'
import { administrator, startServer, type Home } from '../checks/servers.ts'

/** Base64. */
export const knownSecret = 'c2VjcmV0IG9mIGEgVFNJRyBrZXksIDMyIG9jdGV0cyE='

/** A server that runs, its administrator signed in, with a key and a TSIG key whose secret is known: what must work after all that is done to it. */
export async function startWithKeys(home: Home) {
  const server = await startServer(home)
  const cookie = await signIn(server.origin, administrator.email, administrator.password)
  const key = await makeKey(server.origin, bySession(cookie), 'before')
  const tsig = await ask(server.origin, '/tsig', {
    method: 'POST', headers: bySession(cookie), body: { name: 'drill.example', algorithm: 'hmac-sha256', secret: knownSecret },
  })
  expect([tsig.status, tsig.text]).toEqual([201, expect.any(String)])
  return { server, cookie, key, tsigId: (json(tsig) as { id: string }).id }
}
