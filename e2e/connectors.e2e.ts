import type { Page } from '@playwright/test'
import { putAccountFacts } from '#contract/account-facts.ts'
import { createCertcentralKeys, newCertcentralKeys, revokeCertcentralKey } from '#contract/certcentral-keys.ts'
import { checkConnector, createConnector, listAllowedBases, listConnectorChecks, listConnectors, updateConnector } from '#contract/connectors.ts'
import type { Client } from './world/api.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { views } from './world/views.ts'
import {
  axe,
  choose,
  dialog,
  expectColumn,
  expectCount,
  expectHeads,
  expectRow,
  expectToast,
  fill,
  filterBy,
  openView,
  press,
  rowAction,
} from './world/words.ts'

const list = '/certcentral/connectors'
const facts = {
  account: { id: 1406 },
  domains: [
    { id: 1, name: 'northwind.example', is_active: true, validations: [{ type: 'ov', status: 'active', validated_until: '2027-11-01T00:00:00+00:00' }] },
  ],
  products: [{ name_id: 'ssl_plus', name: 'Standard SSL', type: 'ssl_certificate', allowed_validity_years: [1], additional_dns_names_allowed: true }],
  balance: { balance: '0.00', currency: 'USD' },
}
const keyOf = async (by: Client, more: { restrictedToRoleId?: 100 | 101 | 102 | 103 } = {}) =>
  newCertcentralKeys(await by.call(createCertcentralKeys, { body: { name: 'CSM Connector Integration', userId: 'me', ...more } }))[0]!.api_key
const made = async (by: Client, name: string, apiKey: string, more: object = {}) => {
  const connector = await by.call(createConnector, { body: { name, region: 'own', apiKey, ...more } })
  await by.call(checkConnector, { params: { connectorId: connector.id } })
  return connector
}
const ready = { contractAccount: true, template: { productNameId: 'ssl_plus', validityYears: 1, sans: 2 } }
/** Leads nowhere, wherever the tests run. */
const nowhere = 'https://ca.northwind.example/services/v2'
const adding = (page: Page) => dialog(page, 'Add connector')
const lines = (page: Page) => page.getByRole('list', { name: 'Prerequisites' }).getByRole('listitem')

