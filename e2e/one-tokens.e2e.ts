import type { Page } from '@playwright/test'
import { createOneToken, listOneTokens } from '#contract/one-tokens.ts'
import { getVendorMe } from '#contract/one-tokens-v1.ts'
import type { Client } from './world/api.ts'
import { hour, minute } from './world/clock.ts'
import { expect, test } from './world/fixtures.ts'
import type { World } from './world/world.ts'
import { views } from './world/views.ts'
import { axe, choose, dialog, expectNoRow, expectRow, expectToast, fill, press, rowAction } from './world/words.ts'

const list = '/digicert-one/api-tokens'
const day = 24 * hour

/** What the vendor's door answers to a value. */
const door = (world: World<Client>, value: string) => world.nobody.status(getVendorMe, { headers: { 'x-api-key': value } })
const make = (by: Client, name: string, given: { end_date?: string; status?: 'disabled' } = {}) => by.call(createOneToken, { body: { name, ...given } })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const shown = (page: Page) => page.getByRole('textbox', { name: 'API token' })
const end = (page: Page) => page.getByLabel('End date (optional)', { exact: true })
const removeEnd = (page: Page) => page.getByRole('button', { name: 'Remove end date' })

/** Copies the token from **Congratulations**. */
async function copyToken(page: Page): Promise<string> {
  await expect(heading(page, 'Congratulations')).toBeVisible()
  const value = await shown(page).innerText()
  expect(value).toMatch(/^csn_pt_[0-9A-Za-z]{38}$/)
  await press(page, 'Copy')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText()), 'The clipboard has what was shown.').toBe(value)
  return value
}

for (const [role, who] of [['administrator', 'an administrator'], ['user', 'a standard user']] as const) {
  test(`O1 ${who} creates a token, and it works`, async ({ as, world }) => {
    const page = await as(role, '/')
    await page.getByRole('link', { name: 'API Tokens' }).click()
    await expect(heading(page, 'API Tokens')).toBeVisible()
    await expect(page.getByRole('main')).toContainText('No API tokens yet')
    await page.getByRole('button', { name: 'Create API token' }).first().click()
    await expect(heading(page, 'Create API key')).toBeVisible()
    await fill(page, { Name: 'Build_07 - signing', 'End date (optional)': '2027-03-14' })
    await expect(end(page)).toHaveAccessibleDescription('Works until 14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 00:59:59 your time.')
    await press(page, 'Create')
    const value = await copyToken(page)
    await expect(page.getByRole('main')).toContainText('Works until 14 Mar 2027, 23:59:59 UTC, which is 15 Mar 2027, 00:59:59 your time')
    await press(page, 'Finish')
    await expectToast(page, 'API token Build_07 - signing created')
    await expectRow(page, {
      Name: 'Build_07 - signing',
      Status: 'Valid',
      'End date': '14 Mar 2027 (UTC)',
      'Last used': 'Never',
      Token: `${value.slice(0, 11)}…${value.slice(-4)}`,
    })
    expect(await door(world, value)).toBe(200)
  })

  test(`O2 ${who} changes name and end date: adds it, moves it, removes it by the X`, async ({ as, api, world }) => {
    const client = await api(role)
    const { token } = await make(client, 'signing')
    const page = await as(role, list)
    const update = async (fields: Record<string, string>) => {
      await fill(page, fields)
      await press(page, 'Update')
    }
    await rowAction(page, 'signing', 'Edit token')
    await expect(heading(page, 'Edit API token')).toBeVisible()
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('signing')
    await expect(removeEnd(page)).toHaveCount(0)
    await update({ Name: 'signing-2', 'End date (optional)': '2026-12-01' })
    await expectToast(page, 'API token signing-2 updated')
    await expectRow(page, { Name: 'signing-2', 'End date': '1 Dec 2026 (UTC)' })
    await rowAction(page, 'signing-2', 'Edit token')
    await expect(end(page)).toHaveValue('2026-12-01')
    await update({ 'End date (optional)': '2028-02-29' })
    await expectRow(page, { Name: 'signing-2', 'End date': '29 Feb 2028 (UTC)' })
    await rowAction(page, 'signing-2', 'Edit token')
    await removeEnd(page).click()
    await expect(end(page)).toHaveValue('')
    await expect(end(page)).toBeFocused()
    await press(page, 'Update')
    await expectRow(page, { Name: 'signing-2', 'End date': 'No end date' })
    expect((await client.call(listOneTokens)).data[0]!.end_date).toBe(null)
    expect(await door(world, token)).toBe(200)
  })

  test(`O3 ${who} disables a token and enables it again, at once`, async ({ as, api, world }) => {
    const { token } = await make(await api(role), 'signing')
    const page = await as(role, list)
    await rowAction(page, 'signing', 'Disable')
    await expect(dialog(page, 'Disable token')).toContainText('signing')
    await press(dialog(page, 'Disable token'), 'Cancel')
    expect(await door(world, token)).toBe(200)
    await rowAction(page, 'signing', 'Disable')
    await press(dialog(page, 'Disable token'), 'Disable')
    await expectToast(page, 'API token signing disabled')
    await expectRow(page, { Name: 'signing', Status: 'Disabled' })
    expect(await door(world, token)).toBe(401)
    await rowAction(page, 'signing', 'Enable')
    await expectToast(page, 'API token signing enabled')
    await expectRow(page, { Name: 'signing', Status: 'Valid' })
    expect(await door(world, token)).toBe(200)
  })

  test(`O4 ${who} deletes a token and it stops working`, async ({ as, api, world }) => {
    const client = await api(role)
    const { token } = await make(client, 'signing')
    await make(client, 'another')
    const page = await as(role, list)
    await rowAction(page, 'signing', 'Delete token')
    await expect(dialog(page, 'Delete token')).toContainText('signing')
    await press(dialog(page, 'Delete token'), 'Cancel')
    await expectRow(page, { Name: 'signing' })
    await rowAction(page, 'signing', 'Delete token')
    await press(dialog(page, 'Delete token'), 'Delete')
    await expectToast(page, 'API token signing deleted')
    await expectNoRow(page, { Name: 'signing' })
    await expectRow(page, { Name: 'another' })
    expect(await door(world, token)).toBe(401)
  })
}

