import type { Page } from '@playwright/test'
import { createApiKey, listApiKeys } from '#contract/api-keys.ts'
import { login } from '#contract/auth-tokens.ts'
import { listUsers } from '#contract/users.ts'
import { minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { people } from './world/people.ts'
import { refused } from './world/watch.ts'
import { choose, dialog, downloaded, expectNoRow, expectRow, expectToast, fill, press, rowAction, save } from './world/words.ts'

/* A console that was left open (security.md): whoever comes by is asked for the password, and who says it goes on where they were. */

const users = '/settings/access-management/users'
const { password } = people.administrator

async function sayWhoItIs(page: Page) {
  await fill(dialog(page, 'Confirm it is you'), { Password: password })
  await press(dialog(page, 'Confirm it is you'), 'Confirm')
  await expect(dialog(page, 'Confirm it is you')).toHaveCount(0)
}
const cancel = (page: Page) => press(dialog(page, 'Confirm it is you'), 'Cancel')

/** The value of the dialog that shows it once, copied and put away. */
async function take(page: Page, title: string, label: string): Promise<string> {
  const shown = dialog(page, title)
  const value = await shown.getByRole('textbox', { name: label }).innerText()
  await press(shown, 'Copy')
  await press(shown, 'Done')
  return value
}

test('D4 an administrator rotates their own key at a console left open: only with the password', async ({ as, api, world, stay, allow }) => {
  const ruth = await api('administrator')
  const { id, apiKey } = await ruth.call(createApiKey, { body: { name: 'apikey1' } })
  const page = await as('administrator', '/my-api-keys')
  allow(refused(403))
  await stay(6 * minute)
  await rowAction(page, 'apikey1', 'Rotate Key')
  await save(page)
  await expect(dialog(page, 'Confirm it is you').getByLabel('Password', { exact: true })).toHaveAccessibleDescription(
    'Rotating an API key needs it once more. It is good for five minutes.',
  )
  await cancel(page)
  await expect(dialog(page, 'Rotate API Key').getByRole('alert')).toContainText('Confirm first that it is you')
  expect(await world.nobody.status(login, { bearer: apiKey }), 'nothing was done').toBe(200)
  await save(page)
  await sayWhoItIs(page)
  const value = await take(page, 'API Key Rotated - Action Required', 'API key')
  allow(refused(401))
  expect([await world.nobody.status(login, { bearer: value }), await world.nobody.status(login, { bearer: apiKey })]).toEqual([200, 401])
  expect((await ruth.call(listApiKeys)).data.find((key) => key.id === id)?.rotatedAt).not.toBeNull()
})

test('USERS an administrator is made at a console left open only with the password, a standard user without', async ({ as, api, stay, allow }) => {
  const page = await as('administrator', users)
  allow(refused(403))
  await stay(6 * minute)
  await press(page, 'Invite User')
  await fill(page, { Name: 'Ines Duarte', Email: 'ines.duarte@nwnd.example' })
  await choose(page, 'Role', 'Administrator')
  await press(dialog(page, 'Invite User'), 'Send invitation')
  await cancel(page)
  expect((await (await api('administrator')).call(listUsers)).data.map(({ name }) => name)).not.toContain('Ines Duarte')
  await choose(page, 'Role', 'Standard user')
  await press(dialog(page, 'Invite User'), 'Send invitation')
  await take(page, 'Invitation Link - Action Required', 'Invitation link')
  await expectRow(page, { Name: 'Ines Duarte', Role: 'Standard user' })

  await press(page, 'Invite User')
  await fill(page, { Name: 'Omar Said', Email: 'omar.said@nwnd.example' })
  await choose(page, 'Role', 'Administrator')
  await press(dialog(page, 'Invite User'), 'Send invitation')
  await sayWhoItIs(page)
  await take(page, 'Invitation Link - Action Required', 'Invitation link')
  await expectRow(page, { Name: 'Omar Said', Role: 'Administrator' })
})

test('USERS a new link for somebody who has a password takes the password of who makes it', async ({ as, visitor, stay, allow }) => {
  const page = await as('administrator', users)
  allow(refused(403))
  await stay(6 * minute)
  await rowAction(page, people.user.name, 'New Invitation Link')
  await press(dialog(page, 'New Invitation Link'), 'Make link')
  await cancel(page)
  await expect(dialog(page, 'New Invitation Link').getByRole('alert')).toContainText('Confirm first that it is you')
  await press(dialog(page, 'New Invitation Link'), 'Make link')
  await sayWhoItIs(page)
  const link = await take(page, 'Invitation Link - Action Required', 'Invitation link')
  await expect((await visitor(link)).getByText(`as ${people.user.name}`)).toBeVisible()
})

test('AUDIT LOG is exported from a console left open only with the password', async ({ as, stay, allow }) => {
  const page = await as('administrator', '/settings/access-management/audit-log')
  allow(refused(403))
  await stay(6 * minute)
  const exporting = async () => {
    await press(page, 'Export')
    await page.getByRole('menuitem', { name: 'Whole log as CSV' }).click()
  }
  await exporting()
  await cancel(page)
  await expectToast(page, 'The audit log was not exported: that needs your password.')
  const file = await downloaded(page, async () => {
    await exporting()
    await sayWhoItIs(page)
  })
  expect([file.name, file.text.split('\r\n')[0]]).toEqual(['countersign-audit.csv', expect.stringMatching(/^seq,time,actor,/)])
})

test('USERS who is enabled again, and another address, take the password too', async ({ as, stay, allow }) => {
  const page = await as('administrator', users)
  allow(refused(403))
  await rowAction(page, people.other.name, 'Disable User')
  await press(dialog(page, 'Disable User'), 'Disable')
  await expectRow(page, { Name: people.other.name, Status: 'Disabled' })
  await stay(6 * minute)
  await rowAction(page, people.user.name, 'Edit User')
  await fill(page, { Email: 'someone.else@nwnd.example' })
  await save(page)
  await cancel(page)
  await press(dialog(page, 'Edit User'), 'Cancel')
  await expectNoRow(page, { Email: 'someone.else@nwnd.example' })
  await rowAction(page, people.other.name, 'Enable User')
  await press(dialog(page, 'Enable User'), 'Enable')
  await sayWhoItIs(page)
  await expectRow(page, { Name: people.other.name, Status: 'Active' })
})
