import type { Page } from '@playwright/test'
import { deleteApiKey, getApiKey, listApiKeys } from '#contract/api-keys.ts'
import { listAudit } from '#contract/audit.ts'
import { login } from '#contract/auth-tokens.ts'
import { makeCrowd, makePairs, useKey } from './world/crowd.ts'
import { day } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import {
  bulkAction,
  choose,
  confirm,
  copySecret,
  dialog,
  done,
  expectColumn,
  expectCount,
  expectHeads,
  expectNoRow,
  expectRow,
  expectToast,
  fill,
  filterBy,
  press,
  rowAction,
  save,
  selectRows,
} from './world/words.ts'

const apiKeys = '/settings/access-management/api-keys'
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Access Management' }).getByRole('link', { name, exact: true })

/** As the guides say it: **Settings › Access Management › API KEYS**. */
async function openApiKeys(page: Page) {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Access Management' }).click()
  await tab(page, 'API KEYS').click()
  await expect(tab(page, 'API KEYS')).toHaveAttribute('aria-current', 'page')
}

test('D2 an administrator lists the keys of all accounts', async ({ as, api }) => {
  await (await api('administrator')).key('ruths-key')
  await (await api('user')).key('jonas-key', { note: 'For the zone transfer host' })
  await (await api('other')).key('maya-key', { expiresAt: '2026-12-01T06:00:00Z' })
  const page = await as('administrator', '/')
  await openApiKeys(page)
  await expectCount(page, '3 keys')
  await expectHeads(page, ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used'])
  for (const [name, { name: owner, email }] of [
    ['ruths-key', people.administrator],
    ['jonas-key', people.user],
  ] as const)
    await expectRow(page, { Name: name, Owner: owner, Email: email, Status: 'Active', 'Last used': 'Never' })
  await expectRow(page, { Name: 'maya-key', Owner: people.other.name, Status: 'Expires soon', Expires: '1 Dec 2026' })
  await expect(page).toHaveTitle('API keys · Access Management · Countersign')
  await expect(page.getByRole('button', { name: 'Note on jonas-key' })).toBeVisible()
})

test('D2 a standard user lists their own keys, and has no list of others', async ({ as, api, allow }) => {
  await (await api('administrator')).key('ruths-key')
  await (await api('user')).key('jonas-key')
  const page = await as('user', '/')
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Access Management' })).toHaveCount(0)
  await press(page, 'Account')
  await page.getByRole('menuitem', { name: 'My API Keys' }).click()
  await expectColumn(page, 'Name', ['jonas-key'])
  await page.goto(apiKeys)
  allow(refused(404))
  await expect(page.getByRole('heading', { name: 'This page is for administrators' })).toBeVisible()
  await expect(page.getByRole('main')).not.toContainText('jonas-key')
})

test('D3 an administrator finds a key by Filters and sees every column of it', async ({ as, api, world }) => {
  const admin = await api('administrator')
  const { keys } = await makeCrowd(admin, [
    { name: 'Ines Duarte', keys: [{ name: 'tsig-sync', note: 'Runs on ns1' }] },
    { name: 'Tomasz Wilk', keys: [{ name: 'backup' }] },
  ])
  await useKey(world.nobody, admin, keys[0]!)
  const page = await as('administrator', '/')
  await openApiKeys(page)
  await filterBy(page, 'Name', 'contains', 'sync')
  await expectColumn(page, 'Name', ['tsig-sync'])
  await expectCount(page, '1 of 2 keys matches')
  await press(page, 'Columns')
  await page.getByRole('checkbox', { name: 'Show/Hide All' }).check()
  for (const name of ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used', 'Uses, 30 days', 'Last used from', 'Rotated', 'Note'])
    await expect(page.getByRole('checkbox', { name, exact: true })).toBeChecked()
  await page.keyboard.press('Escape')
  await expectHeads(page, ['Name', 'Owner', 'Email', 'Key', 'Status', 'Created', 'Expires', 'Last used', 'Uses, 30 days', 'Last used from', 'Rotated', 'Note'])
  const { start, last4 } = keys[0]!.hint
  await expectRow(page, {
    Name: 'tsig-sync', Owner: 'Ines Duarte', Email: 'ines.duarte@nwnd.example', Key: `csn_ak_${start}…${last4}`, Status: 'Active', Created: '21 Nov 2026',
    Expires: '21 Nov 2027',
    'Last used': 'Just now', 'Last used from': world.address, Rotated: 'Never', Note: 'Runs on ns1',
  })
})

test("D4 an administrator rotates a user's key from the list of all", async ({ as, api, world }) => {
  const { apiKey: old } = await (await api('user')).key('jonas-key', { note: 'ticket 4711' })
  await (await api('other')).key('maya-key')
  const page = await as('administrator', apiKeys)
  await rowAction(page, 'jonas-key', 'Rotate Key')
  // Two people may each have a key of this name.
  await expect(dialog(page, 'Rotate API Key')).toContainText(`A new value for jonas-key of ${people.user.name}.`)
  await expect(page.getByRole('combobox', { name: 'Expiration' })).toHaveText('Keep 21 Nov 2027')
  await expect(page.getByLabel('Note (optional)')).toHaveValue('ticket 4711')
  await save(page)
  await expect(dialog(page, 'API Key Rotated - Action Required')).toContainText(`Owner${people.user.name}`)
  const value = await copySecret(page)
  await done(page)
  await expectToast(page, 'API key jonas-key rotated')
  await expectRow(page, { Name: 'jonas-key', Owner: people.user.name, Key: new RegExp(`…${value.slice(-4)}$`), Status: 'Active' })
  expect([await world.nobody.status(login, { bearer: old }), await world.nobody.status(login, { bearer: value })]).toEqual([401, 200])
})

test('D5 an administrator deletes one key by its row, by Actions and by its menu', async ({ as, api, world }) => {
  const [first, second] = [await (await api('user')).key('jonas-key'), await (await api('other')).key('maya-key')]
  const page = await as('administrator', apiKeys)
  await expect(page.getByRole('main').getByRole('button', { name: 'Actions', exact: true })).toHaveAccessibleDescription('Select keys first.')
  await selectRows(page, 'jonas-key')
  await expect(page.getByText('1 selected', { exact: true })).toBeVisible()
  await bulkAction(page, 'Delete API Key')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('jonas-keyJonas Meyer, never used')
  await press(dialog(page, 'Confirm Deletion'), 'Cancel')
  await expectRow(page, { Name: 'jonas-key' })
  await bulkAction(page, 'Delete API Key')
  await confirm(page)
  await expectToast(page, 'API key jonas-key deleted')
  await expectNoRow(page, { Name: 'jonas-key' })
  expect(await world.nobody.status(login, { bearer: first.apiKey })).toBe(401)

  await rowAction(page, 'maya-key', 'Delete Key')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('maya-keyMaya Okafor, never used')
  await confirm(page)
  await expectToast(page, 'API key maya-key deleted')
  await expect(page.getByRole('heading', { name: 'No API keys yet' })).toBeVisible()
  expect(await world.nobody.status(login, { bearer: second.apiKey })).toBe(401)
  await page.getByRole('button', { name: 'Generate API Key' }).last().click()
  await expect(dialog(page, 'Generate API Key')).toBeVisible()
})

test('D6 an administrator clears several keys at once, with one message', async ({ as, api, world }) => {
  const { keys } = await makePairs(await api('administrator'), 2)
  const page = await as('administrator', `${apiKeys}?sort=name`)
  await selectRows(page, 'key-01-a', 'key-01-b', 'key-02-a')
  await bulkAction(page, 'Delete API Key')
  const preview = dialog(page, 'Confirm Deletion')
  await expect(preview).toContainText('these 3 keys stops working at once')
  for (const line of ['key-01-aPerson 01, never used', 'key-01-bPerson 01, never used', 'key-02-aPerson 02, never used'])
    await expect(preview).toContainText(line)
  await expect(preview).not.toContainText('key-02-b')
  await expect(preview.getByRole('textbox'), 'Ten or fewer that nobody uses need no number typed.').toHaveCount(0)
  expect((await (await api('administrator')).call(listApiKeys)).total, 'The preview deletes nothing.').toBe(4)
  await confirm(page)
  await expectToast(page, '3 API keys deleted')
  await expectColumn(page, 'Name', ['key-02-b'])
  await expect(page.getByText('selected', { exact: false }).filter({ hasText: /^\d+ selected/ })).toHaveCount(0)
  for (const key of keys) expect(await world.nobody.status(login, { bearer: key.apiKey })).toBe(key.name === 'key-02-b' ? 200 : 401)
})

test('D6 more than ten keys go only when their number is typed', async ({ as, api }) => {
  await makePairs(await api('administrator'), 6)
  const page = await as('administrator', apiKeys)
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check()
  await expect(page.getByText('12 selected', { exact: true })).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select key-06-b', exact: true }).uncheck()
  await bulkAction(page, 'Delete API Key')
  const go = dialog(page, 'Confirm Deletion').getByRole('button', { name: 'Confirm' })
  for (const typed of ['', '12', '1', 'eleven']) {
    await fill(page, { 'Type the number of keys to confirm': typed })
    await expect(go).toBeDisabled()
    await expect(go).toHaveAccessibleDescription('Type 11 above first.')
  }
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'Confirm Deletion')).toBeVisible()
  await fill(page, { 'Type the number of keys to confirm': '11' })
  await confirm(page)
  await expectToast(page, '11 API keys deleted')
  await expectColumn(page, 'Name', ['key-06-b'])
})

