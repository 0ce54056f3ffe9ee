import type { Page } from '@playwright/test'
import { updateUser, listUsers } from '#contract/users.ts'
import type { Client } from './world/api.ts'
import { day } from './world/clock.ts'
import { fewKeys, makeCrowd, useKey } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { dialog, expectColumn, expectCount, expectHeads, expectToast, fill, filterBy, openView, press, save } from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys'
const manage = (page: Page) => dialog(page, 'Manage views')

/** Jonas is an administrator too. */
async function promote(ruth: Client) {
  const { data } = await ruth.call(listUsers)
  await ruth.call(updateUser, { params: { userId: data.find(({ email }) => email === people.user.email)!.id }, body: { role: 'administrator' } })
}

async function saveView(page: Page, name: string, share = false) {
  await openView(page, 'Save view')
  await fill(dialog(page, 'Save view'), { Name: name })
  if (share) await page.getByRole('checkbox', { name: 'Share with everybody' }).check()
  await save(page)
}

async function viewAction(page: Page, name: string, action: string) {
  await press(manage(page), `Actions for ${name}`)
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

test('the address is all there is: a copied link shows somebody else the same table', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  await promote(await api('administrator'))
  const page = await as('administrator', `${apiKeys}?sort=-name`)
  await filterBy(page, 'Name', 'contains', 'octodns')
  await filterBy(page, 'Status', 'is any of', 'Active, Expires soon')
  await page.getByRole('searchbox', { name: 'Search' }).fill('o')
  await press(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Email', exact: true }).uncheck()
  await page.keyboard.press('Escape')
  await press(page, 'Density')
  await page.getByRole('menuitemradio', { name: 'Comfortable' }).click()
  const same = async (at: Page) => {
    await expectColumn(at, 'Name', ['octodns-sync', 'octodns-canary'])
    await expectHeads(at, ['Name', 'Owner', 'Key', 'Status', 'Created', 'Expires', 'Last used'])
    await expect(at.getByRole('searchbox', { name: 'Search' })).toHaveValue('o')
    await expect(at.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending')
    await expect.poll(() => at.getByRole('row').nth(1).evaluate((row) => row.getBoundingClientRect().height)).toBe(44)
  }
  await same(page)
  await expect(page).toHaveURL(/q=o&filter=.*&sort=-name&cols=.*&density=comfortable/)
  await same(await as('user', page.url()))
  await page.reload()
  await same(page)
})

test('Back undoes what was chosen, step by step, and Forward does it again', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await openView(page, 'Expiring in 30 days')
  await expectColumn(page, 'Name', ['backup-export', 'grafana-zones'])
  await openView(page, 'Never used')
  await expectCount(page, '5 of 5 keys match')
  await page.goBack()
  await expectColumn(page, 'Name', ['backup-export', 'grafana-zones'])
  await page.goBack()
  await expectCount(page, '5 keys')
  await page.goForward()
  await expectColumn(page, 'Name', ['backup-export', 'grafana-zones'])
})

test('"Expiring in 30 days" and "Never used" are views that everybody has', async ({ as, api, world, forward, allow }) => {
  const admin = await api('administrator')
  const { keys } = await makeCrowd(admin, [
    { name: 'Ines Albrecht', keys: [{ name: 'in-three', expiresAt: '2026-11-24T10:00:00Z' }, { name: 'in-thirty', expiresAt: '2026-12-21T05:00:00Z' }] },
    { name: 'Tomasz Wilk', keys: [{ name: 'in-forty', expiresAt: '2026-12-31T06:00:00Z' }, { name: 'in-a-year' }] },
  ])
  await useKey(world.nobody, admin, keys[1]!)
  const page = await as('administrator', apiKeys)
  allow(refused(401))
  await openView(page, 'Expiring in 30 days')
  await expectColumn(page, 'Name', ['in-three', 'in-thirty'])
  await openView(page, 'Never used')
  await expectCount(page, '3 of 4 keys match')
  await press(page.getByRole('main'), 'Views')
  await expect(page.getByRole('menuitemradio', { name: 'Never used' })).toBeChecked()
  await expect(page.getByRole('menuitemradio', { name: 'Everything' })).not.toBeChecked()
  await page.keyboard.press('Escape')
  // The days go on: the view is of the day it is opened on. What has expired is not expiring.
  await forward(12 * day)
  const later = await as('administrator', apiKeys)
  await openView(later, 'Expiring in 30 days')
  await expectColumn(later, 'Name', ['in-thirty', 'in-forty'])
})

test('a view is saved for oneself, opened, replaced, renamed and deleted', async ({ as, api, allow }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  allow(refused(409))
  await filterBy(page, 'Owner', 'equals', 'Priya Raman')
  await saveView(page, 'Priya')
  await expectToast(page, 'View Priya saved')
  await openView(page, 'Everything')
  await expectCount(page, '5 keys')
  await openView(page, 'Priya')
  await expectColumn(page, 'Owner', ['Priya Raman', 'Priya Raman'])
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()

  await openView(page, 'Save view')
  await save(page)
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/Enter a name\./)
  await fill(page, { Name: 'PRIYA' })
  await save(page)
  await expect(page.getByLabel('Name', { exact: true })).toHaveAccessibleDescription(/You already have a view of this name\./)
  await press(dialog(page, 'Save view'), 'Cancel')

  await openView(page, 'Manage views')
  await expect(manage(page)).toContainText('PriyaYours alone')
  await viewAction(page, 'Priya', 'Replace by what is shown')
  await expectToast(page, 'View Priya replaced')
  await viewAction(page, 'Priya', 'Rename')
  await manage(page).getByRole('textbox', { name: 'New name of Priya' }).fill('Priya, by name')
  await press(manage(page), 'Rename')
  await expect(manage(page)).toContainText('Priya, by nameYours alone')
  await press(manage(page), 'Close')
  await openView(page, 'Everything')
  await openView(page, 'Priya, by name')
  await expectColumn(page, 'Name', ['grafana-zones', 'octodns-canary'])
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending')

  await openView(page, 'Manage views')
  await viewAction(page, 'Priya, by name', 'Delete view')
  await expect(manage(page)).toContainText('There is none any more.')
  await press(manage(page), 'Close')
  await press(page.getByRole('main'), 'Views')
  await expect(page.getByRole('menuitemradio', { name: /Priya/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
})

test('a menu that is open before the views have come shows them when they do', async ({ as, api, fault }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await saveView(page, 'Mine')
  await expectToast(page, 'View Mine saved')
  const lift = await fault({ on: 'GET /api/v1/views', how: 'hold' })
  await page.reload()
  await expectCount(page, '5 keys')
  await press(page.getByRole('main'), 'Views')
  await expect(page.getByRole('menuitem', { name: 'Manage views' })).toContainText('They are being read.')
  await lift()
  await expect(page.getByRole('menuitemradio', { name: 'Mine' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Manage views' })).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
})

test('a view is shared with everybody, changed by another administrator, and taken back', async ({ as, api }) => {
  const ruth = await api('administrator')
  await makeCrowd(ruth, fewKeys)
  await promote(ruth)
  const page = await as('administrator', `${apiKeys}?filter=${encodeURIComponent('name starts with octodns')}&sort=name`)
  await saveView(page, 'Mine')
  await expectToast(page, 'View Mine saved')
  await saveView(page, 'octoDNS', true)
  await expectToast(page, 'View octoDNS saved')

  const other = await as('user', apiKeys)
  await press(other.getByRole('main'), 'Views')
  await expect(other.getByRole('menuitemradio', { name: 'Mine' })).toHaveCount(0)
  await other.getByRole('menuitemradio', { name: 'octoDNS' }).click()
  await expectColumn(other, 'Name', ['octodns-canary', 'octodns-sync'])
  await openView(other, 'Manage views')
  await expect(manage(other)).toContainText('octoDNSShared')
  await viewAction(other, 'octoDNS', 'Rename')
  await manage(other).getByRole('textbox').fill('octoDNS keys')
  await press(manage(other), 'Rename')
  await expectToast(other, 'View octoDNS keys renamed')
  await press(manage(other), 'Close')

  await page.reload()
  await openView(page, 'Manage views')
  await expect(manage(page)).toContainText('octoDNS keysShared by you')
  await viewAction(page, 'octoDNS keys', 'Stop sharing')
  await expect(manage(page)).toContainText('octoDNS keysYours alone')
  await viewAction(page, 'Mine', 'Share with everybody')
  await expectToast(page, 'View Mine shared')
  await press(manage(page), 'Close')
  await other.reload()
  await press(other.getByRole('main'), 'Views')
  await expect(other.getByRole('menuitemradio', { name: 'Mine' })).toBeVisible()
  await expect(other.getByRole('menuitemradio', { name: 'octoDNS keys' })).toHaveCount(0)
  await other.keyboard.press('Escape')
})