test('O1 a token that was not copied is left only after one question; a reload shows nothing of it', async ({ as }) => {
  const page = await as('user', `${list}-new`)
  await fill(page, { Name: 'first' })
  await press(page, 'Create')
  await expect(heading(page, 'Congratulations')).toBeVisible()
  const value = await shown(page).innerText()
  await press(page, 'Finish')
  await expect(page.getByRole('alert')).toContainText('The token was not copied.')
  await expect(shown(page)).toHaveText(value)
  await press(page, 'Finish')
  await expectRow(page, { Name: 'first', Status: 'Valid' })

  await page.getByRole('button', { name: 'Create API token' }).click()
  await fill(page, { Name: 'second' })
  await press(page, 'Create')
  await expect(shown(page)).toBeVisible()
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('The token was not copied.')
  await expect(shown(page)).toBeVisible()
  const second = await copyToken(page)
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await expect(heading(page, 'Overview')).toBeVisible()
  await page.goBack()
  await expect(heading(page, 'API Tokens')).toBeVisible()
  await expectRow(page, { Name: 'second' })
  await expect(page.getByRole('main')).not.toContainText(second)
  await expect(shown(page)).toHaveCount(0)

  await page.goto(`${list}-created`)
  await expect(heading(page, 'API Tokens')).toBeVisible()
  await expect(shown(page)).toHaveCount(0)
})

test('O1 what cannot be is said at its field, and nothing is lost', async ({ as, api, allow }) => {
  await make(await api('user'), 'signing')
  const page = await as('user', `${list}-new`)
  allow(/status of 409/)
  const name = page.getByLabel('Name', { exact: true })
  const says = async (field: typeof name, text: string, words: string) => {
    await field.fill(text)
    await press(page, 'Create')
    await expect(field).toHaveAccessibleDescription(words)
    await expect(field).toHaveValue(text)
  }
  await press(page, 'Create')
  await expect(name).toHaveAccessibleDescription('Enter a name.')
  await expect(name).toBeFocused()
  for (const wrong of ['sign.ing', 'sign/ing', 'sïgning', '签名'])
    await says(name, wrong, 'A name has letters A to Z, digits, spaces, dashes and underscores only.')
  await says(name, 'a'.repeat(101), 'A name has at most 100 characters.')
  await says(name, 'SIGNING', 'Another token has this name.')
  await name.fill('valid name')
  for (const wrong of ['2026-11-20', '2025-11-21']) await says(end(page), wrong, 'Choose today or a later date. Days are UTC days.')
  // Written in part: the browser has no date then, and no token is made without an end.
  for (const keys of ['1', '0101']) {
    await press(page, 'Remove end date')
    await page.keyboard.type(keys)
    await page.keyboard.press('Enter')
    await expect(end(page)).toHaveAccessibleDescription('Write the whole date, or remove it.')
  }
  await expect(name).toHaveValue('valid name')
  await end(page).fill('2026-11-21')
  await press(page, 'Create')
  await copyToken(page)
  await press(page, 'Finish')
  await expectRow(page, { Name: 'valid name', 'End date': '21 Nov 2026 (UTC)' })
})

