import type { Page } from '@playwright/test'
import { fewKeys, makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { bulkAction, confirm, dialog, expectColumn, expectCount, expectRow, expectToast, filterBy, press, rowAction, save, selectRows } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys?sort=name'
const phone = { viewport: { width: 360, height: 740 } }
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
async function option(page: Page, name: string) {
  await press(page, 'Table options')
  await page
    .getByRole(/^(Columns|Refresh|Export|Select all on this page|Manage views|Save view)$/.test(name) ? 'menuitem' : 'menuitemradio', { name, exact: true })
    .click()
}

test('at 360 px rows are cards with all that a row has, and nothing sticks out', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys, phone)
  await expect(page.getByRole('table')).toHaveCount(0)
  await expect(page.getByRole('list', { name: 'API keys' }).getByRole('listitem')).toHaveCount(5)
  await expectRow(page, {
    Name: 'acme-dns01',
    Status: 'Active',
    Owner: 'Ines Albrecht',
    Email: 'ines.albrecht@nwnd.example',
    Created: '21 Nov 2026',
    Expires: '21 Nov 2027',
    'Last used': 'Never',
  })
  for (const path of [apiKeys, '/settings/access-management/users', '/settings/access-management/audit-log', `${apiKeys}&filter=name equals nothing`]) {
    await page.goto(path)
    await expect(page.getByRole('button', { name: 'Table options' })).toBeVisible()
    expect(await overflow(page), path).toBeLessThanOrEqual(0)
  }
})

test('D6 at 360 px keys are found, selected and cleared', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys, phone)
  await page.getByRole('searchbox', { name: 'Search' }).fill('dns')
  await expectCount(page, '3 of 5 keys match')
  await selectRows(page, 'octodns-sync', 'octodns-canary')
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar).toContainText('2 selected')
  expect((await bar.boundingBox())!.y + (await bar.boundingBox())!.height).toBeLessThanOrEqual(740)
  await bulkAction(page, 'Delete API Key')
  await confirm(page)
  await expectToast(page, '2 API keys deleted')
  await expectColumn(page, 'Name', ['acme-dns01'])
  await expect(bar).not.toContainText('selected')
})

test('D3 at 360 px filters, columns, sort, density and views are there', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys, phone)
  await filterBy(page, 'Owner', 'is any of', 'Priya Raman, Tomasz Wilk')
  await filterBy(page, 'Name', 'starts with', 'octo')
  await expect(dialog(page, 'Filters')).toBeVisible()
  await press(dialog(page, 'Filters'), 'Done')
  await expectCount(page, '2 of 5 keys match')
  await expectColumn(page, 'Name', ['octodns-canary', 'octodns-sync'])
  await option(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Note', exact: true }).check()
  await page.getByRole('checkbox', { name: 'Email', exact: true }).uncheck()
  await press(dialog(page, 'Columns'), 'Done')
  await expectRow(page, { Name: 'octodns-canary', Note: 'octoDNS, second try' })
  await expect(page.getByRole('main').getByText('Email', { exact: true })).toHaveCount(0)
  await option(page, 'Name')
  await expectColumn(page, 'Name', ['octodns-sync', 'octodns-canary'])
  await option(page, 'Comfortable')
  await expect(page).toHaveURL(/density=comfortable/)
  await option(page, 'Everything')
  await expectCount(page, '5 keys')
  await option(page, 'Select all on this page')
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('5 selected')
})

test('D7 at 360 px a key is changed, and a row of the audit log opens', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys, phone)
  await rowAction(page, 'backup-export', 'Edit Key')
  await page.getByLabel('Note (optional)').fill('Weekly')
  await save(page)
  await expectToast(page, 'API key backup-export updated')
  await page.goto('/settings/access-management/audit-log?filter=action equals api-key.update')
  await press(page.getByRole('main'), 'Details')
  await expect(page.getByRole('table', { name: /^What row/ })).toContainText('NoteNightly, to the vaultWeekly')
  expect(await overflow(page)).toBeLessThanOrEqual(0)
  await press(page.getByRole('main'), 'Hide details')
  await expect(page.getByRole('table')).toHaveCount(0)
})
