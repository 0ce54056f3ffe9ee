import { AccountFacts } from '#contract/account-facts.ts'
import initSqlJs from 'sql.js'
import { afterEach, describe, expect, test } from 'vitest'
import type { ApiKey, ApiKeyWithValue } from '#contract/api-keys.ts'
import type { CertcentralKey } from '#contract/certcentral-keys.ts'
import type { Connector, ConnectorCheck } from '#contract/connectors.ts'
import type { Page } from '#contract/page.ts'
import type { TsigKey } from '#contract/tsig-keys.ts'
import type { Uses } from '#contract/uses.ts'
import { createApp } from '#server/app.ts'
import { apiUrl, operations } from './operations.ts'
import { demoPassword } from './seed/demo-password.ts'
import { openTab, type Tab } from './tab.ts'
import { NoSuchPerson, raiseDemo, type RaisedDemo, type DemoOptions } from './demo.ts'
import { openSqlJs } from './sqljs-store.ts'
import { tabHost } from './tab-host.ts'

const sqlJs = await initSqlJs()
const origin = 'http://localhost:4173'
const begin = '2026-11-21T06:00:00Z'

/** A demo and the one tab in front of it. */
type Demo = Omit<RaisedDemo, keyof Tab> & Tab

const demos: RaisedDemo[] = []
afterEach(() => Promise.all(demos.splice(0).map((demo) => demo.close())))

async function raise({ session, ...options }: Partial<DemoOptions> & { session?: string | undefined } = {}): Promise<Demo> {
  const demo = await raiseDemo({ sqlJs, origin, seed: 'small', clock: begin, wait: async () => {}, ...options })
  demos.push(demo)
  return { ...demo, ...openTab(demo, session) }
}