test('D6 a key in recent use asks for the number, and no longer after seven days', async ({ as, api, world, forward, allow }) => {
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 1)
  await useKey(world.nobody, admin, keys[0]!)
  const page = await as('administrator', apiKeys)
  await selectRows(page, 'key-01-a', 'key-01-b')
  await bulkAction(page, 'Delete API Key')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('One of them was used in the last 7 days.')
  await expect(dialog(page, 'Confirm Deletion')).toContainText('key-01-aPerson 01, last used just now')
  await expect(dialog(page, 'Confirm Deletion').getByRole('button', { name: 'Confirm' })).toBeDisabled()
  await press(dialog(page, 'Confirm Deletion'), 'Cancel')
  // The session of that page ends meanwhile.
  allow(refused(401))
  await forward(8 * day)
  const later = await as('administrator', apiKeys)
  await selectRows(later, 'key-01-a', 'key-01-b')
  await bulkAction(later, 'Delete API Key')
  await expect(dialog(later, 'Confirm Deletion').getByRole('textbox')).toHaveCount(0)
  await confirm(later)
  await expectToast(later, '2 API keys deleted')
})

test('D6 all of them go or none: a key deleted meanwhile stops the rest, and is named', async ({ as, api, allow }) => {
  const admin = await api('administrator')
  const { keys } = await makePairs(admin, 2)
  const page = await as('administrator', `${apiKeys}?sort=name`)
  allow(refused(404))
  await selectRows(page, 'key-01-a', 'key-01-b', 'key-02-a')
  await bulkAction(page, 'Delete API Key')
  await expect(dialog(page, 'Confirm Deletion')).toBeVisible()
  await admin.call(deleteApiKey, { params: { apiKeyId: keys[1]!.id } })
  await confirm(page)
  await expect(dialog(page, 'Confirm Deletion').getByRole('alert')).toContainText('Nothing was changed, because not all of them are there any more: key-01-b.')
  await press(dialog(page, 'Confirm Deletion'), 'Cancel')
  await expectColumn(page, 'Name', ['key-01-a', 'key-02-a', 'key-02-b'])
  expect((await admin.call(getApiKey, { params: { apiKeyId: keys[0]!.id } })).name).toBe('key-01-a')
})

