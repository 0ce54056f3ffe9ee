import { expect, test } from 'vitest'
import { putAccountFacts } from '#contract/account-facts.ts'
import { listAudit } from '#contract/audit.ts'
import {
  allowBase,
  checkConnector,
  createConnector,
  deleteConnector,
  disallowBase,
  getConnector,
  listAllowedBases,
  listConnectorChecks,
  listConnectors,
  updateConnector,
} from '#contract/connectors.ts'
import { connectorKeyPlace } from './rows.ts'
import { onEachStore } from '../../testing/store.ts'
import { minute, testApp } from '../../testing/app.ts'

const facts = {
  account: { id: 1406 },
  domains: [{ id: 1, name: 'a.example', is_active: true, validations: [{ type: 'ov', status: 'active', validated_until: '2027-11-01T00:00:00+00:00' }] }],
  products: [{ name_id: 'ssl_plus', name: 'Standard SSL', type: 'ssl_certificate', allowed_validity_years: [1], additional_dns_names_allowed: true }],
  balance: { balance: '0.00', currency: 'USD', total_available_funds: '0.00' },
}
const template = { productNameId: 'ssl_plus', validityYears: 1, sans: 3 }
const apiKey = 'canary-key-0123456789-wxyz'

onEachStore('connectors', ({ fresh }) => {
  async function ready() {
    const server = await testApp(await fresh(), { limits: false })
    const admin = await server.as('administrator')
    const asked: string[] = []
    // No test of ours leaves the machine: what would be asked outside is noted.
    server.host.outside = async (url, headers) => {
      asked.push(`${url} ${Object.keys(headers).join()} ${headers['X-DC-DEVKEY']}`)
      return { status: 403, text: '{"errors":[]}', milliseconds: 7 }
    }
    const make = async (body: Record<string, unknown> = {}) =>
      (await admin.send(createConnector, { body: { name: 'Issuing', region: 'own', apiKey, ...body } })).body
    const check = async (id: string) => (await admin.send(checkConnector, { params: { connectorId: id } })).body
    const states = async (id: string) => Object.fromEntries((await check(id)).lines.map(({ prerequisite, state }) => [prerequisite, state]))
    return { server, admin, asked, make, check, states }
  }

  test('our own CertCentral is asked through the server: every line, and the history', async () => {
    const { server, admin, asked, make, check, states } = await ready()
    await admin.send(putAccountFacts, { body: facts })
    const key = (await server.devKey(admin)).api_key
    const { id, ...made } = await make({ apiKey: key, template })
    expect(made).toMatchObject({
      region: 'own',
      baseUrl: `${server.origin}/services/v2`,
      allowed: true,
      contractAccount: false,
      template,
      lastCheck: null,
      createdBy: 'alice',
    })
    expect(await states(id)).toEqual({
      account: 'passed',
      role: 'passed',
      restriction: 'passed',
      domains: 'passed',
      products: 'passed',
      funds: 'warning',
      endpoint: 'passed',
      template: 'passed',
    })
    await admin.send(updateConnector, { params: { connectorId: id }, body: { contractAccount: true, template: { ...template, validityYears: 3 } } })
    server.advance(minute)
    expect(await check(id)).toMatchObject({ ready: false, passed: 7, warnings: 0, failed: 1, notChecked: 0, at: '2026-11-21T12:01:00.000Z' })
    const { data } = (await admin.send(listConnectorChecks, { params: { connectorId: id } })).body
    expect(data.map(({ at, failed }) => [at, failed])).toEqual([['2026-11-21T12:01:00.000Z', 1], ['2026-11-21T12:00:00.000Z', 0]])
    expect((await admin.send(listConnectors)).body.data[0]!.lastCheck).toMatchObject({ at: '2026-11-21T12:01:00.000Z', failed: 1 })
    expect(asked).toEqual([])
  })

  test('a key that does not work stops the rest; a restricted one says what it cannot', async () => {
    const { server, admin, make, states } = await ready()
    await admin.send(putAccountFacts, { body: facts })
    expect(await states((await make()).id)).toEqual({
      account: 'failed',
      endpoint: 'passed',
      role: 'not-checked',
      restriction: 'not-checked',
      domains: 'not-checked',
      products: 'not-checked',
      funds: 'not-checked',
      template: 'not-checked',
    })
    const viewOnly = (await server.devKey(admin, { restrictedToRoleId: 102 })).api_key
    expect(await states((await make({ name: 'b', apiKey: viewOnly })).id)).toMatchObject({ restriction: 'failed', domains: 'passed', template: 'not-checked' })
    const orders = (await server.devKey(admin, { restrictedToRoleId: 100 })).api_key
    expect(await states((await make({ name: 'c', apiKey: orders })).id)).toMatchObject({
      restriction: 'warning',
      domains: 'not-checked',
      funds: 'not-checked',
      products: 'passed',
    })
    const bob = await server.as('user')
    const standard = (await server.devKey(bob)).api_key
    expect(await states((await make({ name: 'd', apiKey: standard })).id)).toMatchObject({ role: 'failed', restriction: 'passed' })
  })

  test('nothing is kept for, or asked of, a base URL that is not on the list', async () => {
    const { admin, asked, make, check } = await ready()
    const custom = { name: 'Custom', region: 'custom', baseUrl: 'https://CA.example.org/services/v2/', apiKey }
    expect(await admin.send(createConnector, { body: custom })).toMatchObject({ status: 409, code: 'base-url-not-allowed' })
    expect((await admin.send(createConnector, { body: { name: 'EU', region: 'eu', apiKey } })).problem.errors[0]).toMatchObject({ pointer: '/region' })
    const base = await admin.send(allowBase, { body: { baseUrl: custom.baseUrl } })
    expect(base).toMatchObject({ status: 201, body: { baseUrl: 'https://ca.example.org/services/v2' } })
    expect((await admin.send(allowBase, { body: { baseUrl: 'https://ca.example.org/services/v2' } })).code).toBe('name-taken')
    const { id, allowed } = await make(custom)
    expect(allowed).toBe(true)
    const first = await check(id)
    expect(first.lines[0]).toMatchObject({ prerequisite: 'account', state: 'failed' })
    expect(asked).toEqual([`https://ca.example.org/services/v2/user/me X-DC-DEVKEY,User-Agent ${apiKey}`])
    await admin.send(disallowBase, { params: { baseId: base.body.id } })
    const after = await check(id)
    expect(after.ready).toBe(false)
    expect(after.lines.map(({ state }) => state)).toEqual(Array(8).fill('not-checked'))
    expect(asked).toHaveLength(1)
    expect((await admin.send(getConnector, { params: { connectorId: id } })).body.allowed).toBe(false)
    expect((await admin.send(listAllowedBases)).body.data).toEqual([])
  })

  test('where no socket can be opened, others are not checked, and why is said', async () => {
    const { server, admin, make, check } = await ready()
    delete server.host.outside
    await admin.send(allowBase, { body: { baseUrl: 'https://certcentral.digicert.eu/services/v2' } })
    const { lines } = await check((await make({ region: 'eu' })).id)
    expect(new Set(lines.map(({ state, evidence }) => `${state}: ${evidence}`))).toEqual(
      new Set(["not-checked: Only this server's own CertCentral can be asked from a browser tab."]),
    )
  })

  test('the list: filters, search, sorting and pages, and a status that SQL and the reply agree on', async () => {
    const { server, admin, make, check } = await ready()
    // Evidence holds what others wrote: that of the one that passes reads like a failure.
    const products = [{ ...facts.products[0]!, name: 'Odd","state":"failed","x":"SSL' }]
    await admin.send(putAccountFacts, { body: { ...facts, products, balance: { balance: '10.00', currency: 'USD' } } })
    const key = (await server.devKey(admin)).api_key
    const orders = (await server.devKey(admin, { restrictedToRoleId: 100 })).api_key
    await admin.send(allowBase, { body: { baseUrl: 'https://ca.example.org' } })
    const made = {
      passed: await make({ name: 'a passes', apiKey: key, template }),
      warning: await make({ name: 'b warns', apiKey: orders, template }),
      failed: await make({ name: 'c fails', apiKey: 'not-a-key-of-anybody' }),
      stopped: await make({ name: 'd is limited', region: 'custom', baseUrl: 'https://ca.example.org' }),
      never: await make({ name: 'e waits', region: 'custom', baseUrl: 'https://ca.example.org' }),
    }
    // 429 says nothing of the key: the rest stops, and nothing has failed.
    server.host.outside = async () => ({ status: 429, text: '{}', milliseconds: 7 })
    for (const { id } of [made.passed, made.warning, made.failed, made.stopped]) {
      await check(id)
      server.advance(minute)
    }
    // The last check counts, not any.
    await admin.send(updateConnector, { params: { connectorId: made.failed.id }, body: { apiKey: key } })
    await check(made.failed.id)
    await admin.send(updateConnector, { params: { connectorId: made.failed.id }, body: { apiKey: 'not-a-key-of-anybody' } })
    await check(made.failed.id)

    const list = async (query: Record<string, string> = {}) => (await admin.send(listConnectors, { query })).body
    const letters = async (query: Record<string, string>) => (await list(query)).data.map(({ name }) => name[0]).join('')
    expect((await list()).data.map(({ name, status }) => `${name[0]} ${status}`)).toEqual([
      'a passed',
      'b warning',
      'c failed',
      'd not-checked',
      'e not-checked',
    ])
    for (const [status, found] of [
      ['passed', 'a'],
      ['warning', 'b'],
      ['failed', 'c'],
      ['not-checked', 'de'],
    ] as const)
      expect(await letters({ filter: `status is ${status}` })).toBe(found)
    expect(await letters({ filter: 'lastCheck.at is empty' })).toBe('e')
    expect(await letters({ sort: '-lastCheck.at' })).toBe('cdbae')
    expect(await letters({ filter: 'region is custom', sort: '-name' })).toBe('ed')
    expect(await letters({ filter: `baseUrl equals ${server.origin}/services/v2` })).toBe('abc')
    expect(await letters({ search: 'CA.example' })).toBe('de')
    expect(await letters({ search: 'fails' })).toBe('c')
    expect(await letters({ filter: 'createdBy equals alice' })).toBe('abcde')
    const first = await list({ size: '2' })
    expect([first.total, first.data.length]).toEqual([5, 2])
    expect(await letters({ size: '2', after: first.next! })).toBe('cd')
    expect((await admin.send(listConnectors, { query: { filter: 'apiKey contains a' } })).code).toBe('invalid-filter')
    expect((await admin.send(listConnectors, { query: { after: `${first.next!}x` } })).code).toBe('invalid-cursor')
  })

  // Fails when the list is open to whoever finds an administrator's window: a key in the vault goes where the list lets it.
  test('one more base URL takes the password of the last five minutes; one less takes none (0015)', async () => {
    const { server, admin } = await ready()
    const allow = (host: string) => admin.send(allowBase, { body: { baseUrl: `https://${host}.example.org` } })
    const { status, body } = await allow('one')
    expect(status).toBe(201)
    server.advance(5 * minute)
    expect(await allow('two')).toMatchObject({ status: 403, code: 'confirmation-required' })
    expect((await admin.send(listAllowedBases)).body.data.map(({ baseUrl }) => baseUrl)).toEqual(['https://one.example.org'])
    // Refused as somebody known: the trail has it.
    expect((await admin.send(listAudit, { query: { filter: 'action equals connector.allow' } })).body.data.map(({ outcome }) => outcome)).toEqual([
      'asked: confirmation-required',
      'done',
    ])
    expect((await admin.send(disallowBase, { params: { baseId: body.id } })).status).toBe(204)
  })

  test('the key goes in and never comes out: not in a reply, the trail, the log or the database', async () => {
    const { server, admin, make, check } = await ready()
    const { id } = await make()
    await check(id)
    await admin.send(updateConnector, { params: { connectorId: id }, body: { apiKey: `${apiKey}2` } })
    const texts = [
      await admin.send(getConnector, { params: { connectorId: id } }),
      await admin.send(listConnectors),
      await admin.send(listAudit),
      await admin.send(listConnectorChecks, { params: { connectorId: id } }),
    ].map(({ text }) => text)
    const rows = JSON.stringify([
      await server.store.db.selectFrom('connectors').selectAll().execute(),
      await server.store.db.selectFrom('audit').selectAll().execute(),
      await server.store.db.selectFrom('replies').selectAll().execute(),
    ])
    for (const text of [...texts, rows, await server.logged()]) expect(text).not.toContain(apiKey)
    expect(texts[0]).toContain('"last4":"yz2"')
    // Another row's place, or the key before, does not open it.
    expect(connectorKeyPlace({ id, key_version: 2 })).not.toEqual(connectorKeyPlace({ id, key_version: 1 }))
    expect((await admin.send(createConnector, { body: { name: `x ${apiKey}`, region: 'own', apiKey } })).problem.errors[0]).toMatchObject({ pointer: '/name' })
  })

  test('another base URL takes the key once more: a kept key goes to no other server', async () => {
    const { admin, make, asked, check } = await ready()
    for (const host of ['one', 'two']) await admin.send(allowBase, { body: { baseUrl: `https://${host}.example.org` } })
    const { id } = await make({ region: 'custom', baseUrl: 'https://one.example.org' })
    const move = (body: Record<string, unknown>) => admin.send(updateConnector, { params: { connectorId: id }, body })
    expect((await move({ region: 'custom', baseUrl: 'https://two.example.org' })).code).toBe('secret-required')
    expect((await move({ region: 'own' })).code).toBe('secret-required')
    expect((await move({ region: 'us', apiKey: 'another-key' })).code).toBe('base-url-not-allowed')
    expect((await move({ baseUrl: 'https://two.example.org' })).code).toBe('invalid-value')
    expect((await move({ region: 'custom', baseUrl: 'https://two.example.org', apiKey: 'another-key' })).status).toBe(200)
    await check(id)
    expect(asked).toEqual(['https://two.example.org/user/me X-DC-DEVKEY,User-Agent another-key'])
  })

  test('names are there once; what is stale or not as it should be is refused', async () => {
    const { admin, make } = await ready()
    const { id } = await make()
    const create = async (body: Record<string, unknown>) => {
      const { status, code, problem } = await admin.send(createConnector, { body: { name: 'Other', region: 'own', apiKey, ...body } })
      return [status, code, problem.errors[0]?.pointer]
    }
    expect(await create({ name: 'ISSUING' })).toEqual([409, 'name-taken', '/name'])
    expect(await create({ region: 'custom' })).toEqual([400, 'invalid-value', '/baseUrl'])
    expect(await create({ region: 'us', baseUrl: 'https://ca.example.org' })).toEqual([400, 'invalid-value', '/baseUrl'])
    for (const baseUrl of [
      'http://ca.example.org',
      'https://127.0.0.1',
      'https://2130706433',
      'https://[::1]',
      'https://localhost',
      'https://u:p@ca.example.org',
      'https://ca.example.org?x=1',
    ])
      expect(await create({ region: 'custom', baseUrl })).toEqual([400, 'invalid-value', '/baseUrl'])
    expect(await create({ apiKey: 'with blank in it' })).toEqual([400, 'invalid-value', '/apiKey'])
    expect(await create({ apiKey: 'header\r\nX-Evil: 1' })).toEqual([400, 'invalid-value', '/apiKey'])
    expect(await create({ divisionId: '1; drop' })).toEqual([400, 'invalid-value', '/divisionId'])
    expect(await create({ template: { ...template, validityDays: 90 } })).toEqual([400, 'invalid-value', '/template/validityYears'])
    expect((await admin.send(updateConnector, { params: { connectorId: id }, body: { name: 'New' }, headers: { 'If-Match': '"9"' } })).code).toBe(
      'changed-meanwhile',
    )
    expect((await admin.send(deleteConnector, { params: { connectorId: id }, headers: { 'If-Match': '"1"' } })).status).toBe(204)
    expect((await admin.send(getConnector, { params: { connectorId: id } })).code).toBe('not-found')
  })

  test('twenty checks are kept', async () => {
    const { server, admin, make, check } = await ready()
    const { id } = await make()
    for (let at = 0; at < 22; at++) {
      server.advance(minute)
      await check(id)
    }
    const { data } = (await admin.send(listConnectorChecks, { params: { connectorId: id } })).body
    expect([data.length, data[0]!.at, data.at(-1)!.at]).toEqual([20, '2026-11-21T12:22:00.000Z', '2026-11-21T12:03:00.000Z'])
  })
})