test('K1 an administrator adds a connector, and every prerequisite is checked', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const key = await keyOf(client)
  const page = await as('administrator', '/')
  await page.getByRole('navigation').getByRole('link', { name: 'Connectors' }).click()
  await page.getByRole('button', { name: 'Add connector' }).first().click()
  // What lies under a dialog is not found by its role. The URL ends in `-new`, which is below no page's.
  await expect(page.locator('[aria-current=page]').filter({ hasText: /^Connectors$/ }), 'The sidebar and the crumbs say where one is.').toHaveCount(2)
  await press(adding(page), 'Test connection')
  await expect(adding(page)).toContainText('Enter an API key.')
  await fill(adding(page), { Name: 'Issuing EU', 'API key': key, 'Template product (optional)': 'ssl_plus' })
  await fill(adding(page), { SANs: '2' })
  await press(adding(page), 'Test connection')
  await expect(page.getByRole('heading', { level: 1, name: 'Issuing EU' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Ready to issue. One prerequisite warns.')
  await expect(lines(page)).toHaveText([
    /^PassedAccount activeAccount 1406/, /^PassedRole Administrator or Manager.*Administrator\.$/, /^PassedRestriction wide enough/, /^PassedValidated domains/,
    /^PassedCertificate types1 product: SSL\/TLS\.$/,
    /^WarningBalance or contract.*0\.00 USD.*contract account\.$/, /^PassedEndpoint reached/, /^PassedTemplate parameters fitStandard SSL allows/,
  ])
  expect(await page.content()).not.toContain(key)
  await expect(page).toHaveTitle('Issuing EU · Countersign')
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('listitem')).toHaveText(['CertCentral', 'Connectors', 'Issuing EU'])
  // A contract account needs no funds: every line passes.
  await press(page, 'Edit connector')
  await choose(page, 'Contract account', 'Yes')
  await fill(dialog(page, 'Edit connector'), { Name: 'Issuing' })
  await press(dialog(page, 'Edit connector'), 'Save')
  await expectToast(page, 'Connector Issuing updated')
  await expect(page).toHaveTitle('Issuing · Countersign')
  await press(page, 'Re-check')
  await expect(page.getByRole('main')).toContainText('Ready to issue. All prerequisites passed.')
  await expect(lines(page).filter({ hasText: /^Passed/ })).toHaveCount(8)
})

test('K1 what a narrow key cannot see is not checked, and each line says what to do', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const orders = await made(client, 'Orders only', await keyOf(client, { restrictedToRoleId: 100 }))
  const page = await as('administrator', `${list}/${orders.id}`)
  await expect(page.getByRole('main')).toContainText('Ready to issue. One prerequisite warns, three were not checked.')
  await expect(lines(page)).toHaveText([
    /^PassedAccount active/, /^PassedRole/, /^WarningRestriction wide enoughOrders: the key orders, and cannot see domains\.Give the key the restriction None/,
    /^Not checkedValidated domainsThe key may not see domains\.Widen the key's restriction/,
    /^PassedCertificate types/, /^Not checkedBalance or contractThe key may not see the balance\.Look in CertCentral/, /^PassedEndpoint/,
    /^Not checkedTemplate parameters fitThere is no template yet\.Edit the connector/,
  ])
  // Validity and SANs against the product.
  const wide = await made(client, 'Too long', await keyOf(client), { ...ready, template: { ...ready.template, validityYears: 5 } })
  await page.goto(`${list}/${wide.id}`)
  await expect(page.getByRole('main')).toContainText('Not ready to issue. One prerequisite failed.')
  await expect(lines(page).last()).toHaveText(
    /^FailedTemplate parameters fitStandard SSL does not allow a validity of 5 years \(allowed: 1 year\)\.Change the template/,
  )
})

test('K1 a key that does not work stops the later lines, and another base URL takes an administrator\'s word', async ({ as, api, allow }) => {
  const client = await api('administrator')
  const page = await as('administrator', `${list}-new`)
  allow(/status of 409 .*connectors$/)
  await fill(adding(page), { Name: 'Typo', 'API key': 'not-a-key-of-anybody' })
  await adding(page).getByRole('combobox', { name: 'Region' }).click()
  await page.getByRole('option', { name: /^EU/ }).click()
  await expect(adding(page)).toContainText('Connectors may not ask https://certcentral.digicert.eu/services/v2 yet.')
  await press(adding(page), 'Test connection')
  await expect(adding(page)).toContainText('This is not on the list of allowed base URLs.')
  expect((await client.call(listConnectors)).data).toEqual([])
  await adding(page).getByRole('combobox', { name: 'Region' }).click()
  await page.getByRole('option', { name: /^This server/ }).click()
  await press(adding(page), 'Test connection')
  await expect(page.getByRole('main')).toContainText('Not ready to issue. One prerequisite failed, six were not checked.')
  await expect(lines(page).nth(0)).toContainText('The API key was refused')
  await expect(lines(page).filter({ hasText: /^Not checked.*Stopped: the API key does not work\.$/ })).toHaveCount(6)
  await expect(lines(page).filter({ hasText: /^PassedEndpoint reached/ })).toHaveCount(1)
})

test('K2 a key that was good and is revoked stops the next check', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const [key] = newCertcentralKeys(await client.call(createCertcentralKeys, { body: { name: 'short lived', userId: 'me' } }))
  const { id } = await made(client, 'Issuing', key!.api_key, ready)
  const page = await as('administrator', `${list}/${id}`)
  await expect(page.getByRole('main')).toContainText('Ready to issue. All prerequisites passed.')
  await client.call(revokeCertcentralKey, { params: { keyId: key!.id }, body: {} })
  await press(page, 'Re-check')
  await expect(page.getByRole('main')).toContainText('Not ready to issue. One prerequisite failed, six were not checked.')
  const history = page.getByRole('list', { name: 'Checks' }).getByRole('listitem')
  await expect(history).toHaveText([/1 passed.*1 failed.*6 not checked$/, /8 passed.*0 failed.*0 not checked$/])
})