const ask = (demo: Demo, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  demo.fetch(
    new Request(origin + path, { method, headers: { 'X-Countersign-CSRF': '1', ...headers }, body: body === undefined ? undefined : JSON.stringify(body) }),
  )

const keysOf = async (demo: Demo): Promise<ApiKey[]> => {
  const keys: ApiKey[] = []
  for (let page = 1; ; page++) {
    const { data } = (await (await ask(demo, 'GET', `/accessmanagement/api-key?size=500&page=${page}`)).json()) as { data: ApiKey[] }
    keys.push(...data)
    if (data.length < 500) return keys
  }
}

describe('the demo', () => {
  test('is the server: sign in, generate, list, sign out', async () => {
    const demo = await raise()
    expect((await ask(demo, 'GET', '/api/v1/session')).status).toBe(401)
    expect((await ask(demo, 'POST', '/api/v1/session', { email: 'jonas.meyer@nwnd.example', password: demoPassword })).status).toBe(204)
    expect(await demo.who()).toEqual({ name: 'Jonas Meyer', email: 'jonas.meyer@nwnd.example', role: 'user' })
    const made = await ask(demo, 'POST', '/accessmanagement/api-key', { name: 'apikey1' })
    expect(made.status).toBe(201)
    expect(made.headers.get('Date')).toBe('Sat, 21 Nov 2026 06:00:00 GMT')
    expect(((await made.json()) as ApiKeyWithValue).apiKey).toMatch(/^csn_ak_[0-9A-Za-z]{38}$/)
    expect((await keysOf(demo)).map(({ name, expiresAt }) => `${name} ${expiresAt}`)).toEqual(['apikey1 2027-11-21T06:00:00.000Z'])
    expect((await ask(demo, 'DELETE', '/api/v1/session')).status).toBe(204)
    expect(await demo.who()).toBeUndefined()
    expect(await demo.verify()).toBe(true)
  })

  test('a change without the header is refused, and a request that leaves the session at home is nobody\'s', async () => {
    const demo = await raise()
    await demo.signIn('user')
    const body = JSON.stringify({ name: 'apikey1' })
    expect((await demo.fetch(new Request(`${origin}/accessmanagement/api-key`, { method: 'POST', body }))).status).toBe(403)
    expect((await demo.fetch(new Request(`${origin}/api/v1/session`, { credentials: 'omit' }))).status).toBe(401)
  })

  test('anybody signs in by address or role, and the one before is signed out', async () => {
    const demo = await raise()
    let told = 0
    demo.onSession(() => told++)
    expect((await demo.signIn('administrator')).name).toBe('Ruth Lindqvist')
    expect((await demo.signIn('Maya.Okafor@nwnd.example')).name).toBe('Maya Okafor')
    expect(told).toBe(2)
    expect(((await (await ask(demo, 'GET', '/api/v1/sessions')).json()) as { data: unknown[] }).data).toHaveLength(1)
    await expect(demo.signIn('nobody@nwnd.example')).rejects.toBeInstanceOf(NoSuchPerson)
  })

  test('a copy brings the same demo back, session and all', async () => {
    const demo = await raise()
    await demo.signIn('user')
    await ask(demo, 'POST', '/accessmanagement/api-key', { name: 'kept' })
    const again = await raise({ from: await demo.copy(), session: demo.session() })
    expect((await again.who())?.name).toBe('Jonas Meyer')
    expect((await keysOf(again)).map(({ name }) => name)).toEqual(['kept'])
    expect(await again.verify()).toBe(true)
  })

  test('empty begins with the setup', async () => {
    const demo = await raise({ seed: 'empty' })
    expect(await demo.people()).toEqual([])
    const code = (await demo.setupPath())!.slice('/setup#'.length)
    expect((await ask(demo, 'POST', '/api/v1/setup', { code, name: 'Ada', email: 'ada@nwnd.example', password: demoPassword })).status).toBe(204)
    expect((await demo.who())?.role).toBe('administrator')
    expect(await demo.setupPath()).toBeUndefined()
  })
})

describe('the company', () => {
  test('has 3 administrators, 40 users and keys of every status, and its audit chain holds', async () => {
    const demo = await raise({ seed: 'company' })
    await demo.signIn('administrator')
    const { data: users } = (await (await ask(demo, 'GET', '/api/v1/users?size=500')).json()) as { data: { role: string; status: string; email: string }[] }
    const count = <T>(rows: readonly T[], of: (row: T) => string) =>
      Object.fromEntries(Object.entries(Object.groupBy(rows, of)).map(([name, those]) => [name, those!.length]))
    expect(count(users, ({ role }) => role)).toEqual({ administrator: 3, user: 40 })
    expect(count(users, ({ status }) => status)).toMatchObject({ active: expect.any(Number), invited: 3, disabled: 4 })
    expect(users.every(({ email }) => /^[a-z0-9.-]+@nwnd\.example$/.test(email))).toBe(true)

    const keys = await keysOf(demo)
    expect(Object.keys(count(keys, ({ status }) => status)).sort()).toEqual(['active', 'expired', 'expiring', 'rotating'])
    expect(Math.max(...Object.values(count(keys, ({ owner }) => owner.id)))).toBe(2)
    expect(keys.length).toBeGreaterThan(50)
    for (const odd of [
      (key: ApiKey) => key.lastUsedAt === null,
      ({ note }: ApiKey) => note !== null,
      ({ note }: ApiKey) => note === null,
      ({ lastUsedFrom }: ApiKey) => lastUsedFrom?.includes(':'),
      ({ lastUsedFrom }: ApiKey) => lastUsedFrom?.includes('.'),
    ]) {
      expect(keys.filter(odd).length).toBeGreaterThan(4)
    }
    // Nothing has happened before it could, or after it is over.
    for (const { createdAt, expiresAt, lastUsedAt, rotatedAt } of keys) {
      expect(expiresAt > createdAt && (rotatedAt ?? createdAt) >= createdAt && (lastUsedAt ?? createdAt) >= createdAt).toBe(true)
      expect([createdAt, lastUsedAt, rotatedAt].every((time) => time === null || Date.parse(time) <= Date.parse(begin))).toBe(true)
      expect(lastUsedAt === null || lastUsedAt < expiresAt).toBe(true)
    }
    // As in the pictures of the design.
    expect(keys.find(({ name }) => name === 'backup-export')).toMatchObject({
      status: 'expiring',
      hint: { start: 'bX3n', last4: 'Hk7d' },
      owner: { name: 'Tomasz Wilk' },
    })
    expect(await demo.verify()).toBe(true)
  })

  test('has nine TSIG keys of every algorithm, whose secrets open and make the fingerprints that are shown', async () => {
    const demo = await raise({ seed: 'company' })
    await demo.signIn('administrator')
    const { data } = (await (await ask(demo, 'GET', '/tsig')).json()) as Page<TsigKey>
    expect([
      data.length,
      new Set(data.map(({ algorithm }) => algorithm)).size,
      data.filter(({ usedBy }) => usedBy.length === 0).map(({ name }) => name),
    ]).toEqual([9, 4, ['tsigkey-spare']])
    expect(data.every(({ createdAt, updatedAt }) => createdAt <= updatedAt && updatedAt < begin)).toBe(true)
    const [first] = data as [TsigKey]
    const { secret } = (await (await ask(demo, 'POST', `/tsig/${first.id}/reveal`)).json()) as { secret: string }
    const copy = await ask(demo, 'POST', '/tsig', { name: 'copy.example', secret })
    expect((await copy.json()) as TsigKey).toMatchObject({ fingerprint: first.fingerprint, secretBits: first.secretBits })
    expect(await demo.verify()).toBe(true)
  })

  test('is the same each time, and another with another number', async () => {
    const shape = async (seed: string) => {
      const demo = await raise({ seed })
      await demo.signIn('administrator')
      return JSON.stringify(await keysOf(demo))
    }
    const first = await shape('company')
    expect(await shape('company')).toBe(first)
    expect(await shape('company:2')).not.toBe(first)
  })

  test('large is 10,000 keys', async () => {
    const demo = await raise({ seed: 'large' })
    await demo.signIn('administrator')
    const { total } = (await (await ask(demo, 'GET', '/accessmanagement/api-key?size=1')).json()) as { total: number }
    expect(total).toBe(10_000)
    expect(await demo.verify()).toBe(true)
  })

  test('an offset shows what will have expired', async () => {
    const expired = async (clock: string) => {
      const demo = await raise({ seed: 'company', clock })
      await demo.signIn('administrator')
      return (await keysOf(demo)).filter(({ status }) => status === 'expired').length
    }
    expect(await expired('+60d')).toBeGreaterThan(await expired('') + 10)
  })

  test('an unreadable choice is refused in words', async () => {
    await expect(raise({ seed: 'huge' })).rejects.toThrow(/no seed "huge".*empty, small, company, large/)
    await expect(raise({ clock: 'tomorrow' })).rejects.toThrow(/cannot be set to "tomorrow"/)
    await expect(raise({ faults: 'list-keys:fail-500' })).rejects.toThrow(/no operation "list-keys".*list-api-keys/)
  })
})

test('every route of the server has a name that faults can use, and is handed to the demo', async () => {
  const store = await openSqlJs(sqlJs)
  const { routes } = await createApp({ host: tabHost(() => 0), store, rootKey: new Uint8Array(32), settings: { origin } })
  const unnamed = routes
    .filter(({ endpoint }) => !operations.some((operation) => operation.endpoint === endpoint))
    .map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)
  expect(unnamed, 'Add the contract file to mocks/operations.ts.').toEqual([])
  expect(
    routes.filter(({ endpoint }) => !apiUrl.test(origin + endpoint.path)).map(({ endpoint }) => endpoint.path),
    'Add the base to apiUrl in mocks/operations.ts.',
  ).toEqual([])
  for (const page of ['/', '/auth-token', '/my-api-keys', '/sign-in', '/assets/api-1.js']) expect(apiUrl.test(origin + page)).toBe(false)
  await store.close()
})

