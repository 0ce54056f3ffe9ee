import { expect, test } from 'vitest'
import { getAccountFacts, putAccountFacts } from '#contract/account-facts.ts'
import { createFacts } from './store.ts'
import { onEachStore } from '../../testing/store.ts'
import { refusal } from '../../testing/refusals.ts'
import { testApp } from '../../testing/app.ts'

const domain = (id: number, name: string, more: Record<string, unknown> = {}) => ({ id, name, is_active: true, ...more })
const validated = {
  validations: [
    {
      type: 'ov',
      name: 'OV',
      description: 'Normal Organization Validation',
      date_created: '2026-01-01T00:00:00+00:00',
      validated_until: '2027-01-01T00:00:00+00:00',
      status: 'active',
    },
  ],
}
const facts = {
  account: { id: 1696530, primary_organization_id: 1850242, primary_organization_name: 'Northwind', make_renewal_calls: true, has_auth_key: true },
  container: { id: 634763, public_id: '0dkr7q', name: 'Northwind', parent_id: 0, template_id: 5, ekey: '2k4m', has_logo: false, is_active: true },
  organizations: [{ id: 1850242, name: 'Northwind', display_name: 'Northwind', status: 'active', is_active: '1' }],
  domains: [domain(3, 'zones.example'), domain(20, 'www.example', validated), domain(1, 'api.example', { is_active: false, dcv_method: 'dns-txt-token' })],
  products: [
    {
      group_name: 'ssl_certificate',
      name_id: 'ssl_plus',
      name: 'Standard SSL',
      type: 'ssl_certificate',
      allowed_validity_years: [1],
      signature_hash_types: { allowed_hash_types: [{ id: 'sha256', name: 'SHA-256' }], default_hash_type_id: 'sha256' },
    },
  ],
  balance: { balance: '1200.00', currency: 'USD', total_available_funds: '1200.00' },
}

