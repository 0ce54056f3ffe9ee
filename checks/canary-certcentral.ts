import { randomBytes } from 'node:crypto'
import { sampleCsr } from '#server/testing/csr.ts'
import { bySession, each, expectStatus, json, type Answer, type Ask } from './client.ts'

/* CertCentral's side of the canaries: its keys and AuthKeys at both doors, and the keys that connectors hold. */

export interface Planting {
  /** Sends, and keeps the answer without the secrets that this answer is the one place for. */
  call(path: string, options?: Ask, handsOver?: (answer: Answer) => readonly [kind: string, value: string][]): Promise<Answer>
  plant(kind: string, value: string): string
  post(headers: Record<string, string>, body?: unknown, method?: Ask['method']): Ask
  /** An administrator who just said their password, and somebody who is none. */
  admin: string
  standard: string
  /** How many of each. */
  keys: number
  authKeys: number
  connectors: number
}

const consoleKeys = '/api/v1/certcentral/keys'
const consoleAuthKeys = '/api/v1/certcentral/auth-keys'
const connectorsPath = '/api/v1/connectors'
/** Looked up by nobody: it is allowed and taken off again before anything is asked. */
const elsewhere = 'https://ca.canary.example/services/v2'

type NewKey = { id: string; api_key: string }
const newKeys = (answer: Answer) => {
  const reply = json(answer) as NewKey | { keys: NewKey[] }
  return 'keys' in reply ? reply.keys : [reply]
}
const handedKeys = (answer: Answer): [string, string][] => newKeys(answer).map(({ api_key: value }) => ['CertCentral key', value])
const handed = (kind: string, name: string) => (answer: Answer): [string, string][] => [[kind, (json(answer) as Record<string, string>)[name]!]]
/** The vendor's lists answer the secrets of AuthKeys, each time. */
const handedAuthKeys = (answer: Answer): [string, string][] =>
  (json(answer) as { auth_keys: { auth_key: string }[] }).auth_keys.map(({ auth_key: value }) => ['AuthKey', value])

