import { describe, expect, test } from 'vitest'
import { baseUrlOf, type CheckLine, type ConnectorTemplate } from '#contract/connectors.ts'
import type { Answers, Heard } from './answers.ts'
import { judge } from './checks.ts'
import { keyHint } from './rows.ts'

/* The shapes are the vendor's documented ones (seed-systems 5.2). */

const now = Date.UTC(2026, 10, 21, 12)
const ok = (body: unknown): Heard => ({ status: 200, body })
const denied: Heard = { status: 403, body: { errors: [{ code: 'access_denied|missing_permission', message: 'x' }] } }
const user = {
  id: 12,
  username: 'svc-issuing',
  account_id: 1406,
  status: 'active',
  container: { id: 5, parent_id: 0, name: 'Northwind', is_active: true },
  access_roles: [{ id: 4, name: 'Manager' }],
  type: 'service_user',
}
const domain = (name: string, more: object = { validations: [{ type: 'ov', status: 'active', validated_until: '2027-11-01T00:00:00+00:00' }] }) => ({
  id: 1,
  name,
  is_active: true,
  ...more,
})
const product = {
  group_name: 'ssl_certificate',
  name_id: 'ssl_plus',
  name: 'Standard SSL',
  type: 'ssl_certificate',
  allowed_validity_years: [1, 2],
  additional_dns_names_allowed: false,
}
const good: Answers = {
  host: 'ca.example.org', milliseconds: 118,
  me: ok(user),
  keys: ok({
    api_keys: [
      { id: 1, user: { id: 12 }, status: 'active', restricted_to_role_id: 0 },
      { id: 2, user: { id: 9 }, status: 'active', restricted_to_role_id: 102 },
    ],
  }),
  domains: ok({ domains: [domain('a.example'), domain('b.example')], page: { total: 2, limit: 200, offset: 0 } }),
  products: ok({ products: [product] }),
  balance: ok({ balance: '1200.00', currency: 'USD', total_available_funds: '1200.00' }),
}
const template: ConnectorTemplate = { productNameId: 'ssl_plus', validityYears: 1, sans: 0 }
const check = (answers: Partial<Answers>, more: { contractAccount?: boolean; template?: ConnectorTemplate | null; restriction?: number } = {}) =>
  Object.fromEntries(judge({ ...good, ...answers }, { now, contractAccount: false, template, ...more }).map((line) => [line.prerequisite, line])) as Record<
    CheckLine['prerequisite'],
    CheckLine
  >
const states = (lines: Record<string, CheckLine>) => Object.values(lines).map(({ state }) => state)