test('O2 once its end date has passed a token can be neither changed nor enabled', async ({ as, api, forward, world }) => {
  const client = await api('user')
  const { id, token } = await make(client, 'ends today', { end_date: '2026-11-21' })
  await make(client, 'paused', { end_date: '2026-11-21', status: 'disabled' })
  await forward(17 * hour + 45 * minute)
  const page = await as('user', `${list}/${id}/edit`)
  await expect(heading(page, 'Edit API token')).toBeVisible()
  // The form is open while the end passes.
  await forward(15 * minute - 1000)
  expect(await door(world, token)).toBe(401)
  await expect(page.getByRole('main')).toContainText('ends today expired at 21 Nov 2026, 23:59:59 UTC')
  await expect(page.getByRole('button', { name: 'Update' })).toHaveCount(0)
  const later = await as('user', list)
  await expectRow(later, { Name: 'ends today', Status: 'Expired' })
  await expectRow(later, { Name: 'paused', Status: 'Expired' })
  for (const [row, entries] of [['ends today', ['Edit token', 'Disable']], ['paused', ['Edit token', 'Enable']]] as const) {
    await later.getByRole('button', { name: `Actions for ${row}`, exact: true }).click()
    for (const entry of entries)
      await expect(later.getByRole('menuitem', { name: new RegExp(`^${entry} Expired on 21 Nov 2026 \\(UTC\\)`) })).toHaveAttribute('aria-disabled', 'true')
    await later.keyboard.press('Escape')
  }
  await rowAction(later, 'paused', 'Delete token')
  await expect(dialog(later, 'Delete token')).toContainText('The token has expired')
  await press(dialog(later, 'Delete token'), 'Delete')
  await expectNoRow(later, { Name: 'paused' })
})

test('O3 tokens are filtered by Valid, Disabled and Expired, searched, and the link shows the same', async ({ as, api, forward }) => {
  const client = await api('user')
  await make(client, 'works')
  await make(client, 'paused', { status: 'disabled' })
  await make(client, 'over', { end_date: '2026-11-21' })
  await make(await api('administrator'), 'of the administrator')
  await forward(day)
  const page = await as('user', list)
  await expectNoRow(page, { Name: 'of the administrator' })
  for (const [choice, name] of [['Valid', 'works'], ['Disabled', 'paused'], ['Expired', 'over']] as const) {
    await choose(page, 'Filter tokens by', choice)
    await expectRow(page, { Name: name, Status: choice })
    await expect(page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Actions for/ }) })).toHaveCount(1)
    await expect(page.getByRole('main').getByRole('status').first()).toHaveText('1 of 3 tokens matches')
  }
  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Filter tokens by' })).toHaveText('Expired')
  await expectRow(page, { Name: 'over' })
  await page.getByRole('searchbox', { name: 'Search' }).fill('works')
  await expect(page.getByRole('main')).toContainText('No token matches')
  await press(page, 'Clear filters')
  await expectRow(page, { Name: 'works' })
  await expectRow(page, { Name: 'paused' })
  const admin = await as('administrator', list)
  await expectRow(admin, { Name: 'of the administrator', Owner: 'Ruth Lindqvist' })
  await expectRow(admin, { Name: 'works', Owner: 'Jonas Meyer' })
  await rowAction(admin, 'works', 'Delete token')
  await expect(dialog(admin, 'Delete token')).toContainText('Of Jonas Meyer.')
  await press(dialog(admin, 'Delete token'), 'Cancel')
})

