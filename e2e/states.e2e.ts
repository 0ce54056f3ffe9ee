import type { Page } from '@playwright/test'
import { listApiKeys } from '#contract/api-keys.ts'
import { hour, minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import { refused, unreachable } from './world/watch.ts'
import { confirm, dialog, expectNoRow, expectRow, expectToast, fill, openAccount, press, rowAction, save } from './world/words.ts'

const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const list = 'GET /accessmanagement/api-key'

test('empty: the page says what comes here and offers the first action, by one button', async ({ as }) => {
  const page = await as('user', '/my-api-keys')
  await expect(heading(page, 'No API keys yet')).toBeVisible()
  await expect(page.getByText('Its value is shown once, when you generate it.')).toBeVisible()
  await page.getByRole('button', { name: 'Generate API Key' }).click()
  await expect(dialog(page, 'Generate API Key')).toBeVisible()
})

test('loading: when a page takes long to come, bars stand in its place', async ({ as, api, fault }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/profile')
  const arrives = await fault({ on: list, how: 'hold' })
  await openAccount(page, 'My API Keys')
  await expect(page.getByRole('status').filter({ hasText: 'Loading the page' })).toBeAttached()
  await expect(heading(page, 'Profile')).toHaveCount(0)
  await arrives()
  await expectRow(page, { Name: 'apikey1' })
  await expect(heading(page, 'My API Keys')).toBeFocused()
})

for (const how of ['refuse', 'bad-gateway'] as const) {
  test(`failed (${how}): the page says why, and Try again brings it`, async ({ as, api, fault, allow }) => {
    await (await api('user')).key('apikey1')
    const lift = await fault({ on: list, how })
    const page = await as('user', '/my-api-keys')
    allow(unreachable)
    allow(refused(502))
    await expect(heading(page, 'This page could not be loaded')).toBeVisible()
    await expect(page.getByText('The server cannot be reached. Check the connection and try again.')).toBeVisible()
    await expect(page.getByText('Nothing was changed.')).toBeVisible()
    await expect(page.getByRole('table')).toHaveCount(0)
    await lift()
    await press(page, 'Try again')
    await expectRow(page, { Name: 'apikey1' })
  })
}

test('a failed refresh keeps the rows and says so', async ({ as, api, fault, allow, forward }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  allow(unreachable)
  await expectRow(page, { Name: 'apikey1' })
  await (await api('user')).key('apikey2')
  const lift = await fault({ on: list, how: 'refuse' })
  await forward(minute)
  await expect(page.getByText('The keys could not be read again; these are the last ones.')).toBeVisible()
  await expectRow(page, { Name: 'apikey1' })
  await lift()
  await press(page, 'Try again')
  await expectRow(page, { Name: 'apikey2' })
  await expect(page.getByText('could not be read again')).toHaveCount(0)
})

test('a server that is gone is said over the page, and that it is back', async ({ as, api, world, allow, forward }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  allow(unreachable)
  await expectRow(page, { Name: 'apikey1' })
  await world.stop()
  await forward(minute)
  const banner = page.getByRole('alert').filter({ hasText: 'The server cannot be reached. What is shown here may be out of date.' })
  await expect(banner).toBeVisible()
  await expectRow(page, { Name: 'apikey1' })
  await expect(banner).toContainText('This goes by itself once it answers.')
  await world.restart()
  await expect(banner, 'Nobody pressed anything.').toHaveCount(0)
  await expectRow(page, { Name: 'apikey1' })
})

test('a failed deletion is said in its dialog, and can be tried again there', async ({ as, api, fault, allow }) => {
  await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  allow(refused(502))
  const lift = await fault({ on: 'DELETE /accessmanagement/api-key', how: 'bad-gateway' })
  await rowAction(page, 'apikey1', 'Delete Key')
  await confirm(page)
  await expect(dialog(page, 'Confirm Deletion').getByRole('alert')).toContainText('The server cannot be reached.')
  await lift()
  await confirm(page)
  await expectToast(page, 'API key apikey1 deleted')
  await expectNoRow(page, { Name: 'apikey1' })
})

test('a key that was deleted meanwhile is said to be gone, in the dialog and at its own address', async ({ as, api, allow }) => {
  const { id } = await (await api('user')).key('apikey1')
  const page = await as('user', '/my-api-keys')
  allow(refused(404))
  await rowAction(page, 'apikey1', 'Edit Key')
  await fill(page, { Name: 'apikey-edge' })
  const other = await as('user', '/my-api-keys')
  allow(refused(404))
  await rowAction(other, 'apikey1', 'Delete Key')
  await confirm(other)
  await expectToast(other, 'API key apikey1 deleted')
  await save(page)
  await expect(dialog(page, 'Edit API Key').getByRole('alert')).toContainText('It may have been deleted')
  await page.goto(`/my-api-keys/${id}/edit`)
  await expect(heading(page, 'It is not there')).toBeVisible()
})

test('an address that does not exist gets a page that says so, with status 404', async ({ as, allow, world }) => {
  const page = await as('user', '/')
  allow(refused(404))
  const response = await page.goto('/no/such/page')
  expect(response?.status()).toBe(404)
  await expect(heading(page, 'There is no such page')).toBeVisible()
  await page.getByRole('link', { name: 'Go to the overview' }).click()
  await expect(heading(page, 'Overview')).toBeVisible()
  await expect(page).toHaveURL(`${world.origin}/`)
})

test('two keys: Generate is disabled and says why, and works again after one is deleted', async ({ as, api, allow, world }) => {
  const user = await api('user')
  await user.key('apikey1')
  await user.key('apikey2')
  const page = await as('user', '/my-api-keys')
  const generate = page.getByRole('button', { name: 'Generate API Key' })
  await expect(generate).toBeDisabled()
  await expect(generate).toHaveAccessibleDescription(/You have two API keys, the most a user can have\./)
  await generate.click({ force: true })
  await expect(page.getByRole('tooltip')).toContainText('Delete one first, or rotate it')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  // The address of the dialog is no way round it.
  await page.goto('/my-api-keys-new')
  await expect(dialog(page, 'Generate API Key').getByRole('alert')).toContainText('You have two API keys, the most a user can have.')
  allow(refused(409))
  await fill(page, { Name: 'apikey3' })
  await save(page)
  await expect(dialog(page, 'Generate API Key').getByRole('alert')).toContainText('There are two API keys already')
  expect((await user.call(listApiKeys)).data).toHaveLength(2)
  await press(page.getByRole('dialog'), 'Cancel')

  await rowAction(page, 'apikey2', 'Delete Key')
  await confirm(page)
  await expectNoRow(page, { Name: 'apikey2' })
  await expect(generate).toBeEnabled()
  expect(world.passed.filter(({ method, status }) => method === 'POST' && status === 201)).toHaveLength(2)
})

test('statuses are what the dates make them', async ({ as, api, world }) => {
  await (await api('user')).key('soon', { expiresAt: '2026-12-21T06:00:00Z' })
  await (await api('user')).key('later', { expiresAt: '2026-12-21T06:00:01Z' })
  const page = await as('user', '/my-api-keys')
  await expectRow(page, { Name: 'soon', Status: 'Expires soon' })
  await expectRow(page, { Name: 'later', Status: 'Active' })
  await world.clock.forward(30 * 24 * hour)
  const then = await as('user', '/my-api-keys')
  await expectRow(then, { Name: 'soon', Status: 'Expired' })
  await expectRow(then, { Name: 'later', Status: 'Expires soon' })
  await expect(then.getByRole('button', { name: 'Generate API Key' })).toHaveAccessibleDescription(/An expired key keeps its slot\./)
})

test('the columns sort by what they mean', async ({ as, api, world }) => {
  await (await api('user')).key('b10', { expiresAt: '2026-12-24T06:00:00Z' })
  await world.clock.forward(minute)
  await (await api('user')).key('b9', { expiresAt: '2027-01-02T06:00:00Z' })
  const page = await as('user', '/my-api-keys')
  const names = () =>
    page.getByRole('button', { name: /^Actions for/ }).evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')!.slice(12)))
  const header = (name: string) => page.getByRole('columnheader', { name })
  await expect(header('Name')).toHaveAttribute('aria-sort', 'ascending')
  expect(await names()).toEqual(['b9', 'b10'])
  await header('Expires').getByRole('button').click()
  await expect(header('Expires')).toHaveAttribute('aria-sort', 'ascending')
  await expect(header('Name')).not.toHaveAttribute('aria-sort', /.+/)
  expect(await names()).toEqual(['b10', 'b9'])
  await header('Expires').getByRole('button').click()
  await expect(header('Expires')).toHaveAttribute('aria-sort', 'descending')
  expect(await names()).toEqual(['b9', 'b10'])
})
