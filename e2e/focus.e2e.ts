import type { Page } from '@playwright/test'
import { deleteApiKey } from '#contract/api-keys.ts'
import { createUser } from '#contract/users.ts'
import { expect, test } from './world/fixtures.ts'
import { refused, unreachable } from './world/watch.ts'
import { dialog, expectNoRow, expectRow, fill, press, rowAction, save } from './world/words.ts'

/*
 * What goes with the focus on it: no page may leave a keyboard at the top of the document, whatever took the thing away. And what
 * somebody else has deleted is not shown any longer once it was tried.
 */

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('what clears the filters goes with them, and the page has the focus', async ({ as, api }) => {
  await (await api('user')).key('apikey1')
  const page = await as('administrator', '/settings/access-management/api-keys?q=nothing')
  const clear = page.getByRole('main').getByRole('button', { name: 'Clear filters' }).last()
  await clear.focus()
  await page.keyboard.press('Enter')
  await expectRow(page, { Name: 'apikey1' })
  await expect(title(page, 'Access Management')).toBeFocused()
})

test('Try again goes with the error', async ({ as, api, fault, allow }) => {
  await (await api('user')).key('apikey1')
  const lift = await fault({ on: 'GET /accessmanagement/api-key', how: 'refuse' })
  const page = await as('user', '/my-api-keys')
  allow(unreachable)
  const again = page.getByRole('button', { name: 'Try again' })
  await again.focus()
  await lift()
  await page.keyboard.press('Enter')
  await expectRow(page, { Name: 'apikey1' })
  await expect(title(page, 'My API Keys')).toBeFocused()
})

test('what somebody else deleted is tried once: the list is read again, and the keyboard is not lost', async ({ as, api, allow }) => {
  const client = await api('user')
  const gone = await client.key('apikey1')
  await client.key('apikey2')
  const page = await as('user', '/my-api-keys')
  await expect(page.getByRole('button', { name: 'Generate API Key' })).toBeDisabled()
  await rowAction(page, 'apikey1', 'Edit Key')
  await expect(dialog(page, 'Edit API Key').getByLabel('Name', { exact: true })).toHaveValue('apikey1')
  await client.call(deleteApiKey, { params: { apiKeyId: gone.id } })
  allow(refused(404))
  await fill(dialog(page, 'Edit API Key'), { Name: 'renamed' })
  await save(page)
  await expect(dialog(page, 'Edit API Key').getByRole('alert')).toContainText('It is not there (any more).')
  await press(dialog(page, 'Edit API Key'), 'Cancel')
  await expectNoRow(page, { Name: 'apikey1' })
  await expectRow(page, { Name: 'apikey2' })
  await expect(page.getByRole('button', { name: 'Generate API Key' })).toBeEnabled()
  await expect(page.locator(':focus')).not.toHaveCount(0)
})

test('a name without a blank breaks on a phone', async ({ as, api }) => {
  const client = await api('administrator')
  const name = 'x'.repeat(90)
  const user = await client.call(createUser, { body: { name, email: 'long@example.org', role: 'user' } })
  const page = await as('administrator', `/settings/access-management/users/${user.id}`, { viewport: { width: 360, height: 740 } })
  await expect(page.getByText('is signed in nowhere.')).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
})
