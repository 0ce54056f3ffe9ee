import { sampleCsr } from '../src/server/testing/csr.ts'
import { giantFacts, giantImport } from './event-loop-bodies.ts'
import { listCases, lists } from './event-loop-lists.ts'
import { nameserverCases } from './event-loop-nameservers.ts'
import { fresh, keysPath, someKeys, type By, type World } from './event-loop-world.ts'
import { short } from './options.ts'
import { administrator } from './servers.ts'

/** What is asked of a route. The body may be made for this once; what it takes to make is not measured. */
export interface Call {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  by?: By
  headers?: Record<string, string>
  /** A refusal that is meant, where a success cannot be had twice. */
  status?: number
}

export interface Case {
  name: string
  call: (world: World) => Call | Promise<Call>
}

const plain = (call: Case['call'] | Call = {}, name = ''): Case => ({ name, call: typeof call === 'function' ? call : () => call })
const named = (name: string, call: Case['call'] | Call): Case => plain(call, name)
const id = (made: { id: string }) => made.id

const newKey = async (world: World) => id(await world.made(keysPath, { name: fresh(), userId: await world.person() }))
const newDevKey = async (world: World) => (await world.made<{ id: string; number: number }>('/api/v1/certcentral/keys', { name: fresh() }))
const newOneToken = async (world: World) => id(await world.made('/api/v1/one/tokens', { name: fresh() }))
const newTsigKey = async (world: World) =>
  id(await world.made('/tsig', { name: `${fresh()}.example`, usedBy: Array.from({ length: 200 }, (_, at) => `ns${at}.${'abcdefghi.'.repeat(23)}example`) }))
const newAuthKey = async (world: World) => id(await world.made('/api/v1/certcentral/auth-keys', { days: 3 }))
const newView = async (world: World) => id(await world.made('/api/v1/views', { noun: 'users', name: fresh(), shared: false, query: 'sort=name' }))
const newConnector = async (world: World) =>
  id(await world.made('/api/v1/connectors', { name: fresh(), region: 'own', apiKey: world.headers.certcentral['X-DC-DEVKEY'] }))
const newInvitation = async (world: World) =>
  new URL(
    (await world.made<{ invitation: { url: string } }>('/api/v1/users', { email: `${fresh()}@example.org`, name: fresh(), role: 'user' })).invitation.url,
  ).hash.slice(1)
const forId = (name: string, make: (world: World) => Promise<string>, more: Call = {}) =>
  plain(async (world) => ({ ...more, params: { [name]: await make(world) } }))

/** What a column is filtered by that takes no part of a word: of numbers, of times, and of a choice one of its values. */
const asked: Readonly<Record<string, string>> = { id: '%7', status: 'active', create_date: '%-03-', last_used_date: '%-03-' }
/** Lists of CertCentral's API: limits, offsets, filters and sorts that no index has. */
const vendorList = (columns: readonly string[], limit: string): Case[] => [
  plain(), named('the largest page', { query: { limit } }), named('a late page', { query: { limit, offset: short ? '2000' : '30000' } }),
  ...(short ? columns.slice(-1) : columns).flatMap((column) => [
    named(`sorted by ${column}`, { query: { limit, sort: `-${column}` } }),
    named(`filtered by ${column}`, { query: { limit, [`filters[${column}]`]: asked[column] ?? '%od' } }),
  ]),
  named('search', { query: { limit, 'filters[search]': 'ro' } }),
]

/** A short form has as large a text, with longer comments: what is slow of a key is its fingerprint, which others make. */
const keys = short ? 300 : 10_000
const importOf = (form: Parameters<typeof giantImport>[1], more: Record<string, unknown> = {}, headers?: () => Record<string, string>): Case =>
  named(`${keys.toLocaleString('en')} keys, ${form}${more.dryRun ? ', looked at' : ''}${headers ? ', with an Idempotency-Key' : ''}`, () => ({
    body: { text: giantImport(keys, form, fresh()), ...more },
    headers: headers?.(),
  }))
let last = { text: '', key: '' }