test('O1 to O4 by keyboard alone', async ({ as }) => {
  const page = await as('user', list)
  const tabTo = async (name: string, role: 'button' | 'textbox' = 'button') => {
    const target = page.getByRole(role, { name, exact: true })
    await expect(target.first()).toBeVisible()
    for (let presses = 0; presses < 40; presses++) {
      if (await target.first().evaluate((node) => node === document.activeElement)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`${name} was not reached by Tab`)
  }
  const act = async (entry: string) => {
    await tabTo('Actions for signing')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: entry, exact: true })).toBeVisible()
    for (
      let presses = 0;
      presses < 4 && !(await page.getByRole('menuitem', { name: entry, exact: true }).evaluate((node) => node === document.activeElement));
      presses++
    )
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  await tabTo('Create API token')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'Create API key')).toBeFocused()
  await tabTo('Name', 'textbox')
  await page.keyboard.type('signing')
  await page.keyboard.press('Tab')
  await page.keyboard.type('01012028')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeFocused()
  await tabTo('Finish')
  await page.keyboard.press('Enter')
  await expect(heading(page, 'API Tokens')).toBeFocused()
  await act('Edit token')
  await expect(heading(page, 'Edit API token')).toBeFocused()
  await tabTo('Remove end date')
  await page.keyboard.press('Enter')
  await expect(end(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await expectRow(page, { Name: 'signing', 'End date': 'No end date' })
  await act('Disable')
  await expect(dialog(page, 'Disable token').getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expectRow(page, { Name: 'signing', Status: 'Disabled' })
  await expect(page.getByRole('button', { name: 'Actions for signing' })).toBeFocused()
  await act('Delete token')
  await expect(dialog(page, 'Delete token').getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expectNoRow(page, { Name: 'signing' })
  await expect(page.locator(':focus'), 'The focus is not lost with the card.').not.toHaveCount(0)
})

test('O1 somebody was faster, nobody answers, an answer is lost: each is said, and nothing is made twice', async ({ as, api, fault, allow }) => {
  const client = await api('user')
  const { id } = await make(client, 'signing')
  const page = await as('user', `${list}/${id}/edit`)
  allow(/status of 412|Failed to load|net::ERR/)
  await expect(heading(page, 'Edit API token')).toBeVisible()
  const second = await as('user', list)
  allow(/status of 412|Failed to load|net::ERR/)
  await rowAction(second, 'signing', 'Disable')
  await press(dialog(second, 'Disable token'), 'Disable')
  await fill(page, { Name: 'slower' })
  await press(page, 'Update')
  await expect(page.getByRole('main')).toContainText('signing was changed meanwhile')
  await press(page, 'Reload the form')
  // What is entered before it is read again goes, as the form says.
  await expect(page.getByRole('main')).not.toContainText('was changed meanwhile')
  await fill(page, { Name: 'after all' })
  await press(page, 'Update')
  await expectRow(page, { Name: 'after all', Status: 'Disabled' })

  const lift = await fault({ on: 'POST /api/v1/one/tokens', how: 'lose-answer', times: 2 })
  await page.goto(`${list}-new`)
  await fill(page, { Name: 'once' })
  await press(page, 'Create')
  await expect(page.getByRole('alert')).toContainText('Press Create again')
  await lift()
  await press(page, 'Create')
  await copyToken(page)
  await press(page, 'Finish')
  expect((await client.call(listOneTokens)).data.filter(({ name }) => name === 'once')).toHaveLength(1)

  const down = await fault({ on: 'GET /api/v1/one/tokens', how: 'refuse' })
  const third = await as('user', list)
  allow(/Failed to load|net::ERR/)
  await expect(third.getByRole('alert')).toContainText('The tokens could not be loaded')
  await down()
  await press(third, 'Try again')
  await expectRow(third, { Name: 'once' })
})

for (const { at, view } of views) {
  test(`O1 to O4: axe finds nothing, and nothing runs over (${at})`, async ({ as, api }) => {
    const client = await api('user')
    await make(client, 'signing', { end_date: '2027-01-31' })
    await make(client, 'a-rather-long-name-without-a-single-place-to-break-it-as-some-pipelines-have-them-0123456789abcdefgh', { status: 'disabled' })
    const page = await as('user', list, view)
    const look = async () => {
      await axe(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'Nothing is wider than the page.').toBe(true)
    }
    await expectRow(page, { Name: 'signing' })
    await look()
    await page.getByRole('button', { name: 'Actions for signing' }).click()
    await expect(page.getByRole('menu')).toBeVisible()
    await look()
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await look()
    await press(dialog(page, 'Disable token'), 'Cancel')
    await rowAction(page, 'signing', 'Delete token')
    await look()
    await press(dialog(page, 'Delete token'), 'Cancel')
    await rowAction(page, 'signing', 'Edit token')
    await expect(heading(page, 'Edit API token')).toBeVisible()
    await look()
    await page.goto(`${list}?filter=state+is+expired`)
    await expect(page.getByRole('main')).toContainText('No token matches')
    await look()
    await page.goto(`${list}-new`)
    await press(page, 'Create')
    await look()
    await fill(page, { Name: 'third', 'End date (optional)': '2027-01-31' })
    await press(page, 'Create')
    await expect(shown(page)).toBeVisible()
    await look()
    await copyToken(page)
    await press(page, 'Finish')
    await expectRow(page, { Name: 'third' })
  })
}

test('loading: while the tokens are on their way three empty cards stand there, and nothing says that there are none', async ({ as, api, fault }) => {
  await (await api('user')).call(createOneToken, { body: { name: 'build' } })
  const page = await as('user', '/profile')
  const arrives = await fault({ on: 'GET /api/v1/one/tokens', how: 'hold' })
  await page.getByRole('navigation').getByRole('link', { name: 'API Tokens' }).click()
  await expect(page.getByRole('group', { name: 'API tokens' })).toHaveAttribute('aria-busy', 'true')
  await expect(page.getByRole('heading', { name: 'No API tokens yet' })).toHaveCount(0)
  await arrives()
  await expect(page.getByRole('list', { name: 'API tokens' }).getByRole('heading')).toHaveText(['build'])
})