test('K1 another base URL is allowed after the password once more, and taken off without', async ({ as, api, forward, allow }) => {
  const client = await api('administrator')
  const page = await as('administrator', `${list}-new`)
  allow(/status of 40[139] /)
  await fill(adding(page), { Name: 'Issuing EU', 'API key': 'a-key-of-the-vendor' })
  await choose(page, 'Region', 'Custom URL')
  await fill(adding(page), { 'Base URL': nowhere })
  await adding(page).getByLabel('Allow connectors to ask this base URL').check()
  // A sign-in counts for five minutes.
  await forward(6 * minute)
  await press(adding(page), 'Test connection')
  await press(dialog(page, 'Confirm it is you'), 'Cancel')
  await expect(adding(page)).toContainText('Confirm first that it is you, then try again.')
  expect((await client.call(listConnectors)).data).toEqual([])
  await press(adding(page), 'Test connection')
  await fill(dialog(page, 'Confirm it is you'), { Password: people.administrator.password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
  await expect(page.getByRole('heading', { level: 1, name: 'Issuing EU' })).toBeVisible({ timeout: 90_000 })
  // A tab opens no socket, and no server finds this name: either way nothing is known, and that is said.
  await expect(page.getByRole('main')).toContainText(/Not ready to issue\. (?:Eight prerequisites were|One prerequisite failed, seven were) not checked\./)
  expect((await client.call(listAllowedBases)).data.map(({ baseUrl }) => baseUrl)).toEqual([nowhere])
  await page.goto(list)
  await press(page, `Remove ${nowhere}`)
  await press(page.getByRole('dialog'), 'Remove')
  // Under a dialog no heading is seen, whatever has been done.
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Allowed base URLs' })).toHaveCount(0)
  expect((await client.call(listAllowedBases)).data).toEqual([])
  await rowAction(page, 'Issuing EU', 'Re-check')
  await expectToast(page, 'Connector Issuing EU checked')
  await page.getByRole('link', { name: 'Issuing EU', exact: true }).click()
  await expect(lines(page).filter({ hasText: 'is not on the list of allowed base URLs.Put it on the list, then re-check.' })).toHaveCount(8)
  await expect(page.getByRole('main')).toContainText('Not on the list of allowed base URLs')
})

test('K1 somebody was faster', async ({ as, api, allow }) => {
  const client = await api('administrator')
  const { id } = await client.call(createConnector, { body: { name: 'shared', region: 'own', apiKey: 'not-a-key-of-anybody' } })
  const page = await as('administrator', `${list}/${id}/edit`)
  allow(/status of 412/)
  const editing = dialog(page, 'Edit connector')
  await expect(editing).toBeVisible()
  await client.call(updateConnector, { params: { connectorId: id }, body: { divisionId: '42' } })
  await fill(editing, { Name: 'slower' })
  await press(editing, 'Save')
  await expect(editing).toContainText('shared was changed meanwhile')
  await press(editing, 'Reload the form')
  await expect(editing.getByLabel('Division (optional)')).toHaveValue('42')
  await fill(editing, { Name: 'both of us' })
  await press(editing, 'Save')
  await expectToast(page, 'Connector both of us updated')
  await expect(page.getByRole('heading', { level: 1, name: 'both of us' })).toBeVisible()
})

test('Connectors are searched, filtered and sorted as every table', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const key = await keyOf(client)
  await made(client, 'passes', key, ready)
  await made(client, 'warns', key, { template: ready.template })
  await made(client, 'fails', 'not-a-key-of-anybody')
  await client.call(createConnector, { body: { name: 'waits', region: 'own', apiKey: key } })
  const page = await as('administrator', list)
  await expectHeads(page, ['Name', 'Region', 'Base URL', 'API key', 'Status', 'Last check'])
  await expectRow(page, { Name: 'passes', Status: 'Passed', Region: 'This server', 'API key': `${key.slice(0, 11)}…${key.slice(-4)}` })
  await expectRow(page, { Name: 'warns', Status: 'Warning' })
  await expectRow(page, { Name: 'fails', Status: 'Failed' })
  await expectRow(page, { Name: 'waits', Status: 'Not checked', 'Last check': 'Never' })
  await openView(page, 'Not ready')
  await expectColumn(page, 'Name', ['fails', 'waits'])
  await page.goto(list)
  await filterBy(page, 'Status', 'is', 'Warning')
  await expectColumn(page, 'Name', ['warns'])
  await page.goto(list)
  await page.getByRole('searchbox', { name: 'Search' }).fill('FAIL')
  await expectColumn(page, 'Name', ['fails'])
  await expectCount(page, '1 of 4 connectors matches')
  await page.goto(`${list}?size=10&sort=-name`)
  await expectColumn(page, 'Name', ['warns', 'waits', 'passes', 'fails'])
  await rowAction(page, 'waits', 'Delete')
  await press(page.getByRole('dialog'), 'Delete')
  await expectToast(page, 'Connector waits deleted')
  await expectColumn(page, 'Name', ['warns', 'passes', 'fails'])
})

for (const { at, view } of views) {
  test(`K1 to K2: axe finds nothing, and nothing runs over (${at})`, async ({ as, api }) => {
    const client = await api('administrator')
    await client.call(putAccountFacts, {
      body: { ...facts, domains: [{ ...facts.domains[0]!, name: `${'long-'.repeat(11)}label.${'northwind-'.repeat(5)}x.example`, validations: [] }] },
    })
    const { id } = await made(
      client,
      'A connector with as long a name as one may give it, for whoever issues certificates for everybody',
      await keyOf(client, { restrictedToRoleId: 101 }),
      ready,
    )
    await made(client, `x${'x'.repeat(99)}`, await keyOf(client))
    const page = await as('administrator', list, view)
    for (const path of [list, `${list}-new`, `${list}/${id}`, `${list}/${id}/edit`]) {
      await page.goto(path)
      await expect(
        /new$|edit$/.test(path)
          ? page.getByRole('dialog')
          : path === list
            ? page.getByRole('button', { name: /^Actions for A connector/ })
            : page.getByRole('heading', { level: 1 }),
      ).toBeVisible()
      await axe(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), path).toBe(0)
    }
  })
}