export async function plantCertcentral({ call, plant, post, admin, standard, keys, authKeys, connectors }: Planting): Promise<void> {
  const proof = bySession(admin)
  const values: string[] = []
  await each(keys, 4, async (index) => {
    const create = post(
      { ...proof, 'Idempotency-Key': `ck-${index}` },
      { names: [`canary ${index} a`, `canary ${index} b`], userId: 'me', restrictedToRoleId: index % 3 === 0 ? 101 : 0 },
    )
    const [first, second] = newKeys(await call(consoleKeys, create, handedKeys)) as [{ id: string; api_key: string }, { id: string; api_key: string }]
    await call(consoleKeys, create, handedKeys)
    const dev = { 'X-DC-DEVKEY': first.api_key }
    const me = json(await call('/services/v2/user/me', { headers: dev })) as { id: number }
    for (const path of ['/services/v2/key', '/services/v2/domain', '/services/v2/product', '/services/v2/finance/balance', `/services/v2/nothing-of-the-kind`])
      await call(path, { headers: dev })
    await call(
      `/services/v2/key/user/${me.id}`,
      { method: 'POST', headers: dev, body: { name: `canary ${index} of the vendor` } },
      handed('CertCentral key', 'api_key'),
    )
    await call('/services/v2/user/me', { headers: { Authorization: `Bearer ${first.api_key}` } })
    await call('/auth/login', post({ Authorization: `Bearer ${second.api_key}` }))
    await call('/api/v1/lookup', post(proof, { value: first.api_key }))
    await call(`${consoleKeys}/${first.id}/would-refuse?restrictedToRoleId=102`, { headers: proof })
    for (const cookie of [admin, standard]) await call(`${consoleKeys}?search=canary`, { headers: bySession(cookie) })
    if (index % 3 === 0) await call(`/api/v1/replies/ck-${index}/acknowledge`, post(proof))
    if (index % 2 === 0) await call(`${consoleKeys}/${second.id}/revoke`, post(proof, { reason: `the value ${second.api_key} was shown` }))
    await call(`${consoleKeys}/${second.id}/revoke`, post(proof, { reason: 'was shown' }))
    values.push(first.api_key)
  })

  const dev = { 'X-DC-DEVKEY': newKeys(await call(consoleKeys, post(proof, { name: 'canary of AuthKeys', userId: 'me' }), handedKeys))[0]!.api_key }
  for (let index = 0; index < authKeys; index++) {
    const create = post({ ...proof, 'Idempotency-Key': `auth-key-${index}` }, { days: 30 + index })
    const { id, authKey } = json(await call(consoleAuthKeys, create, handed('AuthKey', 'authKey'))) as { id: string; authKey: string }
    await call(consoleAuthKeys, create, handed('AuthKey', 'authKey'))
    await call(`${consoleAuthKeys}/${id}/reveal`, post(proof), handed('AuthKey', 'authKey'))
    await call(`${consoleAuthKeys}/${id}/reveal`, post(bySession(standard)))
    await call('/services/v2/account/auth-key/90', { method: 'POST', headers: dev }, handed('AuthKey', 'auth_key'))
    await call('/services/v2/account/auth-keys', { headers: dev }, handedAuthKeys)
    await call(`/services/v2/account/auth-key/${id}`, { headers: dev }, handed('AuthKey', 'auth_key'))
    const { token } = json(await call(`${consoleAuthKeys}/${id}/request-token`, post(proof, { csr: sampleCsr }))) as { token: string }
    for (const key of [authKey, plant('AuthKey of somebody else', randomBytes(36).toString('base64url'))])
      await call('/api/v1/certcentral/request-tokens/validate', post(proof, { token, csr: sampleCsr, authKey: key }))
    await call('/api/v1/certcentral/request-tokens/validate', post(proof, { token: authKey, csr: sampleCsr, authKeyId: id }))
    for (const cookie of [admin, standard]) await call(consoleAuthKeys, { headers: bySession(cookie) })
    if (index % 2 === 0) await call(`/services/v2/account/auth-key/${id}`, { method: 'DELETE', headers: dev })
  }

  const base = json(await call(`${connectorsPath}/allowed`, post(proof, { baseUrl: elsewhere }))) as { id: string }
  const made = await Promise.all(Array.from({ length: connectors }, async (_, index) => {
    const foreign = () => plant('connector key', randomBytes(30).toString(index % 2 === 0 ? 'base64url' : 'base64'))
    // One in three holds a key of ours, which the check finds to be good.
    const apiKey = index % 3 === 0 ? values[index % values.length]! : foreign()
    const place = index % 3 === 1 ? { region: 'custom', baseUrl: elsewhere } : { region: 'own' }
    const create = post(
      { ...proof, 'Idempotency-Key': `connector-${index}` },
      { name: `canary ${index}`, apiKey, ...place, template: { productNameId: 'ssl_basic', validityYears: 1, sans: 2 } },
    )
    const { id } = json(expectStatus(await call(connectorsPath, create), 201, 'making a connector')) as { id: string }
    await call(connectorsPath, create)
    // Refused, each for another reason, and written down in the audit log.
    await call(connectorsPath, post(proof, { name: `canary ${index}`, apiKey: foreign(), region: 'own' }))
    await call(connectorsPath, post(proof, { name: 'not allowed', apiKey: foreign(), region: 'us' }))
    await call(connectorsPath, post(bySession(standard), { name: 'not mine', apiKey: foreign(), region: 'own' }))
    const named = foreign()
    await call(connectorsPath, post(proof, { name: named, apiKey: named, region: 'own' }))
    await call(connectorsPath, post(proof, { name: 'a blank', apiKey: `${foreign()} `.padStart(60, ' '), region: 'eu' }))
    await call(`${connectorsPath}/${id}`, post({ ...proof, 'If-Match': '"77"' }, { apiKey: foreign() }, 'PUT'))
    await call(`${connectorsPath}/${id}`, post(proof, { apiKey: foreign() }, 'PUT'))
    return id
  }))
  // Off the list: those elsewhere are not asked, whatever this machine could reach.
  await call(`${connectorsPath}/allowed/${base.id}`, post(proof, undefined, 'DELETE'))
  await each(made.length, 4, async (index) => {
    const id = made[index]!
    if (index % 3 === 0) await call(`${connectorsPath}/${id}`, post(proof, { apiKey: values[index % values.length]! }, 'PUT'))
    expectStatus(await call(`${connectorsPath}/${id}/check`, post(proof)), 200, 'checking a connector')
    for (const path of [`${connectorsPath}/${id}`, `${connectorsPath}/${id}/checks`, `${connectorsPath}?search=canary`])
      for (const cookie of [admin, standard]) await call(path, { headers: bySession(cookie) })
    if (index % 4 === 0) await call(`${connectorsPath}/${id}`, post(proof, undefined, 'DELETE'))
  })
}
