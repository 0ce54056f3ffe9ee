import type { Page } from '@playwright/test'
import { getAccountFacts, putAccountFacts } from '#contract/account-facts.ts'
import { expect, test } from './world/fixtures.ts'
import { views } from './world/views.ts'
import { axe, dialog, downloaded, expectToast, press } from './world/words.ts'

const path = '/certcentral/connectors/account-facts'
const json = (page: Page) => page.getByRole('textbox', { name: 'JSON', exact: true })
const load = (page: Page) => page.getByRole('button', { name: 'Load', exact: true }).click()
const loaded = (page: Page) => page.getByRole('region', { name: 'Loaded' }).or(page.getByRole('main'))

test('Connectors › Account facts: JSON is loaded, replaced and saved', async ({ as, api }) => {
  const client = await api('administrator')
  const page = await as('administrator', '/certcentral/connectors')
  await page.getByRole('link', { name: 'Account facts' }).click()
  await expect(page).toHaveTitle('Account facts · Countersign')
  await expect(page.getByRole('navigation', { name: 'Breadcrumbs' }).getByRole('listitem')).toHaveText(['CertCentral', 'Connectors', 'Account facts'])
  await expect(page.getByText('Nothing is loaded yet')).toBeVisible()
  await press(page, 'Use an example')
  await load(page)
  await expectToast(page, 'Account facts loaded: 1 organization, 1 domain, 1 product')
  await expect(loaded(page)).toContainText('1200.00 USD')
  await expect(json(page)).toHaveValue('')

  await json(page).fill('{ "domains": [{ "id": 1, "name": "a.example", "is_active": true }, { "id": 2, "name": "b.example", "is_active": false }] }')
  await load(page)
  await expect(dialog(page, 'Replace account facts')).toContainText('What is loaded now goes: 1 organization, 1 domain, 1 product.')
  await press(dialog(page, 'Replace account facts'), 'Cancel')
  expect((await client.call(getAccountFacts)).summary.domains).toBe(1)
  await load(page)
  await press(dialog(page, 'Replace account facts'), 'Replace')
  await expectToast(page, 'Account facts loaded: 2 domains')
  const { summary, facts } = await client.call(getAccountFacts)
  expect(summary).toMatchObject({ domains: 2, organizations: 0, hasBalance: false })
  const saved = await downloaded(page, () => press(page, 'Download JSON'))
  expect(saved.name).toBe('account-facts.json')
  expect(JSON.parse(saved.text)).toEqual(facts)
})

test('Account facts that cannot be loaded: each fault is named where it is, and nothing is lost', async ({ as, api, allow }) => {
  const client = await api('administrator')
  const page = await as('administrator', path)
  allow(/the server responded with a status of (400|412)/)
  await load(page)
  await expect(page.getByText('Paste JSON, or choose a file.')).toBeVisible()
  await expect(json(page)).toBeFocused()
  await json(page).fill('<xml/>')
  await load(page)
  await expect(page.getByText(/^This is not JSON/)).toBeVisible()
  const wrong = '{ "domains": [{ "id": 1, "name": "a.example", "is_active": true }, { "id": "two", "name": "", "is_active": true }], "colour": 1 }'
  await json(page).fill(wrong)
  await load(page)
  const faults = page.getByRole('table', { name: 'Faults' })
  await expect(faults.getByRole('row').filter({ hasText: '/domains/1/id' })).toHaveCount(1)
  await expect(faults.getByRole('row').filter({ hasText: '/colour' })).toHaveCount(1)
  await expect(json(page)).toHaveValue(wrong)

  // Somebody else loads meanwhile: theirs stay.
  await json(page).fill('{ "organizations": [] }')
  await client.call(putAccountFacts, { body: { domains: [{ id: 9, name: 'theirs.example', is_active: true }] } })
  await load(page)
  await expect(page.getByRole('alert')).toContainText('What is loaded was changed meanwhile')
  expect((await client.call(getAccountFacts)).summary.domains).toBe(1)
  await press(page, 'Reload the form')
  await expect(page.getByRole('alert')).toHaveCount(0)

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'facts.json', mimeType: 'application/json', buffer: Buffer.from('{ "organizations": [{ "id": 1, "name": "Northwind" }] }') })
  await expect(page.getByText('facts.json')).toBeVisible()
  await load(page)
  await press(dialog(page, 'Replace account facts'), 'Replace')
  await expectToast(page, 'Account facts loaded: 1 organization')
})

test('a standard user has no Account facts', async ({ as }) => {
  const page = await as('user', path)
  await expect(page.getByRole('heading', { name: 'This page is for administrators' })).toBeVisible()
})

for (const { at, view } of views) {
  test(`axe finds nothing on Account facts, and nothing runs over (${at})`, async ({ as, api, allow }) => {
    await (
      await api('administrator')
    ).call(putAccountFacts, {
      body: {
        account: { id: 7, primary_organization_name: 'Northwind-Traders-With-A-Name-That-Has-No-Place-To-Break-In-It-And-Goes-On' },
        balance: { balance: '12.00', currency: 'USD' },
      },
    })
    const page = await as('administrator', path, view)
    allow(/the server responded with a status of 400/)
    await json(page).fill('{ "domains": [{ "id": 0 }] }')
    await load(page)
    await press(dialog(page, 'Replace account facts'), 'Replace')
    await expect(page.getByRole('table', { name: 'Faults' })).toBeVisible()
    await axe(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  })
}
