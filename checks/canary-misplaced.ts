import { bySession, type Ask } from './client.ts'

/*
 * Secrets where they do not belong, in every call that the server's own OpenAPI document lists: path, query, headers,
 * names and values of fields, bodies of the wrong form. A secret of our format may stand anywhere. A password or a code
 * looks like any other text, so it is not put where free text is kept on purpose (name, note, e-mail, User-Agent …).
 */

interface Operation {
  parameters?: { in: string; name: string }[]
  requestBody?: { content?: Record<string, { schema?: { properties?: Record<string, unknown> } }> }
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>
}

export interface Misplaced {
  what: string
  path: string
  options: Ask
}

/** Fields and headers whose text is kept as it is given. */
const freeText = new Set(['name', 'label', 'note', 'email', 'query', 'search', 'filter', 'sort', 'tags', 'usedBy'])
const examples: Record<string, unknown> = {
  name: 'plain-name', note: 'plain note', email: 'plain@example.org', role: 'user', code: 'plain', password: 'an unremarkable phrase of words',
  current: 'an unremarkable phrase of words',
  next: 'another unremarkable phrase', expiresAt: '2030-01-01T00:00:00Z', userId: '00000000-0000-4000-8000-000000000000', graceSeconds: 0,
  ids: ['00000000-0000-4000-8000-000000000000'],
  dryRun: true, token: 'plain', token_type_hint: 'plain', value: 'plain', noun: 'api-keys', shared: false, query: '',
  algorithm: 'HMAC-SHA256', secret: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=', tags: ['plain'], usedBy: ['plain.example'], format: 'bind', text: 'plain',
  end_date: '2030-01-01', status: 'enabled',
  region: 'own', apiKey: 'plain-key-of-nobody', template: { productNameId: 'ssl_basic', validityYears: 1, sans: 0 }, contractAccount: false, divisionId: '1',
  restrictedToRoleId: 0, days: 30,
}
/** Where a secret of that kind belongs; a wrong one is planted there as well. */
const belongs = new Set(['password', 'current', 'next', 'code', 'token', 'value', 'secret', 'apiKey', 'authKey'])

const slow = new Set(['password', 'current'])

/** All calls with `secret` misplaced, for one caller. `ours`: the secret has the format of our values. */
export function* misplacements(document: OpenApi, secret: () => { value: string; ours: boolean }, cookie: string | undefined): Generator<Misplaced> {
  const known = cookie === undefined ? { 'X-Countersign-CSRF': '1' } : bySession(cookie)
  const fill = (path: string, by = '00000000-0000-4000-8000-000000000000') => path.replaceAll(/\{\w+\}/g, encodeURIComponent(by))
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(operations)) {
      const method = verb.toUpperCase() as NonNullable<Ask['method']>
      // Signing out would end the caller.
      if (method === 'DELETE' && path === '/api/v1/session') continue
      const properties = Object.keys(operation.requestBody?.content?.['application/json']?.schema?.properties ?? {})
      const body = properties.length === 0 ? undefined : Object.fromEntries(properties.map((name) => [name, examples[name] ?? 'plain']))
      const call = (what: string, at: string, headers: Record<string, string> = {}, sent: unknown = body): Misplaced => ({
        what: `${method} ${path}: ${what}`,
        path: at,
        options: { method, headers: { ...known, ...headers }, ...(method === 'GET' || sent === undefined ? {} : { body: sent }) },
      })

      // A password costs a slow hash; where it is not the point it is left empty, which is refused before.
      const cheap = properties.some((name) => slow.has(name)) ? { ...body, password: '', current: '' } : body

      if (path.includes('{')) yield call('path', fill(path, secret().value))
      for (const name of ['token', 'x', ...(operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name)]) {
        const { value, ours } = secret()
        if (ours || !freeText.has(name)) yield call(`query ${name}`, `${fill(path)}?${name}=${encodeURIComponent(value)}`)
      }
      yield call('query, without a name', `${fill(path)}?${encodeURIComponent(secret().value)}`)

      const { value: inHeader } = secret()
      const ascii = encodeURIComponent(inHeader)
      for (const header of [
        'X-Api-Key',
        'X-DC-DEVKEY',
        'If-Match',
        'Referer',
        'Origin',
        'X-Forwarded-For',
        'Forwarded',
        'Accept',
        'Content-Type',
        'X-Request-Id',
        'Range',
        'Accept-Language',
      ]) {
        yield call(`header ${header}`, fill(path), { [header]: ascii }, cheap)
      }
      yield call('Authorization', fill(path), { Authorization: ascii }, cheap)
      yield call('Authorization, bearer', fill(path), { Authorization: `Bearer ${ascii}` }, cheap)
      yield call('Authorization, basic', fill(path), { Authorization: `Basic ${Buffer.from(`${inHeader}:${inHeader}`).toString('base64')}` }, cheap)
      yield call('a cookie of another name', fill(path), { Cookie: `${cookie ?? ''}; other=${ascii}` }, cheap)
      const kept = secret()
      if (kept.ours) {
        yield call('User-Agent', fill(path), { 'User-Agent': kept.value })
        yield call('Idempotency-Key', fill(path), { 'Idempotency-Key': kept.value })
      }
      if (method === 'GET') continue

      yield call('name of a field', fill(path), {}, { ...body, [secret().value]: 1 })
      yield call('value of an unknown field', fill(path), {}, { ...body, unknown: secret().value })
      yield call('bare body', fill(path), {}, secret().value)
      yield call('array', fill(path), {}, [secret().value])
      yield call('JSON cut short', fill(path), {}, `{"name":${JSON.stringify(secret().value)},`)
      yield call('field given twice', fill(path), {}, `{${JSON.stringify(secret().value)}:1,${JSON.stringify(secret().value)}:2}`)
      yield call('too deep', fill(path), {}, `${'{"a":'.repeat(20)}${JSON.stringify(secret().value)}${'}'.repeat(20)}`)
      for (const name of properties) {
        const { value, ours } = secret()
        if (belongs.has(name)) yield call(`a wrong ${name}`, fill(path), {}, { ...body, [name]: value })
        else if (ours || !freeText.has(name)) {
          yield call(`field ${name}`, fill(path), {}, { ...body, [name]: value })
          yield call(`field ${name}, in a list`, fill(path), {}, { ...body, [name]: [value] })
        }
      }
    }
  }
  yield { what: 'no such path', path: `/${encodeURIComponent(secret().value)}`, options: { headers: known } }
}
