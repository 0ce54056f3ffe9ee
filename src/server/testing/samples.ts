import type { ProblemCode } from '#contract/problem.ts'
import { createNameserver } from '#contract/nameservers.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { createUser, inviteUser } from '#contract/users.ts'
import { newUser } from '../credentials/people.ts'
import { sampleCsr } from './csr.ts'
import { password, type Ask, type Caller, type Person, type TestApp } from './app.ts'
import {
  apiKey, authKey, connector, connectorBase, devKey, etagOf, fresh, freshTsig, nameserver, nameserversOfUses, next, oneToken, reply, rollover, session, token,
  tsigKey, tsigSecret, use, usedKey, user, uuid, vendorKey, vendorUser, view, type Kind,
} from './sample-kinds.ts'

/** A valid request for one endpoint: what the matrix, the CSRF test and the fuzzer start from. */
export interface Sample {
  kind?: Kind
  /** The request about this thing, by `person`; `holder` is whose thing it is, `owner` somebody else who is there. */
  ask(id: string, given: { person: Person; owner: Person; holder: Person; root: Caller }): Ask | Promise<Ask>
  /** Answers success whatever it is asked about, with this body when there is nothing for the caller to see. */
  nothing?: unknown
  /** The one answer it has for everybody who gets that far. */
  always?: { status: number; code?: ProblemCode }
  /** Answers success or this, for everybody who gets that far: it depends on what others do meanwhile. */
  orElse?: { status: number; code: ProblemCode }
}

async function invitationCode(root: Caller): Promise<string> {
  const name = `invited${next()}`
  const { body } = await root.send(createUser, { body: { email: `${name}@example.org`, name, role: 'user' } })
  return new URL((await root.send(inviteUser, { params: { userId: body.id } })).body.url).hash.slice(1)
}

const plain = (ask: Ask | (() => Ask) = {}): Sample => ({ ask: () => (typeof ask === 'function' ? ask() : ask) })
const about = (kind: Kind, ask: (id: string) => Ask, more: Partial<Sample> = {}): Sample => ({ kind, ask, ...more })
const byId = (kind: Kind, name: string, body?: () => unknown, more?: Partial<Sample>) => about(kind, (id) => ({ params: { [name]: id }, body: body?.() }), more)