onEachStore('account facts', ({ fresh }) => {
  async function filled() {
    const server = await testApp(await fresh())
    const admin = await server.as('administrator')
    const { api_key: value } = await server.devKey(admin)
    const call = (path: string) => server.fetch(`/services/v2${path}`, { headers: { 'X-DC-DEVKEY': value } })
    const json = async (path: string) => {
      const response = await call(path)
      return [response.status, await response.json() as unknown]
    }
    const load = (body: unknown, headers?: Record<string, string>) => admin.send(putAccountFacts, { body, headers })
    return { server, admin, call, json, load }
  }

  // As one text SQLite wrote them in one statement, a tenth of a second long for everybody.
  test('facts of megabytes lie in parts, and are read as they were written, also by another server', async () => {
    const { server, admin, load } = await filled()
    const parts = async () => (await server.store.db.selectFrom('meta').select('key').where('key', 'like', 'account-facts:%').execute()).length
    const many = { organizations: Array.from({ length: 2000 }, (_, at) => ({ id: at + 1, name: `Northwind ${at}`, notes: `${'😀'.repeat(at % 100)}x` })) }
    for (const round of [1, 2]) {
      expect((await load({ ...many, account: { id: round } })).status).toBe(200)
      expect(await parts()).toBeGreaterThan(1)
      const other = createFacts(server.store)
      expect((await other.read()).facts).toEqual({ ...many, account: { id: round } })
    }
    expect(((await admin.send(getAccountFacts)).body as { facts: unknown }).facts).toEqual({ ...many, account: { id: 2 } })
    expect((await load(facts)).status).toBe(200)
    expect(await parts()).toBe(0)
    expect((await createFacts(server.store).read()).facts).toMatchObject({ account: { id: 1696530 } })
  })

  test('before anything is loaded there is an account, and nothing in it', async () => {
    const { json, call } = await filled()
    expect(await json('/account')).toEqual([200, { id: 1, has_auth_key: false }])
    expect(await json('/domain')).toEqual([200, { domains: [], page: { total: 0, limit: 1000, offset: 0 } }])
    expect(await json('/organization')).toEqual([200, { organizations: [], page: { total: 0, limit: 1000, offset: 0 } }])
    expect(await json('/product')).toEqual([200, { products: [] }])
    expect(await refusal(await call('/product/ssl_plus'))).toEqual([404, 'not_found|product'])
    expect(await refusal(await call('/finance/balance'))).toEqual([404, 'not_found|balance'])
  })

  test('what was loaded is answered as it was, paged, filtered and sorted; whether there is an AuthKey is live', async () => {
    const { admin, json, load } = await filled()
    const loaded = await load(facts)
    expect([loaded.status, loaded.body]).toEqual([
      200,
      { organizations: 1, domains: 3, divisions: 0, products: 1, hasAccount: true, hasBalance: true, updatedAt: '2026-11-21T12:00:00.000Z' },
    ])
    expect(await json('/account')).toEqual([200, { ...facts.account, has_auth_key: false }])
    expect(await json('/organization')).toEqual([200, { organizations: facts.organizations, page: { total: 1, limit: 1000, offset: 0 } }])
    expect(await json('/product')).toEqual([200, { products: facts.products }])
    expect(await json('/product/ssl_plus')).toEqual([200, facts.products[0]])
    expect(await json('/finance/balance')).toEqual([200, facts.balance])
    expect(await json('/user/me')).toMatchObject([200, { account_id: 1696530, container: facts.container }])
    const ids = async (query: string) => ((await json(`/domain?${query}`))[1] as { domains: { id: number }[] }).domains.map(({ id }) => id)
    expect(await ids('')).toEqual([1, 20, 3])
    expect(await ids('sort=-id')).toEqual([20, 3, 1])
    expect(await ids('filters[name]=www.example')).toEqual([20])
    expect(await ids('filters[name]=%25example&sort=name&limit=1&offset=1')).toEqual([20])
    expect(await ids('filters[search]=%25zon')).toEqual([3])
    expect(await ids('filters[search]=zon')).toEqual([])
    expect(await ids('filters[status]=active')).toEqual([20, 3])
    expect(await ids('filters[is_active]=false')).toEqual([1])
    expect(await ids('filters[is_active]=FALSE')).toEqual([1])
    for (const filter of ['filters[is_active]=no', 'filters[date_created]=yesterday', 'filters[id]=one', 'include_validation=zork',
      'filters[include_validation_reuse_status]=zork'])
      expect(await json(`/domain?${filter}`)).toMatchObject([400, { errors: [{ code: expect.stringMatching(/^invalid_value/) as string }] }])
    expect(await ids('include_dcv_expiration_time=true&container_id=634763')).toHaveLength(3)
    expect(await ids('container_id=5')).toEqual([])
    expect(await json('/domain?filters[name]=%25example&limit=1')).toMatchObject([200, { page: { total: 3, limit: 1, offset: 0 } }])
    expect((await admin.send(getAccountFacts)).body.facts).toEqual(facts)
    // Loading replaces: what is not there any more is not answered from memory.
    await load({})
    expect(await json('/domain')).toMatchObject([200, { domains: [] }])
    expect(await json('/account')).toMatchObject([200, { id: 1 }])
  })

  test('a second server answers what the first has loaded', async () => {
    const { server, json, load } = await filled()
    expect(await json('/product')).toEqual([200, { products: [] }])
    await server.store.write(async (tx) => {
      await tx
        .insertInto('account_facts')
        .values({ id: 1, facts: JSON.stringify(facts), updated_at: 1, version: 7 })
        .execute()
    })
    expect(await json('/product')).toEqual([200, { products: facts.products }])
    expect((await load({}, { 'If-Match': '"6"' })).code).toBe('changed-meanwhile')
    expect((await load({}, { 'If-Match': '"7"' })).headers.get('ETag')).toBe('"8"')
  })

  test('what is not as the schema says, too much or too large is refused, with a pointer, and nothing changes', async () => {
    const { admin, load } = await filled()
    await load(facts)
    const refused = async (body: unknown) => {
      const { status, code, problem } = await load(body)
      return [status, code, problem.errors?.[0]?.pointer]
    }
    // What a list answered, as it is: it was refused for its page. A part of one would pass for the whole.
    expect(await refused({ domains: facts.domains, page: { total: 3, limit: 1000, offset: 0 } })).toEqual([200, undefined, undefined])
    expect(await refused({ domains: facts.domains, page: { total: 4, limit: 3, offset: 0 } })).toEqual([400, 'invalid-value', '/page/total'])
    expect(
      await refused({ account: null, container: null, containers: null, organizations: null, domains: null, products: null, balance: null, page: null }),
    ).toEqual([200, undefined, undefined])
    expect(
      await refused({
        domains: [domain(1, 'a.example', { organization: null, validations: null, dcv_method: null, dcv_expiration: { ov: null }, container: null, id: '7' })],
      }),
    ).toEqual([200, undefined, undefined])
    expect((await admin.send(getAccountFacts)).body.facts).toMatchObject({ domains: [{ id: 7 }] })
    await load(facts)
    expect(await refused({ ...facts, other: 1 })).toEqual([400, 'unknown-field', '/other'])
    expect(await refused({ domains: [domain(1, 'a.example'), { name: 'b.example' }] })).toEqual([400, 'required', '/domains/1/id'])
    expect(await refused({ domains: [domain(1, 'a.example'), domain(1, 'b.example')] })).toEqual([400, 'invalid-value', '/domains'])
    expect(await refused({ domains: [domain(0, 'a.example')] })).toEqual([400, 'invalid-value', '/domains/0/id'])
    expect(await refused({ balance: { balance: 1200, currency: 'USD' } })).toEqual([400, 'invalid-value', '/balance/balance'])
    expect(await refused({ products: [{ name_id: '../x', name: 'x', type: 'x' }] })).toEqual([400, 'invalid-value', '/products/0/name_id'])
    expect(await refused([])).toEqual([400, 'invalid-value', ''])
    expect((await admin.send(putAccountFacts, { text: '<facts/>' })).code).toBe('not-json')
    expect((await refused({ domains: Array.from({ length: 10_001 }, (_, i) => domain(i + 1, `d${i}.example`)) })).slice(0, 2)).toEqual([413, 'too-large'])
    expect((await admin.send(putAccountFacts, { text: ' '.repeat(8 * 1024 * 1024 + 1) })).code).toBe('too-large')
    const full = { domains: Array.from({ length: 10_000 }, (_, i) => domain(i + 1, `d${i}.example`, { note: 'x'.repeat(300) })) }
    expect(await load(full)).toMatchObject({ status: 200, body: { domains: 10_000 } })
    const trail = await admin.send(getAccountFacts)
    expect(trail.body.summary.domains).toBe(10_000)
    const user = await admin.send(putAccountFacts, {
      body: { account: { id: 2 }, products: [{ name_id: 'x', name: 'csn_ck_00000000000000000000000000000000000000', type: 'x' }] },
    })
    expect(user.code).toBe('invalid-value')
  })
})