test('the company has its CertCentral side: keys, AuthKeys, and facts that the contract takes', async () => {
  const demo = await raise({ seed: 'company' })
  await demo.signIn('administrator')
  const get = async (path: string) =>
    (await ask(demo, 'GET', path)).json() as Promise<{ total: number; data: { name: string; status: string }[]; facts: unknown; summary: { domains: number } }>
  const keys = await get('/api/v1/certcentral/keys?sort=name')
  expect([keys.total, keys.data.filter(({ status }) => status === 'revoked').map(({ name }) => name)]).toEqual([8, ['Old load balancer']])
  expect((await get('/api/v1/certcentral/auth-keys?sort=createdAt')).data.map(({ status }) => status)).toEqual(['expired', 'active'])
  expect((await get('/api/v1/certcentral/users?filter=kind%20is%20service')).total).toBe(2)
  expect(AccountFacts.safeParse((await get('/api/v1/certcentral/account-facts')).facts).success).toBe(true)
})

test('the company has its connectors, whose lines came from real checks: checked again they say the same', async () => {
  const demo = await raise({ seed: 'company' })
  await demo.signIn('administrator')
  const { data } = (await (await ask(demo, 'GET', '/api/v1/connectors')).json()) as Page<Connector>
  expect(data.map(({ name, status }) => `${name}: ${status}`)).toEqual([
    'Issuing: passed',
    'Issuing EU: not-checked',
    'Kubernetes issuer: failed',
    'Old load balancer: failed',
    'Order desk: warning',
  ])
  const keys = (await (await ask(demo, 'GET', '/api/v1/certcentral/keys')).json()) as Page<CertcentralKey>
  for (const connector of data.filter(({ lastCheck }) => lastCheck !== null)) {
    const past = ((await (await ask(demo, 'GET', `/api/v1/connectors/${connector.id}/checks`)).json()) as { data: ConnectorCheck[] }).data
    expect(past.map(({ at }) => at).toSorted().reverse()).toEqual(past.map(({ at }) => at))
    const again = (await (await ask(demo, 'POST', `/api/v1/connectors/${connector.id}/check`)).json()) as ConnectorCheck
    const said = ({ lines }: ConnectorCheck) => lines.map(({ evidence, ...line }) => ({ ...line, evidence: evidence.replace(/in \d+ ms/, 'in 0 ms') }))
    expect(said(again)).toEqual(said(past[0]!))
    expect(keys.data.map(({ hint }) => `csn_ck_${hint.start}…${hint.last4}`)).toContain(`${connector.apiKeyHint.start}…${connector.apiKeyHint.last4}`)
  }
  const refused = (await (await ask(demo, 'GET', `/api/v1/connectors/${data[3]!.id}/checks`)).json()) as { data: ConnectorCheck[] }
  expect(refused.data[0]!.lines.map(({ state }) => state)).toEqual(['failed', ...Array<string>(5).fill('not-checked'), 'passed', 'not-checked'])
  // A tab opens no socket.
  const eu = (await (await ask(demo, 'POST', `/api/v1/connectors/${data[1]!.id}/check`)).json()) as ConnectorCheck
  expect(new Set(eu.lines.map(({ state, evidence }) => `${state}: ${evidence}`))).toEqual(
    new Set(["not-checked: Only this server's own CertCentral can be asked from a browser tab."]),
  )
  expect(await demo.verify()).toBe(true)
})

