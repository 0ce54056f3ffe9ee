import { createCertcentralKeys, listCertcentralKeys } from '#contract/certcentral-keys.ts'
import { createOneToken, listOneTokens } from '#contract/one-tokens.ts'
import { listUsers } from '#contract/users.ts'
import { makeCrowd, makePairs } from './world/crowd.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { axe, bulkAction, dialog, expectRow, expectToast, openView, press, selectRows } from './world/words.ts'

/* What is done to many beside rotating and deleting (bulk.e2e.ts), and how the log tells of it. */

const auditLog = '/settings/access-management/audit-log'

test('AUDIT LOG a run of bulk work is one row, which opens to the codes and each', async ({ as, api, world }) => {
  const admin = await api('administrator')
  const { users } = await makeCrowd(admin, ['Ada', 'Bea', 'Cem', 'Dot', 'Eva'].map((name) => ({ name })))
  await world.clock.forward(20 * 60_000)
  const page = await as('administrator', `${auditLog}?filter=action equals user.create`)
  await expectRow(page, { Actor: people.administrator.name, What: 'Created 5 users', Outcome: 'Done' })
  const run = page.getByRole('row', { name: /Created 5 users/ })
  await run.getByRole('button', { name: /^Details of rows \d+ to \d+$/ }).click()
  const each = page.getByRole('table', { name: /^Each of rows \d+ to \d+$/ })
  await expect(each.getByRole('row')).toHaveCount(6)
  for (const { id, name } of users) await expect(each.getByRole('row', { name: id })).toContainText(name)
  await expect(page.getByRole('table', { name: 'Audit log' })).toContainText('Actionuser.create')
  await axe(page)
  // In another order neighbours are no piece of work.
  await page.goto(`${world.origin}${auditLog}?filter=action equals user.create&sort=object.name`)
  await expectRow(page, { What: 'Created user Ada' })
  await expectRow(page, { What: 'Created user Eva' })
})

test('USERS several are disabled in one go, and enabled again; those it cannot be done to are left out', async ({ as, api }) => {
  const admin = await api('administrator')
  await makePairs(admin, 3)
  const page = await as('administrator', '/settings/access-management/users')
  await selectRows(page, 'Person 01', 'Person 02', people.administrator.name)
  await bulkAction(page, 'Disable')
  const ask = dialog(page, 'Disable Users')
  await expect(ask).toContainText('4 API keys')
  await expect(ask).toContainText('1 user is left out: disabled already, or you.')
  await press(ask, 'Disable')
  await expectToast(page, '2 users disabled')
  await expectRow(page, { Name: 'Person 01', Status: 'Disabled' })
  expect((await admin.call(listUsers, { query: { filter: 'status is disabled' } })).data.map(({ name }) => name).toSorted()).toEqual(['Person 01', 'Person 02'])

  await selectRows(page, 'Person 01', 'Person 02', 'Person 03')
  await bulkAction(page, 'Enable')
  await expect(dialog(page, 'Enable Users')).toContainText('1 user is left out: not disabled.')
  await press(dialog(page, 'Enable Users'), 'Enable')
  await expectToast(page, '2 users enabled')
  expect((await admin.call(listUsers, { query: { filter: 'status is disabled' } })).total).toBe(0)
  await selectRows(page, 'Person 03')
  await bulkAction(page, 'Enable')
  await expectToast(page, 'Nothing was enabled: not disabled.')
})

test('C3 several keys are revoked in one go', async ({ as, api }) => {
  const admin = await api('administrator')
  for (const name of ['one', 'two', 'three']) await admin.call(createCertcentralKeys, { body: { name, restrictedToRoleId: 0 } })
  const page = await as('administrator', '/certcentral/api-keys')
  await selectRows(page, 'one', 'three')
  await press(page.getByRole('main'), 'Revoke')
  const ask = dialog(page, 'Revoke API Keys')
  await expect(ask).toContainText('three')
  await press(ask, 'Revoke')
  await expectToast(page, '2 API keys revoked')
  await expectRow(page, { 'API Key Name': 'one', Status: 'Revoked' })
  expect((await admin.call(listCertcentralKeys, { query: { filter: 'status is active' } })).data.map(({ name }) => name)).toEqual(['two'])
})

test('O1 tokens as cards or as a table, which is kept; there several are disabled, enabled and deleted', async ({ as, api }) => {
  const jonas = await api('user')
  for (const name of ['build-1', 'build-2', 'build-3']) await jonas.call(createOneToken, { body: { name } })
  const page = await as('user', '/digicert-one/api-tokens')
  await expect(page.getByRole('list', { name: 'API tokens' })).toBeVisible()
  await press(page, 'Table')
  await expect(page.getByRole('table', { name: 'API tokens' })).toBeVisible()
  expect(new URL(page.url()).searchParams.get('look')).toBe('table')
  await axe(page)

  await selectRows(page, 'build-1', 'build-2')
  await bulkAction(page, 'Disable')
  await press(dialog(page, 'Disable tokens'), 'Disable')
  await expectToast(page, '2 API tokens disabled')
  await expectRow(page, { Name: 'build-1', Status: 'Disabled' })
  await openView(page, 'Disabled')
  await selectRows(page, 'build-1')
  await bulkAction(page, 'Enable')
  await press(dialog(page, 'Enable tokens'), 'Enable')
  await expectToast(page, '1 API token enabled')
  await openView(page, 'Everything')
  await selectRows(page, 'build-1', 'build-3')
  await bulkAction(page, 'Delete token')
  await press(dialog(page, 'Delete tokens'), 'Delete')
  await expectToast(page, '2 API tokens deleted')
  expect((await jonas.call(listOneTokens)).data.map(({ name, state }) => [name, state])).toEqual([['build-2', 'disabled']])

  // Another time, without a word of it in the address.
  await page.goto(new URL('/digicert-one/api-tokens', page.url()).href)
  await expect(page.getByRole('table', { name: 'API tokens' })).toBeVisible()
  await press(page, 'Cards')
  await expect(page.getByRole('list', { name: 'API tokens' })).toBeVisible()
  await page.goto(new URL('/digicert-one/api-tokens', page.url()).href)
  await expect(page.getByRole('list', { name: 'API tokens' })).toBeVisible()
})
