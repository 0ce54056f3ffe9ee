import { expect } from '@playwright/test'
import { createApiKey, getApiKey, type ApiKey } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { createUser, type User } from '#contract/users.ts'
import type { Client } from './api.ts'

/*
 * More people and keys than work here, made by an administrator (D10), for lists that are worth filtering.
 */

interface Somebody {
  name: string
  keys?: readonly { name: string; expiresAt?: string; note?: string }[]
}

const mailOf = (name: string) => `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@nwnd.example`

/** Each person with their keys. Answers both in the order given. */
export async function makeCrowd(by: Client, people: readonly Somebody[]): Promise<{ users: User[]; keys: (ApiKey & { apiKey: string })[] }> {
  const users: User[] = []
  const keys: (ApiKey & { apiKey: string })[] = []
  for (const { name, keys: wanted = [] } of people) {
    const user = await by.call(createUser, { body: { name, email: mailOf(name), role: 'user' } })
    users.push(user)
    for (const key of wanted) keys.push(await by.call(createApiKey, { body: { ...key, userId: user.id } }))
  }
  return { users, keys }
}

/** `count` people with two keys each: `key-01-a`, `key-01-b`, `key-02-a` … of `Person 01` … */
export const makePairs = (by: Client, count: number) => {
  const numbers = Array.from({ length: count }, (_, at) => String(at + 1).padStart(2, '0'))
  return makeCrowd(by, numbers.map((number) => ({ name: `Person ${number}`, keys: [{ name: `key-${number}-a` }, { name: `key-${number}-b` }] })))
}

/** So many users and nothing else, many at a time. */
export async function makeUsers(by: Client, count: number): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) {
      const number = String(++next).padStart(5, '0')
      await by.call(createUser, { body: { name: `Person ${number}`, email: `person.${number}@nwnd.example`, role: 'user' } })
    }
  }
  await Promise.all(Array.from({ length: 32 }, worker))
}

/** Uses a key, and waits until the server has written down that it was: that is done off the request's path. */
export async function useKey(nobody: Client, by: Client, { id, apiKey }: { id: string; apiKey: string }): Promise<void> {
  await nobody.call(login, { bearer: apiKey })
  await expect.poll(async () => (await by.call(getApiKey, { params: { apiKeyId: id } })).lastUsedAt).not.toBeNull()
}

/** Five keys of three people, different in every way one can filter by. */
export const fewKeys = [
  { name: 'Ines Albrecht', keys: [{ name: 'acme-dns01', note: '=HYPERLINK("https://evil.example","Renewals")' }] },
  { name: 'Tomasz Wilk', keys: [{ name: 'backup-export', expiresAt: '2026-11-24T10:00:00Z', note: 'Nightly, to the vault' }, { name: 'octodns-sync' }] },
  {
    name: 'Priya Raman',
    keys: [
      { name: 'grafana-zones', expiresAt: '2026-12-21T06:00:00Z' },
      { name: 'octodns-canary', expiresAt: '2027-03-01T00:00:00Z', note: 'octoDNS, second try' },
    ],
  },
] as const satisfies readonly Somebody[]