test('the AUDIT LOG of the company says who made and revoked each thing of its CertCentral side, in the server\'s own words', async () => {
  const demo = await raise({ seed: 'company' })
  await demo.signIn('administrator')
  type Row = {
    action: string
    actor: { id: string | null; name: string }
    object: { kind: string; id: string; name: string }
    time: string
    outcome: string
    detail: Record<string, unknown>
  }
  const get = async (path: string) => (await ask(demo, 'GET', path)).json() as Promise<unknown>
  const told = 'object.kind is any of (certcentral-key, auth-key, account-facts)|action equals certcentral-user.create'
  const trail = async () => ((await get(`/api/v1/audit?size=500&filter=${encodeURIComponent(told)}`)) as Page<Row>).data
  const before = await trail()
  const of = (action: string, id: string) => before.filter((row) => row.action === action && row.object.id === id)
  const keys = (
    (await get('/api/v1/certcentral/keys')) as Page<{
      id: string
      name: string
      createdAt: string
      updatedAt: string
      status: string
      user: { name: string; kind: string }
    }>
  ).data
  // Once there was no row of them at all, beside one for every other thing.
  for (const key of keys) {
    expect(of('certcentral-key.create', key.id)).toMatchObject([
      {
        time: key.createdAt,
        outcome: 'done',
        actor: { name: key.user.kind === 'service' ? 'Ruth Lindqvist' : key.user.name },
        object: { kind: 'certcentral-key', name: key.name },
      },
    ])
    expect(of('certcentral-key.revoke', key.id).map(({ time }) => time)).toEqual(key.status === 'revoked' ? [key.updatedAt] : [])
  }
  const authKeys = ((await get('/api/v1/certcentral/auth-keys')) as Page<{ id: string; createdAt: string; createdBy: { name: string } }>).data
  for (const key of authKeys) expect(of('auth-key.create', key.id)).toMatchObject([{ time: key.createdAt, actor: { name: key.createdBy.name } }])
  const users = ((await get('/api/v1/certcentral/users?filter=kind%20is%20service')) as Page<{ id: string }>).data
  for (const { id } of users) expect(of('certcentral-user.create', id)).toHaveLength(1)
  expect(of('account-facts.update', '')).toHaveLength(1)
  expect(await demo.verify()).toBe(true)

  // What the server writes for the same has the same fields.
  await ask(demo, 'POST', '/api/v1/certcentral/keys', { name: 'now', serviceUser: { email: 'pki@nwnd.example' } })
  const { data: [made] } = (await get('/api/v1/certcentral/keys?search=now')) as Page<{ id: string }>
  await ask(demo, 'POST', `/api/v1/certcentral/keys/${made!.id}/revoke`, {})
  await ask(demo, 'POST', '/api/v1/certcentral/auth-keys', { days: 3 })
  await ask(demo, 'PUT', '/api/v1/certcentral/account-facts', {})
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([name, inner]) => [name, shape(inner)])
            .sort(),
        )
      : ''
  const old = new Map(before.map((row) => [row.action, row]))
  const added = (await trail()).filter((row) => row.time >= begin.replace('Z', '') && old.has(row.action))
  expect(added.map(({ action }) => action).sort()).toEqual([
    'account-facts.update',
    'auth-key.create',
    'certcentral-key.create',
    'certcentral-key.revoke',
    'certcentral-user.create',
  ])
  for (const row of added)
    expect([row.action, row.object.kind, shape(row.detail)]).toEqual([row.action, old.get(row.action)!.object.kind, shape(old.get(row.action)!.detail)])
})