describe('the checklist', () => {
  test('everything is there: eight lines pass, in their order', () => {
    const lines = judge(good, { now, contractAccount: false, template })
    expect(lines.map(({ prerequisite, state }) => [prerequisite, state])).toEqual(
      ['account', 'role', 'restriction', 'domains', 'products', 'funds', 'endpoint', 'template'].map((name) => [name, 'passed']),
    )
    expect(lines.map(({ evidence }) => evidence)).toEqual([
      'Account 1406 answers, and the key\'s user is active.', 'The key belongs to svc-issuing, role Manager.', 'The key is not restricted.',
      'All 2 domains are validated.', '1 product: SSL/TLS.', '1200.00 USD are available.', 'ca.example.org answered in 118 ms.',
      'Standard SSL allows this validity and 0 SANs.',
    ])
    expect(lines.every(({ remedy }) => remedy === null)).toBe(true)
  })

  test('whose the key is, by name where one is told, and the version of TLS where there was a connection', () => {
    expect(check({ me: ok({ ...user, username: '019db8b590807fe1', first_name: 'Service', last_name: 'User-2' }) }).role.evidence).toBe(
      'The key belongs to Service User-2, role Manager.',
    )
    expect(check({ tls: 'TLSv1.3' }).endpoint.evidence).toBe('ca.example.org answered in 118 ms, TLS 1.3.')
  })

  test('a key that is refused stops the rest', () => {
    const lines = check({ me: { status: 403, body: { errors: [{ code: 'access_denied|access_denied_invalid_key', message: 'Access denied.' }] } } })
    expect(lines.account.state).toBe('failed')
    expect(lines.endpoint.state).toBe('passed')
    expect(states(lines).filter((state) => state === 'not-checked')).toHaveLength(6)
    expect(check({ me: { status: 401, body: undefined } }).account.state).toBe('failed')
    expect(check({ me: { status: 429, body: undefined } }).account).toMatchObject({ state: 'not-checked' })
  })

  test.each([
    [{ fault: 'timeout' }],
    [{ fault: 'address' }],
    [{ fault: 'not-json' }],
    [{ fault: 'redirect' }],
    [{ status: 500, body: {} }],
    [{ status: 404, body: {} }],
    [ok({ access_roles: 'x' })],
    [ok([])],
    [ok(null)],
  ] as [Heard][])('an endpoint that is not reached stops all: %j', (me) => {
    const lines = check({ me })
    expect(lines.endpoint.state).toBe('failed')
    expect(states(lines).filter((state) => state === 'not-checked')).toHaveLength(7)
  })

  test('users and divisions that are not active fail', () => {
    expect(check({ me: ok({ ...user, status: 'inactive' }) }).account.state).toBe('failed')
    expect(check({ me: ok({ ...user, container: { ...user.container, is_active: false } }) }).account.state).toBe('failed')
  })

  test('role: Administrator or Manager', () => {
    const role = (...names: string[]) => check({ me: ok({ ...user, access_roles: names.map((name, id) => ({ id, name })) }) }).role.state
    expect([role('Administrator'), role('Standard User', 'Manager'), role('Standard User'), role('Limited User'), role('Finance Manager'), role()]).toEqual([
      'passed',
      'passed',
      'failed',
      'failed',
      'failed',
      'warning',
    ])
  })

  test('restriction: known, or read from what is refused', () => {
    const known = (restriction: number) => check({}, { restriction }).restriction.state
    expect([0, 100, 101, 102, 103].map(known)).toEqual(['passed', 'warning', 'passed', 'failed', 'failed'])
    const read = (answers: Partial<Answers>) => check(answers).restriction.state
    expect(read({ keys: denied })).toBe('passed')
    expect(read({ keys: denied, domains: denied })).toBe('warning')
    expect(read({ products: denied, domains: denied })).toBe('failed')
    const keys = (...ids: (number | null)[]) =>
      read({ keys: ok({ api_keys: ids.map((id) => ({ user: { id: 12 }, status: 'active', ...(id === null ? {} : { restricted_to_role_id: id }) })) }) })
    expect([keys(102), keys(0, 0), keys(null), keys(0, 102), keys()]).toEqual(['failed', 'passed', 'passed', 'warning', 'warning'])
    expect(read({ keys: { fault: 'too-large' } })).toBe('warning')
  })

  test('domains: validated, lapsing, not validated, none', () => {
    const of = (...domains: object[]) => check({ domains: ok({ domains }) }).domains
    expect(of(domain('a'), domain('b', { dcv_expiration: { ov: '2027-02-01' } })).state).toBe('passed')
    expect(of(domain('a'), domain('b.example', {}))).toMatchObject({ state: 'warning', evidence: '1 of 2 domains are validated. Not validated: b.example.' })
    expect(of(domain('a', { validations: [{ type: 'ov', status: 'active', validated_until: '2026-12-02T00:00:00+00:00' }] })).state).toBe('warning')
    expect(of(domain('a', { validations: [{ type: 'ov', status: 'active', validated_until: '2026-11-01T00:00:00+00:00' }] })).state).toBe('failed')
    expect(of(domain('a', { validations: [{ type: 'ov', status: 'pending', validated_until: '2027-11-01' }] })).state).toBe('failed')
    expect(of({ ...domain('a'), is_active: false }).state).toBe('failed')
    expect(of().state).toBe('failed')
    expect(check({ domains: ok({ domains: [] }), products: ok({ products: [{ ...product, name_id: 'ssl_dv_geotrust' }] }) }).domains.state).toBe('warning')
    expect(check({ domains: denied }).domains.state).toBe('not-checked')
    expect(check({ domains: ok({ domains: [domain('a')], page: { total: 900 } }) }).domains.evidence).toContain('The first 1 of 900')
  })

  test('products and funds', () => {
    expect(check({ products: ok({ products: [] }) }).products.state).toBe('failed')
    expect(check({ products: denied }).products.state).toBe('not-checked')
    const funds = (body: unknown, contractAccount = false) => check({ balance: ok(body) }, { contractAccount }).funds.state
    expect(funds({ balance: '0.00', currency: 'USD', total_available_funds: '0.00' })).toBe('warning')
    expect(funds({ balance: '0.00', currency: 'USD', total_available_funds: '0.00' }, true)).toBe('passed')
    expect(funds({ balance: '-5.00', currency: 'USD', unlimited_negative_balance: true })).toBe('passed')
    expect(funds({ balance: '-5.00', currency: 'USD', total_available_funds: '45.00' })).toBe('passed')
    expect(funds({ balance: 'lots' })).toBe('not-checked')
    expect(check({ balance: denied }).funds.state).toBe('not-checked')
    expect(check({ balance: denied }, { contractAccount: true }).funds.state).toBe('passed')
  })

  test('template: product, validity, SANs', () => {
    const fits = (change: Partial<ConnectorTemplate>, of: object = product) =>
      check({ products: ok({ products: [of] }) }, { template: { ...template, ...change } }).template.state
    expect(fits({})).toBe('passed')
    expect(fits({ productNameId: 'ssl_ev_plus' })).toBe('failed')
    expect(fits({ validityYears: 3 })).toBe('failed')
    expect(fits({ sans: 1 })).toBe('failed')
    expect(fits({ sans: 1 }, { ...product, additional_dns_names_allowed: true })).toBe('passed')
    expect(fits({ validityYears: undefined, validityDays: 90 })).toBe('passed')
    expect(fits({ validityYears: undefined, validityDays: 900 })).toBe('failed')
    expect(fits({ validityYears: undefined, validityDays: 90 }, { ...product, custom_expiration_date_allowed: false })).toBe('failed')
    expect(fits({}, { name_id: 'ssl_plus' })).toBe('warning')
    expect(check({}, { template: null }).template.state).toBe('not-checked')
    expect(check({ products: denied }).template.state).toBe('not-checked')
  })

  test('nothing of another server goes into a line unlooked at', () => {
    const lines = check({ me: ok({ ...user, username: `a\u202Eb\u0007${'x'.repeat(300)}` }) })
    expect(lines.role.evidence).toMatch(/^The key belongs to abx{98}, role Manager\.$/)
  })
})

