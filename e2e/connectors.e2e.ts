import type { Page } from '@playwright/test'
import { putAccountFacts } from '#contract/account-facts.ts'
import { createCertcentralKeys } from '#contract/certcentral-keys.ts'
import { checkConnector, createConnector, listConnectorChecks, listConnectors } from '#contract/connectors.ts'
import type { Client } from './api.ts'
import { expect, test } from './fixtures.ts'
import { axe, dialog, expectToast, fill, press } from './words.ts'

const list = '/certcentral/connectors'
const facts = {
  account: { id: 1406 },
  domains: [{ id: 1, name: 'northwind.example', is_active: true, validations: [{ type: 'ov', status: 'active', validated_until: '2027-11-01T00:00:00+00:00' }] }],
  products: [{ name_id: 'ssl_plus', name: 'Standard SSL', type: 'ssl_certificate', allowed_validity_years: [1], additional_dns_names_allowed: true }],
  balance: { balance: '0.00', currency: 'USD' },
}
const keyOf = async (by: Client) => (await by.call(createCertcentralKeys, { body: { name: 'CSM Connector Integration', userId: 'me' } })).keys[0]!.api_key
const adding = (page: Page) => dialog(page, 'Add connector')
const lines = (page: Page) => page.getByRole('list', { name: 'Prerequisites' }).getByRole('listitem')

test('K1 an administrator adds a connector, and every prerequisite is checked', async ({ as, api }) => {
  const client = await api('administrator')
  await client.call(putAccountFacts, { body: facts })
  const key = await keyOf(client)
  const page = await as('administrator', '/')
  await page.getByRole('navigation').getByRole('link', { name: 'Connectors' }).click()
  await page.getByRole('button', { name: 'Add connector' }).first().click()
  await press(adding(page), 'Test connection')
  await expect(adding(page)).toContainText('Enter an API key.')
  await fill(adding(page), { Name: 'Issuing EU', 'API key': key, 'Template product (optional)': 'ssl_plus' })
  await fill(adding(page), { SANs: '2' })
  await press(adding(page), 'Test connection')
  await expect(page.getByRole('heading', { level: 1, name: 'Issuing EU' })).toBeVisible()
  await expect(page.getByRole('main')).toContainText('Ready to issue. One prerequisite warns.')
  await expect(lines(page)).toHaveText([
    /^PassedAccount activeAccount 1406/, /^PassedRole Administrator or Manager.*Administrator\.$/, /^PassedRestriction wide enough/, /^PassedValidated domains/, /^PassedCertificate types1 product: SSL\/TLS\.$/,
    /^WarningBalance or contract.*0\.00 USD.*contract account\.$/, /^PassedEndpoint reached/, /^PassedTemplate parameters fitStandard SSL allows/,
  ])
  expect(await page.content()).not.toContain(key)
  await axe(page)
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
})

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
  await page.getByRole('link', { name: 'Open Issuing EU' }).click()
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
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/no such page/i)
})