/** Every route by method and path, with what is worst for it. The check fails for a route that is not here. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  ...Object.fromEntries(Object.entries(lists).map(([path, columns]) => [`GET ${path}`, listCases(columns)])),
  'GET /api/v1/setup': [plain({ by: 'nobody' })],
  'POST /api/v1/setup/code': [plain({ by: 'session', body: { code: 'x' }, status: 409 })],
  'POST /api/v1/setup': [plain({ by: 'session', body: { code: 'x', name: 'Ada', email: 'ada@example.org', password: administrator.password }, status: 409 })],
  'GET /api/v1/session': [plain()],
  'POST /api/v1/session': [plain({ by: 'nobody', headers: { 'X-Countersign-CSRF': '1' }, body: administrator })],
  'DELETE /api/v1/session': [
    plain(async (world) => ({
      by: 'nobody',
      headers: {
        'X-Countersign-CSRF': '1',
        Cookie: (
          (await world.send('POST', '/api/v1/session', administrator, { by: 'nobody', headers: { 'X-Countersign-CSRF': '1' } })).headers['set-cookie']?.[0] ??
          ''
        ).split(';')[0]!,
      },
    })),
  ],
  'POST /api/v1/session/confirm': [plain({ body: { password: 'not the password at all' }, status: 401 })],
  'GET /api/v1/sessions': [plain()],
  'DELETE /api/v1/sessions/{sessionId}': [plain({ params: { sessionId: '00000000-0000-4000-8000-000000000000' }, status: 404 })],
  'PUT /api/v1/me': [plain(() => ({ body: { name: fresh() } }))],
  'PUT /api/v1/me/password': [plain({ body: { current: 'not the password at all', next: 'thimble quarry north' }, status: 401 })],
  'GET /api/v1/invitations/{code}': [forId('code', newInvitation, { by: 'nobody' })],
  'POST /api/v1/invitations/{code}': [
    forId('code', newInvitation, { by: 'nobody', headers: { 'X-Countersign-CSRF': '1' }, body: { password: administrator.password } }),
  ],
  'POST /api/v1/users': [plain(() => ({ body: { email: `${fresh()}@example.org`, name: fresh(), role: 'user', password: 'thimble quarry north' } }))],
  'GET /api/v1/users/{userId}': [forId('userId', async (world) => world.me.id)],
  'PUT /api/v1/users/{userId}': [
    forId('userId', (world) => world.person(), { body: { name: 'Another name' } }),
    forId('userId', (world) => world.person(), { body: { role: 'administrator' } }),
  ],
  'GET /api/v1/users/{userId}/sessions': [forId('userId', async (world) => world.me.id)],
  'DELETE /api/v1/users/{userId}/sessions/{sessionId}': [
    plain((world) => ({ params: { userId: world.me.id, sessionId: '00000000-0000-4000-8000-000000000000' }, status: 404 })),
  ],
  'POST /api/v1/users/{userId}/disable': [
    plain(async (world) => {
      const user = await world.person()
      // One who is an administrator, so that the database looks for another.
      await world.send('PUT', `/api/v1/users/${user}`, { role: 'administrator' })
      return { params: { userId: user } }
    }),
  ],
  'POST /api/v1/users/{userId}/unlock': [forId('userId', (world) => world.person())],
  'POST /api/v1/users/{userId}/enable': [forId('userId', (world) => world.person())],
  'POST /api/v1/users/{userId}/invitation': [forId('userId', (world) => world.person())],
  [`POST ${keysPath}`]: [plain(async (world) => ({ body: { name: fresh(), userId: await world.person() } }))],
  [`GET ${keysPath}/{apiKeyId}`]: [forId('apiKeyId', newKey)],
  [`GET ${keysPath}/{apiKeyId}/uses`]: [forId('apiKeyId', newKey)],
  [`PUT ${keysPath}/{apiKeyId}`]: [forId('apiKeyId', newKey, { body: { name: 'another name', note: 'and a note' } })],
  [`DELETE ${keysPath}/{apiKeyId}`]: [named('with many live tokens', async (world) => ({ params: { apiKeyId: await world.busyKey() } }))],
  [`POST ${keysPath}/{apiKeyId}/rotate`]: [named('with many live tokens', async (world) => ({ params: { apiKeyId: await world.busyKey() }, body: {} }))],
  [`POST ${keysPath}/{apiKeyId}/end-old-value`]: [
    named('with many live tokens', async (world) => {
      const key = await world.busyKey()
      await world.send('POST', `${keysPath}/${key}/rotate`, { graceSeconds: 3600 })
      return { params: { apiKeyId: key } }
    }),
  ],
  [`POST ${keysPath}/bulk/delete`]: [
    named('500, looked at', (world) => ({ body: { ids: world.written.keys.slice(-500), dryRun: true } })),
    named('500', (world) => ({ body: { ids: someKeys(world, 500) }, headers: { 'Idempotency-Key': fresh() } })),
  ],
  'POST /tsig': [plain(() => ({ body: { name: `${fresh()}.example` } }))],
  'GET /tsig/{tsigId}': [forId('tsigId', newTsigKey)],
  'PUT /tsig/{tsigId}': [forId('tsigId', newTsigKey, { body: { note: 'seen' } })],
  'DELETE /tsig/{tsigId}': [forId('tsigId', newTsigKey)],
  'GET /tsig/{tsigId}/export': [forId('tsigId', newTsigKey, { query: { format: 'bind' } })],
  'POST /tsig/{tsigId}/export': [forId('tsigId', newTsigKey, { body: { format: 'cert-manager' } })],
  'POST /tsig/{tsigId}/reveal': [forId('tsigId', newTsigKey)],
  'POST /tsig/import': [
    importOf('bind', { dryRun: true }), importOf('lines', { dryRun: true }), importOf('yaml', { dryRun: true }),
    importOf('lines', {}, () => ({ 'Idempotency-Key': fresh() })),
    named('the same once more', async (world) => {
      if (last.text === '') {
        last = { text: giantImport(keys, 'bind', fresh()), key: fresh() }
        await world.send('POST', '/tsig/import', { text: last.text }, { headers: { 'Idempotency-Key': last.key } })
      }
      return { body: { text: last.text } }
    }),
    named('the same once more, with its Idempotency-Key', () => ({ body: { text: last.text }, headers: { 'Idempotency-Key': last.key } })),
    named('8 MiB of nothing', { body: { text: 'x y z\n'.repeat(1_000_000), dryRun: true } }),
  ],
  'GET /tsig/import/progress': [plain()],
  'DELETE /tsig/import/progress': [plain()],
  'POST /auth/login': [plain((world) => ({ by: 'nobody', headers: { Authorization: `Bearer ${world.me.apiKey}` } }))],
  'GET /auth/whoami': [plain({ by: 'token' })],
  'POST /auth/introspect': [plain((world) => ({ by: 'token', body: { token: world.me.token } }))],
  'POST /api/v1/replies/{key}/acknowledge': [
    plain(async (world) => {
      const key = fresh()
      await world.send('POST', '/api/v1/views', { noun: 'users', name: fresh(), shared: false, query: '' }, { headers: { 'Idempotency-Key': key } })
      return { params: { key } }
    }),
  ],
  'GET /api/v1/audit/state': [plain()],
  'GET /api/v1/audit/verify': [plain(), named('the largest part', { query: { rows: '100000' } })],
  'GET /api/v1/first-run': [plain()],
  'PUT /api/v1/first-run': [plain({ body: { said: ['root-key'] } })],
  'GET /api/v1/audit/statement': [plain({ query: { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z', rows: '100000' } })],
  'GET /api/v1/audit/export': [
    named('CSV of everything', { query: { format: 'csv' } }), named('NDJSON of everything', { query: { format: 'ndjson' } }),
    named('CSV of nothing', { query: { format: 'csv', filter: 'object.name contains "no such thing"' } }),
  ],
  'GET /api/v1/views': [plain(), named('of a noun', { query: { noun: 'audit' } })],
  'POST /api/v1/views': [plain(() => ({ body: { noun: 'users', name: fresh(), shared: false, query: '' } }))],
  'PUT /api/v1/views/{viewId}': [forId('viewId', newView, { body: { query: 'sort=-name' } })],
  'DELETE /api/v1/views/{viewId}': [forId('viewId', newView)],
  'POST /api/v1/certcentral/keys': [plain(() => ({ body: { names: Array.from({ length: 30 }, fresh) } }))],
  'GET /api/v1/certcentral/keys/{keyId}': [forId('keyId', async (world) => id(await newDevKey(world)))],
  'GET /api/v1/certcentral/keys/{keyId}/uses': [forId('keyId', async (world) => id(await newDevKey(world)))],
  'PUT /api/v1/certcentral/keys/{keyId}': [forId('keyId', async (world) => id(await newDevKey(world)), { body: { name: 'another' } })],
  'POST /api/v1/certcentral/keys/{keyId}/revoke': [forId('keyId', async (world) => id(await newDevKey(world)), { body: { reason: 'left' } })],
  'GET /api/v1/certcentral/keys/{keyId}/would-refuse': [forId('keyId', async (world) => id(await newDevKey(world)), { query: { restrictedToRoleId: '102' } })],
  'GET /api/v1/certcentral/divisions': [plain()],
  'GET /services/v2/key': [...vendorList(['id', 'name', 'status', 'create_date', 'last_used_date'], '1000'), named('all at once', {})],
  'GET /services/v2/key/api-roles': [plain()],
  'GET /services/v2/key/{key_id}': [plain(async (world) => ({ params: { key_id: String((await newDevKey(world)).number) } }))],
  'POST /services/v2/key/user/{user_id}': [plain((world) => ({ params: { user_id: world.me.number }, body: { name: fresh() } }))],
  'PUT /services/v2/key/{key_id}': [plain(async (world) => ({ params: { key_id: String((await newDevKey(world)).number) }, body: { name: fresh() } }))],
  'PUT /services/v2/key/{key_id}/status': [
    plain(async (world) => ({ params: { key_id: String((await newDevKey(world)).number) }, body: { status: 'revoked' } })),
  ],
  'GET /services/v2/user': [
    ...vendorList(['username', 'email', 'name', 'first_name', 'last_name', 'status'], '1000'),
    named('CSV of everything', { headers: { Accept: 'text/csv' } }),
  ],
  'GET /services/v2/user/api-only': vendorList(['name', 'status'], '1000'),
  'GET /services/v2/service-user': vendorList(['email'], '1000'),
  'GET /services/v2/user/me': [plain()],
  'GET /services/v2/user/{user_id}': [plain((world) => ({ params: { user_id: world.me.number } }))],
  'POST /services/v2/user': [plain(() => ({ body: { is_api_only: true, email: `${fresh()}@example.org`, api_name: fresh() } }))],
  'GET /services/v2/authorization': [plain()],
  'GET /services/v2/authorization/{permission}': [plain({ params: { permission: 'view_users' } })],
  'POST /api/v1/one/tokens': [plain(() => ({ body: { name: fresh(), end_date: '2027-01-31' } }))],
  'GET /api/v1/one/tokens/{tokenId}': [forId('tokenId', newOneToken)],
  'GET /api/v1/one/tokens/{tokenId}/uses': [forId('tokenId', newOneToken)],
  'PUT /api/v1/one/tokens/{tokenId}': [forId('tokenId', newOneToken, { body: { status: 'disabled' } })],
  'DELETE /api/v1/one/tokens/{tokenId}': [forId('tokenId', newOneToken)],
  'GET /account/api/v1/api-access-token': [
    plain((world) => ({ query: { user_id: world.me.id, limit: '1000' } })),
    named('a late page', (world) => ({ query: { user_id: world.me.id, limit: '1000', offset: short ? '500' : '9000' } })),
  ],
  'POST /account/api/v1/api-access-token': [plain(() => ({ body: { name: fresh() } }))],
  'GET /account/api/v1/api-access-token/{token_id}': [forId('token_id', newOneToken)],
  'PUT /account/api/v1/api-access-token/{token_id}': [forId('token_id', newOneToken, { body: { status: 'disabled' } })],
  'DELETE /account/api/v1/api-access-token/{token_id}': [forId('token_id', newOneToken)],
  'GET /account/api/v1/user': [
    plain(),
    named('the largest page', { query: { limit: '1000' } }),
    named('a late page', { query: { limit: '1000', offset: short ? '2000' : '30000' } }),
  ],
  'GET /account/api/v1/user/me': [plain()],
  'GET /account/api/v1/user/{user_id}': [forId('user_id', async (world) => world.me.id)],
  // Before what reads them.
  'PUT /api/v1/certcentral/account-facts': [named('8 MiB', () => ({ body: giantFacts(Math.trunc(performance.now())) }))],
  'GET /api/v1/certcentral/account-facts': [named('8 MiB', {}), named('8 MiB, just loaded', async (world) => {
    await world.send('PUT', '/api/v1/certcentral/account-facts', giantFacts(Math.trunc(performance.now())))
    return {}
  })],
  'GET /services/v2/account': [plain()],
  'GET /services/v2/domain': vendorList(['name'], '1000'),
  'GET /services/v2/domain/{domain_id}': [plain({ params: { domain_id: '4000' } })],
  'GET /services/v2/organization': [...vendorList(['name'], '1000'), named('CSV of everything', { headers: { Accept: 'text/csv' } })],
  'GET /services/v2/organization/{organization_id}': [plain({ params: { organization_id: '4000' } })],
  'GET /services/v2/organization/{organization_id}/validation': [plain({ params: { organization_id: '4000' } })],
  'GET /services/v2/container': [plain()],
  'GET /services/v2/container/{container_id}': [plain({ params: { container_id: '1' } })],
  'GET /services/v2/container/{container_id}/children': [plain({ params: { container_id: '1' } })],
  'GET /services/v2/product': [plain()],
  'GET /services/v2/product/{name_id}': [plain({ params: { name_id: 'ssl_plus' } })],
  'GET /services/v2/finance/balance': [plain()],
  'POST /api/v1/certcentral/auth-keys': [plain({ body: { days: 3 } })],
  'GET /api/v1/certcentral/auth-keys/{authKeyId}': [forId('authKeyId', newAuthKey)],
  'PUT /api/v1/certcentral/auth-keys/{authKeyId}': [forId('authKeyId', newAuthKey, { body: { label: 'another' } })],
  'DELETE /api/v1/certcentral/auth-keys/{authKeyId}': [forId('authKeyId', newAuthKey)],
  'POST /api/v1/certcentral/auth-keys/{authKeyId}/reveal': [forId('authKeyId', newAuthKey)],
  'POST /api/v1/certcentral/auth-keys/{authKeyId}/request-token': [forId('authKeyId', newAuthKey, { body: { csr: sampleCsr } })],
  'POST /api/v1/certcentral/request-tokens/validate': [
    named('as many candidates as a body has', {
      body: { token: '20261121120000'.padEnd(64, '0').concat(' ').repeat(120).slice(0, 7800), csr: sampleCsr, authKey: 'x' },
    }),
  ],
  'POST /services/v2/account/auth-key': [plain({ status: 400 })],
  'GET /services/v2/account/auth-key': [plain({ status: 400 })],
  'DELETE /services/v2/account/auth-key': [plain({ status: 400 })],
  'GET /services/v2/account/auth-keys': [plain()],
  'POST /services/v2/account/auth-key/{id_or_days}': [plain({ params: { id_or_days: '3' } })],
  'GET /services/v2/account/auth-key/{id_or_days}': [forId('id_or_days', newAuthKey)],
  'DELETE /services/v2/account/auth-key/{id_or_days}': [forId('id_or_days', newAuthKey)],
  'POST /api/v1/connectors': [plain(() => ({ body: { name: fresh(), region: 'own', apiKey: 'not-a-key-of-ours' } }))],
  'GET /api/v1/connectors/allowed': [plain()],
  'POST /api/v1/connectors/allowed': [plain(() => ({ body: { baseUrl: `https://${fresh()}.example.org/services/v2` } }))],
  'DELETE /api/v1/connectors/allowed/{baseId}': [
    forId('baseId', async (world) => id(await world.made('/api/v1/connectors/allowed', { baseUrl: `https://${fresh()}.example.org/services/v2` }))),
  ],
  'GET /api/v1/connectors/{connectorId}': [forId('connectorId', newConnector)],
  'PUT /api/v1/connectors/{connectorId}': [forId('connectorId', newConnector, { body: { contractAccount: true } })],
  'DELETE /api/v1/connectors/{connectorId}': [forId('connectorId', newConnector)],
  'POST /api/v1/connectors/{connectorId}/check': [
    named('of our own account with 8 MiB of facts', async (world) => ({ params: { connectorId: await newConnector(world) } })),
  ],
  'GET /api/v1/connectors/{connectorId}/checks': [forId('connectorId', newConnector)],
  'POST /api/v1/lookup': [
    plain((world) => ({ body: { value: world.me.token } })),
    named('a TSIG secret', { body: { value: 'c2VjcmV0IG9mIHR3ZW50eS1mb3VyIG9jdGV0cy4uLi4uLi4=' } }),
    named('an AuthKey', { body: { value: `${'A'.repeat(60)}wxyz`.slice(0, 64) } }),
  ],
  'GET /api/v1/inventory': [plain()],
  ...nameserverCases,
  // Beside the API.
  'GET /livez': [plain()], 'GET /readyz': [plain()], 'GET /metrics': [plain()], 'GET /openapi.json': [plain()], 'GET /docs': [plain()],
  'POST /csp-reports': [named('8 MiB', { by: 'nobody', body: 'x'.repeat(8_000_000) })],
  'GET /': [named('a page of the console', { headers: { Accept: 'text/html' } })],
}

/** Which credential opens a path, unless a case says another. */
export const doorOf = (path: string): By => (path.startsWith('/services/') ? 'certcentral' : path.startsWith('/account/') ? 'one' : 'session')