test('K2 a connector is checked again: the time of the last check, and the history', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const { id } = await client.call(createConnector, { body: { name: 'Issuing EU', region: 'own', apiKey: await keyOf(client), contractAccount: true } })
  await client.call(checkConnector, { params: { connectorId: id } })
  await client.call(putAccountFacts, { body: { ...facts, products: [] } })
  const page = await as('administrator', list)
  await page.getByRole('button', { name: 'Actions for Issuing EU' }).click()
  await page.getByRole('menuitem', { name: 'Re-check' }).click()
  await expectToast(page, 'Connector Issuing EU checked')
  await page.getByRole('link', { name: 'Issuing EU', exact: true }).click()
  await expect(page.getByRole('main')).toContainText('Not ready to issue. One prerequisite failed, one was not checked.')
  await expect(page.getByRole('main')).toContainText('Checked 21 Nov 2026')
  const history = page.getByRole('list', { name: 'Checks' }).getByRole('listitem')
  await expect(history).toHaveCount(2)
  await press(page, 'Re-check')
  await expect(history).toHaveCount(3)
  expect((await client.call(listConnectorChecks, { params: { connectorId: id } })).data).toHaveLength(3)
})

test('a standard user has no Connectors', async ({ as }) => {
  const page = await as('user', list)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This page is for administrators')
})
