import { listUsers } from '#contract/users.ts'
import { button, choose, copyAndClose, go, item, tabTo, type } from './world/by-keyboard.ts'
import { fewKeys, makeCrowd } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { dialog, expectColumn, expectCount, expectRow, expectToast } from './world/words.ts'

/*
 * Access Management with keys alone: there is no click in this file.
 */

const apiKeys = '/settings/access-management/api-keys?sort=name'
const users = '/settings/access-management/users'

test('D3 a key is found by Filters and every column is shown, by keyboard alone', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  const row = page.getByRole('group', { name: 'Filter' })
  await expectCount(page, '5 keys')
  await go(page, button(page, 'Filters'))
  await expect(row.getByRole('combobox', { name: 'Column' })).toBeFocused()
  await choose(page, row.getByRole('combobox', { name: 'Column' }), page.getByRole('option', { name: 'Owner', exact: true }))
  await choose(page, row.getByRole('combobox', { name: 'Operator' }), page.getByRole('option', { name: 'starts with', exact: true }))
  await tabTo(page, row.getByRole('textbox', { name: 'Value' }))
  await page.keyboard.type('Priya')
  await expectColumn(page, 'Name', ['grafana-zones', 'octodns-canary'])
  await go(page, button(page, 'Add filter'))
  const second = page.getByRole('group', { name: 'Further filter' })
  await expect(second.getByRole('combobox', { name: 'Column' })).toBeFocused()
  await tabTo(page, second.getByRole('textbox', { name: 'Value' }))
  await page.keyboard.type('octo')
  await expectColumn(page, 'Name', ['octodns-canary'])
  await go(page, second.getByRole('button', { name: 'Remove filter' }))
  await expectColumn(page, 'Name', ['grafana-zones', 'octodns-canary'])
  await go(page, button(page, 'Columns'))
  await go(page, page.getByRole('checkbox', { name: 'Show/Hide All' }), 'Space')
  await page.keyboard.press('Escape')
  await expect(button(page, 'Columns')).toBeFocused()
  await expectRow(page, { Name: 'octodns-canary', Note: 'octoDNS, second try', Rotated: 'Never' })
})

test('D6 several keys are cleared by keyboard alone', async ({ as, api }) => {
  await makeCrowd(await api('administrator'), fewKeys)
  const page = await as('administrator', apiKeys)
  await expectCount(page, '5 keys')
  for (const key of ['j', 'x', 'j', 'j', 'x']) await page.keyboard.press(key)
  await expect(page.getByText('2 selected', { exact: true })).toBeVisible()
  const actions = button(page.getByRole('main'), 'Actions')
  await actions.evaluate((node) => node.focus())
  await choose(page, actions, item(page, 'Delete API Key'))
  await expect(button(dialog(page, 'Confirm Deletion'), 'Cancel')).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await choose(page, actions, item(page, 'Delete API Key'))
  await go(page, button(dialog(page, 'Confirm Deletion'), 'Confirm'))
  await expectToast(page, '2 API keys deleted')
  await expectColumn(page, 'Name', ['backup-export', 'octodns-canary', 'octodns-sync'])
  await expect(page.locator(':focus'), 'The focus is not lost with the rows.').not.toHaveCount(0)
})

test('D10 a key is generated for another user by keyboard alone', async ({ as }) => {
  const page = await as('administrator', users)
  await go(page, page.getByRole('link', { name: people.user.name }))
  await expect(page.getByRole('heading', { level: 1, name: people.user.name })).toBeFocused()
  await go(page, button(page, 'Generate API Key'))
  await type(page, 'Name', 'apikey1')
  await page.keyboard.press('Enter')
  await expect(dialog(page, 'API Key Generated - Action Required')).toBeVisible()
  await copyAndClose(page)
  await expectToast(page, 'API key apikey1 generated')
  await expectRow(page, { Name: 'apikey1' })
})

test('USERS somebody is invited, edited, made an administrator and disabled by keyboard alone', async ({ as, api }) => {
  const page = await as('administrator', users)
  const actions = button(page, 'Actions for Ines Duarte')
  await go(page, button(page, 'Invite User'))
  await type(page, 'Name', 'Ines')
  await type(page, 'Email', 'ines.duarte@nwnd.example')
  await go(page, button(dialog(page, 'Invite User'), 'Send invitation'))
  await expect(dialog(page, 'Invitation Link - Action Required')).toBeVisible()
  await copyAndClose(page)
  await expectRow(page, { Name: 'Ines', Status: 'Invited' })
  await choose(page, button(page, 'Actions for Ines'), item(page, 'Edit User'))
  await type(page, 'Name', 'Ines Duarte')
  await page.keyboard.press('Enter')
  await expectToast(page, 'User Ines Duarte updated')
  await expect(actions).toBeFocused()
  await choose(page, actions, item(page, 'Change Role'))
  await choose(page, page.getByRole('combobox', { name: 'Role' }), page.getByRole('option', { name: /^Administrator/ }))
  await go(page, button(dialog(page, 'Change Role'), 'Save'))
  await expectRow(page, { Name: 'Ines Duarte', Role: 'Administrator' })
  await choose(page, actions, item(page, 'Disable User'))
  await go(page, button(dialog(page, 'Disable User'), 'Disable'))
  await expectToast(page, 'User Ines Duarte disabled')
  await expect(actions).toBeFocused()
  expect((await (await api('administrator')).call(listUsers)).data.find(({ name }) => name === 'Ines Duarte')).toMatchObject({
    role: 'administrator',
    status: 'disabled',
  })
})

test('AUDIT LOG a row is opened and the chain verified by keyboard alone', async ({ as, api }) => {
  await (await api('user')).key('apikey1')
  const page = await as('administrator', '/settings/access-management/audit-log?filter=action equals api-key.create')
  await expectRow(page, { What: /apikey1$/ })
  await go(page, button(page, 'Verify'))
  await expect(page.getByText(/^The chain holds/)).toBeVisible()
  await expect(button(page, 'Verify')).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('table', { name: /^What row/ })).toBeVisible()
  await page.keyboard.press('Space')
  await expect(page.getByRole('table', { name: /^What row/ })).toHaveCount(0)
})