test("D7 an administrator changes a user's key", async ({ as, api }) => {
  await (await api('user')).key('jonas-key')
  const page = await as('administrator', `${apiKeys}?filter=name contains jonas`)
  await rowAction(page, 'jonas-key', 'Edit Key')
  await fill(page, { Name: 'jonas-edge', 'Note (optional)': 'Moved to the edge' })
  await choose(page, 'Expiration', '90 days')
  await save(page)
  await expectToast(page, 'API key jonas-edge updated')
  await expectRow(page, { Name: 'jonas-edge', Owner: people.user.name, Expires: '19 Feb 2027' })
  await expect(page, 'The list is as it was before the dialog.').toHaveURL(/filter=name(\+|%20)contains(\+|%20)jonas/)
})

test('D10 an administrator generates a key for another user, and the audit log names both', async ({ as, api, world }) => {
  const page = await as('administrator', '/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Access Management' }).click()
  await expect(tab(page, 'USERS')).toHaveAttribute('aria-current', 'page')
  await page.getByRole('link', { name: people.user.name }).click()
  await expect(page.getByRole('heading', { level: 1, name: people.user.name })).toBeVisible()
  await press(page, 'Generate API Key')
  await expect(dialog(page, 'Generate API Key')).toContainText(`For ${people.user.name}.`)
  await fill(page, { Name: 'apikey1', 'Note (optional)': 'Handed over on the phone' })
  await save(page)
  await expect(dialog(page, 'API Key Generated - Action Required')).toContainText(people.user.name)
  const value = await copySecret(page)
  await done(page)
  await expectToast(page, 'API key apikey1 generated')
  await expectRow(page, { Name: 'apikey1', Status: 'Active', Expires: '21 Nov 2027' })
  expect(await world.nobody.status(login, { bearer: value })).toBe(200)
  expect((await (await api('user')).call(listApiKeys)).data.map(({ name, owner }) => [name, owner.name])).toEqual([['apikey1', people.user.name]])

  await tab(page, 'AUDIT LOG').click()
  await filterBy(page, 'Action', 'equals', 'api-key.create')
  await expectRow(page, { Actor: people.administrator.name, What: 'Created API key apikey1', Outcome: 'Done' })
  await page.getByRole('button', { name: /^Details of row/ }).click()
  await expect(page.getByRole('table', { name: 'Audit log' })).toContainText(`Owner name${people.user.name}`)
  const { data } = await (await api('administrator')).call(listAudit, { query: { filter: 'action equals api-key.create' } })
  expect(data.map(({ actor, object, detail }) => [actor.name, object.name, detail['owner']])).toMatchObject([
    [people.administrator.name, 'apikey1', { name: people.user.name }],
  ])
})

test('D10 with two keys the button is disabled and says why; a disabled user gets none', async ({ as, api }) => {
  const { users } = await makePairs(await api('administrator'), 1)
  const page = await as('administrator', `/settings/access-management/users/${users[0]!.id}`)
  const generate = page.getByRole('button', { name: 'Generate API Key' })
  await expect(generate).toHaveAccessibleDescription(/They have two API keys, the most a user can have\./)
  await press(page, 'Actions')
  await page.getByRole('menuitem', { name: 'Disable User' }).click()
  await press(dialog(page, 'Disable User'), 'Disable')
  await expect(generate).toHaveAccessibleDescription(/They are disabled, so a key would not work\./)
})
