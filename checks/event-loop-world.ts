import { randomBytes } from 'node:crypto'
import type { FilterColumns } from '#contract/filter.ts'
import { ask, bySession, byToken, each, exchange, expectStatus, json, keysPath, makeKey, makeUser, signIn, type Answer } from './client.ts'
import { lists } from './event-loop-lists.ts'
import type { Written } from './many-rows.ts'
import { short } from './options.ts'
import { administrator, type Server } from './servers.ts'

/** Who asks. Each door takes its own. */
export type By = 'session' | 'token' | 'certcentral' | 'one' | 'nobody'

/** A large installation, its administrator at every door, and makers of things that a call uses up. */
export interface World {
  origin: string
  headers: Readonly<Record<By, Record<string, string>>>
  written: Written
  /** The administrator's, by door. */
  me: { id: string; number: string; email: string; apiKey: string; token: string }
  send(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, more?: { by?: By; headers?: Record<string, string> }): Promise<Answer>
  /** The same, and what it answers; its status is one of success. */
  made<T>(path: string, body: unknown, by?: By): Promise<T>
  person(): Promise<string>
  /** Gives the password again, which makes the session another. */
  confirm(): Promise<void>
  /** An API key with many live tokens. */
  busyKey(): Promise<string>
  first(columns: FilterColumns): Promise<{ next: string | null }>
  fresh(): string
}

let counter = 0
export const fresh = (): string => `fresh-${++counter}-${randomBytes(4).toString('hex')}`

export async function openWorld({ origin }: Server, written: Written): Promise<World> {
  const cookie = await signIn(origin, administrator.email, administrator.password)
  const session = bySession(cookie)
  // An installation that was kept has the keys of the last time, and one has two at most.
  const { user } = json(expectStatus(await ask(origin, '/api/v1/session', { headers: session }), 200, 'who am I')) as { user: { id: string; email: string } }
  const { data } = json(
    expectStatus(
      await ask(origin, `/accessmanagement/api-key?filter=${encodeURIComponent(`owner.id equals ${user.id}`)}`, { headers: session }),
      200,
      'my keys',
    ),
  ) as { data: { id: string }[] }
  for (const { id } of data) expectStatus(await ask(origin, `/accessmanagement/api-key/${id}`, { method: 'DELETE', headers: session }), 204, 'deleting a key')
  const key = await makeKey(origin, session, fresh())
  const token = (await exchange(origin, key.apiKey))!
  const headers: Record<By, Record<string, string>> = { session: { ...session }, token: byToken(token), certcentral: {}, one: {}, nobody: {} }
  const send: World['send'] = (method, path, body, { by = 'session', headers: more = {} } = {}) =>
    ask(origin, path, { method, body, patience: 600_000, headers: { ...headers[by], ...more } })
  const made = async <T>(path: string, body: unknown, by: By = 'session'): Promise<T> => {
    const answer = await send('POST', path, body, { by })
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${answer.text.slice(0, 300)}`)
    return json(answer) as T
  }
  headers.certcentral = { 'X-DC-DEVKEY': (await made<{ api_key: string }>('/api/v1/certcentral/keys', { name: fresh() })).api_key }
  headers.one = { 'x-api-key': (await made<{ token: string }>('/api/v1/one/tokens', { name: fresh() })).token }
  const { id: number } = json(expectStatus(await send('GET', '/services/v2/user/me', undefined, { by: 'certcentral' }), 200, 'who am I')) as { id: number }
  const busy = [...written.busy]
  const firsts = new Map<FilterColumns, { next: string | null }>()
  return {
    origin, headers, written, send, made, fresh,
    me: { id: user.id, number: String(number), email: user.email, apiKey: key.apiKey, token },
    async confirm() {
      const answer = expectStatus(await send('POST', '/api/v1/session/confirm', { password: administrator.password }), 200, 'confirming')
      Object.assign(headers.session, bySession(answer.headers['set-cookie']![0]!.split(';')[0]!))
    },
    person: async () => (await makeUser(origin, headers.session.Cookie!)).id,
    async busyKey() {
      const id = busy.shift()
      return id ?? (await makeKey(origin, headers.session, fresh(), (await makeUser(origin, headers.session.Cookie!)).id)).id
    },
    async first(columns) {
      const known = firsts.get(columns)
      if (known) return known
      const [path] = Object.entries(lists).find(([, its]) => its === columns)!
      const page = json(expectStatus(await send('GET', `${path}?size=500`), 200, path)) as { next: string | null }
      firsts.set(columns, page)
      return page
    },
  }
}

/** Everything that takes no harm from being one of many: views, connectors, base URLs, sessions, as many as there may be. */
export async function furnish(world: World): Promise<void> {
  const many = short ? 50 : 500
  await each(Math.min(many, 90), 4, async (at) => {
    await world.made('/api/v1/views', { noun: 'audit', name: `view ${at}`, shared: true, query: `search=${'x'.repeat(7900)}` })
  })
  await each(many * 2, 4, async (at) => {
    await world.made('/api/v1/connectors', {
      name: `connector ${at}`,
      region: 'own',
      apiKey: 'not-a-key-of-ours',
      template: { productNameId: 'ssl_plus', validityYears: 1, sans: 10 },
    })
  })
  await each(many * 2, 4, async (at) => { await world.made('/api/v1/connectors/allowed', { baseUrl: `https://ca${at}.example.org/services/v2` }) })
  await each(many * 2, 4, async () => { await world.made('/api/v1/certcentral/auth-keys', { days: 3 }) })
  await each(short ? 3 : 20, 2, async () => { await signIn(world.origin, world.me.email, administrator.password) })
}

/** Some of the API's keys, by number: deleting takes them away. */
export const someKeys = (world: World, count: number): string[] => world.written.keys.splice(-count)

export { keysPath }