test('CertCentral keys and DigiCert ONE tokens have uses that agree with their last use, and AuthKeys request tokens', async () => {
  const demo = await raise({ seed: 'company' })
  await demo.signIn('administrator')
  const get = async <T>(path: string) => (await (await ask(demo, 'GET', path)).json()) as T
  const since = Date.parse(begin) - 80 * 86_400_000
  interface Used { id: string; name: string; lastUsedAt?: string | null; last_used_at?: string | null }
  for (const list of ['/api/v1/certcentral/keys', '/api/v1/one/tokens']) {
    const used = (await get<Page<Used>>(list)).data.filter((one) => Date.parse(one.lastUsedAt ?? one.last_used_at ?? '') > since)
    expect(used.length).toBeGreaterThan(5)
    for (const one of used)
      expect([one.name, (await get<Uses>(`${list}/${one.id}/uses`)).clients[0]?.lastAt]).toEqual([one.name, one.lastUsedAt ?? one.last_used_at])
  }
  const made = await get<Page<{ object: { kind: string } }>>('/api/v1/audit?filter=action%20equals%20auth-key.request-token')
  expect(made.data.length).toBeGreaterThan(4)
})

test('the keys of the company have uses that agree with their last use, and those being rotated a client that has not moved', async () => {
  const demo = await raise({ seed: 'company' })
  await demo.signIn('administrator')
  const keys = await keysOf(demo)
  const used = keys.filter(({ lastUsedAt }) => lastUsedAt !== null && Date.parse(lastUsedAt) > Date.parse(begin) - 80 * 86_400_000)
  expect(used.length).toBeGreaterThan(20)
  for (const key of used) {
    const uses = (await (await ask(demo, 'GET', `/accessmanagement/api-key/${key.id}/uses`)).json()) as Uses
    expect([key.name, uses.clients[0]?.lastAt]).toEqual([key.name, key.lastUsedAt])
    if (key.oldValue !== null) expect(uses.clients.some(({ oldLastAt, newFirstAt }) => oldLastAt !== null && newFirstAt === null)).toBe(true)
  }
})
