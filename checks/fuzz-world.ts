import { putAccountFacts } from '#contract/account-facts.ts'
import { createApiKey } from '#contract/api-keys.ts'
import { createAuthKey } from '#contract/auth-keys.ts'
import { allowBase, createConnector } from '#contract/connectors.ts'
import { listSessions } from '#contract/sessions.ts'
import { createTsigKey } from '#contract/tsig-keys.ts'
import { createUser } from '#contract/users.ts'
import { createView } from '#contract/views.ts'
import type { Proof } from '#contract/endpoint.ts'
import { csrf, type Caller, type TestApp } from '../src/server/testing/app.ts'
import { sampleCsr } from '../src/server/testing/csr.ts'
import type { Random } from './fuzz-random.ts'

/** Callers of every kind, and things that are there to ask about. Made anew every few hundred requests: much of it gets deleted. */
export interface World {
  callers: readonly { name: string; proof?: Proof; headers: Record<string, string> }[]
  /** Real values of path parameters and ids, by parameter name; those at one place belong together. */
  ids: Readonly<Record<string, readonly string[]>>
  values: readonly string[]
}

let made = 0

export async function makeWorld(server: TestApp, random: Random): Promise<World> {
  const round = ++made
  const [admin, user, other, second] = (await Promise.all(
    (['administrator', 'user', 'user', 'administrator'] as const).map(async (role, i) => server.signIn(await server.person(role, `fuzz${round}x${i}`))),
  )) as [Caller, Caller, Caller, Caller]
  const keys = await Promise.all(
    [admin, user, user, other].map((owner, i) =>
      server.key(owner, { name: `key ${round} ${i}`, expiresAt: new Date(server.now() + (1 + random.below(400)) * 86_400_000).toISOString() }),
    ),
  )
  const [adminToken, userToken] = [await server.token(keys[0]!.apiKey), await server.token(keys[1]!.apiKey)]
  const replyKey = `world-${round}`
  const own = [admin, user].map((_, i) => `own-${round}-${i}`)
  await Promise.all(
    [admin, user].map((caller, i) =>
      caller.send(createView, { body: { noun: 'audit', name: 'stored', shared: false, query: '' }, headers: { 'Idempotency-Key': own[i]! } }),
    ),
  )
  await other.send(createApiKey, { body: { name: 'stored reply' }, headers: { 'Idempotency-Key': replyKey } })
  const { body: invited } = await admin.send(createUser, { body: { email: `invited${round}@example.org`, name: 'Invited', role: 'user' } })
  const views = await Promise.all(
    [admin, user].map(
      async (caller) => (await caller.send(createView, { body: { noun: 'users', name: 'mine', shared: caller === admin, query: 'sort=name' } })).body.id,
    ),
  )
  const secrets = [16, 28, 32, 48, 64].map((octets) => Buffer.from(Array.from({ length: octets }, () => random.below(256))).toString('base64'))
  const tsigIds = await Promise.all(
    secrets.slice(0, 3).map(async (secret, i) => (await admin.send(createTsigKey, { body: { name: `t${i}.fuzz${round}.example`, secret } })).body.id),
  )
  const texts = [
    `key "i.fuzz${round}.example" { algorithm hmac-sha256; secret "${secrets[2]}"; };`,
    `hmac-sha512:j.fuzz${round}.example:${secrets[4]}\nhmac-sha224:a..b:${secrets[1]}\nnothing`,
    secrets.map((secret, i) => `hmac-sha256:t${i}.fuzz${round}.example:${secret}`).join('\n'),
  ]
  const sessions = await Promise.all([admin, user, other].map(async (caller) => (await caller.send(listSessions)).body.data.map(({ id }) => id)))
  const devKeys = await Promise.all(
    [admin, user, user, other, admin].map((caller, i) => server.devKey(caller, i === 4 ? { restrictedToRoleId: random.pick([100, 101, 102, 103]) } : {})),
  )
  const numbers = await server.store.db
    .selectFrom('users')
    .select('number')
    .where(
      'id',
      'in',
      [admin, user, other].map(({ person }) => person.id),
    )
    .orderBy('number')
    .execute()
  const oneTokens = await Promise.all(
    [admin, user, user, other].map((caller, i) =>
      server.oneToken(caller, { name: `token ${round} ${'abcd'[i]}`, end_date: random.pick([null, '2027-12-31', '9999-12-31']) }),
    ),
  )
  const oneToken = (value: string) => ({ 'x-api-key': value })
  await admin.send(putAccountFacts, {
    body: {
      containers: [
        { id: 1, name: 'Northwind', parent_id: 0 },
        { id: 2, name: 'Iberia', parent_id: 1 },
      ],
      organizations: [{ id: round, name: 'Northwind' }],
      domains: [{ id: round, name: 'example.org', is_active: true }],
      products: [{ name_id: 'ssl_plus', name: 'Standard SSL', type: 'ssl_certificate' }],
      balance: { balance: '12.00', currency: 'USD' },
    },
  })
  // Now and then none or a single one, so that the calls which want exactly that succeed too.
  await server.store.write((tx) => tx.deleteFrom('auth_keys').execute())
  const authKeys = await Promise.all(
    Array.from({ length: round % 3 }, async () => (await admin.send(createAuthKey, { body: { days: 1 + random.below(30) } })).body.id),
  )
  const baseUrl = (i: number) => `https://ca${i}.fuzz${round}.example/services/v2`
  const bases = await Promise.all([0, 1].map(async (i) => (await admin.send(allowBase, { body: { baseUrl: baseUrl(i) } })).body.id))
  const connectors = await Promise.all(
    [0, 1].map(
      async (i) => (await admin.send(createConnector, { body: { name: `connector ${round} ${'ab'[i]}`, region: 'own', apiKey: devKeys[0]!.api_key } })).body.id,
    ),
  )
  const devKey = (value: string) => ({ 'X-DC-DEVKEY': value })
  const bearer = (value: string) => ({ Authorization: `Bearer ${value}` })
  return {
    callers: [
      { name: 'nobody', headers: {} },
      { name: 'a page of the console', proof: 'none', headers: csrf },
      { name: 'a session of a user', proof: 'session', headers: user.headers },
      { name: 'a session of an administrator', proof: 'session', headers: admin.headers },
      { name: 'a session of another administrator', proof: 'session', headers: second.headers },
      { name: 'a session without the CSRF header', headers: { Cookie: user.headers.Cookie! } },
      { name: 'a token of a user', proof: 'auth-token', headers: bearer(userToken) },
      { name: 'a token of an administrator', proof: 'auth-token', headers: bearer(adminToken) },
      { name: 'an API key', proof: 'api-key', headers: bearer(keys[2]!.apiKey) },
      { name: 'a CertCentral key of an administrator', proof: 'certcentral-key', headers: devKey(devKeys[0]!.api_key) },
      { name: 'a CertCentral key of a user', proof: 'certcentral-key', headers: devKey(devKeys[1]!.api_key) },
      { name: 'a restricted CertCentral key', proof: 'certcentral-key', headers: devKey(devKeys[4]!.api_key) },
      { name: 'a DigiCert ONE token of an administrator', proof: 'one-token', headers: oneToken(oneTokens[0]!.token) },
      { name: 'a DigiCert ONE token of a user', proof: 'one-token', headers: oneToken(oneTokens[1]!.token) },
      { name: 'a dead DigiCert ONE token', headers: oneToken('csn_pt_00000000000000000000000000000000000000') },
      { name: 'a dead CertCentral key', headers: devKey('csn_ck_00000000000000000000000000000000000000') },
      { name: 'a dead token', headers: bearer('csn_at_00000000000000000000000000000000000000') },
    ],
    ids: {
      apiKeyId: keys.map(({ id }) => id), ids: keys.map(({ id }) => id), userId: [admin, user, other].map(({ person }) => person.id),
      sessionId: sessions.map(([first]) => first!), viewId: views, key: [replyKey, ...own],
      authKeyId: authKeys, id_or_days: [...authKeys, '1', '30'], name_id: ['ssl_plus'], domain_id: [String(round)], organization_id: [String(round)],
      container_id: ['1', '2'], csr: [sampleCsr],
      keyId: devKeys.slice(0, 3).map(({ id }) => id), key_id: devKeys.slice(0, 3).map(({ number }) => String(number)),
      tokenId: oneTokens.slice(0, 3).map(({ id }) => id), token_id: oneTokens.slice(0, 3).map(({ id }) => id),
      user_id: numbers.map(({ number }) => String(number)), 'one.user_id': [admin, user, other].map(({ person }) => person.id),
      permission: ['view_users', 'view_orders', 'nothing'],
      connectorId: connectors, baseId: bases, baseUrl: [baseUrl(2), baseUrl(3)],
      tsigId: tsigIds, secret: secrets, text: texts,
      code: [new URL(invited.invitation!.url).hash.slice(1)], email: [user.person.email, `new${round}@example.org`], password: ['gravel lantern orbit'],
      current: ['gravel lantern orbit'],
    },
    values: [userToken, adminToken, ...keys.map(({ apiKey }) => apiKey), ...oneTokens.map(({ token }) => token)],
  }
}