/** By method and path. Every route has one: matrix.test.ts fails for a route without. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  'GET /api/v1/setup': [{ ask: () => ({}) }],
  'POST /api/v1/setup/code': [{ ask: () => ({ body: { code: 'x' } }), always: { status: 409, code: 'setup-done' } }],
  'POST /api/v1/setup': [
    { ask: () => ({ body: { code: 'x', name: 'Ada', email: 'ada@example.org', password } }), always: { status: 409, code: 'setup-done' } },
  ],
  'GET /api/v1/session': [plain()],
  'POST /api/v1/session': [{ ask: (_, { owner }) => ({ body: { email: owner.email, password } }) }],
  'DELETE /api/v1/session': [plain()],
  'POST /api/v1/session/confirm': [plain({ body: { password } })],
  'GET /api/v1/sessions': [plain()],
  'DELETE /api/v1/sessions/{sessionId}': [byId(session, 'sessionId')],
  'PUT /api/v1/me': [plain(() => ({ body: { name: fresh() } }))],
  'PUT /api/v1/me/password': [plain({ body: { current: password, next: 'thimble quarry north' } })],
  'GET /api/v1/invitations/{code}': [{ ask: async (_, { root }) => ({ params: { code: await invitationCode(root) } }) }],
  'POST /api/v1/invitations/{code}': [{ ask: async (_, { root }) => ({ params: { code: await invitationCode(root) }, body: { password } }) }],
  'GET /api/v1/users': [plain()],
  'POST /api/v1/users': [
    plain(() => ({ body: { email: `made${next()}@example.org`, name: fresh(), role: 'user' } })),
    plain(() => ({ body: { email: `made${next()}@example.org`, name: fresh(), role: 'administrator' } })),
  ],
  'GET /api/v1/users/{userId}': [byId(user, 'userId')],
  'PUT /api/v1/users/{userId}': [
    byId(user, 'userId', () => ({ name: fresh() })),
    byId(user, 'userId', () => ({ role: 'user' })),
    byId(user, 'userId', () => ({ email: `moved${next()}@example.org` })),
  ],
  'GET /api/v1/users/{userId}/sessions': [byId(user, 'userId')],
  'DELETE /api/v1/users/{userId}/sessions/{sessionId}': [{ kind: session, ask: (id, { holder }) => ({ params: { userId: holder.id, sessionId: id } }) }],
  'POST /api/v1/users/{userId}/disable': [byId(user, 'userId')],
  'POST /api/v1/users/{userId}/enable': [byId(user, 'userId')],
  'POST /api/v1/users/{userId}/unlock': [byId(user, 'userId')],
  'POST /api/v1/users/{userId}/invitation': [byId(user, 'userId')],
  'GET /accessmanagement/api-key': [plain(), plain({ query: { filter: 'owner.email contains example', sort: 'owner.email', search: 'canary' } })],
  'POST /accessmanagement/api-key': [
    plain(() => ({ body: { name: fresh() } })),
    { ask: (_, { owner }) => ({ body: { name: fresh(), userId: owner.id } }) },
  ],
  'GET /accessmanagement/api-key/{apiKeyId}': [byId(apiKey, 'apiKeyId')],
  'GET /accessmanagement/api-key/{apiKeyId}/uses': [byId(apiKey, 'apiKeyId')],
  'PUT /accessmanagement/api-key/{apiKeyId}': [byId(apiKey, 'apiKeyId', () => ({ name: fresh() }))],
  'DELETE /accessmanagement/api-key/{apiKeyId}': [byId(apiKey, 'apiKeyId')],
  'POST /accessmanagement/api-key/{apiKeyId}/rotate': [byId(apiKey, 'apiKeyId', () => ({ graceSeconds: 60 })), byId(apiKey, 'apiKeyId')],
  'POST /accessmanagement/api-key/{apiKeyId}/end-old-value': [byId(apiKey, 'apiKeyId')],
  'POST /accessmanagement/api-key/bulk/delete': [
    about(apiKey, (id) => ({ body: { ids: [id] } })),
    about(apiKey, (id) => ({ body: { ids: [id], dryRun: true } }), { always: { status: 200 } }),
  ],
  'GET /tsig': [plain(), plain({ query: { filter: 'algorithm is HMAC-SHA256;secretBits equals 256', sort: '-secretBits,tags', search: 'example' } })],
  'POST /tsig': [
    plain(() => ({ body: { name: freshTsig() } })),
    plain(() => ({ body: { name: freshTsig(), algorithm: 'hmac-sha512.', secret: tsigSecret, tags: ['lab'], usedBy: ['ns1.example'] } })),
  ],
  'GET /tsig/{tsigId}': [byId(tsigKey, 'tsigId')],
  'PUT /tsig/{tsigId}': [
    byId(tsigKey, 'tsigId', () => ({ name: freshTsig() })),
    byId(tsigKey, 'tsigId', () => ({ algorithm: 'HMAC-SHA384', secret: tsigSecret })),
  ],
  'DELETE /tsig/{tsigId}': [byId(tsigKey, 'tsigId')],
  'GET /tsig/{tsigId}/export': [about(tsigKey, (id) => ({ params: { tsigId: id }, query: { format: 'bind' } }))],
  'POST /tsig/{tsigId}/export': [byId(tsigKey, 'tsigId', () => ({ format: 'knot' }))],
  'POST /tsig/import': [
    plain(() => ({ body: { text: `key "${freshTsig()}" { algorithm hmac-sha256; secret "${tsigSecret}"; };` } })),
    plain(() => ({ body: { text: `hmac-sha512:${freshTsig()}:${tsigSecret}`, dryRun: true } })),
  ],
  'GET /tsig/import/progress': [plain()],
  'DELETE /tsig/import/progress': [plain()],
  'POST /tsig/{tsigId}/reveal': [byId(tsigKey, 'tsigId')],
  'POST /auth/login': [plain()],
  'GET /auth/whoami': [plain()],
  'POST /auth/introspect': [about(token, (id) => ({ body: { token: id } }), { nothing: { active: false } })],
  'POST /api/v1/replies/{key}/acknowledge': [byId(reply, 'key')],
  'GET /api/v1/audit': [plain()],
  'GET /api/v1/audit/verify': [plain(), plain({ query: { rows: '5' } })],
  'GET /api/v1/audit/state': [plain()],
  'GET /api/v1/audit/export': [plain({ query: { format: 'csv' } })],
  'GET /api/v1/first-run': [plain()],
  'PUT /api/v1/first-run': [plain({ body: { said: ['root-key'] } })],
  'GET /api/v1/audit/statement': [plain({ query: { from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z' } })],
  'GET /api/v1/views': [plain()],
  'POST /api/v1/views': [plain(() => ({ body: { noun: 'users', name: fresh(), shared: false, query: '' } }))],
  'PUT /api/v1/views/{viewId}': [byId(view, 'viewId', () => ({ name: fresh() }))],
  'DELETE /api/v1/views/{viewId}': [byId(view, 'viewId')],
  'GET /api/v1/certcentral/keys': [
    plain(),
    plain({ query: { filter: 'status is active;user.kind is standard', sort: 'restrictedToRoleId,-user.email', search: 'canary' } }),
  ],
  'POST /api/v1/certcentral/keys': [
    plain(() => ({ body: { names: [fresh(), fresh()], restrictedToRoleId: 102 } })),
    { ask: (_, { owner }) => ({ body: { name: fresh(), userId: owner.id } }) },
    { ask: () => ({ body: { name: fresh(), serviceUser: { email: 'ops@example.org' } } }) },
  ],
  'GET /api/v1/certcentral/keys/{keyId}': [byId(devKey, 'keyId')],
  'GET /api/v1/certcentral/keys/{keyId}/uses': [byId(devKey, 'keyId')],
  'PUT /api/v1/certcentral/keys/{keyId}': [byId(devKey, 'keyId', () => ({ name: fresh(), restrictedToRoleId: 100 }))],
  'POST /api/v1/certcentral/keys/{keyId}/revoke': [byId(devKey, 'keyId', () => ({ reason: 'left' })), byId(devKey, 'keyId')],
  'GET /api/v1/certcentral/keys/{keyId}/would-refuse': [about(devKey, (id) => ({ params: { keyId: id }, query: { restrictedToRoleId: '102' } }))],
  'GET /api/v1/certcentral/users': [plain(), plain({ query: { search: 'canary' } })],
  'GET /api/v1/certcentral/divisions': [plain()],
  'GET /services/v2/key': [plain()],
  'GET /services/v2/key/api-roles': [plain()],
  'GET /services/v2/key/{key_id}': [byId(vendorKey, 'key_id')],
  'POST /services/v2/key/user/{user_id}': [byId(vendorUser, 'user_id', () => ({ name: fresh(), restricted_to_role_id: 103 }))],
  'PUT /services/v2/key/{key_id}': [byId(vendorKey, 'key_id', () => ({ name: fresh() }))],
  'PUT /services/v2/key/{key_id}/status': [byId(vendorKey, 'key_id', () => ({ status: 'revoked' }))],
  'GET /services/v2/user': [plain()],
  'GET /services/v2/user/api-only': [plain()],
  'GET /services/v2/service-user': [plain()],
  'GET /services/v2/user/me': [plain()],
  'GET /services/v2/user/{user_id}': [byId(vendorUser, 'user_id')],
  'POST /services/v2/user': [plain(() => ({ body: { is_api_only: true, email: 'ops@example.org', api_name: fresh(), restricted_to_role_id: 103 } }))],
  'GET /services/v2/authorization': [plain()],
  'GET /services/v2/authorization/{permission}': [plain({ params: { permission: 'view_users' } })],
  'GET /api/v1/one/tokens': [
    plain(),
    plain({ query: { filter: 'state is valid;owner.email contains example', sort: '-expires_at,owner.name', search: 'of canary' } }),
  ],
  'POST /api/v1/one/tokens': [plain(() => ({ body: { name: fresh(), end_date: '2027-01-31' } }))],
  'GET /api/v1/one/tokens/{tokenId}': [byId(oneToken, 'tokenId')],
  'GET /api/v1/one/tokens/{tokenId}/uses': [byId(oneToken, 'tokenId')],
  'PUT /api/v1/one/tokens/{tokenId}': [
    byId(oneToken, 'tokenId', () => ({ name: fresh(), end_date: null })),
    byId(oneToken, 'tokenId', () => ({ status: 'disabled' })),
    byId(oneToken, 'tokenId', () => ({ status: 'enabled' })),
  ],
  'DELETE /api/v1/one/tokens/{tokenId}': [byId(oneToken, 'tokenId')],
  'GET /account/api/v1/api-access-token': [about(user, (id) => ({ query: { user_id: id } }))],
  'POST /account/api/v1/api-access-token': [plain(() => ({ body: { name: fresh(), end_date: '2027-01-31' } }))],
  'GET /account/api/v1/api-access-token/{token_id}': [byId(oneToken, 'token_id')],
  'PUT /account/api/v1/api-access-token/{token_id}': [
    byId(oneToken, 'token_id', () => ({ name: fresh(), end_date: null })),
    byId(oneToken, 'token_id', () => ({ status: 'disabled' })),
  ],
  'DELETE /account/api/v1/api-access-token/{token_id}': [byId(oneToken, 'token_id')],
  'GET /account/api/v1/user': [plain()],
  'GET /account/api/v1/user/me': [plain()],
  'GET /account/api/v1/user/{user_id}': [byId(user, 'user_id')],
  'GET /api/v1/certcentral/account-facts': [plain()],
  'PUT /api/v1/certcentral/account-facts': [
    plain(() => ({
      body: {
        account: { id: 7 },
        domains: [{ id: next(), name: 'example.org', is_active: true }],
        products: [{ name_id: 'ssl_plus', name: 'Standard SSL', type: 'ssl_certificate' }],
        balance: { balance: '12.00', currency: 'USD' },
      },
    })),
  ],
  'GET /services/v2/account': [plain()],
  'GET /services/v2/domain': [plain(), plain({ query: { 'filters[name]': '%example', sort: '-name', limit: '5' } })],
  'GET /services/v2/domain/{domain_id}': [
    { ...plain({ params: { domain_id: '1' }, query: { include_validation: 'true' } }), orElse: { status: 404, code: 'not-found' } },
  ],
  'GET /services/v2/organization': [plain(), plain({ query: { 'filters[validation]': 'not_pending', 'filters[search]': 'north' } })],
  'GET /services/v2/organization/{organization_id}': [{ ...plain({ params: { organization_id: '1' } }), orElse: { status: 404, code: 'not-found' } }],
  'GET /services/v2/organization/{organization_id}/validation': [
    { ...plain({ params: { organization_id: '1' } }), orElse: { status: 404, code: 'not-found' } },
  ],
  'GET /services/v2/container': [plain()],
  'GET /services/v2/container/{container_id}': [{ ...plain({ params: { container_id: '1' } }), orElse: { status: 404, code: 'not-found' } }],
  'GET /services/v2/container/{container_id}/children': [{ ...plain({ params: { container_id: '1' } }), orElse: { status: 404, code: 'not-found' } }],
  'GET /services/v2/product': [plain()],
  'GET /api/v1/certcentral/auth-keys': [plain()],
  'POST /api/v1/certcentral/auth-keys': [plain({ body: { days: 3 } })],
  'GET /api/v1/certcentral/auth-keys/{authKeyId}': [byId(authKey, 'authKeyId')],
  'PUT /api/v1/certcentral/auth-keys/{authKeyId}': [byId(authKey, 'authKeyId', () => ({ label: fresh() }))],
  'DELETE /api/v1/certcentral/auth-keys/{authKeyId}': [byId(authKey, 'authKeyId')],
  'POST /api/v1/certcentral/auth-keys/{authKeyId}/reveal': [byId(authKey, 'authKeyId')],
  'POST /api/v1/certcentral/auth-keys/{authKeyId}/request-token': [byId(authKey, 'authKeyId', () => ({ csr: sampleCsr }))],
  'POST /api/v1/certcentral/request-tokens/validate': [plain({ body: { token: 'x', csr: sampleCsr, authKey: 'x' } })],
  'POST /services/v2/account/auth-key': [{ ...plain(), orElse: { status: 400, code: 'auth-key-exists' } }],
  'GET /services/v2/account/auth-key': [{ ...plain(), orElse: { status: 400, code: 'several-auth-keys' } }],
  'DELETE /services/v2/account/auth-key': [{ ...plain(), orElse: { status: 400, code: 'several-auth-keys' } }],
  'GET /services/v2/product/{name_id}': [{ ...plain({ params: { name_id: 'ssl_plus' } }), orElse: { status: 404, code: 'not-found' } }],
  'GET /services/v2/finance/balance': [{ ...plain(), orElse: { status: 404, code: 'not-found' } }],
  'GET /services/v2/account/auth-keys': [plain()],
  'POST /services/v2/account/auth-key/{id_or_days}': [plain({ params: { id_or_days: '3' } })],
  'GET /services/v2/account/auth-key/{id_or_days}': [byId(authKey, 'id_or_days')],
  'DELETE /services/v2/account/auth-key/{id_or_days}': [byId(authKey, 'id_or_days')],
  'GET /api/v1/nameservers': [plain({ query: { filter: 'running.state is not-told;keys equals 0', sort: '-zones,lastCheck.at' } })],
  'POST /api/v1/nameservers': [plain(() => ({ body: { name: fresh(), kind: 'knot', addresses: ['192.0.2.53', '2001:DB8::53', 'ns.example.'], port: 5353 } }))],
  'GET /api/v1/nameservers/{nameserverId}': [byId(nameserver, 'nameserverId')],
  'PUT /api/v1/nameservers/{nameserverId}': [byId(nameserver, 'nameserverId', () => ({ note: fresh() }))],
  'DELETE /api/v1/nameservers/{nameserverId}': [byId(nameserver, 'nameserverId')],
  'GET /api/v1/nameservers/{nameserverId}/uses': [byId(nameserver, 'nameserverId')],
  'POST /api/v1/nameservers/{nameserverId}/uses': [
    {
      kind: nameserver,
      ask: async (id, { root }) => ({
        params: { nameserverId: id },
        body: { tsigId: (await root.send(createTsigKey, { body: { name: freshTsig() } })).body.id, purpose: 'takes-updates', zone: 'Example.COM.' },
      }),
    },
  ],
  'POST /api/v1/nameservers/{nameserverId}/uses/bulk': [
    {
      kind: nameserver,
      ask: async (id, { root }) => ({
        params: { nameserverId: id },
        body: { uses: [{ tsigId: (await root.send(createTsigKey, { body: { name: freshTsig() } })).body.id, purpose: 'answers-transfers' }] },
      }),
    },
  ],
  'DELETE /api/v1/nameservers/{nameserverId}/uses/{useId}': [
    about(use, (id) => ({ params: { nameserverId: nameserversOfUses.get(id) ?? '019a0000-0000-7000-8000-000000000000', useId: id } })),
  ],
  'PUT /api/v1/nameservers/{nameserverId}/delivery': [byId(nameserver, 'nameserverId', () => ({ way: 'pull' }))],
  'GET /api/v1/nameservers/{nameserverId}/export': [byId(nameserver, 'nameserverId')],
  'POST /api/v1/nameservers/{nameserverId}/export': [byId(nameserver, 'nameserverId')],
  'POST /api/v1/nameservers/{nameserverId}/in-place': [
    { kind: nameserver, ask: async (id, { root }) => ({ params: { nameserverId: id }, body: { etag: await etagOf(id, root) } }) },
  ],
  'GET /api/v1/nameservers/{nameserverId}/install-script': [byId(nameserver, 'nameserverId')],
  'GET /api/v1/nameservers/{nameserverId}/install': [byId(nameserver, 'nameserverId')],
  'GET /api/v1/nameservers/{nameserverId}/file': [byId(nameserver, 'nameserverId')],
  'POST /api/v1/nameservers/{nameserverId}/report': [
    { kind: nameserver, ask: async (id, { root }) => ({ params: { nameserverId: id }, body: { etag: await etagOf(id, root), outcome: 'running' } }) },
  ],
  'GET /api/v1/nameservers/{nameserverId}/checks': [byId(nameserver, 'nameserverId')],
  'GET /tsig/{tsigId}/uses': [byId(tsigKey, 'tsigId')],
  'GET /tsig/{tsigId}/checks': [byId(tsigKey, 'tsigId')],
  'GET /api/v1/tsig-checks': [plain()],
  'POST /api/v1/tsig-checks': [plain()],
  'DELETE /api/v1/tsig-checks': [plain()],
  'PUT /api/v1/tsig-checks/schedule': [plain({ body: { every: 'daily' } })],
  'POST /tsig/{tsigId}/check': [
    {
      kind: tsigKey,
      ask: async (id, { root }) => ({
        params: { tsigId: id },
        body: {
          nameserverId: (await root.send(createNameserver, { body: { name: fresh(), kind: 'nsd', addresses: ['ns.invalid'] } })).body.id,
          transport: 'tcp',
        },
      }),
    },
  ],
  'POST /tsig/{tsigId}/rollover': [byId(usedKey, 'tsigId', () => ({ algorithm: 'HMAC-SHA512' }))],
  'GET /api/v1/rollovers': [plain({ query: { filter: 'state is planned', sort: 'oldKey.name' } })],
  'GET /api/v1/rollovers/{rolloverId}': [byId(rollover, 'rolloverId')],
  'POST /api/v1/rollovers/{rolloverId}/advance': [byId(rollover, 'rolloverId', () => ({ step: 1, automatic: false }))],
  'POST /api/v1/rollovers/{rolloverId}/pause': [byId(rollover, 'rolloverId')],
  'POST /api/v1/rollovers/{rolloverId}/undo': [byId(rollover, 'rolloverId', () => ({ step: 1 }))],
  'GET /api/v1/connectors': [plain()],
  'POST /api/v1/connectors': [
    plain(() => ({ body: { name: fresh(), region: 'own', apiKey: 'not-a-key-of-ours', template: { productNameId: 'ssl_plus', validityYears: 1, sans: 2 } } })),
    { ...plain(() => ({ body: { name: fresh(), region: 'eu', apiKey: 'not-a-key-of-ours' } })), always: { status: 409, code: 'base-url-not-allowed' } },
  ],
  'GET /api/v1/connectors/allowed': [plain()],
  'POST /api/v1/connectors/allowed': [plain(() => ({ body: { baseUrl: `https://ca${next()}.example.org/services/v2` } }))],
  'DELETE /api/v1/connectors/allowed/{baseId}': [byId(connectorBase, 'baseId')],
  'GET /api/v1/connectors/{connectorId}': [byId(connector, 'connectorId')],
  'PUT /api/v1/connectors/{connectorId}': [byId(connector, 'connectorId', () => ({ name: fresh(), contractAccount: true }))],
  'DELETE /api/v1/connectors/{connectorId}': [byId(connector, 'connectorId')],
  'POST /api/v1/connectors/{connectorId}/check': [byId(connector, 'connectorId')],
  'GET /api/v1/connectors/{connectorId}/checks': [byId(connector, 'connectorId')],
  'POST /api/v1/lookup': [about(token, (id) => ({ body: { value: id } }), { nothing: { found: null } })],
  'GET /api/v1/inventory': [plain()],
}

/** A person who can sign in, made without asking the server. */
export async function makePeople(server: TestApp, roles: readonly Person['role'][], hash: string): Promise<Person[]> {
  const people = roles.map((role): Person => {
    const name = `canary${next()}`
    return { id: uuid(server), name, email: `${name}@example.org`, role }
  })
  await server.store.write((tx) =>
    tx
      .insertInto('users')
      .values(people.map(({ id, name, email, role }) => ({ ...newUser(id, server.now(), email), name, role, password: hash })))
      .execute(),
  )
  return people
}