test.each([
  ['https://ca.example.org/services/v2/', 'https://ca.example.org/services/v2'], ['https://CA.example.org', 'https://ca.example.org'],
  ['https://ca.example.org:8443/x', 'https://ca.example.org:8443/x'],
  ['http://ca.example.org', undefined], ['https://127.0.0.1/x', undefined], ['https://2130706433/', undefined], ['https://0x7f.1/', undefined],
  ['https://[::1]/', undefined], ['https://localhost/', undefined], ['https://a@ca.example.org/', undefined],
  ['https://ca.example.org/?x', undefined], ['https://ca.example.org/#x', undefined], ['https://ca.example.org/a/../b', 'https://ca.example.org/b'],
  ['https://ca.example.org\\@evil.example/', undefined], ['https://ca.example.org/a%2fb', undefined], ['https://ca.example.org./', undefined],
  ['nothing', undefined], ['', undefined],
])('the base URL %j is kept as %j', (given, kept) => expect(baseUrlOf(given)).toBe(kept))

test('a hint never shows more than a quarter of a key', () => {
  expect(keyHint('csn_ck_abcdefghijklmnopqrstuvwxyz0123456')).toEqual({ start: 'csn_', last4: '3456' })
  expect(keyHint('12345678')).toEqual({ start: '1', last4: '8' })
})
